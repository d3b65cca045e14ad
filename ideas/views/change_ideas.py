from django.http import Http404, HttpRequest, HttpResponse


def idea_list(request: HttpRequest) -> HttpResponse:
    raise Http404


def idea_new(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def idea(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def idea_edit(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def idea_stage(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404


def progress(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404
