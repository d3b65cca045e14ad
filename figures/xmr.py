"""XmR charts (individuals and moving range) with the rules of Making Data Count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from figures.arguments import FigureError, exact, listed, number, one_of, series, truth, whole
from figures.missing import MISSING, Missing

#: 3 ÷ d₂ and D₄ for moving ranges of two points (Shewhart's constants).
LIMIT, RANGE_LIMIT = 2.66, 3.267
NEAR = LIMIT * 2 / 3
#: Of mean, lower and upper limit, lower and upper near limit: how many mean ranges above the mean.
EXACT_FACTORS = (Fraction(0), Fraction(-133, 50), Fraction(133, 50), Fraction(-133, 75), Fraction(133, 75))

COMMON, ABOVE, BELOW = "common cause", "above UPL", "below LPL"
TREND_UP, TREND_DOWN = "trend up", "trend down"
NEAR_HIGH, NEAR_LOW = "2 of 3 high", "2 of 3 low"
SHIFT_ABOVE, SHIFT_BELOW = "shift above", "shift below"
GAP = "missing"
BETTER = ("increase", "decrease", "neither")

_HIGH = frozenset({ABOVE, TREND_UP, NEAR_HIGH, SHIFT_ABOVE})


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase: positions start … stop − 1; the limits are MISSING where they cannot be computed."""

    start: int
    stop: int
    mean: float | Missing
    average_moving_range: float | Missing
    lower: float | Missing
    upper: float | Missing
    near_lower: float | Missing
    near_upper: float | Missing
    range_limit: float | Missing


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that an XmR chart draws. Single attributes are the last phase's.

    values, labels: one for each position; a gap is None and "missing". phases: all of them, in order.
    shift, trend: the preset, which is printed under the chart.
    """

    values: tuple[float | None, ...]
    labels: tuple[str, ...]
    phases: tuple[Phase, ...]
    shift: int
    trend: int

    @property
    def last(self) -> Phase:
        return self.phases[-1]

    mean = property(lambda self: self.last.mean)
    average_moving_range = property(lambda self: self.last.average_moving_range)
    lower = property(lambda self: self.last.lower)
    upper = property(lambda self: self.last.upper)
    near_lower = property(lambda self: self.last.near_lower)
    near_upper = property(lambda self: self.last.near_upper)
    range_limit = property(lambda self: self.last.range_limit)

    @property
    def points(self) -> int:
        """How many values there are, gaps left out."""
        return sum(value is not None for value in self.values)

    def kind(self, position: int, better: str) -> str:
        """What the point at a position is: "common_cause", "improvement_high" … "neutral_low", or "missing"."""
        one_of("better", better, BETTER)
        if whole("position", position) >= len(self.labels):
            raise FigureError(f"position must be less than {len(self.labels)}, not {position}")
        label = self.labels[position]
        if label in (COMMON, GAP):
            return "missing" if label == GAP else "common_cause"
        side = "high" if label in _HIGH else "low"
        if better == "neither":
            return f"neutral_{side}"
        good = (side == "high") == (better == "increase")
        return f"{'improvement' if good else 'concern'}_{side}"

    def variation(self, better: str) -> str:
        """The icon: what the last point is."""
        one_of("better", better, BETTER)
        return self.kind(self._latest, better) if self.points else "common_cause"

    @property
    def _latest(self) -> int:
        """The position of the last value."""
        return max(position for position, value in enumerate(self.values) if value is not None)

    def finding(self, better: str) -> str:
        """One sentence that says what the chart shows. better: "increase", "decrease" or "neither"."""
        kind = self.variation(better)
        if isinstance(self.lower, Missing):
            return "There is not enough variation to set limits."
        if kind == "common_cause":
            return "Usual variation: nothing points to a change that is more than chance."
        what = {
            ABOVE: "the last value is above the upper limit",
            BELOW: "the last value is below the lower limit",
            TREND_UP: f"the last {self.trend} or more values rise one after the other",
            TREND_DOWN: f"the last {self.trend} or more values fall one after the other",
            NEAR_HIGH: "two of the last three values are close to the upper limit",
            NEAR_LOW: "two of the last three values are close to the lower limit",
            SHIFT_ABOVE: f"the last {self.shift} or more values are above the mean",
            SHIFT_BELOW: f"the last {self.shift} or more values are below the mean",
        }[self.labels[self._latest]]
        lead = {"improvement": "Better, and more than chance", "concern": "Worse, and more than chance"}
        return f"{lead.get(kind.split('_')[0], 'A change that is more than chance')}: {what}."


def chart(
    values: Sequence[float | None],
    *,
    shift: int = 7,
    trend: int = 7,
    two_of_three: str = "beyond",
    phases: Sequence[int] = (),
    screen: bool = False,
) -> Chart:
    """An XmR chart of values in order; None is a gap, skipped and labelled "missing".

    shift, trend: how many points make one (7/7 or the preset 6/6); two_of_three: "beyond" counts points
    outside the limit itself, "between" leaves them out; phases: positions at which later phases start;
    screen: drop moving ranges above 3.267 × their mean once, and take the mean again.

    Formula: mean ± 2.66 × mean moving range; near limits at two thirds; comparisons strict; no range,
    run or window crosses a phase. Precedence of labels: outside > trend > 2 of 3 > shift. A point on the
    mean ends a shift, a tie ends a trend. Without two different values: limits MISSING, no label.
    Source: NHS England, Making Data Count; Wheeler, Understanding Variation, 1993. Unit: that of the values.
    Errors: FigureError for anything but a list of finite numbers and None, an empty one, or phases out of
    order. Does not prove: what caused a change; and under 12 points the limits still move much.

    >>> c = chart([1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 9, 2])
    >>> round(c.mean, 2), c.labels[10]
    (2.5, 'above UPL')
    """
    items = series("values", values)
    whole("shift", shift, least=2)
    whole("trend", trend, least=2)
    one_of("two_of_three", two_of_three, ("beyond", "between"))
    truth("screen", screen)
    starts = _starts(phases, len(items))
    labels: list[str] = []
    found = []
    for start, stop in zip(starts, [*starts[1:], len(items)], strict=True):
        part = items[start:stop]
        positions = [i for i, value in enumerate(part) if value is not None]
        seen = [value for value in part if value is not None]
        phase = _limits(start, stop, seen, screen)
        found.append(phase)
        words = [GAP] * len(part)
        marks = _labels(seen, phase, screen, shift, trend, two_of_three == "beyond")
        for position, mark in zip(positions, marks, strict=True):
            words[position] = mark
        labels += words
    return Chart(tuple(items), tuple(labels), tuple(found), shift, trend)


def assurance(target: float | None, lower: Any, upper: Any, better: str) -> str | Missing:
    """Whether a target will be met by usual variation: "pass", "fail" or "hit_or_miss".

    Formula: the target against the last phase's limits; on a limit is hit_or_miss; without target, limits
    or direction: MISSING. Source: NHS England, Making Data Count. Unit: that of the values.
    Errors: FigureError unless all are finite numbers and lower ≤ upper.
    Does not prove: that it stays so; it says what the process delivers while it does not change.

    >>> assurance(4, 1, 3, "increase")
    'fail'
    """
    one_of("better", better, BETTER)
    if target is None or better == "neither" or isinstance(lower, Missing) or isinstance(upper, Missing):
        return MISSING
    aim, low, high = number("target", target), number("lower", lower), number("upper", upper)
    if low > high:
        raise FigureError(f"lower must be upper ({upper!r}) or less, not {lower!r}")
    if low <= aim <= high:
        return "hit_or_miss"
    return "pass" if (aim < low) == (better == "increase") else "fail"


def _starts(phases: Any, length: int) -> list[int]:
    starts = [0]
    for position, start in enumerate(listed("phases", phases)):
        whole(f"phases[{position}]", start, least=1)
        if start <= starts[-1] or start >= length:
            raise FigureError(f"phases[{position}] must lie after the phase before it and within the series, not {start}")
        starts.append(start)
    return starts


def _limits(start: int, stop: int, seen: list[float], screen: bool) -> Phase:
    if not seen:
        return Phase(start, stop, *([MISSING] * 7))
    mean, average = _mean_and_range(seen, screen)
    if not average:
        return Phase(start, stop, mean, average if len(seen) > 1 else MISSING, *([MISSING] * 5))
    far, near = LIMIT * average, NEAR * average
    return Phase(start, stop, mean, average, mean - far, mean + far, mean - near, mean + near, RANGE_LIMIT * average)


def _mean_and_range(seen: list[Any], screen: bool) -> tuple[Any, Any]:
    # Of floats, or of fractions where a point lies so close to a line that only exact terms can tell.
    ranges = [abs(b - a) for a, b in pairwise(seen)]
    average = sum(ranges) / max(len(ranges), 1)
    if screen and average:
        # A range on the limit stays, whatever the last bits of a float say; so something always stays.
        kept = [r for r in ranges if r <= RANGE_LIMIT * (1 + 1e-12) * float(average)]
        average = sum(kept) / len(kept) or average
    return sum(seen) / len(seen), average


def _labels(seen: list[float], phase: Phase, screen: bool, shift: int, trend: int, beyond: bool) -> list[str]:
    labels = [COMMON] * len(seen)
    if isinstance(phase.lower, Missing):
        return labels
    centre, lower, upper, near_lower, near_upper = _lines(seen, phase, screen)
    sides = [0 if value == centre else (1 if value > centre else -1) for value in seen]
    _mark_runs(labels, sides, shift, SHIFT_ABOVE, SHIFT_BELOW, 0)
    high = [value > near_upper and (beyond or value <= upper) for value in seen]
    low = [value < near_lower and (beyond or value >= lower) for value in seen]
    for word, close in ((NEAR_HIGH, high), (NEAR_LOW, low)):
        if sum(close) < 2:
            continue
        for end in range(2, len(seen)):
            window = [i for i in (end - 2, end - 1, end) if close[i]]
            if len(window) >= 2:
                for i in window:
                    labels[i] = word
    steps = [0 if a == b else (1 if b > a else -1) for a, b in pairwise(seen)]
    _mark_runs(labels, steps, trend - 1, TREND_UP, TREND_DOWN, 1)
    for i, value in enumerate(seen):
        if value > upper:
            labels[i] = ABOVE
        elif value < lower:
            labels[i] = BELOW
    return labels


def _lines(seen: list[float], phase: Any, screen: bool) -> list[float]:
    """Mean, limits and near limits; a point that lies on one in exact terms is the line, whatever the float's last bits."""
    lines = [phase.mean, phase.lower, phase.upper, phase.near_lower, phase.near_upper]
    close = 1e-9 * phase.average_moving_range + 1e-12 * abs(phase.mean)
    ordered = sorted(seen)
    for i, line in enumerate(lines):
        after = bisect_left(ordered, line)
        nearest = min(ordered[max(after - 1, 0) : after + 1], key=lambda value: abs(value - line))
        if abs(nearest - line) <= close:
            mean, average = _mean_and_range([exact("value", value) for value in seen], screen)
            if exact("value", nearest) == mean + EXACT_FACTORS[i] * average:
                lines[i] = nearest
    return lines


def _mark_runs(labels: list[str], signs: list[int], least: int, up: str, down: str, extra: int) -> None:
    """Label each run of equal, non-zero signs that is `least` long (and the `extra` point that ends its steps)."""
    start = 0
    for i in range(1, len(signs) + 1):
        if i == len(signs) or signs[i] != signs[start]:
            if signs[start] and i - start >= least:
                labels[start : i + extra] = [up if signs[start] > 0 else down] * (i + extra - start)
            start = i
