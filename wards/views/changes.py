"""What was changed: beside a ward, beside any other thing, and across the programme."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst, slugify

from people import reading, seals
from people.requests import PersonRequest
from people.step_up import step_up
from ui.downloads import csv_file
from ui.forms import Filter
from ui.lists import address
from ui.tables import Cell, Table
from ui.templatetags.formats import moment
from wards.access import fetch_or_404, people_known_to, programme_or_404, team_or_404
from wards.changes import Change, Field, changes, of_thing, said
from wards.crumbs import team_crumbs
from wards.visible import Visible

PER_PAGE = 25
#: How many fields of a new or removed thing stand on the page; the file has them all.
FIELDS_OF_NEW = 3
LONGEST_LINE = 160
#: The most lines that one file takes.
MOST_IN_A_FILE = 10_000


class ChangesFilter(Filter):
    """What narrows the record; every part stands in the address."""

    q = forms.CharField(label="Search", help_text="A word that was written, or the reason", required=False, max_length=100)
    who = forms.ChoiceField(label="Who did it", required=False)
    kind = forms.ChoiceField(label="Kind of thing", required=False)
    since = forms.DateField(
        label="From", help_text="For example, 5/3/2026", required=False, input_formats=["%d/%m/%Y", "%Y-%m-%d"]
    )
    until = forms.DateField(
        label="To", help_text="For example, 31/3/2026", required=False, input_formats=["%d/%m/%Y", "%Y-%m-%d"]
    )

    def __init__(self, person: Any, data: Any) -> None:
        super().__init__(data)
        self.offer("who", people_known_to(person).order_by("name", "id").values_list("pk", "name"))
        kinds = ((model._meta.db_table, capfirst(said(model))) for model in things().values())
        self.offer("kind", sorted(kinds, key=lambda kind: kind[1]))
        for name in ("since", "until"):
            self.fields[name].error_messages["invalid"] = "Enter a date, like 5/3/2026"
            self.fields[name].width = 10  # type: ignore[attr-defined]

    def narrowed(self) -> dict[str, Any]:
        """What `wards.changes.changes` takes; nonsense in the address narrows nothing."""
        chosen: dict[str, Any] = self.chosen
        found: dict[str, Any] = {"words": chosen.get("q", "")}
        if who := chosen.get("who"):
            found["who"] = UUID(who)
        if kind := chosen.get("kind"):
            found["tables"] = [kind]
        if since := chosen.get("since"):
            found["since"] = _midnight(since)
        if until := chosen.get("until"):
            found["until"] = _midnight(until + timedelta(days=1))
        return found


@cache
def things() -> dict[str, Any]:
    """The kinds of thing whose changes can be opened, by their name in the address: whatever has a gate."""
    return {
        slugify(str(model._meta.verbose_name)): model
        for model in apps.get_models()
        if isinstance(getattr(model, "visible", None), Visible)
    }


def ward_history(request: PersonRequest, key: UUID) -> HttpResponse:
    """Everything that was changed in a ward team's work, newest first."""
    team = team_or_404(request, key)
    page = _page(request, owners=[team.pk])
    about = f"{team.name} · {team.provider.name}"
    return _show(request, page, heading="What was changed", caption=about, breadcrumbs=team_crumbs(team))


def thing_changes(request: PersonRequest, kind: str, key: UUID) -> HttpResponse:
    """Everything that was changed in one thing and in what belongs to it."""
    model = things().get(kind)
    if model is None:
        raise Http404("There is no such page, or it is not yours to see.")
    thing = fetch_or_404(request, model, key)
    team = getattr(thing, "team", None)
    found = of_thing(request.person, thing, before=_before(request), most=PER_PAGE + 1)
    return _show(
        request,
        found,
        heading="What was changed",
        caption=f"{capfirst(said(model))} · {thing}",
        breadcrumbs=team_crumbs(team)[1:] if team is not None else [],
    )


def programme_changes(request: PersonRequest) -> HttpResponse:
    """The searchable record of all changes that the reader may see."""
    programme = programme_or_404(request, to="see_changes")
    form = ChangesFilter(request.person, request.GET)
    narrowed = form.narrowed()
    if request.GET.get("file") == "csv":
        step_up(request)
        found = changes(request.person, most=MOST_IN_A_FILE, **narrowed)
        reading.note(
            by=request.person,
            what="record of changes",
            owners=[programme.pk],
            action="export",
            rows=len(found),
        )
        head = ["When", "Who", "What", "Which", "Reason", "Fields"]
        return csv_file("changes", head, [_csv_row(change) for change in found])
    head_of_chain = seals.last()
    return _show(
        request,
        _page(request, **narrowed),
        heading="What was changed",
        caption=programme.name,
        lead="Who changed what, and when. Nobody can alter this record from within the product.",
        filter=form,
        chosen=form.chosen,
        filtered=bool(form.chosen.keys() - {"q"}),
        csv=address(request, file="csv", before=None),
        seal=head_of_chain,
        broken=seals.broken() if head_of_chain else [],
    )


def _page(request: PersonRequest, **narrowed: Any) -> list[Change]:
    return changes(request.person, before=_before(request), most=PER_PAGE + 1, **narrowed)


def _before(request: PersonRequest) -> int | None:
    typed = request.GET.get("before", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None


def _show(request: PersonRequest, found: Sequence[Change], **words: Any) -> HttpResponse:
    shown = found[:PER_PAGE]
    table = Table(["When", "Who", "What"], [[moment(change.at), change.who, _cell(change)] for change in shown])
    older = address(request, before=shown[-1].id) if len(found) > PER_PAGE else ""
    newest = address(request, before=None) if _before(request) else ""
    return render(request, "wards/changes.html", {"table": table, "older": older, "newest": newest, **words})


def _cell(change: Change) -> Cell:
    lines = [change.what + (f", “{change.thing}”" if change.thing else "")]
    shown = change.fields if change.is_update else change.fields[:FIELDS_OF_NEW]
    lines += [Truncator(_words(field)).chars(LONGEST_LINE) for field in shown]
    if left := len(change.fields) - len(shown):
        lines.append(f"and {left} more field{'' if left == 1 else 's'}")
    if change.why:
        lines.append(f"Reason: {change.why}")
    return Cell(format_html("{}", format_html_join("", "{}<br>", ((line,) for line in lines))))


def _words(field: Field) -> str:
    if field.is_named_only:
        return f"{field.label}: what it says is not kept"
    if field.before and field.after:
        return f"{field.label}: {field.before} → {field.after}"
    if field.before:
        return f"{field.label}: {field.before}, taken out"
    return f"{field.label}: {field.after}"


def _csv_row(change: Change) -> list[str]:
    local = timezone.localtime(change.at)
    fields = "; ".join(_words(field) for field in change.fields)
    return [local.isoformat(timespec="seconds"), change.who, change.what, change.thing, change.why, fields]


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
