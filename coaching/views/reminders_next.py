"""What would come next Monday: to oneself, and, for who makes the reminders, to anybody."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coaching import reminder_choices
from coaching.digest_sql import KINDS
from coaching.digests import Digest
from coaching.forms.reminders import PersonFilter
from coaching.reminders import digests, next_monday
from coaching.views.reminders import CRUMBS, name_of, runs_it
from people.models import Person
from people.requests import PersonRequest
from ui.lists import page_of
from ui.tables import Cell, Table
from ui.templatetags.formats import day, weekday
from wards.access import people_known_to, programme_or_404
from wards.models import Membership, Programme
from wards.reach import in_force

_SILENT_SHOWN = 25
_QUIET = {
    "off": "Turned off, so no email.",
    "no address": "No email address is kept, so no email.",
    "refused": "Emails to this address were refused for good, so none goes out until it is put right.",
    "had": "This month’s was made already, so no email before next month.",
}


@dataclass(frozen=True)
class Coming:
    """One reminder of a person's; no digest: nothing to say. quiet: why it would not be sent all the same."""

    name: str
    digest: Digest | None = None
    quiet: str = ""


@require_safe
def reminders_next(request: PersonRequest) -> HttpResponse:
    person = request.person
    monday = next_monday(timezone.localdate())
    kinds = _own(person, monday)
    more = _everybody(request, person, monday) if runs_it(request) else {}
    return render(request, "coaching/reminders_next.html", {**_head(monday, "you"), "kinds": kinds, "is_own": True, **more})


@require_safe
def reminders_next_of(request: PersonRequest, key: UUID) -> HttpResponse:
    """Anybody's, for who makes the reminders."""
    person = request.person
    programme = programme_or_404(request, to="make_digests")
    whose = people_known_to(person).filter(pk=key).first()
    if whose is None:
        raise Http404("There is no such person, or they are not yours to see.")
    monday = next_monday(timezone.localdate())
    held = Membership.visible.to(person).filter(in_force(monday), person=whose, programme=programme)
    roles = set(held.values_list("role", flat=True))
    found = {digest.kind: digest for digest in digests(programme, by=person, today=monday, person=whose.pk)}
    held_kinds = [kind for kind, needed in KINDS.items() if roles & set(needed)]
    kinds = [_coming(found[kind]) if kind in found else Coming(name_of(kind)) for kind in held_kinds]
    return render(request, "coaching/reminders_next.html", {**_head(monday, whose.name), "kinds": kinds})


def _own(person: Person, monday: date) -> list[Coming]:
    """Each programme sends its own, which is named where there are two of a kind."""
    programmes = list(Programme.visible.to(person))
    found = [(each.name, digest) for each in programmes for digest in digests(each, by=person, today=monday, person=person.pk)]
    off = reminder_choices.chosen(person)
    coming = []
    for kind in reminder_choices.of_roles(person, KINDS):
        said = _said(off, kind, monday)
        of_kind = [(name, digest) for name, digest in found if digest.kind == kind]
        coming += [_coming(digest, said, name if len(of_kind) > 1 else "") for name, digest in of_kind]
        coming += [] if of_kind else [Coming(name_of(kind), quiet=said)]
    return coming


def _coming(digest: Digest, quiet: str = "", programme: str = "") -> Coming:
    name = f"{digest.name}, {programme}" if programme else digest.name
    return Coming(name, digest, quiet or _QUIET.get(digest.quiet, ""))


def _said(off: dict[str, date | None], kind: str, monday: date) -> str:
    if kind not in off or ((until := off[kind]) and until < monday):
        return ""
    until = off[kind]
    return f"You turned it off until {day(until)}, so no email." if until else "You turned it off, so no mail."


def _head(monday: date, whom: str) -> dict[str, Any]:
    return {
        "heading": "What would come next Monday" if whom == "you" else f"What {whom} would be sent next Monday",
        "caption": weekday(monday),
        "lead": "As things stand now. What you finish before then is left out.",
        "breadcrumbs": CRUMBS,
    }


def _everybody(request: PersonRequest, person: Person, monday: date) -> dict[str, Any]:
    """Everybody's in a list, and those of a name who would be sent nothing."""
    programme = programme_or_404(request, to="make_digests")
    narrowed = PersonFilter(request.GET)
    words = narrowed.chosen.get("q", "").strip().lower()
    found = [digest for digest in digests(programme, by=person, today=monday) if words in digest.person.name.lower()]
    page = page_of(request, found)
    table = Table(["To", "Reminder", "What it says", "Goes"])
    for digest in page.rows:
        table.rows.append(
            [
                Cell(digest.person.name, reverse("reminders_next_of", args=[digest.person.pk]), digest.person.email),
                digest.name,
                digest.subject,
                _QUIET.get(digest.quiet, "Yes"),
            ]
        )
    silent: list[Person] = []
    if words:
        roles = [role for needed in KINDS.values() for role in needed]
        held = Membership.visible.to(person).filter(in_force(monday), programme=programme, role__in=roles)
        named = people_known_to(person).filter(pk__in=held.values("person"), name__icontains=words)
        silent = list(named.exclude(pk__in={digest.person.pk for digest in found})[:_SILENT_SHOWN])
    return {"everybody": True, "filter": narrowed, "page": page, "table": table, "silent": silent}
