"""Change ideas: add, edit, move to another stage, set the team's progress."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ideas.models import ChangeIdea, ProgressScore, StageMove
from people.models import Person
from people.verbs import held, once, one_by_one
from ui.templatetags.formats import day
from wards.access import ensure
from wards.models import Membership, Team
from wards.reach import live
from wards.roles import inner_roles

#: A progress score older than this is shown as a question.
STALE_SCORE_DAYS = 60

#: What `propose` and `edit` may set; the rest has verbs of its own.
WRITTEN = frozenset(
    {"title", "who_for", "inequity", "how_known", "aim", "themes", "owner", "patients_involved", "carers_involved",
     "unexpected", "what_was_learnt", "just_done_on"}
)  # fmt: skip


@transaction.atomic
def propose(*, by: Person, team: Team, form_key: uuid.UUID | None = None, **words: Any) -> ChangeIdea:
    """Add a change idea as proposed. words: fields of `WRITTEN`; the owner is `by` where none is named.

    The same form_key twice from one person gives the first idea back. Raises ValidationError by field.
    """
    ensure(by, "change_ideas", team)
    key, made = once(by, form_key, team, ChangeIdea)
    if made:
        return made
    today = timezone.localdate()
    idea = ChangeIdea(pk=key, team=team, moved_on=today, added_on=today, owner=by)
    _write(idea, words)
    idea.save()
    StageMove.objects.create(team=team, idea=idea, stage=idea.stage, on=today, moved_by=by)
    return idea


@transaction.atomic
def edit(*, by: Person, idea: ChangeIdea, version: int | None, **words: Any) -> ChangeIdea:
    """Change what is written about an idea. Raises StaleEdit where somebody else was faster."""
    ensure(by, "change_ideas", idea.team_id)
    row: ChangeIdea = held(idea, version)
    _write(row, words)
    row.version += 1
    row.save()
    return row


@transaction.atomic
def move(
    *, by: Person, idea: ChangeIdea, stage: str, reason: str = "", version: int | None = None, entered_in: uuid.UUID | None = None
) -> ChangeIdea:
    """Move an idea to another stage; abandoning wants a reason, for it is learning too. entered_in: key of the coaching
    session in which it was entered, if it was.

    Moved to “in routine use” where it is already, it counts as checked today.
    """
    ensure(by, "change_ideas", idea.team_id)
    row: ChangeIdea = held(idea, version)
    if stage not in ChangeIdea.Stage.values:
        raise ValidationError({"stage": "Choose a stage"})
    if stage == row.stage != ChangeIdea.Stage.ROUTINE:
        raise ValidationError({"stage": f"The idea is already at “{row.get_stage_display()}”"})
    if stage == ChangeIdea.Stage.ABANDONED and not reason.strip():
        raise ValidationError({"reason": "Say in one line why it was abandoned: others learn from it"})
    today = timezone.localdate()
    move = StageMove(
        team_id=row.team_id, idea=row, stage_before=row.stage, stage=stage, on=today, reason=reason.strip(), moved_by=by,
        entered_in=entered_in,
    )  # fmt: skip
    move.full_clean(exclude=["team", "idea", "moved_by"])
    move.save()
    row.stage, row.moved_on, row.version = stage, today, row.version + 1
    if stage == ChangeIdea.Stage.ROUTINE:
        row.checked_on = today
    row.save()
    return row


@transaction.atomic
def set_progress(
    *, by: Person, team: Team, score: Decimal, on: date | None = None, entered_in: uuid.UUID | None = None
) -> ProgressScore:
    """The team's progress, 0.5 to 5.0 in halves; only who coaches or runs the programme sets it. entered_in: as in `move`.

    The same score of the same day twice is kept once.
    """
    ensure(by, "set_progress", team)
    on = on or timezone.localdate()
    if not score.is_finite() or not Decimal("0.5") <= score <= 5 or score * 2 != int(score * 2):
        raise ValidationError({"score": "Choose a score from 0.5 to 5.0 in halves, like 2.5"})
    refuse_date("on", on, team)
    one_by_one(team)
    last = ProgressScore.objects.filter(team=team, on=on).last()
    if last and last.score == score:
        return last
    found = ProgressScore(team=team, score=score, on=on, set_by=by, entered_in=entered_in)
    found.full_clean(exclude=["team", "set_by"])
    found.save()
    return found


def refuse_date(field: str, on: date, team: Team, *, years_before: int = 0) -> None:
    """ValidationError for a date to come, or before the programme (and so many years before it)."""
    if on > timezone.localdate():
        raise ValidationError({field: "The date must be today or in the past"})
    starts_on = team.programme.starts_on
    if on < starts_on.replace(year=starts_on.year - years_before, day=min(starts_on.day, 28)):
        lead = f"more than {years_before} years before the programme" if years_before else "before the programme"
        raise ValidationError({field: f"The date cannot be {lead}, which started on {day(starts_on)}"})


def owners(team: Team) -> Any:
    """The people who may own an idea of a team: today's members of its own circle."""
    members = Membership.objects.filter(live(timezone.localdate()), team=team, role__in=inner_roles())
    return Person.objects.filter(pk__in=members.values("person_id")).order_by("name", "id")


def _write(idea: ChangeIdea, words: dict[str, Any]) -> None:
    if unknown := words.keys() - WRITTEN:
        raise TypeError(f"A change idea has no {', '.join(sorted(unknown))} to write")
    owner = words.get("owner")
    if owner and owner.pk != idea.owner_id and not owners(idea.team).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": "Choose somebody of this ward team"})
    for name, value in words.items():
        setattr(idea, name, value)
    if idea.just_done_on:
        refuse_date("just_done_on", idea.just_done_on, idea.team)
    idea.full_clean(exclude=["team", "owner", "adopted_from"])


def stale_words(score: ProgressScore) -> str:
    """The question beside a progress score that is older than STALE_SCORE_DAYS; else empty."""
    days = (timezone.localdate() - score.on).days
    return f"Progress last set {days} days ago. Still right?" if days > STALE_SCORE_DAYS else ""
