"""How many patients the ideas reached, without counting anybody twice."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

from ideas.models import Reach, ReachStatement


@dataclass(frozen=True)
class Reached:
    """patients: confirmed and counted, overlap removed. estimated: what estimates would add beside it."""

    patients: int
    estimated: int
    by_team: dict[Any, int]


def reached(
    rows: Iterable[Reach],
    statements: Iterable[ReachStatement],
    provider_of: dict[Any, Any],
    earlier: dict[Any, Any] | None = None,
) -> Reached:
    """From rows of reach: confirmed counts, de-overlapped from idea to ward to provider.

    Periods of one idea add only where marked “new patients only”, ideas of one ward only where its
    team states that they do not overlap, wards of one provider only where the provider states so;
    otherwise the largest counts. Estimates never enter the count. earlier: team or idea → the one that it continues: a
    ward that moved counts as one, with the provider that it was with first, for its patients may be the same.
    """
    team_states = {statement.team_id for statement in statements if statement.team_id}
    provider_states = {statement.provider_id for statement in statements if not statement.team_id}
    counted = [row for row in rows if row.confirmed_on and not row.is_estimate]
    guessed = [row for row in rows if row.is_estimate]
    if earlier:
        counted, guessed = (_as_one(found, earlier) for found in (counted, guessed))
    per_team = _per_team(counted, team_states)
    return Reached(
        _per_providers(per_team, provider_states, provider_of),
        _per_providers(_per_team(guessed, team_states), provider_states, provider_of),
        per_team,
    )


def _as_one(rows: list[Reach], earlier: dict[Any, Any]) -> list[Reach]:
    """Copies of the rows, under the first team and the first idea of a ward that moved."""

    def first(key: Any) -> Any:
        while key in earlier:
            key = earlier[key]
        return key

    found = [copy(row) for row in rows]
    for row in found:
        row.team_id, row.idea_id = first(row.team_id), first(row.idea_id)
    return found


def _per_team(rows: list[Reach], team_states: set[Any]) -> dict[Any, int]:
    ideas: dict[Any, list[Reach]] = defaultdict(list)
    for row in rows:
        ideas[row.team_id, row.idea_id].append(row)
    teams: dict[Any, list[int]] = defaultdict(list)
    for (team, _), periods in ideas.items():
        fresh = sum(row.patients for row in periods if row.new_patients_only)
        overlapping = max((row.patients for row in periods if not row.new_patients_only), default=0)
        teams[team].append(max(overlapping, fresh) if overlapping else fresh)
    return {team: sum(counts) if team in team_states else max(counts) for team, counts in teams.items()}


def _per_providers(per_team: dict[Any, int], provider_states: set[Any], provider_of: dict[Any, Any]) -> int:
    providers: dict[Any, list[int]] = defaultdict(list)
    for team, count in per_team.items():
        providers[provider_of[team]].append(count)
    return sum(sum(counts) if provider in provider_states else max(counts) for provider, counts in providers.items())
