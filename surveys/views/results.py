from django.http import Http404, HttpRequest, HttpResponse


def wave_results(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404
