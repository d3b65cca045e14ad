from django.http import Http404, HttpRequest, HttpResponse


def library(request: HttpRequest) -> HttpResponse:
    raise Http404


def library_entry(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404
