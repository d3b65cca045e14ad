"""The drawings of the hours page: delivered against planned by month, and how coaching is spread over the wards."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from coaching.breakdowns import TIME, Breakdown
from figures import wording
from ui.charts import bars
from ui.charts import spread as dots
from ui.tables import Table
from wards.models import Team


def monthly(months: Breakdown) -> dict[str, Any]:
    """chart, narrow, finding: time delivered as bars, planned at first as marks."""
    amounts = [line.amounts[TIME] for line in months.lines]
    most = max(months.lines, key=lambda line: line.amounts[TIME].delivered)
    done, meant = (months.whole[TIME].delivered, months.whole[TIME].planned)
    finding = (
        f"Most time was delivered in {most.name}: {wording.hours(most.amounts[TIME].delivered)} hours."
        f" Up to today {wording.hours(done)} hours were delivered of {wording.hours(meant)} planned."
    )
    drawn = (
        "Time delivered by month", finding, [line.key for line in months.lines],
        [each.delivered / 60 for each in amounts], [each.planned / 60 for each in amounts], "hours",
    )  # fmt: skip
    return {"chart": bars.monthly(*drawn), "narrow": bars.monthly(*drawn, narrow=True), "finding": finding}


def carried_on(teams: Iterable[Team]) -> dict[Any, Any]:
    """Team's key → the key of the team that carries its ward on after moves, its own where the ward never moved."""
    teams = list(teams)
    following = {team.continues_id: team.pk for team in teams if team.continues_id}
    found = {}
    for team in teams:
        last = team.pk
        while last in following:
            last = following[last]
        found[team.pk] = last
    return found


def spread(minutes: Mapping[Any, int], teams: Sequence[Team]) -> dict[str, Any]:
    """chart, narrow, finding, table, phases: one mark for each ward team at its share of the time delivered.

    minutes: ward team's key → its share; teams: those whose phases give the marks their shapes, and which tell what a ward
    had before it moved; without them all are alike.
    """
    names = list(dict.fromkeys(team.phase.name for team in sorted(teams, key=lambda team: team.phase.position)))
    phase_of = {team.pk: names.index(team.phase.name) for team in teams}
    last = carried_on(teams)
    shares: Counter[Any] = Counter()
    for key, share in minutes.items():
        shares[last.get(key, key)] += share
    amounts = sorted(shares.values())
    values = sorted((share / 60, phase_of.get(key, 0)) for key, share in shares.items())
    middle = median(amounts)
    none = amounts.count(0)
    nothing = f" {none} had none." if none else ""
    finding = (
        f"Half of the {len(amounts):,} ward teams had {wording.hours(round(middle))} hours or more;"
        f" the least was {wording.hours(amounts[0])}, the most {wording.hours(amounts[-1])}.{nothing}"
    )
    groups = names if len(names) > 1 else ["Ward teams"]
    table = Table(["Hours, each ward’s share", *groups], numeric=frozenset(range(1, len(groups) + 1)))
    for step in dots.steps(values):
        counts = [*step.counts, *[0] * (len(groups) - len(step.counts))]
        table.rows.append([f"{step.low:g} to under {step.high:g}", *[f"{count:,}" for count in counts]])
    drawn = ("Ward teams by coaching received", finding, values, middle / 60, "hours, each ward’s share")
    return {
        "chart": dots.spread(*drawn), "narrow": dots.spread(*drawn, narrow=True), "finding": finding, "table": table,
        "phases": names if len(names) > 1 else [],
    }  # fmt: skip
