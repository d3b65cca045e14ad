"""A coach's own month: each delivered session with its minutes, to print or to take away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coaching import session_rows
from coaching.access import coaches_seen
from coaching.forms.filters import read_month
from coaching.models import Session, SessionCoach
from coaching.own_time import own_time
from coaching.views.sessions import CRUMBS
from figures import wording
from people.models import Person
from people.reading import note
from people.requests import PersonRequest
from people.step_up import step_up
from ui.downloads import csv_file, xlsx_file
from ui.forms import Filter
from ui.lists import address
from ui.tables import Cell, Table
from wards.reach import reach_of

FILE_HEAD = ("date", "start", "kind", "mode", "wards", "coaches_time_minutes")
EXECUTIVE, NO_LONGER = "No ward: executive coaching", "A ward that is no longer yours"


@dataclass(frozen=True)
class Line:
    """One session of a coach; href: where it can be opened, if the reader may."""

    on: date
    starts_at: time | None
    kind: Session.Kind
    mode: Session.Mode
    status: Session.Status
    minutes: int
    wards: str
    href: str = ""

    @property
    def start(self) -> str:
        return f"{self.starts_at:%H:%M}" if self.starts_at else ""


class TimesheetFilter(Filter):
    """Which month, and for whoever sees hours across the programme, whose."""

    coach = forms.ChoiceField(label="Coach", required=False)
    month = forms.CharField(label="Month", help_text="For example, 2026-03", required=False, max_length=7)

    def __init__(self, person: Any, data: Any, *, may_choose: bool) -> None:
        super().__init__({**data.dict(), "month": data.get("month") or f"{timezone.localdate():%Y-%m}"})
        self.fields["month"].width = 10  # type: ignore[attr-defined]
        if may_choose:
            field: Any = self.fields["coach"]
            coaches = coaches_seen(person).order_by("name", "id").values_list("pk", "name")
            field.choices = [("", "Choose a coach"), *((str(key), name) for key, name in coaches)]
        else:
            del self.fields["coach"]

    def clean_month(self) -> date | None:
        return read_month(self.cleaned_data["month"])


@require_safe
def timesheet(request: PersonRequest) -> HttpResponse:
    person = request.person
    reach = reach_of(person)
    may_choose = reach.may("see_hours")
    if not (may_choose or reach.may("log_session") or reach.may("log_executive_session")):
        raise Http404("There is no such page, or it is not yours to see.")
    asking = TimesheetFilter(person, request.GET, may_choose=may_choose)
    asking.is_valid()
    today = timezone.localdate()
    month = asking.cleaned_data.get("month") or today.replace(day=1)
    coach = _coach(person, asking) if may_choose else person
    lines = _lines(person, coach, month) if coach and not asking.errors else []
    kept = [line for line in lines if line.status == Session.Status.DELIVERED]
    if asked := request.GET.get("file"):
        step_up(request)
        note(by=person, what="timesheet of a coach", owners=reach.programmes, action="export", rows=len(kept))
        rows = [_file_row(line) for line in kept]
        title = f"timesheet-{month:%Y-%m}"
        return xlsx_file(title, {f"{month:%B %Y}": (FILE_HEAD, rows)}) if asked == "xlsx" else csv_file(title, FILE_HEAD, rows)
    return render(
        request,
        "coaching/timesheet.html",
        {
            "heading": f"{month:%B %Y}",
            "caption": f"Timesheet of {coach.name}" if coach else "Timesheet of a coach",
            "breadcrumbs": [*CRUMBS, {"text": "Hours", "href": reverse("hours")}],
            "filter": asking,
            "form": asking if asking.errors else None,
            "chosen": coach and not asking.errors,
            "kept": kept,
            "table": _table(kept),
            "sums": _sums(kept, coach, month),
            "total": sum(line.minutes for line in kept),
            "not_held": [line for line in lines if line.status in (Session.Status.CANCELLED, Session.Status.MISSED)],
            "not_logged": [line for line in lines if line.status == Session.Status.PLANNED and line.on <= today],
            "before": address(request, month=f"{month - timedelta(days=1):%Y-%m}"),
            "after": address(request, month=f"{_next(month):%Y-%m}") if _next(month) <= today else "",
            "files": [(address(request, file=kind), words) for kind, words in (("csv", "CSV"), ("xlsx", "Excel"))],
            "made": timezone.now(),
        },
    )


def _coach(person: Any, asking: TimesheetFilter) -> Person | None:
    asked = asking.cleaned_data.get("coach")
    return coaches_seen(person).get(pk=asked) if asked else None


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _lines(person: Any, coach: Person, month: date) -> list[Line]:
    """The coach's sessions of the month; of one's own also those with wards that are one's own no longer."""
    coached = SessionCoach.visible.to(person).filter(person=coach.pk).values("session_id")
    found = Session.visible.to(person).filter(pk__in=coached, held_on__gte=month, held_on__lt=_next(month))
    lines = [
        Line(
            each.held_on, each.starts_at, Session.Kind(each.kind), Session.Mode(each.mode), Session.Status(each.status),
            each.minutes, row.wards or EXECUTIVE, reverse("session", args=[each.pk]),
        )
        for row in session_rows.gather(found.order_by("held_on", "starts_at", "id"), person)
        for each in [row.session]
    ]  # fmt: skip
    if coach.pk == person.pk:
        lines += [
            Line(each.held_on, each.starts_at, each.kind, each.mode, each.status, each.minutes, NO_LONGER)
            for each in own_time()
            if month <= each.held_on < _next(month)
        ]
    return sorted(lines, key=lambda line: (line.on, line.start))


def _table(lines: Iterable[Line]) -> Table:
    table = Table(["Date", "Ward", "Kind", "How", "Minutes", "Hours"], numeric=frozenset({4, 5}))
    for line in lines:
        on = session_rows.said_date(line.on)
        table.rows.append(
            [
                Cell(f"{on}, {line.start}" if line.start else on, line.href),
                line.wards,
                str(line.kind.label),
                str(line.mode.label),
                f"{line.minutes:,}",
                wording.hours(line.minutes),
            ]
        )
    return table


def _sums(lines: Iterable[Line], coach: Person | None, month: date) -> Table:
    """By kind, each kind leading to its sessions where all of them can be opened."""
    table = Table(["Kind", "Sessions", "Minutes", "Coaches’ time (hours)"], numeric=frozenset({1, 2, 3}))
    for kind in Session.Kind:
        ours = [line for line in lines if line.kind == kind]
        if coach and ours:
            minutes = sum(line.minutes for line in ours)
            query = f"?status=delivered&coach={coach.pk}&month={month:%Y-%m}&kind={kind.value}"
            there = reverse("session_list") + query if all(line.href for line in ours) else ""
            table.rows.append([str(kind.label), f"{len(ours):,}", f"{minutes:,}", Cell(wording.hours(minutes), there)])
    return table


def _file_row(line: Line) -> list[Any]:
    return [line.on.isoformat(), line.start, str(line.kind.label), str(line.mode.label), line.wards, line.minutes]
