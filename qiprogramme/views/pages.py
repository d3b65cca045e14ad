from django.http import Http404, HttpRequest, HttpResponse


def who_can_see_what(request: HttpRequest) -> HttpResponse:
    raise Http404


def page(request: HttpRequest, page: str) -> HttpResponse:
    raise Http404
