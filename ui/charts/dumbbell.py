"""Before and after on one scale: hollow = before, filled = after, whiskers below on two levels."""

from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from figures import rounding, wording
from figures.values import Mean, MeanChange, Missing, Percentage, PointChange, Suppressed


@dataclass
class Row:
    label: str
    y: int
    x1: float = 0
    x2: float = 0
    words1: str = ""
    words2: str = ""
    anchor1: str = "end"
    anchor2: str = "start"
    whisker1: tuple[float, float] | None = None
    whisker2: tuple[float, float] | None = None
    hidden: str = ""
    lines: list[str] = field(default_factory=list)
    below: int = 0


@dataclass
class Dumbbell:
    title: str
    finding: str
    rows: list[Row] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)
    width: int = 640
    height: int = 0
    right: int = 0
    template: str = "charts/dumbbell.svg"


def dumbbell(title: str, finding: str, rows: list[tuple[str, Any]], *, narrow: bool = False) -> Dumbbell:
    """rows: (label, PointChange | MeanChange | Suppressed | Missing); percentages and means never in one chart."""
    drawing = Dumbbell(title, finding, width=322 if narrow else 640)
    left, right = (10, 312) if narrow else (14, 626)
    drawing.right = right
    is_mean = any(isinstance(value, MeanChange) for _, value in rows)
    top = 10 if is_mean else 100

    def x(value: float) -> float:
        return round(left + max(0.0, min(value, top)) / top * (right - left), 1)

    steps = range(0, 11, 2) if is_mean else range(0, 101, 25)
    drawing.ticks = [(x(step), f"{step}" if is_mean else f"{step}%") for step in steps]
    top_of_row = 34
    for label, value in rows:
        lines = wrap(label, 40 if narrow else 82)
        row = Row(label, top_of_row, lines=lines, below=18 * (len(lines) - 1))
        top_of_row += 98 + row.below
        if isinstance(value, (Suppressed, Missing)):
            row.hidden = f"Hidden: {value.reason}" if isinstance(value, Suppressed) else "No answers yet"
        else:
            _fill(row, value, x, narrow)
        drawing.rows.append(row)
    drawing.height = top_of_row
    return drawing


def _fill(row: Row, value: PointChange | MeanChange, x: Any, narrow: bool) -> None:
    before, after = value.before, value.after
    row.x1, row.x2 = x(_level(before)), x(_level(after))
    row.words1, row.words2 = _words(before), _words(after)
    left_first = row.x1 <= row.x2
    row.anchor1, row.anchor2 = ("end", "start") if left_first else ("start", "end")
    middle = 161 if narrow else 320
    if narrow or abs(row.x2 - row.x1) < 60:
        row.anchor1 = "start" if row.x1 < middle else "end"
        row.anchor2 = "start" if row.x2 < middle else "end"
    row.whisker1 = _whisker(before, x)
    row.whisker2 = _whisker(after, x)


def _level(part: Percentage | Mean) -> float:
    return part.percent if isinstance(part, Percentage) else part.value


def _words(part: Percentage | Mean) -> str:
    return wording.percentage(part) if isinstance(part, Percentage) else str(rounding.half_up(part.value, 1))


def _whisker(part: Percentage | Mean, x: Any) -> tuple[float, float] | None:
    if isinstance(part.low, Missing) or isinstance(part.high, Missing):
        return None
    return x(part.low), x(part.high)
