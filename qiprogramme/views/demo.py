from django.http import Http404, HttpRequest, HttpResponse


def demo(request: HttpRequest) -> HttpResponse:
    raise Http404
