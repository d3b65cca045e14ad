from django.http import Http404, HttpRequest, HttpResponse


def session_list(request: HttpRequest) -> HttpResponse:
    raise Http404


def session_new(request: HttpRequest) -> HttpResponse:
    raise Http404


def session(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def session_log(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def session_missed(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404
