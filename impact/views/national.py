from django.http import Http404, HttpRequest, HttpResponse


def national(request: HttpRequest) -> HttpResponse:
    raise Http404


def region(request: HttpRequest, code: object) -> HttpResponse:
    raise Http404
