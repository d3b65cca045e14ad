from django.http import Http404, HttpRequest, HttpResponse


def account(request: HttpRequest) -> HttpResponse:
    raise Http404
