"""Bars: delivered against planned by month; and how many there are of each kind."""

from dataclasses import dataclass, field
from datetime import date

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


@dataclass
class Bars:
    title: str
    finding: str
    bars: list[Bar] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)
    unit: str = ""
    width: int = 640
    height: int = 260
    template: str = "charts/bars.svg"


def monthly(title: str, finding: str, months: list[date], delivered: list[float], planned: list[float], unit: str) -> Bars:
    """Delivered as bars, planned as a line mark. Values in `unit`, one a month."""
    drawing = Bars(title, finding, unit=unit)
    steps = ticks(0, max([*delivered, *planned, 1]))
    top, bottom, left, right = 30, 220, 44, 630

    def y(value: float) -> float:
        return round(bottom - value / steps[-1] * (bottom - top), 1)

    slot = (right - left) / max(len(months), 1)
    drawing.ticks = [(y(step), short(step)) for step in steps]
    for i, month in enumerate(months):
        label = f"{month:%b}" if i % 3 == 0 else ""
        year = f" {month:%Y}" if i == 0 or month.month == 1 else ""
        drawing.bars.append(
            Bar(
                round(left + i * slot + slot * 0.15, 1), y(delivered[i]), round(slot * 0.7, 1), round(bottom - y(delivered[i]), 1),
                f"{month:%B %Y}: {short(delivered[i])} {unit} delivered, {short(planned[i])} planned", label + year if label else "",
                y(planned[i]),
            )
        )  # fmt: skip
    return drawing


def horizontal(title: str, finding: str, rows: list[tuple[str, int]], *, empty: frozenset[str] = frozenset()) -> Bars:
    """How many of each kind; kinds in `empty` are outlined instead of filled."""
    drawing = Bars(title, finding, width=420, height=12 + 36 * len(rows), template="charts/horizontal.svg")
    most = max([count for _, count in rows] + [1])
    for i, (label, count) in enumerate(rows):
        drawing.bars.append(
            Bar(130, 8 + i * 36, round(count / most * 240, 1), 22, str(count), label, is_empty=label in empty)
        )
    return drawing
