"""Enter something for the ward team in a session: the next step, a stage, a value, the progress score."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coaching import entries, session_rows
from coaching.access import planned_session_or_404
from coaching.forms.entries import NextStepForm
from coaching.models import NextStep, Session
from coaching.views.sessions import CRUMBS
from ideas.access import idea_or_404
from ideas.forms import PointForm, ProgressForm, StageForm
from ideas.models import ChangeIdea, Measure
from people.requests import PersonRequest
from people.saving import attempt
from ui.forms import Form
from wards.access import fetch_or_404, require
from wards.models import Team
from wards.reach import reach_of


def _session_or_404(request: PersonRequest, key: UUID) -> Session:
    """A session of ward teams in which something can be entered, for whoever logs it."""
    found = planned_session_or_404(request, key)
    if not entries.takes_entries(found):
        raise Http404("Nothing can be entered in this session.")
    return found


def _team_or_404(request: PersonRequest, found: Session, key: Any, to: str) -> Team:
    team: Team = fetch_or_404(request, Team, key, "programme")
    if team.pk not in found.keys:
        raise Http404("There is no such page, or it is not yours to see.")
    require(request, to, team)
    return team


@require_safe
def session_entries(request: PersonRequest, key: UUID) -> HttpResponse:
    """What can be entered, ward by ward."""
    person = request.person
    found, reach = _session_or_404(request, key), reach_of(request.person)
    teams = list(Team.visible.to(person).filter(pk__in=found.keys).order_by("name", "id"))
    ideas = list(ChangeIdea.visible.to(person).filter(team__in=teams).exclude(stage="abandoned").order_by("title", "id"))
    measures = list(Measure.visible.to(person).filter(team__in=teams, idea__isnull=False).order_by("name", "id"))
    steps = {step.team_id: step for step in NextStep.visible.to(person).filter(team__in=teams)}
    parts = [
        {
            "team": team,
            "step": steps.get(team.pk),
            "ideas": [
                (idea, [each for each in measures if each.idea_id == idea.pk]) for idea in ideas if idea.team_id == team.pk
            ],
            "may_change": reach.may("change_ideas", team),
            "may_score": reach.may("set_progress", team),
        }
        for team in teams
    ]
    return render(
        request,
        "coaching/session_entries.html",
        {
            "heading": "Enter for the ward team",
            "caption": _caption(request, found),
            "lead": "It stands on the ward’s page at once, marked as entered in this session.",
            "breadcrumbs": CRUMBS,
            "session": found,
            "parts": parts,
            "entered": entries.entered_in(person, found),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def enter_next_step(request: PersonRequest, key: UUID, team: UUID) -> HttpResponse:
    found = _session_or_404(request, key)
    place = _team_or_404(request, found, team, "manage_actions")
    last = NextStep.visible.to(request.person).filter(team=place).last()
    form = NextStepForm(request.POST if request.method == "POST" else None)

    def save(typed: dict[str, Any]) -> NextStep:
        return entries.set_next_step(by=request.person, session=found, team=place, **typed)

    if attempt(form, save):
        return _done(request, found, f"The next step of {place.name} stands on its page.")
    lead = f"Until now: {last.what}" if last else "It stands on the ward’s page until another takes its place."
    return _show(request, found, form, "Set the next step", "Set the next step", place.name, lead)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_stage(request: PersonRequest, key: UUID, idea: UUID) -> HttpResponse:
    found = _session_or_404(request, key)
    thing = idea_or_404(request, idea, to="change_ideas")
    _team_or_404(request, found, thing.team_id, "change_ideas")
    first = {"stage": thing.stage, "version": thing.version}
    form = StageForm(request.POST if request.method == "POST" else None, initial=first)

    def save(typed: dict[str, Any]) -> ChangeIdea:
        return entries.move_idea(by=request.person, session=found, idea=thing, **typed)

    if moved := attempt(form, save):
        return _done(request, found, f"“{moved.title}” is now at “{moved.get_stage_display()}”.")
    lead = f"“{thing.title}” is at “{thing.get_stage_display()}”."
    return _show(request, found, form, "Move the stage", "Move the stage", thing.team.name, lead)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_value(request: PersonRequest, key: UUID, measure: UUID) -> HttpResponse:
    found = _session_or_404(request, key)
    thing: Measure = fetch_or_404(request, Measure, measure, "team__programme")
    _team_or_404(request, found, thing.team_id, "change_ideas")
    on = min(found.held_on, timezone.localdate())
    first = {"at": on, "version": 0, "version_of": str(on)}
    form = PointForm(request.POST if request.method == "POST" else None, initial=first, measure=thing)

    def save(typed: dict[str, Any]) -> Any:
        return entries.add_point(by=request.person, session=found, measure=thing, **typed)

    if attempt(form, save):
        return _done(request, found, f"The value of “{thing.name}” was saved.")
    return _show(request, found, form, "Add a value", "Save the value", thing.name, thing.definition)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_progress(request: PersonRequest, key: UUID, team: UUID) -> HttpResponse:
    found = _session_or_404(request, key)
    place = _team_or_404(request, found, team, "set_progress")
    form = ProgressForm(request.POST if request.method == "POST" else None, initial={"on": found.held_on})

    def save(typed: dict[str, Any]) -> Any:
        return entries.set_progress(by=request.person, session=found, team=place, **typed)

    if made := attempt(form, save):
        return _done(request, found, f"The progress score of {place.name} is {made.score} of 5.")
    return _show(request, found, form, "Set the progress score", "Set the score", place.name, "")


def _caption(request: PersonRequest, found: Session) -> str:
    row = session_rows.gather([found], request.person)[0]
    return f"{row.wards}, session of {session_rows.said_date(found.held_on)}"


def _done(request: PersonRequest, found: Session, words: str) -> HttpResponse:
    messages.success(request, f"{words} It is marked as entered in this session.")
    return redirect("session_entries", found.pk)


def _show(request: PersonRequest, found: Session, form: Form, heading: str, button: str, about: str, lead: str) -> HttpResponse:
    return render(
        request,
        "ui/form.html",
        {
            "form": form, "caption": about, "heading": heading, "button": button, "lead": lead,
            "back": reverse("session_entries", args=[found.pk]),
            "breadcrumbs": [*CRUMBS, {"text": "This session", "href": reverse("session", args=[found.pk])}],
        },
    )  # fmt: skip
