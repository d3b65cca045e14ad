"""What ideas add to the gate: a change idea and what hangs on it, fetched and authorised in one step."""

from typing import Any
from uuid import UUID

from django.http import Http404

from ideas.models import ChangeIdea, Measure, TestingCycle
from people.requests import PersonRequest
from wards.access import fetch_or_404, require
from wards.models import Membership
from wards.reach import reach_of


def idea_or_404(request: PersonRequest, key: UUID, *, to: str = "") -> ChangeIdea:
    """The change idea, for reading, or for the action named by `to` (403 where it may only be seen)."""
    idea: ChangeIdea = fetch_or_404(request, ChangeIdea, key, "team__provider", "team__programme", "team__phase", "owner")
    if to:
        require(request, to, idea.team)
    return idea


def cycle_or_404(request: PersonRequest, idea: ChangeIdea, key: UUID) -> TestingCycle:
    """A PDSA cycle of this idea; Http404 for another's, or where it may not be seen."""
    cycle: TestingCycle = fetch_or_404(request, TestingCycle, key)
    return _of(idea, cycle)


def measure_or_404(request: PersonRequest, idea: ChangeIdea, key: UUID) -> Measure:
    """A measure of this idea; Http404 for another's, or where it may not be seen."""
    measure: Measure = fetch_or_404(request, Measure, key)
    measure.team = idea.team
    return _of(idea, measure)


def _of(idea: ChangeIdea, thing: Any) -> Any:
    if thing.idea_id != idea.pk:
        raise Http404("There is no such page, or it is not yours to see.")
    thing.idea = idea
    return thing


def may_change(request: PersonRequest, idea: ChangeIdea) -> bool:
    """Whether whoever asks may write about the idea."""
    return reach_of(request.person).may("change_ideas", idea.team_id)


def names(person: Any, keys: set[UUID | None]) -> dict[UUID, str]:
    """Names of those of these people whom the person may know of."""
    return dict(Membership.visible.to(person).filter(person__in=keys - {None}).values_list("person_id", "person__name"))
