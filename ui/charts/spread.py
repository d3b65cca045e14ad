"""How something is spread over many: one mark for each, stacked where values are alike."""

from dataclasses import dataclass, field

from ui.charts.series import short, ticks

#: Shapes of the groups, in their order.
SHAPES = ("circle", "square", "triangle", "diamond")


@dataclass
class Mark:
    x: float
    y: float
    shape: str


@dataclass
class Spread:
    title: str
    finding: str
    marks: list[Mark] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)
    middle: float | None = None
    unit: str = ""
    width: int = 640
    height: int = 120
    left: int = 14
    right: int = 626
    foot: int = 80
    template: str = "charts/spread.svg"


@dataclass(frozen=True)
class Step:
    """A step of the scale: from (counted) to (not counted), and how many of each group lie in it."""

    low: float
    high: float
    counts: tuple[int, ...]


def steps(values: list[tuple[float, int]], most: int = 20) -> list[Step]:
    """Equal steps of a round width over values of (amount, group from 0), fewer than `most` of them."""
    if not values:
        return []
    groups = max(group for _, group in values) + 1
    highest = max(value for value, _ in values)
    width = next(size for size in (1, 2, 2.5, 5, 10, 20, 25, 50, 100, 250, 500, 1000, highest + 1) if highest / size < most)
    count = int(highest // width) + 1
    counts = [[0] * groups for _ in range(count)]
    for value, group in values:
        counts[int(value // width)][group] += 1
    return [Step(i * width, (i + 1) * width, tuple(held)) for i, held in enumerate(counts)]


def spread(
    title: str, finding: str, values: list[tuple[float, int]], middle: float, unit: str, *, narrow: bool = False
) -> Spread:
    """values: (amount, group from 0), one for each; middle: the median, drawn as a line."""
    drawing = Spread(title, finding, unit=unit, width=322 if narrow else 640, right=308 if narrow else 626)
    found = steps(values)
    if not found:
        return drawing
    tallest = max(sum(step.counts) for step in found)
    gap = 13 if narrow else 16
    drawing.foot = 34 + tallest * gap
    drawing.height = drawing.foot + 46

    def x(value: float) -> float:
        return round(drawing.left + value / found[-1].high * (drawing.right - drawing.left), 1)

    for step in found:
        level = 0
        for group, count in enumerate(step.counts):
            for _ in range(count):
                y = round(drawing.foot - gap * (level + 0.6), 1)
                drawing.marks.append(Mark(x((step.low + step.high) / 2), y, SHAPES[group % len(SHAPES)]))
                level += 1
    wanted = [step for step in ticks(0, found[-1].high) if step <= found[-1].high]
    drawing.ticks = [(x(step), short(step)) for step in wanted]
    drawing.middle = x(middle)
    return drawing
