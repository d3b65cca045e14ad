"""The demonstration's own door: signs in as any of its people, from this machine alone."""

from ipaddress import ip_address
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from people.acting import acting_as
from people.models import Account
from people.sign_in import demo_account, demo_accounts
from wards.reach import reach_of
from wards.roles import ACTIONS, ROLES

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST", "HTTP_VIA")


def only_here(request: HttpRequest) -> None:
    """Http404 unless demo mode is on and the request comes from this machine, past no proxy."""
    try:
        is_local = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        is_local = False
    if not settings.DEMO or not is_local or any(name in request.META for name in FORWARDED):
        raise Http404


@login_not_required
@require_GET
def demo(request: HttpRequest) -> HttpResponse:
    """The people of the demonstration, with their roles and what they may do."""
    only_here(request)
    people = [_described(account) for account in demo_accounts()]
    people.sort(key=lambda row: (row["order"], row["name"]))
    return render(
        request, "qiprogramme/demo.html", {"people": people, "heading": "Look around as one of the demonstration's people"}
    )


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest, key: Any) -> HttpResponse:
    only_here(request)
    account = demo_account(key)
    if account is None:
        raise Http404
    logout(request)
    record_authentication(request, account, "demo")
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("today")


def _described(account: Account) -> dict[str, Any]:
    """name, email, roles with places, and what they may do, read as that person."""
    with acting_as(account.person_id):
        person = account.person
        reach = reach_of(person)
    held = [m for m in reach.memberships if m.role in ROLES]
    may = [words[0].lower() + words[1:] for action, words in ACTIONS.items() if any(action in ROLES[m.role].may for m in held)]
    places = sorted({str(m.team or m.provider or "") for m in held} - {""})
    order = list(ROLES)
    roles = [role for key, role in ROLES.items() if key in reach.roles]
    return {
        "key": account.pk,
        "name": person.name,
        "email": account.email,
        "roles": ", ".join(role.label for role in roles) or "No role today",
        "button": f"Sign in as {roles[0].words if roles else person.name}",
        "place": places[0] if len(places) == 1 else f"{len(places)} ward teams" if places else "",
        "may": may[:3],
        "more": len(may) - 3,
        "order": min((order.index(m.role) for m in held), default=99),
    }
