from django.http import Http404, HttpRequest, HttpResponse


def survey_list(request: HttpRequest) -> HttpResponse:
    raise Http404


def wave(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def ward_surveys(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def survey_qr(request: HttpRequest, token: object) -> HttpResponse:
    raise Http404
