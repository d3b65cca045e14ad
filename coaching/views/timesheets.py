"""A coach's own month: each delivered session with its minutes, to print or to take away."""

from datetime import date, timedelta
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
from coaching.session_rows import SessionRow
from coaching.views.sessions import CRUMBS
from figures import wording
from people.requests import PersonRequest
from ui.downloads import csv_file, xlsx_file
from ui.forms import Filter
from ui.lists import address
from ui.tables import Cell, Table
from wards.reach import reach_of

FILE_HEAD = ("date", "start", "kind", "mode", "wards", "coaches_time_minutes")


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
    coaches = reach.may("log_session") or reach.may("log_executive_session")
    if not (coaches or reach.may("see_hours")):
        raise Http404("There is no such page, or it is not yours to see.")
    asking = TimesheetFilter(person, request.GET, may_choose=reach.may("see_hours"))
    asking.is_valid()
    today = timezone.localdate()
    month = asking.cleaned_data.get("month") or today.replace(day=1)
    chosen = asking.cleaned_data.get("coach") or (str(person.pk) if not reach.may("see_hours") else "")
    rows = _rows(person, chosen, month) if chosen and not asking.errors else []
    kept = [row for row in rows if row.session.status == Session.Status.DELIVERED]
    name = dict(asking.fields["coach"].choices)[chosen] if reach.may("see_hours") and chosen else person.name  # type: ignore[attr-defined]
    if asked := request.GET.get("file"):
        lines = [_file_row(row) for row in kept]
        title = f"timesheet-{month:%Y-%m}"
        return xlsx_file(title, {f"{month:%B %Y}": (FILE_HEAD, lines)}) if asked == "xlsx" else csv_file(title, FILE_HEAD, lines)
    return render(
        request,
        "coaching/timesheet.html",
        {
            "heading": f"{month:%B %Y}",
            "caption": f"Timesheet of {name}" if chosen else "Timesheet of a coach",
            "breadcrumbs": [*CRUMBS, {"text": "Hours", "href": reverse("hours")}],
            "filter": asking,
            "form": asking if asking.errors else None,
            "chosen": chosen and not asking.errors,
            "kept": kept,
            "table": _table(kept),
            "sums": _sums(kept, chosen, month),
            "total": sum(row.session.minutes for row in kept),
            "not_held": [row for row in rows if row.session.status in (Session.Status.CANCELLED, Session.Status.MISSED)],
            "not_logged": [row for row in rows if row.session.is_planned and row.session.held_on <= today],
            "before": address(request, month=f"{month - timedelta(days=1):%Y-%m}"),
            "after": address(request, month=f"{_next(month):%Y-%m}") if _next(month) <= today else "",
            "files": [(address(request, file=kind), words) for kind, words in (("csv", "CSV"), ("xlsx", "Excel"))],
            "made": timezone.now(),
        },
    )


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _rows(person: Any, coach: str, month: date) -> list[SessionRow]:
    coached = SessionCoach.visible.to(person).filter(person=coach).values("session_id")
    found = Session.visible.to(person).filter(pk__in=coached, held_on__gte=month, held_on__lt=_next(month))
    return session_rows.gather(found.order_by("held_on", "starts_at", "id"), person)


def _wards(row: SessionRow) -> str:
    return row.wards or "No ward: executive coaching"


def _table(rows: list[SessionRow]) -> Table:
    table = Table(["Date", "Ward", "Kind", "How", "Minutes", "Hours"], numeric=frozenset({4, 5}))
    for row in rows:
        session = row.session
        start = f", {session.starts_at:%H:%M}" if session.starts_at else ""
        table.rows.append(
            [
                Cell(f"{session_rows.said_date(session.held_on)}{start}", reverse("session", args=[session.pk])),
                _wards(row),
                session.get_kind_display(),
                session.get_mode_display(),
                f"{session.minutes:,}",
                wording.hours(session.minutes),
            ]
        )
    return table


def _sums(rows: list[SessionRow], coach: str, month: date) -> Table:
    """By kind, each kind leading to its sessions."""
    table = Table(["Kind", "Sessions", "Minutes", "Coaches’ time (hours)"], numeric=frozenset({1, 2, 3}))
    for kind in Session.Kind:
        minutes = [row.session.minutes for row in rows if row.session.kind == kind]
        if minutes:
            query = f"?status=delivered&coach={coach}&month={month:%Y-%m}&kind={kind.value}"
            there = Cell(wording.hours(sum(minutes)), reverse("session_list") + query)
            table.rows.append([str(kind.label), f"{len(minutes):,}", f"{sum(minutes):,}", there])
    return table


def _file_row(row: SessionRow) -> list[Any]:
    session = row.session
    start = f"{session.starts_at:%H:%M}" if session.starts_at else ""
    return [
        session.held_on.isoformat(), start, session.get_kind_display(), session.get_mode_display(), _wards(row), session.minutes,
    ]  # fmt: skip
