from django.http import Http404, HttpRequest, HttpResponse


def hours(request: HttpRequest) -> HttpResponse:
    raise Http404
