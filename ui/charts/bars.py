"""Bars: delivered against planned by month; and how many there are of each kind."""

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from ui.charts.series import short, ticks


@dataclass
class Bar:
    x: float
    y: float
    width: float
    height: float
    words: str
    label: str = ""
    mark: float | None = None
    is_empty: bool = False
    below: str = ""


@dataclass
class Bars:
    """right: where the axis ends; foot: where the bars stand."""

    title: str
    finding: str
    bars: list[Bar] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)
    unit: str = ""
    width: int = 640
    height: int = 274
    left: int = 44
    right: int = 632
    foot: int = 220
    start: int = 130
    template: str = "charts/bars.svg"


def monthly(
    title: str, finding: str, months: list[date], delivered: list[float], planned: list[float], unit: str, *, narrow: bool = False
) -> Bars:
    """Delivered as bars, planned as a line mark. Values in `unit`, one a month. narrow: for a phone's width."""
    drawing = Bars(title, finding, unit=unit)
    drawing.width, drawing.right = (322, 316) if narrow else (640, 632)
    steps = ticks(0, max([*delivered, *planned, 1]))
    top = 30

    def y(value: float) -> float:
        return round(drawing.foot - value / steps[-1] * (drawing.foot - top), 1)

    slot = (drawing.right - drawing.left) / max(len(months), 1)
    every = 3 if slot * 3 >= 40 else 6
    drawing.ticks = [(y(step), short(step)) for step in steps]
    for i, month in enumerate(months):
        is_year = i == 0 or month.month == 1
        label = f"{month:%b}" if i % every == 0 or is_year else ""
        words = f"{month:%B %Y}: {short(delivered[i])} {unit} delivered, {short(planned[i])} planned"
        height = round(drawing.foot - y(delivered[i]), 1)
        bar = Bar(round(drawing.left + i * slot + slot * 0.15, 1), y(delivered[i]), round(slot * 0.7, 1), height, words, label)
        bar.mark, bar.below = y(planned[i]) if planned[i] else None, f"{month:%Y}" if is_year else ""
        drawing.bars.append(bar)
    _spread_years(drawing)
    return drawing


def _spread_years(drawing: Bars) -> None:
    """Leave out what would run into what follows: a month or year right before the next year, or over the edge."""
    years = [bar for bar in drawing.bars if bar.below]
    for bar, following in pairwise(years):
        if following.x - bar.x < 40:
            bar.below = ""
    labelled = [bar for bar in drawing.bars if bar.label]
    for bar, following in pairwise(labelled):
        if following.x - bar.x < 34:
            bar.label = ""
    if drawing.bars and drawing.right - drawing.bars[-1].x < 34:
        drawing.bars[-1].label = ""


def horizontal(
    title: str, finding: str, rows: list[tuple[str, int]], *, empty: frozenset[str] = frozenset(), narrow: bool = False
) -> Bars:
    """How many of each kind; kinds in `empty` are outlined instead of filled."""
    drawing = Bars(title, finding, width=322 if narrow else 460, height=8 + 36 * len(rows), template="charts/horizontal.svg")
    drawing.start = 112 if narrow else 130
    longest = drawing.width - drawing.start - 48
    most = max([count for _, count in rows] + [1])
    for i, (label, count) in enumerate(rows):
        drawing.bars.append(
            Bar(drawing.start, 8 + i * 36, round(count / most * longest, 1), 22, f"{count:,}", label, is_empty=label in empty)
        )
    return drawing
