"""Series over time: the run chart and the XmR chart of a measure.

Two sizes: 640 units and more for a screen with room, less for a telephone, where only
the numbers stand at the lines and letters are larger, so that text is never under 14 px as drawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor, log10
from typing import Any

from figures import rounding
from figures.values import Missing
from ui.charts import rests as resting
from ui.charts.placing import Box, free, spread, text_width

INK, SOFT, TARGET = "#212b32", "#4c6272", "#7c2855"
#: The drawings of a page: the wide one and the narrow one.
WIDE, NARROW = 860, 300
MILLION = 1_000_000


def short(value: float | None, places: int | None = None) -> str:
    """A value as short as it can be read: one decimal at most from 1 upwards, three below, millions as “m”; or `places`.

    >>> short(24.94), short(-3.0), short(0.125), short(50, 1), short(1250000)
    ('24.9', '−3', '0.125', '50.0', '1.3m')
    """
    if value is None:
        return ""
    if abs(value) >= MILLION and places is None:
        return f"{short(value / MILLION)}m"
    decimals = places if places is not None else 1 if abs(value) >= 1 or not value else 3
    rounded = rounding.half_up(float(value), decimals)
    words = f"{abs(rounded):,f}"
    if places is None and "." in words:
        words = words.rstrip("0").rstrip(".")
    return f"−{words}" if rounded < 0 else words


def ticks(low: float, high: float) -> list[float]:
    """Four to six round values that cover low … high.

    >>> ticks(0, 84)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    span = (high - low) or abs(high) or 1.0
    step = 10.0 ** floor(log10(span / 4))
    for factor in (1, 2, 5, 10):
        if span / (step * factor) <= 5:
            step *= factor
            break
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(i * step, 12) for i in range(first, max(last, first + 1) + 1)]


@dataclass
class Line:
    """A horizontal line at a level, over one phase or (−1) all; `words` stand beside it at the right, at `label_y`."""

    level: float
    words: str = ""
    dash: str = ""
    colour: str = INK
    bold: bool = False
    phase: int = -1
    x1: float = 0
    x2: float = 0
    y: float = 0
    label_y: float = 0


@dataclass
class Point:
    x: float
    y: float
    kind: str
    words: str


@dataclass
class Mark:
    """A letter in a circle at (x, y), tied by a stem to the place `foot` on the line."""

    x: float
    y: float
    letter: str
    foot: float


@dataclass
class Text:
    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass
class Series:
    """One drawing. unit stands above the scale; size: half the breadth of a point."""

    title: str
    finding: str
    points: list[Point] = field(default_factory=list)
    path: str = ""
    lines: list[Line] = field(default_factory=list)
    bands: list[tuple[float, float, float, float]] = field(default_factory=list)
    rests: list[resting.Rest] = field(default_factory=list)
    y_ticks: list[tuple[float, str]] = field(default_factory=list)
    x_ticks: list[Text] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    flags: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    unit: str = ""
    width: int = WIDE
    height: int = 400
    font: int = 15
    left: float = 48
    right: float = 700
    top: float = 34
    bottom: float = 360
    size: float = 5
    template: str = "charts/series.svg"

    @property
    def scale(self) -> float:
        return self.size / 5

    @property
    def depth(self) -> float:
        return self.bottom - self.top

    @property
    def rest_y(self) -> float:
        """Where the word over a time of rest stands: over the words of rebases."""
        return self.top - (40 if self.starts else 14)

    @property
    def is_wide(self) -> bool:
        return self.width >= 600


def scale_of(low: float, high: float, start: float, stop: float) -> Any:
    """From values of low … high to places of start … stop."""
    span = (high - low) or 1.0
    return lambda value: round(start + (value - low) / span * (stop - start), 1)


def path_of(places: list[tuple[float, float] | None]) -> str:
    """A line through the places, with a gap at each None."""
    words, pen = [], "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        words.append(f"{pen}{place[0]} {place[1]}")
        pen = "L"
    return " ".join(words)


def natural_bounds(values: list[float], unit: str) -> tuple[float, float]:
    """Between which values a limit can mean something: 0 to 100 for per cent, from 0 where none is negative."""
    low = 0.0 if min(values, default=0) >= 0 else float("-inf")
    return low, 100.0 if unit == "%" and max(values, default=0) <= 100 else float("inf")


def run(
    title: str, dates: list[date], chart: Any, *, unit: str = "", better: str = "neither", target: float | None = None,
    marks: dict[date, str] | None = None, xmr: Any = None, rests: Iterable[Any] = (), width: int = WIDE,
) -> Series:  # fmt: skip
    """A run chart (`figures.run_charts.Chart`) with median, or with `xmr` (`figures.xmr.Chart`) its limits.

    dates: one for each value, in order; marks: letters of annotations by date, whether a value is of that
    day or not; rests: times of rest (starts_on, ends_on or None, words); width in SVG units: `WIDE` or `NARROW`.
    A limit outside `natural_bounds` is not drawn.
    """
    values = list(chart.values)
    rests = resting.meeting(rests, dates)
    finding = " ".join([chart.finding(better) if xmr is None else xmr.finding(better), *(rest.words for rest in rests)])
    drawing = Series(title, finding, unit=unit, width=width)
    if not drawing.is_wide:
        drawing.height, drawing.font, drawing.bottom = 320, 16, 284
    seen = [value for value in values if value is not None]
    if not seen:
        return drawing
    drawing.lines = _lines(chart, xmr, target, natural_bounds(seen, unit), drawing.is_wide)
    steps = _steps(seen + [line.level for line in drawing.lines])
    x, y = _lay_out(drawing, steps, len(values), (bool(xmr) and len(xmr.phases) > 1) + bool(rests))
    kinds = [xmr.kind(i, better) if xmr else "common_cause" for i in range(len(values))]
    drawing.points = [
        Point(x(i), y(value), kinds[i].split("_")[0], f"{dates[i]:%-d %B %Y}: {short(value)} {unit}".strip())
        for i, value in enumerate(values)
        if value is not None
    ]
    drawing.path = path_of([None if value is None else (x(i), y(value)) for i, value in enumerate(values)])
    _place_lines(drawing, x, y, xmr, dates)
    places = [(day, x(i), y(value)) for i, (day, value) in enumerate(zip(dates, values, strict=True)) if value is not None]
    _place_marks(drawing, places, marks or {})
    drawing.rests = resting.place(
        rests, dates, lambda day: between(places, day)[0], drawing.left, drawing.right, drawing.top, drawing.bottom
    )
    resting.label(drawing.rests, drawing.font, drawing.right)
    if xmr and drawing.is_wide:
        _note_earlier_phases(drawing, xmr)
    _place_dates(drawing, dates, x)
    return drawing


def _lines(chart: Any, xmr: Any, target: float | None, bounds: tuple[float, float], is_wide: bool) -> list[Line]:
    def words(name: str, level: float) -> str:
        return f"{name} {short(level)}" if is_wide else short(level)

    found = []
    for number, phase in enumerate(xmr.phases if xmr else ()):
        last = number + 1 == len(xmr.phases)
        for level, name in ((phase.upper, "upper limit"), (phase.mean, "mean"), (phase.lower, "lower limit")):
            if not isinstance(level, Missing) and (name == "mean" or bounds[0] <= level <= bounds[1]):
                is_mean = name == "mean"
                colour = INK if is_mean else SOFT
                found.append(Line(level, words(name, level) if last else "", "" if is_mean else "6 4", colour, is_mean, number))
    if not xmr and not isinstance(chart.median, Missing):
        found.append(Line(chart.median, words("median", chart.median), "10 4", INK, True))
    if target is not None:
        found.append(Line(target, words("target", target), "2 4", TARGET, True))
    return found


def _steps(levels: list[float]) -> list[float]:
    """The scale's steps: from 0, but where that would squeeze the line into a corner."""
    low, high = min(levels), max(levels)
    if low >= 0 and (low <= high / 2 or low == high):
        low = 0.0
    if high <= 0 and (high >= low / 2 or low == high):
        high = 0.0
    return ticks(low, high)


def _lay_out(drawing: Series, steps: list[float], count: int, heads: int) -> tuple[Any, Any]:
    size, suffix = (MILLION, "m") if max(abs(steps[0]), abs(steps[-1])) >= MILLION else (1, "")
    places = max(0, -floor(log10((steps[1] - steps[0]) / size) + 1e-9))
    words = [short(value / size, places) + suffix for value in steps]
    drawing.left = 14 + max(text_width(word, drawing.font) for word in words)
    margin = max((text_width(line.words, drawing.font, line.bold) for line in drawing.lines if line.words), default=0)
    drawing.right = drawing.width - 16 - margin
    drawing.top = 34 + 26 * heads if drawing.unit or heads else 16
    drawing.bottom = drawing.height - 36
    inset = 10 if drawing.is_wide else 6
    x = scale_of(0, max(count - 1, 1), drawing.left + inset, drawing.right - inset)
    y = scale_of(steps[0], steps[-1], drawing.bottom, drawing.top)
    drawing.y_ticks = [(y(value), word) for value, word in zip(steps, words, strict=True)]
    gap = (drawing.right - drawing.left - 2 * inset) / max(count - 1, 1)
    drawing.size = round(min(5.0, max(2.5, gap * 0.45)), 1)
    if text_width(drawing.unit, drawing.font) > drawing.width - 8:
        drawing.unit = ""
    return x, y


def _place_lines(drawing: Series, x: Any, y: Any, xmr: Any, dates: list[date]) -> None:
    phases = list(xmr.phases) if xmr else []
    half = (x(1) - x(0)) / 2
    edges = [(max(drawing.left, x(p.start) - half), min(drawing.right, x(p.stop - 1) + half)) for p in phases]
    if edges:
        edges[0], edges[-1] = (drawing.left, edges[0][1]), (edges[-1][0], drawing.right)
    for line in drawing.lines:
        line.y = y(line.level)
        line.x1, line.x2 = (round(edge, 1) for edge in (edges[line.phase] if line.phase >= 0 else (drawing.left, drawing.right)))
    for number, phase in enumerate(phases):
        ends = [line.y for line in drawing.lines if line.phase == number and line.dash]
        if not isinstance(phase.lower, Missing):
            # Where one limit is not drawn, the band runs to the edge.
            upper = min(ends) if ends and min(ends) < y(phase.mean) else drawing.top
            lower = max(ends) if ends and max(ends) > y(phase.mean) else drawing.bottom
            x1, x2 = edges[number]
            drawing.bands.append((round(x1, 1), round(upper, 1), round(x2 - x1, 1), round(lower - upper, 1)))
        if number:
            drawing.starts.append(round(edges[number][0], 1))
            _flag(drawing, edges[number][0], f"Rebased {dates[phase.start]:%-d %b %Y}" if drawing.is_wide else "Rebased")
    labelled = sorted((line for line in drawing.lines if line.words), key=lambda line: line.y)
    for line, place in zip(
        labelled, spread([line.y + 5 for line in labelled], drawing.font + 3, drawing.top + 5, drawing.bottom + 5), strict=True
    ):
        line.label_y = round(place, 1)


def _flag(drawing: Series, x: float, words: str) -> None:
    """The word at the head of a rebase, where it covers no earlier one."""
    breadth = text_width(words, drawing.font)
    anchor = "start" if x + breadth + 8 <= drawing.width else "end"
    place = x + 6 if anchor == "start" else x - 6
    start = place if anchor == "start" else place - breadth
    taken = [
        (
            flag.x if flag.anchor == "start" else flag.x - text_width(flag.words, drawing.font),
            text_width(flag.words, drawing.font),
        )
        for flag in drawing.flags
    ]
    if all(start >= other + width or start + breadth <= other for other, width in taken):
        drawing.flags.append(Text(round(place, 1), drawing.top - 14, words, anchor))


def _place_marks(drawing: Series, places: list[tuple[date, float, float]], marks: dict[date, str]) -> None:
    taken = [Box.around(point.x, point.y, drawing.size + 2) for point in drawing.points]
    radius = 11 if drawing.is_wide else 12
    for day, letter in sorted(marks.items()):
        x, foot = between(places, day)
        tries = [foot + way * distance for distance in (28, 44, 62, 84, 110) for way in (-1, 1)]
        inside = [y for y in tries if drawing.top + radius <= y <= drawing.bottom - radius] or [drawing.top + radius]
        y = next((y for y in inside if free(Box.around(x, y, radius), taken)), inside[0])
        taken.append(Box.around(x, y, radius))
        drawing.marks.append(Mark(x, round(y, 1), letter, foot))


def between(places: list[tuple[date, float, float]], day: date) -> tuple[float, float]:
    """Where a day lies on the drawn line: at its value, or between the values before and after it."""
    before = [place for place in places if place[0] <= day]
    after = [place for place in places if place[0] >= day]
    first, last = (before or after)[-1 if before else 0], (after or before)[0 if after else -1]
    span = (last[0] - first[0]).days
    share = (day - first[0]).days / span if span else 0
    return round(first[1] + share * (last[1] - first[1]), 1), round(first[2] + share * (last[2] - first[2]), 1)


def _note_earlier_phases(drawing: Series, xmr: Any) -> None:
    taken = [Box.around(point.x, point.y, drawing.size + 1) for point in drawing.points]
    taken += [Box.around(mark.x, mark.y, 12) for mark in drawing.marks]
    for number, phase in enumerate(xmr.phases[:-1]):
        if isinstance(phase.mean, Missing):
            continue
        start = drawing.left if number == 0 else drawing.starts[number - 1]
        levels = [line.y for line in drawing.lines if line.phase == number]
        limits = "" if isinstance(phase.lower, Missing) else f", limits {short(phase.lower)} to {short(phase.upper)}"
        for words in (f"mean {short(phase.mean)}{limits}", f"mean {short(phase.mean)}"):
            breadth = text_width(words, drawing.font)
            if breadth > drawing.starts[number] - start - 8:
                continue
            tops = [min(levels) - 8, max(levels) + drawing.font + 3]
            place = next(
                (
                    top for top in tops
                    if drawing.top + drawing.font <= top <= drawing.bottom - 4
                    and free(Box(start + 4, top - drawing.font, start + 4 + breadth, top + 4), taken)
                ),
                None,
            )  # fmt: skip
            if place is not None:
                drawing.notes.append(Text(round(start + 6, 1), round(place, 1), words))
                break


def _place_dates(drawing: Series, dates: list[date], x: Any) -> None:
    last = len(dates) - 1
    shown = {0, last} if not drawing.is_wide else {0, last // 3, 2 * last // 3, last}
    edge = -1.0
    for i in sorted(shown):
        words = f"{dates[i]:%-d %b %Y}"
        breadth = text_width(words, drawing.font)
        anchor = "start" if i == 0 else "end" if i == last else "middle"
        start = x(i) - {"start": 0, "middle": breadth / 2, "end": breadth}[anchor]
        if anchor == "middle" and (start < edge + 12 or x(i) + breadth / 2 > x(last) - breadth - 12):
            continue
        place = x(i) if anchor != "start" else max(4.0, x(i) - 10)
        if anchor == "end":
            place = max(place, edge + 10 + breadth)
            if place > drawing.width - 2:
                continue
        drawing.x_ticks.append(Text(place, drawing.bottom + drawing.font + 8, words, anchor))
        edge = place + breadth if anchor == "start" else x(i) + breadth / 2
