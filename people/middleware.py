import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from people import kept_forms, sign_ins
from people.acting import acting_as
from people.models import Person
from people.sign_in import step_up_address
from people.step_up import StepUpNeeded


class LiveSession:
    """A session that was ended, from anywhere, or is over its age, is signed out (`people.sign_ins`).

    `request.last_used` is when it was used before this request. Stands before whatever asks who is signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.last_used = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            row = sign_ins.live_session(request)
            if row is None:
                logout(request)
            else:
                request.last_used = row.seen_at  # type: ignore[attr-defined]
                request.user.person = row.person
        return self.get_response(request)


class ActingPerson:
    """Let everything in a request act as the signed-in person; `request.person` is that person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person_id = getattr(request.user, "person_id", None)
        request.person = SimpleLazyObject(lambda: person_of(request))  # type: ignore[attr-defined]
        with acting_as(person_id, request_id=str(uuid.uuid4())):
            return self.get_response(request)


def person_of(request: HttpRequest) -> Person | None:
    """The signed-in person, or None. Opens a transaction: error pages and lazily rendered ones have none,
    and outside one the database knows nobody."""
    if not getattr(request.user, "person_id", None):
        return None
    with transaction.atomic(), suppress(Person.DoesNotExist):
        return request.user.person  # type: ignore[union-attr]
    return None


class SignInFirst(LoginRequiredMiddleware):
    """Signed-out browsers go to sign-in and come back. A form that they send is kept for them (`people.kept_forms`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)

    def __call__(self, request: HttpRequest) -> Any:
        response: Any = super().__call__(request)
        kept_forms.remember_account(request, response)
        # The kept form was sent again and taken: an answer that redirects has saved it.
        if request.method == "POST" and request.user.is_authenticated and response.status_code == 302:
            found = kept_forms.kept(request)
            if found and found.path == request.get_full_path():
                kept_forms.forget(request, response)
        return response

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        response = redirect_to_login(reverse("kept_form"), reverse("account_login"))
        if kept_forms.keep(request, response):
            return response
        messages.warning(request, "You were signed out, and what you sent could not be kept. Sign in, then go back to the form.")
        return redirect_to_login("/", reverse("account_login"))


class StepUp:
    """Where a view asks for a fresh proof (`people.step_up`): to the page that takes it, and back. A sent form is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StepUpNeeded):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        return detour(request, step_up_address(request.user))


def detour(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to `address` and from there back to what was asked for, or to the form that was sent, which is kept."""
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), address)
    response = redirect_to_login(reverse("kept_form"), address)
    if kept_forms.keep(request, response):
        return response
    messages.warning(request, "What you sent could not be kept. Nothing is saved; go back to the form afterwards.")
    return redirect_to_login("/", address)
