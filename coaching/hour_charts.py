"""The drawings of the hours page: delivered against planned by month, and how coaching is spread over the wards."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from coaching.breakdowns import SHARE, TIME, Breakdown
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


def spread(wards: Breakdown, teams: Sequence[Team]) -> dict[str, Any]:
    """chart, narrow, finding, table, phases: one mark for each ward team at its share of the time delivered.

    teams: those whose phases give the marks their shapes; without them all are alike.
    """
    names = list(dict.fromkeys(team.phase.name for team in sorted(teams, key=lambda team: team.phase.position)))
    phase_of = {team.pk: names.index(team.phase.name) for team in teams}
    lines = [line for line in wards.lines if line.asked]
    minutes = sorted(line.amounts[SHARE].delivered for line in lines)
    values = sorted((line.amounts[SHARE].delivered / 60, phase_of.get(line.key, 0)) for line in lines)
    middle = median(minutes)
    none = minutes.count(0)
    nothing = f" {none} had none." if none else ""
    finding = (
        f"Half of the {len(minutes)} ward teams had {wording.hours(round(middle))} hours or more;"
        f" the least was {wording.hours(minutes[0])}, the most {wording.hours(minutes[-1])}.{nothing}"
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
