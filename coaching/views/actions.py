from django.http import Http404, HttpRequest, HttpResponse


def actions(request: HttpRequest) -> HttpResponse:
    raise Http404


def action_done(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404
