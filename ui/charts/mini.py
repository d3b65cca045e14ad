"""The small run chart beside an idea."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from ui.charts import rests as resting
from ui.charts.placing import spread, text_width
from ui.charts.series import Point, between, path_of, scale_of, short


@dataclass
class Mini:
    """The small run chart. first, last: months under its ends; was: words at the dashed line; *_y: where words stand."""

    title: str
    finding: str
    points: list[Point] = field(default_factory=list)
    path: str = ""
    line_y: float = 41
    first: str = ""
    last: str = ""
    last_value: str = ""
    last_y: float = 0
    was: str = ""
    was_y: float = 0
    rests: list[resting.Rest] = field(default_factory=list)
    template: str = "charts/mini.svg"


def mini(
    title: str, dates: list[date], values: list[float], finding: str, unit: str = "", rests: Iterable[Any] = ()
) -> Mini:  # fmt: skip
    """The small run chart beside an idea: dashed median of the first points, last point with its value.

    “was …” stands at the dashed line from 10 values on; before, it would promise a baseline. Times of rest are
    hatched; there is no room for a word, so the finding beside it must say them.
    """
    drawing = Mini(title, finding)
    if not values:
        return drawing
    was = median(values[: max(1, min(8, len(values) // 3))])
    level = min(values) == max(values)
    x = scale_of(0, max(len(values) - 1, 1), 10, 134)
    y = (lambda value: 41.0) if level else scale_of(min(values), max(values), 70, 12)
    drawing.points = [Point(x(i), y(value), "common", "") for i, value in enumerate(values)]
    drawing.path = path_of([(point.x, point.y) for point in drawing.points])
    drawing.line_y = y(was)
    places = [(day, point.x, point.y) for day, point in zip(dates, drawing.points, strict=True)]
    drawing.rests = resting.place(rests, dates, lambda day: between(places, day)[0], 4, 140, 6, 76)
    months = [f"{day:%b %Y}" for day in (dates[0], dates[-1])]
    drawing.first, drawing.last = months[0], months[1] if months[0] != months[1] else ""
    words = f"{short(values[-1])}%" if unit == "%" else f"{short(values[-1])} {unit}".strip()
    drawing.last_value = words if text_width(words, 15, bold=True) <= 84 else short(values[-1])
    drawing.last_y = y(values[-1]) + 5
    if len(values) >= 10:
        drawing.was, drawing.was_y = f"was {short(was)}{'%' if unit == '%' else ''}", y(was) + 5
        if drawing.last_y <= drawing.was_y:
            drawing.last_y, drawing.was_y = spread([drawing.last_y, drawing.was_y], 18, 14, 80)
        else:
            drawing.was_y, drawing.last_y = spread([drawing.was_y, drawing.last_y], 18, 14, 80)
    return drawing
