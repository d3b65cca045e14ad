"""Step-up: before an export with people in it, or a change of roles, the person shows again that it is they.

A proof of the last five minutes is enough, signing in included: a code or a passkey from whoever has one, else
the password, else a fresh sign-in at their own organisation. Views ask with `step_up(request)` or `@step_up_first`.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: For how long a proof holds.
SECONDS = 5 * 60


class StepUpNeeded(Exception):
    """Raised by the gate; `people.middleware.StepUp` leads to the page that asks, and back."""


def step_up(request: HttpRequest) -> None:
    """The gate: returns if the person behind the request has lately shown that it is they, else raises StepUpNeeded.

    A form that is sent when the proof has grown old is kept (`people.kept_forms`) and can be saved afterwards.
    """
    if not is_fresh(request):
        raise StepUpNeeded


def step_up_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same for a whole view: `@step_up_first` under the checks of method."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step_up(request)
        return view(request, *args, **kwargs)

    return guarded


def has_second_factor(account: Any) -> bool:
    """Whether the account has an app for codes, or a passkey. Recovery codes alone are none."""
    return Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def used_second_factor(request: HttpRequest) -> bool:
    """Whether a code or passkey was used in this session."""
    return "mfa" in _methods(request)


def by_one_click(request: HttpRequest) -> bool:
    """Whether the session was opened by the demonstration's one click, which stands for any proof there, and nowhere else."""
    return settings.DEMO and "demo" in _methods(request)


def _methods(request: HttpRequest) -> set[str]:
    return {record.get("method", "") for record in get_authentication_records(request, request.user)}


def is_fresh(request: HttpRequest) -> bool:
    """Whether there is a proof of the last five minutes, of the strongest kind that the account has."""
    if not request.user.is_authenticated:
        return False
    if by_one_click(request):
        return True
    records = get_authentication_records(request, request.user)
    lately = {record.get("method") for record in records if time.time() - record["at"] < SECONDS}
    if has_second_factor(request.user):
        return "mfa" in lately
    return bool(lately & {"mfa", "password", "code_card", "socialaccount"})
