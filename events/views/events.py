from django.http import Http404, HttpRequest, HttpResponse


def event_list(request: HttpRequest) -> HttpResponse:
    raise Http404


def event(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def community(request: HttpRequest) -> HttpResponse:
    raise Http404
