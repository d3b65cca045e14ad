from django.http import Http404, HttpRequest, HttpResponse


def claim_list(request: HttpRequest) -> HttpResponse:
    raise Http404


def claim(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def claim_rows(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404
