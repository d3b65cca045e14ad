"""The values that a person reads: each with its base, its unit, and its interval where one is due.

Arithmetic that makes no sense raises FigureError: a percentage is no percentage point, and a mean of
percentages is nobody's percentage.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any

from figures.arguments import FigureError, exact, number, of_kind, part, truth, whole
from figures.missing import MISSING, Missing
from figures.proportions import newcombe, wilson


class _NoSum:
    """Refuses `+`, `*` and `sum()`; subclasses allow the subtraction that has a meaning."""

    __slots__ = ()

    def _refuse(self, other: Any) -> Any:
        mine, theirs = type(self).__name__, type(other).__name__
        raise FigureError(f"A {mine} cannot be combined with a {theirs}: add the counts or the sums behind them")

    __add__ = __radd__ = __mul__ = __rmul__ = __sub__ = __rsub__ = __truediv__ = __rtruediv__ = _refuse


def _times_100(share: float | Missing) -> float:
    """A share as per cent. A percentage has a base, so its share is never MISSING."""
    assert not isinstance(share, Missing)  # noqa: S101 (for the reader and the type checker)
    return share * 100


def _change(change: PointChange | MeanChange, kind: type) -> None:
    """Both sides, the ends of the interval, and what is said about it."""
    of_kind("before", change.before, kind)
    of_kind("after", change.after, kind)
    _ends(change)
    truth("paired", change.paired)
    truth("clustered", change.clustered)


def _ends(value: PointChange | MeanChange | Mean) -> None:
    for name in ("low", "high"):
        end = getattr(value, name)
        if not isinstance(end, Missing) and not (isinstance(end, (int, float)) and isfinite(end)):
            raise FigureError(f"{name} must be a finite number or MISSING, not {end!r}")


@dataclass(frozen=True, slots=True)
class Count(_NoSum):
    """A whole number of something, as 51 wards. `base`: among what, in words.

    >>> Count(51, "wards") + Count(2, "wards")
    Count(value=53, unit='wards', base='')
    """

    value: int
    unit: str
    base: str = ""

    def __post_init__(self) -> None:
        whole("value", self.value)

    def __add__(self, other: Any) -> Count:
        if not isinstance(other, Count) or other.unit != self.unit:
            self._refuse(other)
        return Count(self.value + other.value, self.unit, self.base)


@dataclass(frozen=True, slots=True)
class Percentage(_NoSum):
    """So many of so many. Shares of 1 inside, exact; the 95 % interval is Wilson's.

    >>> p = Percentage(60, 164)
    >>> round(p.percent, 1), round(p.low, 1), round(p.high, 1)
    (36.6, 29.6, 44.2)
    """

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        part("numerator", self.numerator, "denominator", self.denominator)
        if self.denominator == 0:
            raise FigureError("denominator must be 1 or more: a percentage needs its base")

    @property
    def share(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def percent(self) -> float:
        return float(self.share * 100)

    @property
    def low(self) -> float:
        return _times_100(wilson(self.numerator, self.denominator).low)

    @property
    def high(self) -> float:
        return _times_100(wilson(self.numerator, self.denominator).high)

    def __sub__(self, before: Any) -> PointChange:
        if not isinstance(before, Percentage):
            self._refuse(before)
        return PointChange.unpaired(before, self)


@dataclass(frozen=True, slots=True)
class PointChange(_NoSum):
    """After − before in percentage points, with both percentages and a 95 % interval.

    paired: whether the same people answered both times. `clustered` says that the published interval
    is the wider one, from wards as clusters.

    >>> change = Percentage(79, 121) - Percentage(60, 164)
    >>> round(change.points, 1), round(change.low), round(change.high)
    (28.7, 17, 39)
    """

    before: Percentage
    after: Percentage
    low: float | Missing
    high: float | Missing
    paired: bool = False
    clustered: bool = False

    def __post_init__(self) -> None:
        _change(self, Percentage)

    @classmethod
    def unpaired(cls, before: Percentage, after: Percentage) -> PointChange:
        """Of two different groups, with Newcombe's interval."""
        of_kind("before", before, Percentage)
        of_kind("after", after, Percentage)
        result = newcombe(before.numerator, before.denominator, after.numerator, after.denominator)
        return cls(before, after, _times_100(result.low), _times_100(result.high))

    @property
    def points(self) -> float:
        return float((self.after.share - self.before.share) * 100)


@dataclass(frozen=True, slots=True)
class Mean(_NoSum):
    """A mean with its base and scale, as 6.5 on 0–10 from 100 answers. Interval: Student's t, 95 %.

    >>> Mean(6.5, 100, "0–10").n
    100
    """

    value: float
    n: int
    scale: str = ""
    low: float | Missing = MISSING
    high: float | Missing = MISSING

    def __post_init__(self) -> None:
        number("value", self.value)
        whole("n", self.n, least=1)
        _ends(self)

    @property
    def is_at_an_end(self) -> bool:
        """Whether it stands at an end of its scale, and so tells that everybody said the same.

        >>> Mean(10, 12, "0–10").is_at_an_end, Mean(10, 12).is_at_an_end
        (True, False)
        """
        low, _, high = self.scale.partition("–")
        return (low.isdecimal() and self.value == int(low)) or (high.isdecimal() and self.value == int(high))


@dataclass(frozen=True, slots=True)
class RelativeChange(_NoSum):
    """(after − before) ÷ before as a share of 1; stands only beside both means.

    >>> RelativeChange(6.5, 7.8).percent
    20.0
    """

    before: float
    after: float

    def __post_init__(self) -> None:
        if number("before", self.before) == 0:
            raise FigureError("before must not be 0: a relative change from nothing is undefined")
        number("after", self.after)

    @property
    def share(self) -> float:
        before = exact("before", self.before)
        return float((exact("after", self.after) - before) / before)

    @property
    def percent(self) -> float:
        before = exact("before", self.before)
        return float((exact("after", self.after) - before) / before * 100)


@dataclass(frozen=True, slots=True)
class MeanChange(_NoSum):
    """After − before of two means in points of their scale, with a 95 % interval.

    >>> change = MeanChange(Mean(6.5, 100), Mean(7.8, 100), 0.9, 1.7)
    >>> change.points, change.relative.percent
    (1.3, 20.0)
    """

    before: Mean
    after: Mean
    low: float | Missing
    high: float | Missing
    paired: bool = False
    clustered: bool = False

    def __post_init__(self) -> None:
        _change(self, Mean)

    @property
    def points(self) -> float:
        return float(exact("after", self.after.value) - exact("before", self.before.value))

    @property
    def relative(self) -> RelativeChange | Missing:
        return MISSING if self.before.value == 0 else RelativeChange(self.before.value, self.after.value)


@dataclass(frozen=True, slots=True)
class Suppressed(_NoSum):
    """A number that is there and is not shown. Never null, never zero; `reason` is for the page.

    >>> Suppressed("too few answered") == 0
    False
    """

    reason: str
