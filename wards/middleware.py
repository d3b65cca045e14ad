"""The second factor, demanded by role at every request and not only at sign-in: whatever way led into the
session, a role across the whole programme does nothing without one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from people.acting import current
from people.middleware import detour
from people.sign_in import step_up_address
from people.step_up import by_one_click, has_second_factor, used_second_factor
from wards.reach import reach_of
from wards.roles import ROLES

#: Pages with which a second factor is set up or shown, and the way out.
OPEN = {"account_logout", "account_reauthenticate"}
SET_UP = "Your role reaches across the whole programme, so signing in needs a second step. Set one up, then go on."
#: After so long without use, a session of such a role ends.
IDLE = timedelta(minutes=30)
ENDED = "You were signed out, because nothing was done for 30 minutes. Sign in again."
JSON = "A second step is needed: sign in with a code or a passkey, or use an API token."


class SecondFactor:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """None lets the request pass. Runs inside `acting_as`, for outside it no membership can be read."""
        if not request.user.is_authenticated or _is_public(view) or not is_needed(request):
            return None
        if _is_idle(request):
            return _end(request, view)
        if _is_open(request):
            return None
        if by_one_click(request):
            return None
        has_one = has_second_factor(request.user)
        if has_one and used_second_factor(request):
            return None
        if _is_api(view):
            return JsonResponse({"detail": JSON}, status=403)
        if has_one:
            return detour(request, step_up_address(request.user))
        messages.warning(request, SET_UP)
        return detour(request, reverse("mfa_index"))


def is_needed(request: HttpRequest) -> bool:
    """Whether one of today's roles demands it. True where that cannot be told: nobody is acting, or somebody else."""
    person = request.person  # type: ignore[attr-defined]
    if not person or current().person_id != person.pk:
        return True
    return any(ROLES[role].needs_second_factor for role in reach_of(person).roles)


def _is_api(view: Any) -> bool:
    return hasattr(view, "cls")


def _is_public(view: Any) -> bool:
    return not getattr(view, "login_required", True) and not _is_api(view)


def _is_open(request: HttpRequest) -> bool:
    name = str(request.resolver_match.url_name) if request.resolver_match else ""
    return name in OPEN or name.startswith("mfa_")


def _is_idle(request: HttpRequest) -> bool:
    last_used = request.last_used  # type: ignore[attr-defined]
    return last_used is None or timezone.now() - last_used > IDLE


def _end(request: HttpRequest, view: Any) -> HttpResponse:
    """Sign out and lead to sign-in and back; a form that was sent is kept for the same person."""
    response = detour(request, reverse("account_login"))
    logout(request)
    if _is_api(view):
        return JsonResponse({"detail": ENDED}, status=403)
    messages.info(request, ENDED)
    return response
