from django.http import Http404, HttpRequest, HttpResponse


def ward_list(request: HttpRequest) -> HttpResponse:
    raise Http404


def ward(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def ward_people(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def ward_coaching(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def ward_ideas(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404
