"""What is coming: planned sessions, those past and not logged on top; one planned, moved, cancelled."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coaching import executive_sessions, session_rows, sessions
from coaching import plan as planning
from coaching.access import (
    coaches_of,
    executive_coaches,
    may_log,
    planned_session_or_404,
    sponsors_to_coach,
    teams_to_log,
)
from coaching.forms.executive_sessions import ExecutivePlanForm
from coaching.forms.plan import CancelForm, MoveForm
from coaching.forms.sessions import PlanForm
from coaching.models import Session
from coaching.overlaps import Slot, overlaps
from coaching.views.logging_sessions import choose_teams, chosen_teams, save_or_show, typed_date
from people.requests import PersonRequest
from people.saving import attempt
from ui.lists import page_of
from ui.templatetags.formats import weekday
from wards.access import programme_or_404, require
from wards.models import Programme
from wards.reach import reach_of

CRUMBS = [{"text": "Today", "href": "/"}, {"text": "What is planned", "href": "/coaching/plan/"}]

#: What is said of one that is planned.
PLANNED = "Session planned. Log it once it has happened: until then it counts in no hours."
#: How many of the past ones are shown; the rest are a link away.
MOST_PAST = 25


@require_safe
def plan(request: PersonRequest) -> HttpResponse:
    person = request.person
    today, reach = timezone.localdate(), reach_of(person)
    rows = Session.visible.to(person).filter(status=Session.Status.PLANNED).order_by("held_on", "starts_at", "id")
    late = rows.filter(held_on__lt=today)
    page = page_of(request, rows.filter(held_on__gte=today))
    gathered = _told(session_rows.gather([*late[:MOST_PAST], *page.rows], person), person)
    ahead = [row for row in gathered if row["session"].held_on >= today]
    return render(
        request,
        "coaching/plan.html",
        {
            "heading": "What is planned",
            "caption": "Coaching",
            "breadcrumbs": CRUMBS[:1],
            "page": page,
            "late": [row for row in gathered if row["session"].held_on < today],
            "late_count": late.count(),
            "today": today,
            "may_plan_series": reach.may("log_session"),
            "may_plan": reach.may("log_session") or reach.may("log_executive_session"),
            "weeks": [
                (_week_words(monday, today), list(found))
                for monday, found in groupby(ahead, key=lambda row: _monday(row["session"].held_on))
            ],
        },
    )


def _told(gathered: list[session_rows.SessionRow], person: Any) -> list[dict[str, Any]]:
    """Each row with what the plan says of it: whether the reader may change it, who is in two places, why it may not be."""
    slots = [
        Slot(row.session.held_on, row.session.starts_at, row.session.minutes, row.coach_keys, row.session.pk) for row in gathered
    ]
    met = overlaps(person, slots)
    return [
        {
            "row": row,
            "session": row.session,
            "mine": may_log(person, row.session),
            "overlaps": met.get(i, []),
            "doubt": doubt,
        }
        for i, (row, doubt) in enumerate(zip(gathered, planning.doubts(person, gathered), strict=True))
    ]


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _week_words(monday: date, today: date) -> str:
    words = {_monday(today): "This week", _monday(today) + timedelta(days=7): "Next week"}
    return words.get(monday) or f"Week of {weekday(monday).removeprefix('Monday ')}"


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: PersonRequest) -> HttpResponse:
    person = request.person
    reach = reach_of(person)
    executive = reach.may("log_executive_session")
    if executive and ("executive" in request.GET or not reach.may("log_session")):
        return _plan_executive(request, programme_or_404(request, to="log_executive_session"))
    require(request, "log_session")
    mine = teams_to_log(person)
    teams = chosen_teams(request, mine)
    if not teams:
        return choose_teams(request, mine, "Plan a session", "plan_new", with_executive=executive)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        teams=teams, coaches=coaches_of(teams, typed_date(request), seen_by=person), me=person,
        initial={"held_on": timezone.localdate() + timedelta(days=7)},
    )  # fmt: skip
    return save_or_show(
        request,
        form,
        lambda: sessions.plan(by=person, **form.words()),
        "coaching/plan_form.html",
        {
            "heading": "Plan a session",
            "caption": " and ".join(team.name for team in teams) if len(teams) < 4 else "Coaching",
            "breadcrumbs": CRUMBS,
            "can_choose": len(mine) > 1,
            "weekly": teams[0] if len(teams) == 1 else None,
        },
        PLANNED,
    )


def _plan_executive(request: PersonRequest, programme: Programme) -> HttpResponse:
    person, on = request.person, typed_date(request)
    form = ExecutivePlanForm(
        request.POST if request.method == "POST" else None,
        sponsors=sponsors_to_coach(programme, on, seen_by=person), coaches=executive_coaches(programme, on, seen_by=person),
        me=person, initial={"held_on": timezone.localdate() + timedelta(days=7)},
    )  # fmt: skip
    return save_or_show(
        request,
        form,
        lambda: executive_sessions.plan(by=person, programme=programme, **form.words()),
        "coaching/plan_form.html",
        {"heading": "Plan a session", "caption": "Executive coaching", "breadcrumbs": CRUMBS},
        PLANNED,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_move(request: PersonRequest, key: UUID) -> HttpResponse:
    """Move it; with those after it in its series only once the new days were shown."""
    person, found = request.person, planned_session_or_404(request, key)
    if not found.is_planned and request.method != "POST":
        return _not_planned(request, found)
    later = len(planning.onwards(person, found)) - 1
    form = MoveForm(
        request.POST if request.method == "POST" else None, later=later,
        initial={"held_on": max(found.held_on, timezone.localdate()), "starts_at": found.starts_at, "version": found.version},
    )  # fmt: skip
    shifts: list[planning.Shift] = []
    if request.method == "POST" and form.is_valid() and form.goes_onwards:
        shifts = _shifts(form, person, found)
        is_stale = found.version != form.cleaned_data["version"]
        if shifts and "keep" in request.POST and (request.POST.get("shown") == _days_of(shifts) or is_stale):
            done = attempt(form, lambda typed: planning.move_onwards(by=person, session=found, **form.words()))
            if done:
                messages.success(request, _moved_words(done))
                return redirect("session", key)
    elif request.method == "POST":
        meant = form.data.get("overlap_is_meant") == "on"
        if attempt(form, lambda typed: planning.move(by=person, session=found, overlap_is_meant=meant, **form.words())):
            messages.success(request, "Moved. Everybody who looks at the plan sees the new day.")
            return redirect("session", key)
    return _change_page(
        request, found, form, "coaching/session_move.html", "Move the session", shifts=shifts, days=_days_of(shifts)
    )


def _shifts(form: MoveForm, person: Any, found: Session) -> list[planning.Shift]:
    try:
        return planning.shifts(
            by=person, session=found, held_on=form.cleaned_data["held_on"], starts_at=form.cleaned_data["starts_at"]
        )
    except ValidationError as error:
        form.add_errors(error)
        return []


def _days_of(shifts: list[planning.Shift]) -> str:
    """Stands for what was shown, so that only that is kept."""
    return " ".join(f"{shift.session.version}:{shift.on:%Y%m%d}{'-' if shift.skipped else ''}" for shift in shifts)


def _moved_words(done: list[planning.Shift] | Session) -> str:
    if isinstance(done, Session):
        return "Moved."
    dropped = sum(bool(shift.skipped) for shift in done)
    moved = len(done) - dropped
    words = f"{moved} session{'' if moved == 1 else 's'} moved"
    return f"{words}, {dropped} cancelled because of the day." if dropped else f"{words}."


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: PersonRequest, key: UUID) -> HttpResponse:
    person, found = request.person, planned_session_or_404(request, key)
    if not found.is_planned and request.method != "POST":
        return _not_planned(request, found)
    rows = planning.onwards(person, found)
    form = CancelForm(request.POST if request.method == "POST" else None, later=len(rows) - 1, initial={"version": found.version})
    if request.method == "POST":
        number = attempt(
            form,
            lambda typed: planning.cancel(
                by=person, session=found, reason=typed["reason"], with_later=form.goes_onwards, version=typed["version"]
            ),
        )
        if number:
            some = "The session is" if number == 1 or not isinstance(number, int) else f"{number} sessions are"
            messages.success(request, f"{some} cancelled. Cancelled time counts in no hours.")
            return redirect("session", key)
    return _change_page(request, found, form, "coaching/session_cancel.html", "Cancel the session", later=rows[1:])


def _not_planned(request: PersonRequest, found: Session) -> HttpResponse:
    messages.info(request, f"This session is not planned any more: {found.get_status_display().lower()}.")
    return redirect("session", found.pk)


def _change_page(request: PersonRequest, found: Session, form: Any, template: str, heading: str, **more: Any) -> HttpResponse:
    now: Session = form.current or found
    row = session_rows.gather([now], request.person)[0]
    return render(
        request,
        template,
        {
            "heading": heading,
            "caption": row.wards or now.get_kind_display(),
            "breadcrumbs": CRUMBS,
            "session": now,
            "row": row,
            "form": form,
            **more,
        },
    )
