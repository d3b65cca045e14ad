from django.http import Http404, HttpRequest, HttpResponse


def asks(request: HttpRequest) -> HttpResponse:
    raise Http404


def ask(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def ask_new(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404
