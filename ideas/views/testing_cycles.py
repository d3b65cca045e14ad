from django.http import Http404, HttpRequest, HttpResponse


def cycle_new(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def cycle(request: HttpRequest, key: object, cycle: object) -> HttpResponse:
    raise Http404
