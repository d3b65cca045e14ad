"""XmR charts (individuals and moving range) with the rules of Making Data Count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any

from figures.arguments import FigureError, exact, listed, number, one_of, whole
from figures.values import MISSING, Missing

#: 3 ÷ d₂ and D₄ for moving ranges of two points (Shewhart's constants).
LIMIT, RANGE_LIMIT = 2.66, 3.267
NEAR = LIMIT * 2 / 3

COMMON, ABOVE, BELOW = "common cause", "above UPL", "below LPL"
TREND_UP, TREND_DOWN = "trend up", "trend down"
NEAR_HIGH, NEAR_LOW = "2 of 3 high", "2 of 3 low"
SHIFT_ABOVE, SHIFT_BELOW = "shift above", "shift below"
GAP = "missing"

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
    """Everything that an XmR chart draws. Single attributes are the last phase's."""

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
        one_of("better", better, ("increase", "decrease", "neither"))
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
        seen = [position for position, value in enumerate(self.values) if value is not None]
        one_of("better", better, ("increase", "decrease", "neither"))
        return self.kind(seen[-1], better) if seen else "common_cause"

    def finding(self, better: str, unit: str = "") -> str:
        """One sentence that says what the chart shows."""
        kind = self.variation(better)
        if isinstance(self.lower, Missing):
            return "There is not enough variation to set limits."
        if kind == "common_cause":
            return "Usual variation: nothing points to a change that is more than chance."
        label = next(self.labels[i] for i in range(len(self.values) - 1, -1, -1) if self.values[i] is not None)
        what = {
            ABOVE: "the last value is above the upper limit",
            BELOW: "the last value is below the lower limit",
            TREND_UP: f"the last {self.trend} or more values rise one after the other",
            TREND_DOWN: f"the last {self.trend} or more values fall one after the other",
            NEAR_HIGH: "two of the last three values are close to the upper limit",
            NEAR_LOW: "two of the last three values are close to the lower limit",
            SHIFT_ABOVE: f"the last {self.shift} or more values are above the mean",
            SHIFT_BELOW: f"the last {self.shift} or more values are below the mean",
        }[label]
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
    run or window crosses a phase. Precedence of labels: outside > trend > 2 of 3 > shift.
    Source: NHS England, Making Data Count; Wheeler, Understanding Variation, 1993.
    Errors: FigureError for anything but finite numbers and None, or phases out of order.

    >>> c = chart([1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 9, 2])
    >>> round(c.mean, 2), c.labels[10]
    (2.5, 'above UPL')
    """
    items = _values(values)
    whole("shift", shift, least=2)
    whole("trend", trend, least=2)
    one_of("two_of_three", two_of_three, ("beyond", "between"))
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
        marks = _labels(seen, phase, shift, trend, two_of_three == "beyond")
        for position, mark in zip(positions, marks, strict=True):
            words[position] = mark
        labels += words
    return Chart(tuple(items), tuple(labels), tuple(found), shift, trend)


def assurance(target: float | None, lower: Any, upper: Any, better: str) -> str | Missing:
    """Whether a target will be met by usual variation: "pass", "fail" or "hit_or_miss".

    A target on a limit is hit_or_miss; without target, limits or direction: MISSING.

    >>> assurance(4, 1, 3, "increase")
    'fail'
    """
    one_of("better", better, ("increase", "decrease", "neither"))
    if target is None or better == "neither" or isinstance(lower, Missing) or isinstance(upper, Missing):
        return MISSING
    aim, low, high = number("target", target), number("lower", lower), number("upper", upper)
    if low <= aim <= high:
        return "hit_or_miss"
    return "pass" if (aim < low) == (better == "increase") else "fail"


def _values(values: Any) -> list[float | None]:
    items: list[float | None] = []
    for position, value in enumerate(listed("values", values)):
        if type(value) is float and isfinite(value):
            items.append(value)
        else:
            items.append(None if value is None else number(f"values[{position}]", value))
    return items


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
    mean = sum(seen) / len(seen)
    ranges = [abs(b - a) for a, b in pairwise(seen)]
    average = sum(ranges) / len(ranges) if ranges else 0.0
    if screen and average:
        kept = [r for r in ranges if r <= RANGE_LIMIT * average]
        # The first mean of ranges is at most their greatest, so something is always kept.
        average = sum(kept) / len(kept) or average
    if not average:
        return Phase(start, stop, mean, 0.0 if ranges else MISSING, *([MISSING] * 5))
    far, near = LIMIT * average, NEAR * average
    return Phase(start, stop, mean, average, mean - far, mean + far, mean - near, mean + near, RANGE_LIMIT * average)


def _labels(seen: list[float], phase: Phase, shift: int, trend: int, beyond: bool) -> list[str]:
    labels = [COMMON] * len(seen)
    if isinstance(phase.lower, Missing):
        return labels
    mean, lower, upper = phase.mean, phase.lower, phase.upper
    near_lower, near_upper = phase.near_lower, phase.near_upper
    # On the mean in exact terms, not in the last bit of a float.
    centre = _centre(seen, mean)
    sides = [0 if value == centre else (1 if value > centre else -1) for value in seen]
    _mark_runs(labels, sides, shift, SHIFT_ABOVE, SHIFT_BELOW, 0)
    high = [value > near_upper and (beyond or value <= upper) for value in seen]  # type: ignore[operator]
    low = [value < near_lower and (beyond or value >= lower) for value in seen]  # type: ignore[operator]
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
        if value > upper:  # type: ignore[operator]
            labels[i] = ABOVE
        elif value < lower:  # type: ignore[operator]
            labels[i] = BELOW
    return labels


def _centre(seen: list[float], mean: Any) -> float:
    close = min(seen, key=lambda value: abs(value - mean))
    if abs(close - mean) <= 1e-9 * max(1.0, abs(mean)) and sum(exact("v", v) for v in seen) == exact("c", close) * len(seen):
        return close
    return float(mean)


def _mark_runs(labels: list[str], signs: list[int], least: int, up: str, down: str, extra: int) -> None:
    """Label each run of equal, non-zero signs that is `least` long (and the `extra` point that ends its steps)."""
    start = 0
    for i in range(1, len(signs) + 1):
        if i == len(signs) or signs[i] != signs[start]:
            if signs[start] and i - start >= least:
                labels[start : i + extra] = [up if signs[start] > 0 else down] * (i + extra - start)
            start = i
