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
from people.verbs import refuse_stale
from wards.access import ensure
from wards.models import Team

#: A progress score older than this is shown as a question.
STALE_SCORE_DAYS = 60


@transaction.atomic
def propose(*, by: Person, team: Team, form_key: uuid.UUID | None = None, **words: Any) -> ChangeIdea:
    """Add a change idea as proposed. words: the fields of the idea (title, who_for, inequity, aim, themes …)."""
    ensure(by, "change_ideas", team)
    if form_key and (already := ChangeIdea.visible.to(by).filter(form_key=form_key).first()):
        return already
    today = timezone.localdate()
    idea = ChangeIdea(team=team, moved_on=today, added_on=today, form_key=form_key, owner=by, **words)
    idea.full_clean(exclude=["team", "owner"])
    idea.save()
    StageMove.objects.create(team=team, idea=idea, stage=idea.stage, on=today, moved_by=by)
    return idea


@transaction.atomic
def edit(*, by: Person, idea: ChangeIdea, version: int | None, **words: Any) -> ChangeIdea:
    """Change what is written about an idea. Raises StaleEdit where somebody else was faster."""
    ensure(by, "change_ideas", idea.team_id)
    refuse_stale(idea, version)
    for name, value in words.items():
        setattr(idea, name, value)
    idea.version += 1
    idea.full_clean(exclude=["team", "owner"])
    idea.save()
    return idea


@transaction.atomic
def move(*, by: Person, idea: ChangeIdea, stage: str, reason: str = "", version: int | None = None) -> ChangeIdea:
    """Move an idea to another stage; abandoning wants a reason, for it is learning too."""
    ensure(by, "change_ideas", idea.team_id)
    refuse_stale(idea, version)
    if stage not in ChangeIdea.Stage.values:
        raise ValidationError({"stage": "Choose a stage"})
    if stage == idea.stage:
        raise ValidationError({"stage": f"The idea is already at “{idea.get_stage_display()}”"})
    if stage == ChangeIdea.Stage.ABANDONED and not reason.strip():
        raise ValidationError({"reason": "Say in one line why it was abandoned: others learn from it"})
    today = timezone.localdate()
    move = StageMove(team_id=idea.team_id, idea=idea, stage_before=idea.stage, stage=stage, on=today, reason=reason, moved_by=by)
    move.full_clean(exclude=["team", "idea", "moved_by"])
    move.save()
    idea.stage, idea.moved_on, idea.version = stage, today, idea.version + 1
    if stage == ChangeIdea.Stage.ROUTINE:
        idea.checked_on = today
    idea.save()
    return idea


@transaction.atomic
def set_progress(*, by: Person, team: Team, score: Decimal, on: date | None = None) -> ProgressScore:
    """The team's progress, 0.5 to 5.0 in halves; only its coach sets it."""
    ensure(by, "set_progress", team)
    found = ProgressScore(team=team, score=score, on=on or timezone.localdate(), set_by=by)
    if score * 2 != int(score * 2):
        raise ValidationError({"score": "Choose a score in halves, like 2.5"})
    found.full_clean(exclude=["team", "set_by"])
    found.save()
    return found
