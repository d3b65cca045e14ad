"""The charts of the impact summary: the same drawings for page and PDF."""

from dataclasses import dataclass
from typing import Any

from figures import wording
from impact.summaries import Edition
from ui.charts.bars import horizontal
from ui.charts.dumbbell import dumbbell
from ui.tables import Table


@dataclass(frozen=True)
class Pair:
    """A drawing for wide screens and paper, and one for phones; table: the same in words."""

    title: str
    finding: str
    wide: Any
    narrow: Any
    table: Table


def changes(edition: Edition) -> list[Pair]:
    """Before and after of the figures from surveys: percentages and means never in one chart."""
    found = []
    for of_means, title in (
        (False, "Staff who agree, before and after"),
        (True, "Confidence of staff on a scale of 0 to 10, before and after"),
    ):
        rows = edition.changes(of_means)
        if rows:
            finding = " ".join(wording.movement(change, subject=label) for label, change in rows)
            words = [
                [label, wording.figure(change.before), wording.figure(change.after), f"{wording.points(change.points)} points"]
                for label, change in rows
            ]
            table = Table(["Figure", "Before", "After", "Change"], words, frozenset({1, 2, 3}))
            found.append(Pair(title, finding, dumbbell(title, finding, rows), dumbbell(title, finding, rows, narrow=True), table))
    return found


def stages(edition: Edition) -> Any:
    """Change ideas by stage as bars; None where there is none."""
    rows = edition.content.get("stages", [])
    total = sum(row["count"] for row in rows)
    if not total:
        return None
    words = ", ".join(f"{row['count']} {row['label'].lower()}" for row in rows)
    return horizontal(
        "Change ideas by stage", f"{total} change ideas: {words}.", [(row["label"], row["count"]) for row in rows],
        empty=frozenset({"Abandoned"}),
    )  # fmt: skip
