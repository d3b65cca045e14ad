"""Pages of plain words: who can see what, help, privacy, accessibility."""

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from impact import radar
from people.requests import PersonRequest
from wards.reach import reach_of
from wards.roles import ACTIONS, CONFIDENTIAL, ROLES, Role, allowed

PAGES = {"help": "Help", "privacy": "Your privacy", "accessibility": "Accessibility"}

READS = {
    "programme": "Everything about every ward team of the programme, except what is named below.",
    "provider": "Everything about the ward teams of their own provider, except what is named below.",
    "team": "Their own ward teams.",
    "nothing": "No single ward team. What belongs to the whole programme: events, the library, and figures"
    " in which small numbers are hidden.",
}


@dataclass(frozen=True)
class Rights:
    """One role in words: what it reads and, in the order of the table, what it may do."""

    label: str
    reads: str
    circle: str
    may: list[str]


def _rights(role: Role) -> Rights:
    inner = "Sees who came to each session, and who in the team is a lived experience practitioner."
    outer = "Does not see who came to a session, or who is a lived experience practitioner: numbers only."
    arranges = "arrange_involvement" in role.may and not role.inner
    known = "Knows who is a lived experience practitioner, and not who came to a session." if arranges else outer
    may = [words for action, words in ACTIONS.items() if action in role.may]
    return Rights(role.label, READS[role.reads], "" if role.reads == "nothing" else inner if role.inner else known, may)


@login_not_required
def who_can_see_what(request: HttpRequest) -> HttpResponse:
    """Roles × what they read and may do, drawn from the data by which the gate decides."""
    roles = [role for role in ROLES.values() if role.key != "system"]
    mine = reach_of(cast(PersonRequest, request).person).roles if request.user.is_authenticated else frozenset()
    return render(
        request,
        "qiprogramme/who_can_see_what.html",
        {
            "heading": "Who can see what",
            "mine": [_rights(role) for role in roles if role.key in mine],
            "roles": [_rights(role) for role in roles if role.key not in mine],
            "by_action": [(words, [role.label for role in roles if action in role.may]) for action, words in ACTIONS.items()],
            "arranging": [ROLES[key].words for key in allowed("arrange_involvement")],
            "confidential": [ROLES[key].words for key in sorted(CONFIDENTIAL)],
        },
    )


@login_not_required
def page(request: HttpRequest, page: str) -> HttpResponse:
    if page not in PAGES:
        raise Http404
    days = {"session_days": radar.SESSION_DAYS, "idea_days": radar.IDEA_DAYS, "sponsor_days": radar.SPONSOR_DAYS}
    return render(request, f"qiprogramme/{page}.html", {"heading": PAGES[page], **days})
