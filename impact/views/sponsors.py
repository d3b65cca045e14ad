from django.http import Http404, HttpRequest, HttpResponse


def sponsor(request: HttpRequest) -> HttpResponse:
    raise Http404
