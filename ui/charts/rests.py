"""Times of rest on a chart over time: a hatched band with a broken edge and the word “Paused”, never colour alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ui.charts.placing import text_width

LABEL = "Paused"
#: Between two strokes of the hatching, and the least breadth of a band, in SVG units.
GAP, LEAST = 9, 6


@dataclass
class Rest:
    """A band from x to x + width; hatch: the path of its strokes; label_x, anchor: where its word stands, if there is room."""

    x: float
    width: float
    hatch: str
    words: str
    label_x: float | None = None
    anchor: str = "start"


def hatch(x1: float, y1: float, x2: float, y2: float) -> str:
    """A path of slanting strokes that fill a rectangle.

    >>> hatch(0, 0, 9, 9)
    'M0 9 L9 0 M9 9 L9 9'
    """
    strokes = []
    foot = x1 - (y2 - y1) // GAP * GAP
    while foot <= x2:
        start, end = max(foot, x1), min(foot + y2 - y1, x2)
        if start <= end:
            strokes.append(f"M{start:.4g} {y2 - (start - foot):.4g} L{end:.4g} {y2 - (end - foot):.4g}")
        foot += GAP
    return " ".join(strokes)


def meeting(rests: Iterable[Any], dates: list[date]) -> list[Any]:
    """Those of the rests (with starts_on, ends_on or None, words) that lie within the dates or begin after them."""
    return [rest for rest in rests if dates and (rest.ends_on is None or rest.ends_on >= dates[0])]


def place(
    rests: Iterable[Any], dates: list[date], x_of: Callable[[date], float], left: float, right: float, top: float, bottom: float
) -> list[Rest]:  # fmt: skip
    """The bands of the rests on a drawing. Before the first date a band begins at the left edge, after the last it ends
    at the right one."""
    found = []
    for rest in meeting(rests, dates):
        x1 = left if rest.starts_on < dates[0] else x_of(rest.starts_on)
        x2 = right if rest.ends_on is None or rest.ends_on > dates[-1] else x_of(rest.ends_on)
        x1 = max(left, min(x1, right - LEAST))
        x2 = min(right, max(x2, x1 + LEAST))
        found.append(Rest(round(x1, 1), round(x2 - x1, 1), hatch(x1, top, x2, bottom), rest.words))
    return found


def label(rests: list[Rest], font: float, width: float) -> None:
    """Put the word over each band where it covers no other; a band beside one that has it needs none."""
    breadth, edge = text_width(LABEL, font, bold=True), 0.0
    for rest in sorted(rests, key=lambda rest: rest.x):
        at_end = rest.x + breadth > width
        start = rest.x + rest.width - breadth if at_end else rest.x
        if start >= edge:
            rest.label_x, rest.anchor = (rest.x + rest.width, "end") if at_end else (rest.x, "start")
            edge = start + breadth + 6
