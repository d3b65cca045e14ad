"""Before and after as charts, tables and sentences: percentages and means apart."""

from collections.abc import Iterable
from dataclasses import dataclass

from figures import wording
from figures.values import Mean, Missing, Percentage, Suppressed
from surveys.results import ItemResult
from ui.charts.dumbbell import Dumbbell, dumbbell
from ui.tables import Table


@dataclass
class Drawn:
    """One chart: percentages or means, never both; at two widths, with its table and a sentence for each question."""

    heading: str
    unit: str
    wide: Dumbbell
    narrow: Dumbbell
    table: Table
    sentences: list[str]


def sentences(found: Iterable[ItemResult]) -> list[str]:
    """For each question that can be shown, how it moved and what chance may explain, without the common tail."""
    return [
        f"{wording.movement(result.change, subject=f'“{result.label}”')} {wording.likely(result.change)}"
        for result in found
        if result.is_shown
    ]


def drawn(found: list[ItemResult]) -> list[Drawn]:
    """The charts of a place; one in which nothing can be shown is left out."""
    charts = []
    for is_mean, heading, unit in (
        (False, "Agreement", "Percentage of people who agreed, or said yes, of all who gave a view"),
        (True, "Confidence", "Mean score from 0 to 10"),
    ):
        group = [result for result in found if result.is_mean == is_mean]
        if not any(result.is_shown for result in group):
            continue
        words = sentences(group)
        rows = [(result.label, result.change) for result in group]
        title, finding = f"{heading} before and after", " ".join(words)
        charts.append(
            Drawn(
                heading, unit, dumbbell(title, finding, rows), dumbbell(title, finding, rows, narrow=True), _table(group), words
            )
        )
    return charts


def _table(group: list[ItemResult]) -> Table:
    table = Table(["Question", "Before", "After", "Change", "95% interval of the change", "No view given"])
    for result in group:
        change = result.change
        if not result.is_shown:
            why = f"Hidden: {change.reason}" if isinstance(change, Suppressed) else "No answers yet"
            table.rows.append([result.label, why, "–", "–", "–", "–"])
            continue
        missing = isinstance(change.low, Missing) or isinstance(change.high, Missing)
        interval = "not known" if missing else f"{wording.points(change.low)} to {wording.points(change.high)}"
        none = f"{sum(result.before.others)} before, {sum(result.after.others)} after"
        table.rows.append([result.label, _level(change.before), _level(change.after), wording.figure(change), interval, none])
    return table


def _level(part: Percentage | Mean) -> str:
    return wording.figure(part)
