from django.http import Http404, HttpRequest, HttpResponse


def measure_new(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def measure(request: HttpRequest, key: object, measure: object) -> HttpResponse:
    raise Http404


def point_new(request: HttpRequest, key: object, measure: object) -> HttpResponse:
    raise Http404
