"""Pages of plain words: who can see what, help, privacy, accessibility."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

PAGES = {"help": "Help", "privacy": "Your privacy", "accessibility": "Accessibility"}


@login_not_required
def who_can_see_what(request: HttpRequest) -> HttpResponse:
    raise Http404


@login_not_required
def page(request: HttpRequest, page: str) -> HttpResponse:
    if page not in PAGES:
        raise Http404
    return render(request, f"qiprogramme/{page}.html", {"heading": PAGES[page]})
