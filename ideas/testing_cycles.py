"""PDSA cycles: start one with a plan and a prediction, then write down what happened."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ideas.models import ChangeIdea, TestingCycle
from people.models import Person
from people.verbs import refuse_stale
from wards.access import ensure


@transaction.atomic
def start(
    *, by: Person, idea: ChangeIdea, plan: str, prediction: str, started_on: date, did: str = "", studied: str = "",
    act: str = "", form_key: uuid.UUID | None = None,
) -> TestingCycle:  # fmt: skip
    """The next cycle in the idea's chain. The same form_key twice gives the first cycle back."""
    ensure(by, "change_ideas", idea.team_id)
    if form_key and (already := TestingCycle.visible.to(by).filter(form_key=form_key).first()):
        return already
    # The lock keeps two people's cycles from taking one number.
    ChangeIdea.objects.select_for_update().get(pk=idea.pk)
    last = idea.cycles.order_by("number").last()
    cycle = TestingCycle(
        team_id=idea.team_id, idea=idea, number=last.number + 1 if last else 1, plan=plan, prediction=prediction,
        started_on=started_on, did=did, studied=studied, act=act, form_key=form_key,
        ended_on=timezone.localdate() if act else None,
    )  # fmt: skip
    _check(cycle)
    cycle.save()
    return cycle


@transaction.atomic
def write(
    *, by: Person, cycle: TestingCycle, version: int | None, plan: str, prediction: str, started_on: date,
    did: str, studied: str, act: str,
) -> TestingCycle:  # fmt: skip
    """Write down what was done and learnt, and what follows. Raises StaleEdit."""
    ensure(by, "change_ideas", cycle.team_id)
    refuse_stale(cycle, version)
    cycle.plan, cycle.prediction, cycle.started_on = plan, prediction, started_on
    cycle.did, cycle.studied, cycle.act = did, studied, act
    cycle.ended_on = (cycle.ended_on or timezone.localdate()) if act else None
    cycle.version += 1
    _check(cycle)
    cycle.save()
    return cycle


def _check(cycle: TestingCycle) -> None:
    cycle.full_clean(exclude=["team", "idea"])
    if cycle.act and not cycle.studied.strip():
        raise ValidationError({"studied": "Write what was learnt before you decide what follows"})
    if cycle.started_on > timezone.localdate() and cycle.did:
        raise ValidationError({"started_on": "A cycle that was done cannot start in the future"})
