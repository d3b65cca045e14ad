"""Before and after on one scale: hollow = before, filled = after, whiskers below on two levels."""

from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from figures import rounding, wording
from figures.values import Mean, MeanChange, Missing, Percentage, PointChange, Suppressed

#: Width of a character of 14 px text and of bold text, a little on the safe side of Arial and its stand-ins.
CHARACTER, BOLD = 8.2, 9.2
#: Least free space between the words of before and those of after.
GAP = 10
LINE = 18


@dataclass
class Words:
    """Words at a point: start, end and middle are what SVG's text-anchor makes of x. y: the baseline."""

    text: str
    x: float
    y: int
    anchor: str

    def span(self, character: float) -> tuple[float, float]:
        width = len(self.text) * character
        return (self.x, self.x + width) if self.anchor == "start" else (self.x - width, self.x)


@dataclass
class Row:
    """lines: the label; below: how far the drawing is moved down for its further lines; stack: and for words on two levels."""

    label: str
    y: int
    x1: float = 0
    x2: float = 0
    words1: Words | None = None
    words2: Words | None = None
    whisker1: tuple[float, float] | None = None
    whisker2: tuple[float, float] | None = None
    hidden: list[Words] = field(default_factory=list)
    hatching: str = ""
    box: tuple[float, int, float, int] = (0, 0, 0, 0)
    lines: list[str] = field(default_factory=list)
    below: int = 0
    stack: int = 0


@dataclass
class Dumbbell:
    title: str
    finding: str
    rows: list[Row] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)
    width: int = 640
    height: int = 0
    left: int = 0
    right: int = 0
    template: str = "charts/dumbbell.svg"


def dumbbell(title: str, finding: str, rows: list[tuple[str, Any]], *, narrow: bool = False) -> Dumbbell:
    """rows: (label, PointChange | MeanChange | Suppressed | Missing); percentages and means never in one chart."""
    left, right = (10, 312) if narrow else (14, 626)
    drawing = Dumbbell(title, finding, width=322 if narrow else 640, left=left, right=right)
    is_mean = any(isinstance(value, MeanChange) for _, value in rows)
    top = 10 if is_mean else 100

    def x(value: float) -> float:
        return round(left + max(0.0, min(value, top)) / top * (right - left), 1)

    steps = range(0, 11, 2) if is_mean else range(0, 101, 25)
    drawing.ticks = [(x(step), f"{step}" if is_mean else f"{step}%") for step in steps]
    y = 34
    for label, value in rows:
        lines = wrap(label, int((right - left) / BOLD)) or [""]
        row = Row(label, y, lines=lines, below=LINE * (len(lines) - 1))
        if isinstance(value, (Suppressed, Missing)):
            _hide(row, f"Hidden: {value.reason}" if isinstance(value, Suppressed) else "No answers yet", left, right)
        else:
            _fill(row, value, x, left, right)
        y += 100 + row.below + row.stack
        drawing.rows.append(row)
    drawing.height = y
    return drawing


def _hide(row: Row, reason: str, left: int, right: int) -> None:
    """A hatched bar over the whole scale with the reason boxed in it."""
    lines = wrap(reason, int((right - left - 40) / CHARACTER))
    height, width = 26 + LINE * (len(lines) - 1), max(len(line) for line in lines) * CHARACTER + 16
    middle = (left + right) / 2
    row.stack = height - 26
    row.box = (round(middle - width / 2, 1), 30, round(width, 1), height)
    row.hidden = [Words(line, middle, 48 + LINE * i, "middle") for i, line in enumerate(lines)]
    starts = range(left + height, right, 12)
    row.hatching = " ".join(f"M{start} 30L{start - height} {30 + height}" for start in starts)


def _fill(row: Row, value: PointChange | MeanChange, x: Any, left: int, right: int) -> None:
    before, after = value.before, value.after
    row.x1, row.x2 = x(_level(before)), x(_level(after))
    row.whisker1, row.whisker2 = _whisker(before, x), _whisker(after, x)
    outward = ("end", "start") if row.x1 <= row.x2 else ("start", "end")
    row.words1 = _placed(_words(before), row.x1, outward[0], CHARACTER, left, right)
    row.words2 = _placed(_words(after), row.x2, outward[1], BOLD, left, right)
    (start1, end1), (start2, end2) = row.words1.span(CHARACTER), row.words2.span(BOLD)
    if start1 < end2 + GAP and start2 < end1 + GAP:
        row.stack = LINE
        row.words2.y += LINE


def _placed(text: str, x: float, anchor: str, character: float, left: int, right: int) -> Words:
    """The words beside their point, pushed inside the drawing where they would be cut off."""
    words = Words(text, x, 40, anchor)
    start, end = words.span(character)
    if start < left:
        words.x, words.anchor = left, "start"
    elif end > right:
        words.x, words.anchor = right, "end"
    return words


def _level(part: Percentage | Mean) -> float:
    return part.percent if isinstance(part, Percentage) else part.value


def _words(part: Percentage | Mean) -> str:
    return wording.percentage(part) if isinstance(part, Percentage) else str(rounding.half_up(part.value, 1))


def _whisker(part: Percentage | Mean, x: Any) -> tuple[float, float] | None:
    if isinstance(part.low, Missing) or isinstance(part.high, Missing):
        return None
    return x(part.low), x(part.high)
