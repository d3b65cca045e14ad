"""Log a session: new, or one of the plan; with ward teams, or with sponsors in executive coaching."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coaching import executive_sessions, session_rows, sessions
from coaching.access import (
    coaches_of,
    executive_coaches,
    name_of,
    people_of,
    planned_session_or_404,
    sponsors_to_coach,
    teams_to_log,
)
from coaching.forms.executive_sessions import ExecutiveForm
from coaching.forms.sessions import SessionForm, TeamsForm
from coaching.models import Action, Attendance, Session, SessionCoach, SessionTeam
from coaching.views.sessions import CRUMBS
from people.models import Person
from people.requests import PersonRequest
from people.saving import attempt
from ui.forms import DateField, Form
from wards.access import coached_team_or_404, programme_or_404, require
from wards.models import Programme, Team
from wards.reach import reach_of


@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: PersonRequest) -> HttpResponse:
    person = request.person
    reach = reach_of(person)
    executive = reach.may("log_executive_session")
    if executive and ("executive" in request.GET or not reach.may("log_session")):
        return _log_executive(request, programme_or_404(request, to="log_executive_session"))
    require(request, "log_session")
    mine = teams_to_log(person)
    chosen = chosen_teams(request, mine)
    if not chosen:
        return choose_teams(request, mine, "Log a session", "session_new", with_executive=executive)
    if "same" in request.GET and request.method != "POST":
        last = _last_of(person, chosen)
        together = [team for team in mine if last and team.pk in last.keys]
        return _log_with_teams(request, together if last and len(together) == len(last.keys) else chosen, same_as=last)
    return _log_with_teams(request, chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def session_log(request: PersonRequest, key: UUID) -> HttpResponse:
    planned = planned_session_or_404(request, key)
    if not planned.is_planned and request.method != "POST":
        messages.info(request, f"This session is not planned any more: {planned.get_status_display().lower()}.")
        return redirect("session", key)
    if planned.is_executive:
        return _log_executive(request, planned.programme, planned)
    rows = Team.visible.to(request.person).filter(pk__in=planned.keys)
    return _log_with_teams(request, list(rows.select_related("phase", "programme")), planned)


def chosen_teams(request: PersonRequest, mine: Sequence[Team]) -> list[Team]:
    """The teams named in the address or ticked in the form, in the order of the list; the only one, where there is
    but one. 403 or 404 for a team in the address that one may not log for."""
    known = {str(team.pk): team for team in mine}
    try:
        asked = [str(UUID(key)) for key in request.GET.getlist("team")]
    except ValueError:
        raise Http404("There is no such page, or it is not yours to see.") from None
    for key in asked:
        if key not in known:
            coached_team_or_404(request, key)
    ticked = {key for key in [*asked, *request.POST.getlist("teams")] if key in known}
    if not ticked and (len(mine) == 1 or request.method == "POST"):
        return list(mine)
    return [team for key, team in known.items() if key in ticked]


def choose_teams(
    request: PersonRequest, mine: Sequence[Team], heading: str, name: str, *, with_executive: bool = False
) -> HttpResponse:
    """Step 1 for whoever has several ward teams: a plain list, and what waits to be logged."""
    person = request.person
    form = TeamsForm(mine, request.GET if "several" in request.GET else None)
    waiting = Session.visible.to(person).filter(status=Session.Status.PLANNED, held_on__lte=timezone.localdate())
    ours = waiting.filter(keys__overlap=[team.pk for team in mine]) if mine else waiting.none()
    return render(
        request,
        "coaching/session_teams.html",
        {
            "heading": heading,
            "caption": "Coaching",
            "breadcrumbs": CRUMBS,
            "form": form,
            "teams": mine,
            "name": name,
            "waiting": session_rows.gather(ours.order_by("-held_on", "starts_at", "id")[:5], person)
            if name == "session_new"
            else [],
            "with_executive": with_executive,
            "today": timezone.localdate(),
        },
    )


def typed_date(request: PersonRequest) -> date | None:
    """The date in the form that was sent, where it is one: memberships are read as of that day."""
    try:
        parts = [request.POST.get(f"held_on_{part}", "") for part in ("day", "month", "year")]
        return DateField(required=False).clean(parts)
    except ValidationError:
        return None


def initial_of(planned: Session | None, person: Person) -> dict[str, Any]:
    """What the form shows the person of a planned session."""
    if planned is None:
        return {}
    coaches = SessionCoach.visible.to(person).filter(session=planned).values_list("person_id", flat=True)
    there = Attendance.visible.to(person).filter(session=planned).values_list("person_id", flat=True)
    others = sum(SessionTeam.visible.to(person).filter(session=planned).values_list("others", flat=True))
    return {
        "held_on": min(planned.held_on, timezone.localdate()), "minutes": planned.minutes, "kind": planned.kind,
        "mode": planned.mode, "starts_at": planned.starts_at, "version": planned.version,
        "coaches": [str(key) for key in coaches], "attended": [str(key) for key in there], "others": others or None,
    }  # fmt: skip


def initial_as(last: Session | None, person: Person) -> dict[str, Any]:
    """What the form shows “same as last time”: everything but the day, who came and what was said."""
    if last is None:
        return {}
    coaches = SessionCoach.visible.to(person).filter(session=last).values_list("person_id", flat=True)
    return {
        "minutes": last.minutes, "mode": last.mode, "kind": last.kind, "starts_at": last.starts_at,
        "coaches": [str(key) for key in coaches],
    }  # fmt: skip


def _log_with_teams(
    request: PersonRequest, teams: list[Team], planned: Session | None = None, *, same_as: Session | None = None
) -> HttpResponse:
    person = request.person
    on = typed_date(request) or (planned.held_on if planned else None)
    reach = reach_of(person)
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        teams=teams, coaches=coaches_of(teams, on, seen_by=person), people=people_of(teams, on, seen_by=person), me=person,
        writes_coach_notes=all(reach.may("write_coach_notes", team) for team in teams),
        initial=initial_of(planned, person) or initial_as(same_as, person),
    )  # fmt: skip
    keys = [team.pk for team in teams]
    waiting = Session.visible.to(person).filter(status=Session.Status.PLANNED, held_on__lte=timezone.localdate())
    return save_or_show(
        request,
        form,
        lambda: sessions.log(by=person, planned=planned, version=form.cleaned_data["version"], **form.words()),
        "coaching/session_form.html",
        {
            "heading": "Log a session",
            "caption": " and ".join(team.name for team in teams) if len(teams) < 4 else "Coaching",
            "lead": _lead(planned, same_as, person),
            "planned": planned,
            "waiting": [] if planned else list(waiting.filter(keys__overlap=keys).order_by("-held_on", "starts_at", "id")[:3]),
            "last": _last_time(person, teams),
            "offers_same": not planned and not same_as and request.method != "POST",
            "team": teams[0] if teams else None,
            "today": timezone.localdate(),
            "can_choose": not planned and len(teams_to_log(person)) > 1,
        },
    )


def _lead(planned: Session | None, same_as: Session | None, person: Person) -> str:
    """Says what stands in the folded part, too, so that nobody must open it to be sure."""
    session = planned or same_as
    if session is None:
        return ""
    row = session_rows.gather([session], person)[0]
    at = f" at {session.starts_at:%H:%M}" if session.starts_at else ""
    what = f"{session.get_kind_display().lower()}{at}, {session.get_mode_display().lower()}, with {row.coached_by}"
    if planned:
        return f"Filled in from your plan: {what}. Change what was different."
    return f"Filled in as on {session_rows.said_date(session.held_on)}: {what}. Change what was different."


def _log_executive(request: PersonRequest, programme: Programme, planned: Session | None = None) -> HttpResponse:
    person = request.person
    on = typed_date(request) or (planned.held_on if planned else None)
    form = ExecutiveForm(
        request.POST if request.method == "POST" else None,
        sponsors=sponsors_to_coach(programme, on, seen_by=person), coaches=executive_coaches(programme, on, seen_by=person),
        me=person, initial=initial_of(planned, person),
    )  # fmt: skip
    if planned and planned.kind == Session.Kind.EXECUTIVE:
        form.initial["attended"] = [str(key) for key in form.expected_in(planned)]
    return save_or_show(
        request,
        form,
        lambda: executive_sessions.log(
            by=person, programme=programme, planned=planned, version=form.cleaned_data["version"], **form.words()
        ),
        "coaching/session_executive_form.html",
        {
            "heading": "Log executive coaching",
            "caption": "Coaching",
            "lead": "Date, minutes and who came count, and the national team sees them. The rest is for you and those who came.",
            "planned": planned,
        },
    )


def save_or_show(
    request: PersonRequest,
    form: Form,
    verb: Callable[[], Session],
    template: str,
    context: dict[str, Any],
    saved: str = "Session logged.",
) -> HttpResponse:
    """Save the form and go to the session; else show it with what was typed and what is wrong."""
    if request.method == "POST":
        session = attempt(form, lambda typed: verb())
        if session:
            person = request.person
            measures = session_rows.gather([session], person)[0].sentence if not session.is_planned else ""
            messages.success(request, f"{saved} {measures}".strip(), extra_tags=str(form.cleaned_data["form_key"] or ""))
            return redirect("session", session.pk)
    return render(request, template, {"breadcrumbs": CRUMBS, "form": form, **context})


def _last_of(person: Any, teams: Sequence[Team]) -> Session | None:
    """The last delivered session of any of these teams."""
    rows = Session.visible.to(person).filter(status=Session.Status.DELIVERED, keys__overlap=[team.pk for team in teams])
    found: Session | None = rows.order_by("-held_on", F("starts_at").desc(nulls_last=True), "-id").first()
    return found


def _last_time(person: Any, teams: Sequence[Team]) -> dict[str, Any] | None:
    """The last delivered session of any of these teams, with what was agreed."""
    found = _last_of(person, teams)
    if found is None:
        return None
    actions = Action.visible.to(person).filter(session=found).annotate(owner_name=name_of("owner"))
    return {"session": found, "actions": list(actions)}
