"""The record of an improvement workshop: who was there, what was looked at, what was found, ideas, dots, what was chosen.

Written on the day by whoever runs it and by the ward team; the workshop itself is a session, planned or delivered.
"""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.access import people_of
from coaching.models import Attendance, Session, SessionTeam
from coaching.models.workshops import MOST_DOTS, CapturedIdea, HeadCount, Inequity, LookedAt, TakenUp
from coaching.sessions import MOST_OTHERS
from ideas import change_ideas
from ideas.models import ChangeIdea
from people.models import Person
from people.verbs import held, once, one_by_one, refuse_stale
from wards.access import ensure
from wards.models import Team

#: What can be written of each part.
WRITTEN = {
    LookedAt: frozenset({"kind", "what", "found"}),
    Inequity: frozenset({"who", "what", "how_known"}),
    CapturedIdea: frozenset({"words", "inequity"}),
}
_CLOSED = (Session.Status.CANCELLED, Session.Status.MISSED)


@transaction.atomic
def keep(*, by: Person, session: Session, team: Team, part: Any, form_key: uuid.UUID | None = None, **words: Any) -> Any:
    """Write down what was looked at, an area of inequity or an idea as it is called out. part: the model of it.

    The same form_key twice from one person gives the first row back. Raises ValidationError by field.
    """
    _ensure(by, session, team)
    key, made = once(by, form_key, session, part)
    if made:
        return made
    row = part(pk=key, team=team, session=session)
    _write(row, words)
    row.save()
    return row


@transaction.atomic
def change(*, by: Person, row: Any, version: int | None, **words: Any) -> Any:
    """Change what is written down. Raises StaleEdit where somebody else was faster, ValidationError by field."""
    _ensure(by, row.session, row.team)
    found = held(row, version)
    _write(found, words)
    found.version += 1
    found.save()
    return found


@transaction.atomic
def take_out(*, by: Person, row: Any) -> None:
    """Take a line out of the record. ValidationError where something hangs on it."""
    _ensure(by, row.session, row.team)
    found = held(row)
    if isinstance(found, CapturedIdea) and TakenUp.objects.filter(captured=found).exists():
        raise ValidationError("This idea has become a change idea, which remembers it. Abandon that one instead.")
    if isinstance(found, Inequity):
        CapturedIdea.objects.filter(inequity=found).update(inequity=None)
    found.delete()


@transaction.atomic
def count_dots(*, by: Person, session: Session, dots: Mapping[Any, int], seen: Mapping[Any, int]) -> list[CapturedIdea]:
    """Keep how many dots each idea has. dots: key of the idea → 0 to 999; seen: what the person saw before.

    Only what the person changed is written. ValidationError beside the idea that somebody else changed meanwhile.
    Returns the ideas that have another number now.
    """
    rows = list(CapturedIdea.objects.filter(session=session, pk__in=dots).select_for_update(no_key=True).order_by("pk"))
    teams = {team.pk: team for team in Team.objects.filter(pk__in={row.team_id for row in rows})}
    wrong: dict[str, str] = {}
    changed = []
    for row in rows:
        _ensure(by, session, teams[row.team_id])
        number, before = dots[row.pk], seen.get(row.pk, row.dots)
        if number in (before, row.dots):
            continue
        if not 0 <= number <= MOST_DOTS:
            wrong[f"dots_{row.pk}"] = f"The number of dots must be between 0 and {MOST_DOTS}"
        elif row.dots != before:
            wrong[f"dots_{row.pk}"] = f"Somebody else entered {row.dots} meanwhile. Save again to replace it"
        else:
            row.dots, row.version = number, row.version + 1
            changed.append(row)
    if wrong:
        raise ValidationError(wrong)
    CapturedIdea.objects.bulk_update(changed, ["dots", "version"])
    return changed


@transaction.atomic
def count_people(
    *,
    by: Person,
    session: Session,
    team: Team,
    attended: Collection[Person],
    others: int = 0,
    practitioners: int = 0,
    patients: int = 0,
    carers: int = 0,
    version: int | None = None,
) -> HeadCount:
    """Keep who was there for a team: people with an account by name, all others as numbers.

    Lived experience practitioners, current patients and carers without an account are counted apart; `others` are the
    rest. Nobody is there before the day. Raises ValidationError by field, StaleEdit.
    """
    _ensure(by, session, team)
    if session.held_on > timezone.localdate():
        raise ValidationError("The workshop has not been held yet: who was there can be told from its day on.")
    numbers = {"others": others, "practitioners": practitioners, "patients": patients, "carers": carers}
    for name, number in numbers.items():
        if not 0 <= number <= MOST_OTHERS:
            raise ValidationError({name: f"The number must be between 0 and {MOST_OTHERS}"})
    known = {row.person_id for row in people_of([team], session.held_on, seen_by=by)}
    if strangers := [person.name for person in attended if person.pk not in known]:
        raise ValidationError({"attended": f"{', '.join(strangers)} did not belong to this ward team on that day"})
    one_by_one(session)
    row = HeadCount.objects.filter(session=session, team=team).select_for_update(no_key=True).first()
    if row:
        refuse_stale(row, version)
        row.version += 1
    else:
        row = HeadCount(session=session, team=team)
    row.practitioners, row.patients, row.carers = practitioners, patients, carers
    row.save()
    SessionTeam.objects.filter(session=session, team=team).update(others=sum(numbers.values()))
    there = Attendance.objects.filter(session=session, team=team)
    there.exclude(person__in=[person.pk for person in attended]).delete()
    already = set(Attendance.objects.filter(session=session).values_list("person_id", flat=True))
    Attendance.objects.bulk_create(
        [Attendance(session=session, team=team, person=person) for person in attended if person.pk not in already]
    )
    return row


@transaction.atomic
def take_up(
    *, by: Person, captured: CapturedIdea, form_key: uuid.UUID | None = None, seen: int | None = None, **words: Any
) -> ChangeIdea:
    """Make a captured idea a change idea of its ward team, by the verb of change ideas; it remembers the workshop.

    seen: how many change ideas the person knew to have come of it. words: what `ideas.change_ideas.propose` takes.
    Raises PermissionDenied; ValidationError by field, also where somebody else made it a change idea meanwhile.
    """
    _ensure(by, captured.session, captured.team)
    held(captured)
    idea = change_ideas.propose(by=by, team=captured.team, form_key=form_key, **words)
    if getattr(idea, "was_made_before", False):
        return idea
    if seen is not None and (made := TakenUp.objects.filter(captured=captured).select_related("idea")[seen:]):
        titles = ", ".join(f"“{taken.idea.title}”" for taken in made)
        raise ValidationError(
            f"Somebody else made it a change idea meanwhile: {titles}. Save again if another should come of it."
        )
    TakenUp.objects.create(team=captured.team, captured=captured, idea=idea)
    return idea


def _ensure(by: Person, session: Session, team: Team) -> None:
    """Whether the person may write in this workshop's record for this team, and whether it has one."""
    ensure(by, "run_workshop", team)
    if session.kind != Session.Kind.WORKSHOP or team.pk not in session.keys:
        raise ValidationError("This is not an improvement workshop of this ward team.")
    if session.status in _CLOSED:
        raise ValidationError(
            f"This workshop was not held ({session.get_status_display().lower()}), so nothing more is written here."
        )


def _write(row: Any, words: dict[str, Any]) -> None:
    if unknown := words.keys() - WRITTEN[type(row)]:
        raise TypeError(f"There is no {', '.join(sorted(unknown))} to write here")
    for name, value in words.items():
        setattr(row, name, value)
    if isinstance(row, CapturedIdea) and row.inequity and row.inequity.session_id != row.session_id:
        raise ValidationError({"inequity": "Choose an area of inequity that this workshop found"})
    row.full_clean(exclude=["team", "session", *(["inequity"] if isinstance(row, CapturedIdea) else [])])
