from django.http import Http404, HttpRequest, HttpResponse


def respond(request: HttpRequest, token: object) -> HttpResponse:
    raise Http404


def respond_easy(request: HttpRequest, token: object) -> HttpResponse:
    raise Http404


def respond_thanks(request: HttpRequest, token: object) -> HttpResponse:
    raise Http404
