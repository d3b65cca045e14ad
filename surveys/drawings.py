"""Before and after as charts, tables and sentences: percentages and means apart."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from figures import wording
from figures.values import Missing, Suppressed
from surveys.results import ItemResult
from ui.charts.dumbbell import Dumbbell, dumbbell
from ui.tables import Table


@dataclass
class Drawn:
    """One chart: percentages or means, never both; at two widths, with its table and what it says in sentences."""

    heading: str
    unit: str
    wide: Dumbbell
    narrow: Dumbbell
    table: Table
    sentences: list[str]


def sentence(result: ItemResult) -> str:
    """How one question moved and what chance may explain, without the common tail."""
    return f"{wording.movement(result.change, subject=f'“{result.label}”')} {wording.likely(result.change)}"


def sentences(found: Iterable[ItemResult]) -> list[str]:
    """A sentence for each question that can be shown."""
    return [sentence(result) for result in found if result.is_shown]


def drawn(
    found: list[ItemResult], *, told: Callable[[list[ItemResult]], list[str]] = sentences, counts_others: bool = True
) -> list[Drawn]:
    """The charts of a place; one in which nothing can be shown is left out.

    told: how a group of questions is put in sentences; counts_others: whether the table has a column of those
    who gave no view.
    """
    charts = []
    for is_mean, heading, unit in (
        (False, "Agreement", "Percentage of people who agreed, or said yes, of all who gave a view"),
        (True, "Confidence", "Mean score from 0 to 10"),
    ):
        group = [result for result in found if result.is_mean == is_mean]
        if not any(result.is_shown for result in group):
            continue
        words = told(group)
        rows = [(result.label, result.change) for result in group]
        title, finding = f"{heading} before and after", " ".join(words)
        wide, narrow = dumbbell(title, finding, rows), dumbbell(title, finding, rows, narrow=True)
        charts.append(Drawn(heading, unit, wide, narrow, _table(group, counts_others), words))
    return charts


def _table(group: list[ItemResult], counts_others: bool) -> Table:
    others = ["No view given"] if counts_others else []
    table = Table(["Question", "Before", "After", "Change", "95% interval of the change", *others])
    for result in group:
        change = result.change
        if not result.is_shown:
            why = f"Hidden: {change.reason}" if isinstance(change, Suppressed) else "No answers yet"
            table.rows.append([result.label, why, *["–"] * (len(table.head) - 2)])
            continue
        missing = isinstance(change.low, Missing) or isinstance(change.high, Missing)
        interval = "not known" if missing else f"{wording.points(change.low)} to {wording.points(change.high)}"
        row = [result.label, *(wording.figure(part) for part in (change.before, change.after, change)), interval]
        if counts_others:
            row.append(f"{sum(result.before.others)} before, {sum(result.after.others)} after")
        table.rows.append(row)
    return table
