"""Means: summaries that add up, Welch's and the paired interval, and Student's t without a library."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import exp, lgamma, log, pi, sqrt, tan
from statistics import NormalDist
from typing import Any

from figures.arguments import FigureError, exact, listed, number, whole
from figures.values import MISSING, Mean, MeanChange, Missing


@dataclass(frozen=True, slots=True)
class Summary:
    """n, Σ and Σ²: the sufficient statistics of a mean and its variance. Exact; adds with `+`.

    >>> Summary.of([1, 2]) + Summary.of([3])
    Summary(n=3, total=Fraction(6, 1), squares=Fraction(14, 1))
    """

    n: int = 0
    total: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        whole("n", self.n)
        object.__setattr__(self, "total", exact("total", self.total))
        object.__setattr__(self, "squares", exact("squares", self.squares))
        if self.n * self.squares < self.total * self.total or (self.n == 0 and self.squares):
            raise FigureError("squares must be at least total² ÷ n: these three cannot be of the same numbers")

    @classmethod
    def of(cls, values: Any) -> Summary:
        """Of a list of finite numbers; an empty one is n = 0."""
        items = [exact(f"values[{i}]", value) for i, value in enumerate(listed("values", values))]
        return cls(len(items), sum(items, Fraction(0)), sum((x * x for x in items), Fraction(0)))

    def __add__(self, other: Any) -> Summary:
        if type(other) is not type(self):
            raise FigureError(f"A {type(self).__name__} adds to its own kind only, not to {other!r}")
        return type(self)(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float | Missing:
        return float(self.total / self.n) if self.n else MISSING

    @property
    def variance(self) -> float | Missing:
        """The sample variance, divisor n − 1; MISSING under 2 values."""
        return float(self._variance()) if self.n > 1 else MISSING

    def _variance(self) -> Fraction:
        return (self.squares - self.total * self.total / self.n) / (self.n - 1)


class PairedSummary(Summary):
    """A Summary of differences within the same people; never adds to an unpaired one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """change = after − before in units of the scale; low, high 95 %; what cannot be had is MISSING."""

    change: float | Missing
    low: float | Missing = MISSING
    high: float | Missing = MISSING
    t: float | Missing = MISSING
    df: float | Missing = MISSING
    p: float | Missing = MISSING
    hedges_g: float | Missing = MISSING
    d_z: float | Missing = MISSING


def mean(values: Summary, scale: str = "") -> Mean | Missing:
    """The mean of a summary with Student's 95 % interval (MISSING ends under 2 values or without variance)."""
    if values.n == 0:
        return MISSING
    middle = float(values.total / values.n)
    if values.n < 2 or values._variance() == 0:
        return Mean(middle, values.n, scale)
    reach = t_quantile(0.975, values.n - 1) * sqrt(values._variance() / values.n)
    return Mean(middle, values.n, scale, middle - reach, middle + reach)


def welch(before: Summary, after: Summary) -> MeanDifference:
    """Change of the mean between two different groups, with Welch's interval, t, df, p and Hedges g.

    Formula: t = (x̄₂ − x̄₁) ÷ √(s₁²/n₁ + s₂²/n₂), Welch–Satterthwaite df; g = J·d with the pooled s and
    J = 1 − 3 ÷ (4(n₁ + n₂ − 2) − 1). Source: Welch, Biometrika 1947; Hedges 1981.
    An empty group: change MISSING. n < 2 in a group or no variance at all: the change alone.

    >>> r = welch(Summary.of([1, 2, 3]), Summary.of([2, 4, 6]))
    >>> r.change, round(r.df, 3)
    (2.0, 2.941)
    """
    _summaries(before=before, after=after)
    if not before.n or not after.n:
        return MeanDifference(MISSING)
    change = float(after.total / after.n - before.total / before.n)
    if before.n < 2 or after.n < 2:
        return MeanDifference(change)
    v1, v2 = float(before._variance()) / before.n, float(after._variance()) / after.n
    if v1 + v2 == 0:
        return MeanDifference(change)
    df = (v1 + v2) ** 2 / (v1**2 / (before.n - 1) + v2**2 / (after.n - 1))
    error = sqrt(v1 + v2)
    reach, t = t_quantile(0.975, df) * error, change / error
    pooled = ((before.n - 1) * before._variance() + (after.n - 1) * after._variance()) / (before.n + after.n - 2)
    correction = 1 - 3 / (4 * (before.n + after.n - 2) - 1)
    return MeanDifference(
        change, change - reach, change + reach, t, df, _two_sided(t, df), hedges_g=correction * change / sqrt(pooled)
    )


def paired(differences: Summary) -> MeanDifference:
    """Change in the same people, from a summary of after − before: Student's interval, t, df, p, d_z.

    Formula: d̄ ± t(n − 1) · s/√n; d_z = d̄ ÷ s. Source: Student 1908; Cohen 1988 for d_z.
    No pairs: MISSING. One pair, or every pair changed by the same amount: the change alone.

    >>> paired(Summary.of([1, 1, 1])).low
    MISSING
    """
    _summaries(differences=differences)
    if differences.n == 0:
        return MeanDifference(MISSING)
    change = float(differences.total / differences.n)
    if differences.n < 2 or differences._variance() == 0:
        return MeanDifference(change)
    deviation = sqrt(differences._variance())
    error, df = deviation / sqrt(differences.n), differences.n - 1
    reach, t = t_quantile(0.975, df) * error, change / error
    return MeanDifference(change, change - reach, change + reach, t, float(df), _two_sided(t, df), d_z=change / deviation)


def relative_change(before: Summary, after: Summary) -> float | Missing:
    """(mean after − mean before) ÷ mean before, as a share of 1; MISSING where a mean is, or before is 0.

    >>> round(relative_change(Summary(100, 650, 5000), Summary(100, 780, 7000)), 3)
    0.2
    """
    _summaries(before=before, after=after)
    if not before.n or not after.n or before.total == 0:
        return MISSING
    first = before.total / before.n
    return float((after.total / after.n - first) / first)


def relative_interval(before: Summary, after: Summary) -> tuple[float | Missing, float | Missing]:
    """95 % interval of the relative change between two different groups, as shares of 1.

    Formula: exp(ln(x̄₂ ÷ x̄₁) ± t·√(s₁²/(n₁x̄₁²) + s₂²/(n₂x̄₂²))) − 1, Welch–Satterthwaite df; so the mean
    before counts with its own chance. Source: Hedges, Gurevitch and Curtis, Ecology 1999;80:1150.
    MISSING where a mean is not above 0, n < 2, or there is no variance at all.

    >>> low, high = relative_interval(Summary(100, 650, 4600), Summary(100, 780, 6400))
    >>> round(low, 3), round(high, 3)
    (0.114, 0.293)
    """
    _summaries(before=before, after=after)
    if before.n < 2 or after.n < 2 or before.total <= 0 or after.total <= 0:
        return MISSING, MISSING
    parts = [float(part._variance() / part.n / (part.total / part.n) ** 2) for part in (before, after)]
    if sum(parts) == 0:
        return MISSING, MISSING
    df = sum(parts) ** 2 / (parts[0] ** 2 / (before.n - 1) + parts[1] ** 2 / (after.n - 1))
    middle = log((after.total / after.n) / (before.total / before.n))
    reach = t_quantile(0.975, df) * sqrt(sum(parts))
    return exp(middle - reach) - 1, exp(middle + reach) - 1


def change(before: Summary, after: Summary, scale: str = "") -> MeanChange | Missing:
    """The unpaired change as a value to show: both means, points, Welch's interval."""
    first, second = mean(before, scale), mean(after, scale)
    if isinstance(first, Missing) or isinstance(second, Missing):
        return MISSING
    found = welch(before, after)
    return MeanChange(first, second, found.low, found.high)


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: float) -> float:
    """Quantile of Student's t (lower tail) for 0 < p < 1 and df > 0.

    Worked out from the regularised incomplete beta function (continued fraction by Lentz's method,
    Numerical Recipes 6.4) by bracketing and bisection; relative error under 1e-9 for df from 0.1 on.
    df above 1e7 is the normal quantile (statistics.NormalDist).

    >>> round(t_quantile(0.975, 10), 6)
    2.228139
    """
    number("p", p)
    number("df", df)
    if not 0 < p < 1:
        raise FigureError(f"p must lie between 0 and 1, not {p!r}")
    if df <= 0:
        raise FigureError(f"df must be above 0, not {df!r}")
    if p == 0.5:
        return 0.0
    if p < 0.5:
        return -t_quantile(1 - p, df) if 1 - p < 1 else -_upper(p, df)
    return _upper(1 - p, df)


def _upper(tail: float, df: float) -> float:
    if df > 1e7:
        return -NormalDist().inv_cdf(tail)
    if df == 1:
        return 1 / tan(pi * tail)
    low, high = 0.0, 2.0
    while _upper_tail(high, df) > tail:
        low, high = high, high * 4
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _upper_tail(middle, df) > tail:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _upper_tail(t: float, df: float) -> float:
    return _beta(df / (df + t * t), df / 2, 0.5) / 2


def _two_sided(t: float, df: float) -> float:
    return min(1.0, _beta(df / (df + t * t), df / 2, 0.5))


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued(x, a, b) / a
    return 1 - front * _continued(1 - x, b, a) / b


def _continued(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d or tiny)
    h = d
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / ((1 + even * d) or tiny), (1 + even / c) or tiny
        h *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / ((1 + odd * d) or tiny), (1 + odd / c) or tiny
        h *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return h


def _summaries(**given: Any) -> None:
    for name, value in given.items():
        if not isinstance(value, Summary):
            raise FigureError(f"{name} must be a Summary, not {value!r}")
