from django.http import Http404, HttpRequest, HttpResponse


def summary_list(request: HttpRequest) -> HttpResponse:
    raise Http404


def summary_new(request: HttpRequest) -> HttpResponse:
    raise Http404


def summary(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def summary_workbook(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def summary_pdf(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def published(request: HttpRequest, slug: object) -> HttpResponse:
    raise Http404
