from django.http import Http404, HttpRequest, HttpResponse


def reminders(request: HttpRequest) -> HttpResponse:
    raise Http404


def reminder(request: HttpRequest, key: object) -> HttpResponse:
    raise Http404
