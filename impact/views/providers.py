from django.http import Http404, HttpRequest, HttpResponse


def provider(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404
