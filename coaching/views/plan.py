from django.http import Http404, HttpRequest, HttpResponse


def plan(request: HttpRequest) -> HttpResponse:
    raise Http404


def plan_new(request: HttpRequest) -> HttpResponse:
    raise Http404
