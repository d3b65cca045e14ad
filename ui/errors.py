"""Pages for what went wrong: each says what happened and what to do next."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def _page(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    return render(request, "ui/error.html", {"heading": heading, "text": text}, status=status)


@login_not_required
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 404, "Page not found", "The address is wrong, or the page is not yours to see.")


@login_not_required
def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    reason = str(exception) if exception and str(exception) else "Your role does not include this."
    return _page(request, 403, "You cannot do this", reason)


@login_not_required
def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 400, "That did not work", "Something in the address or form could not be read. Go back and try again.")


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    """What allauth answers where its rate limits are reached."""
    return _page(request, 429, "Too many tries", "Wait a few minutes, then try again. Nothing of your account has changed.")


@login_not_required
def failed(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database or the reader: whatever failed may fail again."""
    return HttpResponse(render_to_string("ui/failed.html"), status=500)


@login_not_required
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        "The page was open for too long",
        "Nothing was saved. Go back to the form, load it again and send it once more.",
    )
