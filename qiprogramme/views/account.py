"""My account, and what I typed when my session had ended."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from people import kept_forms
from people.requests import PersonRequest
from ui import errors
from wards.models import Membership
from wards.roles import CONFIDENTIAL, ROLES


@require_GET
def account(request: PersonRequest) -> HttpResponse:
    """My name and address, and what I am in the programme, from when to when."""
    person = request.person
    held = Membership.visible.to(person).filter(person=person.pk).select_related("team", "provider", "programme")
    today = timezone.localdate()
    rows = [
        {
            "role": ROLES[m.role].label,
            "place": _place(m),
            "starts_on": m.starts_on,
            "ends_on": m.ends_on,
            "is_over": m.ends_on is not None and m.ends_on < today,
            "described_as": m.described_as,
            "is_away": m.away_since is not None,
        }
        for m in held.order_by("-starts_on", "id")
    ]
    email = getattr(request.user, "email", "") or ""
    running = [m for m in held if m.team_id and (m.ends_on is None or m.ends_on >= today)]
    about = {
        "is_practitioner": any(m.role in CONFIDENTIAL for m in running),
        "is_away": any(m.away_since for m in running),
        "may_rest": bool(running),
    }
    return render(request, "qiprogramme/account.html", {"heading": "My account", "memberships": rows, "email": email, **about})


def _place(m: Membership) -> str:
    """Where a role is or was held. The name of a place that is no longer within reach stays unknown."""
    placed = m.team if m.team_id else m.provider if m.provider_id else m.programme
    return str(placed) if placed else "a place that you no longer see"


@require_http_methods(["GET", "POST"])
def kept_form(request: PersonRequest) -> HttpResponse:
    """Show what was typed before the session ended, to be sent by a press or thrown away."""
    kept = kept_forms.kept(request)
    if request.method == "POST":
        response = redirect("today")
        if kept:
            kept_forms.forget(request, response)
            messages.info(request, "What you had typed is thrown away.")
        return response
    if kept is None:
        # Where somebody else's is waiting in this browser, it is not spoken of: they may still come back for it.
        if not kept_forms.is_waiting(request):
            messages.warning(request, "What you typed is no longer kept: it was saved, thrown away, or is older than 30 minutes.")
        return redirect("today")
    return render(
        request,
        "qiprogramme/kept_form.html",
        {
            "heading": "What you typed is still here",
            "kept": kept,
            "typed": [{"key": {"text": name}, "value": {"html": linebreaksbr(value)}} for name, value in _typed(kept.pairs)],
        },
    )


@login_not_required
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form with an old token: kept and shown again, if one of our own pages sent it; else refused."""
    response = redirect("kept_form")
    if (
        request.method == "POST"
        and request.user.is_authenticated
        and kept_forms.is_ours(request)
        and kept_forms.keep(request, response)
    ):
        return response
    return errors.stale_form(request, reason)


_KEY = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{27}$")
_HIDDEN = {"form_key", "version", "next"}


def _typed(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """(name in words, value) of what a person can recognise; keys of rows and machine fields are left out."""
    return [
        (name.rsplit("-", 1)[-1].replace("_", " ").capitalize(), value)
        for name, value in pairs
        if value.strip() and name not in _HIDDEN and not _KEY.match(value)
    ]
