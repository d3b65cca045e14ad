"""Put a session right that was logged or called off by mistake."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from coaching import corrections, session_rows
from coaching.access import (
    coaches_of,
    executive_coaches,
    people_of,
    planned_session_or_404,
    sponsors_to_coach,
    teams_to_log,
)
from coaching.forms.corrections import CorrectionForm, ExecutiveCorrectionForm, PutBackForm, WithdrawForm, initial_of
from coaching.models import Attendance, Session, SessionCoach
from coaching.views.logging_sessions import typed_date
from coaching.views.sessions import CRUMBS
from people.models import Person
from people.requests import PersonRequest
from people.saving import attempt
from ui.forms import Form
from wards.models import Membership, Team
from wards.reach import reach_of


@require_http_methods(["GET", "HEAD", "POST"])
def session_correct(request: PersonRequest, key: UUID) -> HttpResponse:
    """Correct a delivered session; what it said before stays readable."""
    found = planned_session_or_404(request, key)
    if found.status != Session.Status.DELIVERED and request.method != "POST":
        return _not_any_more(request, found)
    form = _executive_form(request, found) if found.is_executive else _team_form(request, found)
    verb: Any = corrections.correct_executive if found.is_executive else corrections.correct
    if saved := attempt(form, lambda typed: verb(by=request.person, session=found, **form.words())):
        measures = session_rows.gather([saved], request.person)[0].sentence
        messages.success(request, f"Session corrected. {measures}")
        return redirect("session", key)
    template = "coaching/session_correct_executive.html" if found.is_executive else "coaching/session_correct.html"
    return _show(request, found, form, "Correct the session", template)


@require_http_methods(["GET", "HEAD", "POST"])
def session_put_back(request: PersonRequest, key: UUID) -> HttpResponse:
    """From “it did not happen” back to the plan, and on to logging it."""
    found = planned_session_or_404(request, key)
    if found.status not in corrections.NOT_HAPPENED and request.method != "POST":
        return _not_any_more(request, found)
    form = PutBackForm(
        request.POST if request.method == "POST" else None,
        initial={"version": found.version},
        me=request.person,
    )

    def save(typed: dict[str, Any]) -> Session:
        return corrections.put_back(by=request.person, session=found, why=typed["why"], version=typed["version"])

    if attempt(form, save):
        if form.cleaned_data["now"] == "held":
            messages.success(request, "It is planned again. Log it now: it counts once it is logged.")
            return redirect("session_log", key)
        messages.success(request, "It is planned again. It counts in no hours until it is logged.")
        return redirect("session", key)
    return _show(request, found, form, "It was a mistake", "coaching/session_put_back.html")


@require_http_methods(["GET", "HEAD", "POST"])
def session_withdraw(request: PersonRequest, key: UUID) -> HttpResponse:
    """A session that was logged did not happen after all."""
    found = planned_session_or_404(request, key)
    if found.status != Session.Status.DELIVERED and request.method != "POST":
        return _not_any_more(request, found)
    form = WithdrawForm(request.POST if request.method == "POST" else None, initial={"version": found.version})
    if attempt(form, lambda typed: corrections.withdraw(by=request.person, session=found, **typed)):
        messages.success(request, "Saved: the session did not happen. It counts in no hours.")
        return redirect("session", key)
    return _show(request, found, form, "It did not happen after all", "coaching/session_withdraw.html")


def _not_any_more(request: PersonRequest, found: Session) -> HttpResponse:
    messages.info(request, f"The session is {found.get_status_display().lower()} now.")
    return redirect("session", found.pk)


def _show(request: PersonRequest, found: Session, form: Form, heading: str, template: str) -> HttpResponse:
    current = form.current or found
    row = session_rows.gather([current], request.person)[0]
    return render(
        request,
        template,
        {
            "heading": heading,
            "caption": f"{row.wards or 'Executive coaching'}, {session_rows.said_date(current.held_on)}",
            "breadcrumbs": CRUMBS,
            "session": current,
            "form": form,
        },
    )


def _recorded(person: Person, found: Session) -> tuple[list[Person], Any]:
    """(those who coached, keys of those who came) as they stand in the session."""
    coaches = SessionCoach.visible.to(person).filter(session=found).select_related("person")
    came = Attendance.visible.to(person).filter(session=found).values_list("person_id", flat=True)
    return [row.person for row in coaches], list(came)


def _together(*groups: list[Any]) -> list[Any]:
    return list({thing.pk: thing for group in groups for thing in group}.values())


def _team_form(request: PersonRequest, found: Session) -> CorrectionForm:
    person = request.person
    on = typed_date(request) or found.held_on
    stands = list(Team.visible.to(person).filter(pk__in=found.keys).select_related("phase", "programme").order_by("name"))
    mine = [team for team in teams_to_log(person) if team.programme_id == found.programme_id]
    offered = _together(stands, mine)
    ticked = set(request.POST.getlist("teams"))
    asked = [team for team in offered if str(team.pk) in ticked] or stands
    coached, came = _recorded(person, found)
    people = people_of(_together(stands, asked), on, seen_by=person)
    known = {membership.person_id for membership in people}
    once = Membership.visible.to(person).filter(team__in=stands, person__in=set(came) - known).select_related("person", "team")
    people += {row.person_id: row for row in once}.values()
    reach = reach_of(person)

    def made(data: Any, initial: dict[str, Any] | None = None) -> CorrectionForm:
        return CorrectionForm(
            data, teams=offered, coaches=_together(coaches_of(asked, on, seen_by=person), coached), people=people, me=person,
            writes_coach_notes=all(reach.may("write_coach_notes", team) for team in asked), initial=initial,
        )  # fmt: skip

    stored = initial_of(made(None), found, person)
    return made(request.POST if request.method == "POST" else None, stored)


def _executive_form(request: PersonRequest, found: Session) -> ExecutiveCorrectionForm:
    person = request.person
    on = typed_date(request) or found.held_on
    coached, came = _recorded(person, found)
    there = _people(person, came)

    def made(data: Any, initial: dict[str, Any] | None = None) -> ExecutiveCorrectionForm:
        return ExecutiveCorrectionForm(
            data, sponsors=_together(sponsors_to_coach(found.programme, on, seen_by=person), there),
            coaches=_together(executive_coaches(found.programme, on, seen_by=person), coached), me=person, initial=initial,
        )  # fmt: skip

    stored = initial_of(made(None), found, person)
    return made(request.POST if request.method == "POST" else None, stored)


def _people(person: Person, keys: list[Any]) -> list[Person]:
    rows = Membership.visible.to(person).filter(person__in=keys).select_related("person")
    return _together([row.person for row in rows])
