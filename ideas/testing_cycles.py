"""PDSA cycles: start one with a plan and a prediction, then write down what happened."""

import uuid
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ideas.change_ideas import refuse_date
from ideas.models import ChangeIdea, TestingCycle
from people.models import Person
from people.verbs import held, once
from wards.access import ensure

#: How far ahead a test may be planned.
AHEAD = timedelta(days=365)


@transaction.atomic
def start(
    *, by: Person, idea: ChangeIdea, plan: str, prediction: str, started_on: date, did: str = "", studied: str = "",
    act: str = "", form_key: uuid.UUID | None = None,
) -> TestingCycle:  # fmt: skip
    """The next cycle in the idea's chain. The same form_key twice from one person gives the first cycle back."""
    ensure(by, "change_ideas", idea.team_id)
    key, made = once(by, form_key, idea, TestingCycle)
    if made:
        return made
    # The lock keeps two people's cycles from taking one number.
    row: ChangeIdea = held(idea)
    last = row.cycles.order_by("number").last()
    cycle = TestingCycle(pk=key, team_id=row.team_id, idea=row, number=last.number + 1 if last else 1)
    _write(cycle, plan, prediction, started_on, did, studied, act)
    cycle.save()
    return cycle


@transaction.atomic
def write(
    *, by: Person, cycle: TestingCycle, version: int | None, plan: str, prediction: str, started_on: date,
    did: str, studied: str, act: str,
) -> TestingCycle:  # fmt: skip
    """Write down what was done and learnt, and what follows. Raises StaleEdit, ValidationError by field."""
    ensure(by, "change_ideas", cycle.team_id)
    row: TestingCycle = held(cycle, version)
    _write(row, plan, prediction, started_on, did, studied, act)
    row.version += 1
    row.save()
    return row


def _write(cycle: TestingCycle, plan: str, prediction: str, started_on: date, did: str, studied: str, act: str) -> None:
    cycle.plan, cycle.prediction, cycle.started_on = plan, prediction, started_on
    cycle.did, cycle.studied, cycle.act = did, studied, act
    today = timezone.localdate()
    cycle.ended_on = (cycle.ended_on or max(today, started_on)) if act else None
    cycle.full_clean(exclude=["team", "idea"])
    errors = {}
    if act and not studied.strip():
        errors["studied"] = "Write what was learnt before you decide what follows"
    if studied.strip() and not did.strip():
        errors["did"] = "Write what was done before what was learnt from it"
    if started_on > today:
        if did.strip():
            errors["started_on"] = "A test that was done cannot start in the future"
        elif started_on - today > AHEAD:
            errors["started_on"] = "The start must be within a year from today"
    if errors:
        raise ValidationError(errors)
    if started_on <= today:
        refuse_date("started_on", started_on, cycle.idea.team)
