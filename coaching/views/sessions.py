"""The list of sessions, one session, and what was said of a planned one that did not happen."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coaching import attendance, corrections, entries, plan, session_rows, sessions
from coaching.access import associates_in, may_log, name_of, planned_session_or_404
from coaching.agreements import may_change
from coaching.forms.filters import SessionFilter
from coaching.forms.sessions import MissedForm
from coaching.models import Action, Attendance, CoachNote, ExecutiveRecord, Series, Session, SessionTool
from people.reading import note
from people.requests import PersonRequest
from people.saving import attempt
from people.step_up import step_up
from ui.downloads import csv_file
from ui.lists import address, page_of
from wards.access import fetch_or_404
from wards.reach import reach_of

CRUMBS = [{"text": "Today", "href": "/"}, {"text": "Coaching sessions", "href": "/coaching/sessions/"}]


@require_safe
def session_list(request: PersonRequest) -> HttpResponse:
    person = request.person
    narrowing = SessionFilter(person, request.GET)
    rows: QuerySet[Session] = narrowing.narrow(Session.visible.to(person).order_by("-held_on", "-starts_at", "-id"))
    only = narrowing.teams
    if request.GET.get("file") == "csv":
        step_up(request)
        note(by=person, what="coaching sessions", owners=reach_of(person).programmes, action="export", rows=rows.count())
        gathered = session_rows.in_chunks(rows, person, only=only)
        return csv_file("coaching-sessions", session_rows.FILE_HEAD, (session_rows.file_row(row) for row in gathered))
    page = page_of(request, rows)
    reach = reach_of(person)
    return render(
        request,
        "coaching/session_list.html",
        {
            "heading": "Coaching sessions",
            "breadcrumbs": CRUMBS[:1],
            "filter": narrowing,
            "form": narrowing if narrowing.errors else None,
            "chosen": any(request.GET.get(name) for name in narrowing.fields),
            "page": page,
            "table": session_rows.table(session_rows.gather(page.rows, person, only=only)),
            "totals": session_rows.totals(rows, person, only),
            "csv": address(request, file="csv"),
            "may_log": reach.may("log_session") or reach.may("log_executive_session"),
            "may_plan": reach.may("log_session") or reach.may("log_executive_session"),
            "has_hours": reach.may("see_hours") or reach.may("log_session") or reach.may("log_executive_session"),
        },
    )


@require_safe
def session(request: PersonRequest, key: UUID) -> HttpResponse:
    person = request.person
    found: Session = fetch_or_404(request, Session, key, "programme")
    row = session_rows.gather([found], person)[0]
    here = {"session": found}
    known = Attendance.visible.to(person).filter(**here).select_related("person").order_by("person__name")
    actions = Action.visible.to(person).filter(**here).annotate(owner_name=name_of("owner"))
    notes = CoachNote.visible.to(person).filter(**here).annotate(by_name=name_of("written_by"))
    names = [each.person.name for each in known]
    return render(
        request,
        "coaching/session.html",
        {
            "heading": row.about,
            "caption": f"{found.get_kind_display()}, {session_rows.said_date(found.held_on)}",
            "breadcrumbs": CRUMBS,
            "session": found,
            "row": row,
            "names": names,
            "unnamed": row.came - len(names),
            "tools": list(SessionTool.visible.to(person).filter(**here).order_by("tool")),
            "coach_notes": {note.text: note for note in notes}.values(),
            "record": ExecutiveRecord.visible.to(person).filter(**here).first() if found.is_executive else None,
            "actions": _with_right(person, actions),
            "still_open": _still_open(person, found) if found.is_planned and not found.is_executive else None,
            "may_log": found.is_planned and may_log(person, found),
            "associates": associates_in(found, person),
            "may_enter": entries.may_enter(person, found),
            "entered": [] if found.is_executive else entries.entered_in(person, found),
            "steps": [] if found.is_executive else entries.next_steps_in(person, found),
            "may_send": found.status == Session.Status.DELIVERED and not found.is_executive and may_log(person, found),
            "may_correct": not found.is_planned and may_log(person, found),
            "corrections": corrections.corrections(person, found),
            "takes_report": attendance.takes_report(found) and may_log(person, found),
            "today": timezone.localdate(),
            "series": Series.visible.to(person).filter(pk=found.series_id).first() if found.series_id else None,
            "is_ahead": found.held_on > timezone.localdate(),
            "doubt": plan.doubts(person, [row])[0] if found.is_planned else "",
        },
    )


def _with_right(person: Any, actions: Iterable[Action]) -> list[tuple[Action, bool]]:
    """Each action, and whether this reader may say that it is done."""
    return [(action, not action.done_on and may_change(person, action)) for action in actions]


def _still_open(person: Any, planned: Session) -> list[tuple[Action, bool]]:
    """What these ward teams promised before, the earliest day first."""
    rows = Action.visible.to(person).filter(team__in=planned.keys, done_on=None).exclude(session=planned.pk)
    return _with_right(person, rows.annotate(owner_name=name_of("owner")).order_by(F("due_on").asc(nulls_last=True), "id"))


@require_http_methods(["GET", "HEAD", "POST"])
def session_missed(request: PersonRequest, key: UUID) -> HttpResponse:
    found = planned_session_or_404(request, key)
    if not found.is_planned and request.method != "POST":
        messages.info(request, f"This session is not planned any more: {found.get_status_display().lower()}.")
        return redirect("session", key)
    form = MissedForm(request.POST if request.method == "POST" else None, initial={"version": found.version})
    if request.method == "POST":
        if attempt(form, lambda typed: sessions.did_not_happen(by=request.person, session=found, **typed)):
            messages.success(request, "Saved: the session did not happen. It counts in no hours.")
            return redirect("session", key)
        found = form.current or found
    return render(
        request,
        "coaching/session_missed.html",
        {
            "heading": "The session did not happen",
            "caption": f"{found.get_kind_display()}, {session_rows.said_date(found.held_on)}",
            "breadcrumbs": CRUMBS,
            "session": found,
            "row": session_rows.gather([found], request.person)[0],
            "form": form,
        },
    )
