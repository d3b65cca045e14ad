"""Series over time: the small run chart of an idea, the run chart and the XmR chart of a measure."""

from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor, log10
from typing import Any

from figures import rounding
from figures.values import Missing


def short(value: float | None) -> str:
    """A value as short as it can be read: at most one decimal."""
    if value is None:
        return ""
    rounded = rounding.half_up(float(value), 1)
    return f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,}"


def ticks(low: float, high: float) -> list[float]:
    """Four to six round values that cover low … high."""
    span = (high - low) or abs(high) or 1.0
    step = 10.0 ** floor(log10(span / 4))
    for factor in (1, 2, 5, 10):
        if span / (step * factor) <= 5:
            step *= factor
            break
    first, last = floor(low / step), ceil(high / step)
    return [i * step for i in range(first, last + 1)]


@dataclass
class Line:
    """A horizontal line with its words at the right end."""

    x1: float
    x2: float
    y: float
    words: str
    dash: str = ""
    colour: str = "#212b32"
    label_y: float = 0


@dataclass
class Point:
    x: float
    y: float
    kind: str
    words: str


@dataclass
class Series:
    title: str
    finding: str
    points: list[Point] = field(default_factory=list)
    path: str = ""
    lines: list[Line] = field(default_factory=list)
    y_ticks: list[tuple[float, str]] = field(default_factory=list)
    x_ticks: list[tuple[float, str]] = field(default_factory=list)
    marks: list[tuple[float, str]] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    unit: str = ""
    width: int = 640
    height: int = 320
    template: str = "charts/series.svg"
    first: str = ""
    last: str = ""
    last_value: str = ""
    was: str = ""


def _scale(low: float, high: float, start: float, stop: float) -> Any:
    span = (high - low) or 1.0
    return lambda value: round(start + (value - low) / span * (stop - start), 1)


def _path(places: list[tuple[float, float] | None]) -> str:
    words, pen = [], "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        words.append(f"{pen}{place[0]} {place[1]}")
        pen = "L"
    return " ".join(words)


def run(
    title: str, dates: list[date], chart: Any, *, unit: str = "", better: str = "neither", target: float | None = None,
    marks: dict[date, str] | None = None, xmr: Any = None, width: int = 640,
) -> Series:  # fmt: skip
    """A run chart (`figures.run_charts.Chart`) with median, or with `xmr` (`figures.xmr.Chart`) its limits.

    dates: one for each value; marks: letters of annotations by date; width in SVG units, 640 or 340.
    """
    values = list(chart.values)
    drawing = Series(title, chart.finding(better) if xmr is None else xmr.finding(better), unit=unit, width=width)
    levels = [value for value in values if value is not None] + ([target] if target is not None else [])
    for phase in xmr.phases if xmr else ():
        levels += [edge for edge in (phase.lower, phase.upper) if not isinstance(edge, Missing)]
    if not levels:
        return drawing
    steps = ticks(min(levels) if min(levels) < 0 else min(0, min(levels)), max(levels))
    left, right, top, bottom = 48, width - (110 if width > 400 else 78), 30, drawing.height - 36
    x = _scale(0, max(len(values) - 1, 1), left + 10, right - 10)
    y = _scale(steps[0], steps[-1], bottom, top)
    drawing.y_ticks = [(y(step), short(step)) for step in steps]
    kinds = [xmr.kind(i, better) if xmr else "common_cause" for i in range(len(values))]
    drawing.points = [
        Point(x(i), y(value), kinds[i].split("_")[0], f"{dates[i]:%-d %B %Y}: {short(value)} {unit}".strip())
        for i, value in enumerate(values)
        if value is not None
    ]
    drawing.path = _path([None if value is None else (x(i), y(value)) for i, value in enumerate(values)])
    if xmr:
        half = (right - left - 20) / max(len(values) - 1, 1) / 2
        for phase in xmr.phases:
            x1, x2 = max(left, x(phase.start) - half), min(right, x(phase.stop - 1) + half)
            is_last = phase is xmr.phases[-1]
            for level, words, dash in ((phase.upper, "upper limit", "5 4"), (phase.mean, "mean", ""), (phase.lower, "lower limit", "5 4")):
                if not isinstance(level, Missing):
                    drawing.lines.append(Line(x1, x2, y(level), f"{words} {short(level)}" if is_last else "", dash))
            if phase.start:
                drawing.starts.append(round(x1, 1))
    elif not isinstance(chart.median, Missing):
        drawing.lines.append(Line(left, right, y(chart.median), f"median {short(chart.median)}", "6 4"))
    if target is not None:
        drawing.lines.append(Line(left, right, y(target), f"target {short(target)}", "2 3", "#7c2855"))
    _spread_labels(drawing.lines, top, bottom)
    shown = {0, len(values) - 1} if width < 400 else {0, len(values) // 3, 2 * len(values) // 3, len(values) - 1}
    drawing.x_ticks = [(x(i), f"{dates[i]:%-d %b %y}") for i in sorted(shown)]
    drawing.marks = [(x(dates.index(day)), letter) for day, letter in (marks or {}).items() if day in dates]
    return drawing


def _spread_labels(lines: list[Line], top: float, bottom: float) -> None:
    """Move the words at the right apart, so that none covers another."""
    placed = top - 16.0
    for line in sorted((line for line in lines if line.words), key=lambda line: line.y):
        line.label_y = max(line.y + 5, placed + 16)
        placed = line.label_y


def mini(title: str, dates: list[date], values: list[float], finding: str, unit: str = "") -> Series:
    """The small run chart beside an idea: dashed median of the first points, last point with its value."""
    drawing = Series(title, finding, width=300, height=96, template="charts/mini.svg", unit=unit)
    if not values:
        return drawing
    early = sorted(values[: max(1, min(8, len(values) // 3 or 1))])
    was = early[len(early) // 2] if len(early) % 2 else (early[len(early) // 2 - 1] + early[len(early) // 2]) / 2
    low, high = min(values), max(values)
    x, y = _scale(0, max(len(values) - 1, 1), 8, 200), _scale(low, high, 70, 10)
    drawing.points = [Point(x(i), y(value), "common", "") for i, value in enumerate(values)]
    drawing.path = _path([(point.x, point.y) for point in drawing.points])
    drawing.lines = [Line(8, 208, y(was), "", "5 4")]
    drawing.first, drawing.last = f"{dates[0]:%b %Y}", f"{dates[-1]:%b %Y}" if len(dates) > 1 else ""
    drawing.last_value, drawing.was = f"{short(values[-1])} {unit}".strip(), f"was {short(was)}"
    return drawing
