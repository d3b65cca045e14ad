"""What the coach enters in a session for the ward team, so that the ward's page is true without its manager signing in.

A stage, a value and a score are kept by `ideas`, as whoever enters them there; the row carries the session's key.
The next step is coaching's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coaching.access import ensure_may_log, may_log
from coaching.models import NextStep, Session
from ideas import change_ideas, measures
from ideas.models import ChangeIdea, Measure, MeasurePoint, ProgressScore, StageMove
from people.models import Person
from people.verbs import one_by_one
from ui.templatetags.formats import day
from wards.access import ensure
from wards.models import Team


def takes_entries(session: Session) -> bool:
    """Whether it is going on or was held: of a team, and neither to come nor called off."""
    if session.is_executive or session.held_on > timezone.localdate():
        return False
    return session.status in (Session.Status.PLANNED, Session.Status.DELIVERED)


def may_enter(person: Any, session: Session) -> bool:
    """Whether the person may log the session, and something can be entered in it."""
    return takes_entries(session) and may_log(person, session)


@transaction.atomic
def set_next_step(*, by: Person, session: Session, team: Team, what: str) -> NextStep:
    """What the team does next, in a sentence. The same words again change nothing. Raises ValidationError, PermissionDenied."""
    _ensure(by, session, team.pk)
    ensure(by, "manage_actions", team)
    one_by_one(team)
    last = NextStep.objects.filter(team=team).last()
    if last and last.what == what.strip() and last.session_id == session.pk:
        return last
    if not what.strip():
        raise ValidationError({"what": "Enter the next step, like “Try the cards with two patients”"})
    step = NextStep(team=team, session=session, what=what.strip(), set_on=timezone.localdate(), set_by=by)
    step.full_clean(exclude=["team", "session", "set_by"])
    step.save()
    return step


@transaction.atomic
def move_idea(*, by: Person, session: Session, idea: ChangeIdea, **words: Any) -> ChangeIdea:
    """As `ideas.change_ideas.move`, in this session."""
    _ensure(by, session, idea.team_id)
    return change_ideas.move(by=by, idea=idea, entered_in=session.pk, **words)


@transaction.atomic
def add_point(*, by: Person, session: Session, measure: Measure, **words: Any) -> MeasurePoint:
    """As `ideas.measures.add_point`, in this session."""
    _ensure(by, session, measure.team_id)
    return measures.add_point(by=by, measure=measure, entered_in=session.pk, **words)


@transaction.atomic
def set_progress(*, by: Person, session: Session, team: Team, **words: Any) -> ProgressScore:
    """As `ideas.change_ideas.set_progress`, in this session."""
    _ensure(by, session, team.pk)
    return change_ideas.set_progress(by=by, team=team, entered_in=session.pk, **words)


def _ensure(by: Person, session: Session, team: Any) -> None:
    ensure_may_log(by, session)
    if team not in session.keys:
        raise PermissionDenied("This ward team did not take part in the session.")
    if not takes_entries(session):
        raise ValidationError("Something can be entered in a session once it begins, and not where it did not happen.")


@dataclass(frozen=True)
class Entered:
    """Something entered in a session: in words, where it can be seen, of which team."""

    words: str
    href: str
    team_id: Any


def entered_in(person: Any, session: Session) -> list[Entered]:
    """What was entered in a session, as far as `person` may read it: four queries."""
    found: list[Entered] = []
    said: tuple[tuple[Any, str, Callable[[Any], Entered]], ...] = (
        (StageMove, "idea", _moved),
        (MeasurePoint, "measure", _measured),
        (ProgressScore, "", _scored),
    )
    for model, related, words in said:
        rows = model.visible.to(person).filter(entered_in=session.pk)
        found += [words(row) for row in (rows.select_related(related) if related else rows)]
    return found


def next_steps_in(person: Any, session: Session) -> list[NextStep]:
    """The next steps that were set in a session, as far as `person` may read them."""
    return list(NextStep.visible.to(person).filter(session=session).select_related("team"))


def _moved(row: StageMove) -> Entered:
    words = f"{row.idea.title}: {row.get_stage_display().lower()}"
    return Entered(words, reverse("idea", args=[row.idea_id]), row.team_id)


def _measured(row: MeasurePoint) -> Entered:
    value = (
        f"{row.numerator} of {row.denominator}" if row.denominator else f"{row.value.normalize():f} {row.measure.unit}".strip()
    )
    words = f"{row.measure.name}: {value} on {day(row.at)}"
    if row.measure.idea_id is None:
        return Entered(words, reverse("ward_ideas", args=[row.team_id]), row.team_id)
    return Entered(words, reverse("measure", args=[row.measure.idea_id, row.measure_id]), row.team_id)


def _scored(row: ProgressScore) -> Entered:
    return Entered(f"Progress score: {row.score} of 5", reverse("ward", args=[row.team_id]), row.team_id)
