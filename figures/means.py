"""Means: summaries that add up, Welch's and the paired interval, and Student's t without a library."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import exp, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist
from typing import Any

from figures.arguments import MOST_SIZE, FigureError, exact, listed, number, of_kind, whole
from figures.missing import MISSING, Missing
from figures.values import Mean, MeanChange

#: The squares of any numbers that `figures` takes add up to less.
MOST_SUM = 1e250


@dataclass(frozen=True, slots=True)
class Summary:
    """n, Σ and Σ²: the sufficient statistics of a mean and its variance. Exact; adds with `+`.

    Errors: FigureError where no n numbers could have this Σ and Σ².

    >>> Summary.of([1, 2]) + Summary.of([3])
    Summary(n=3, total=Fraction(6, 1), squares=Fraction(14, 1))
    """

    n: int = 0
    total: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        whole("n", self.n)
        for name in ("total", "squares"):
            value = getattr(self, name)
            if not isinstance(value, Fraction):
                object.__setattr__(self, name, exact(name, value))
            elif abs(value) > MOST_SUM:
                raise FigureError(f"{name} must be {MOST_SUM:g} or less in size")
        if self.n * self.squares < self.total * self.total or (self.n == 0 and self.squares):
            raise FigureError("squares must be at least total² ÷ n: these three cannot be of the same numbers")

    @classmethod
    def of(cls, values: Any) -> Summary:
        """Of a list of finite numbers; of none (a ward where nobody answered) it is n = 0."""
        items = [exact(f"values[{i}]", value) for i, value in enumerate(listed("values", values))]
        return cls(len(items), sum(items, Fraction(0)), sum((x * x for x in items), Fraction(0)))

    def __add__(self, other: Any) -> Summary:
        if type(other) is not type(self):
            raise FigureError(f"A {type(self).__name__} adds to its own kind only, not to {other!r}")
        return type(self)(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float | Missing:
        """Σ ÷ n; MISSING without values."""
        return float(self.total / self.n) if self.n else MISSING

    @property
    def variance(self) -> float | Missing:
        """The sample variance, divisor n − 1; MISSING under 2 values."""
        return float(self._variance()) if self.n > 1 else MISSING

    def _variance(self) -> Fraction:
        """As `variance`, exact; for 2 values or more."""
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
    """The mean of a summary with Student's 95 % interval.

    Formula: x̄ ± t(n − 1) · s/√n. Source: Student, Biometrika 1908;6:1–25. Unit: that of the values.
    No values: MISSING; under 2 values or without variance: MISSING ends. Errors: FigureError for
    anything but a Summary. Does not prove: that those who did not answer would have said the same.

    >>> m = mean(Summary.of([6, 7, 8]), "0–10")
    >>> m.value, m.n, round(m.low, 2), round(m.high, 2)
    (7.0, 3, 4.52, 9.48)
    """
    of_kind("values", values, Summary)
    if values.n == 0:
        return MISSING
    middle = float(values.total / values.n)
    error = sqrt(values._variance() / values.n) if values.n > 1 else 0.0
    if error == 0:
        return Mean(middle, values.n, scale)
    reach = t_quantile(0.975, values.n - 1) * error
    return Mean(middle, values.n, scale, middle - reach, middle + reach)


def welch(before: Summary, after: Summary) -> MeanDifference:
    """Change of the mean between two different groups, with Welch's 95 % interval, t, df, p and Hedges g.

    Formula: t = (x̄₂ − x̄₁) ÷ √(s₁²/n₁ + s₂²/n₂), Welch–Satterthwaite df; g = J·d with the pooled s and
    J = 1 − 3 ÷ (4(n₁ + n₂ − 2) − 1). Source: Welch, Biometrika 1947;34:28–35; Hedges, J Educ Stat
    1981;6:107–128. Unit: that of the values, after − before; g in standard deviations.
    An empty group: change MISSING. n < 2 in a group or no variance at all: the change alone.
    Errors: FigureError for anything but two summaries, and for differences of pairs.
    Does not prove: that the programme caused the change; different people may have answered each time.

    >>> r = welch(Summary.of([1, 2, 3]), Summary.of([2, 4, 6]))
    >>> r.change, round(r.df, 3)
    (2.0, 2.941)
    """
    _waves(before=before, after=after)
    if not before.n or not after.n:
        return MeanDifference(MISSING)
    change = float(after.total / after.n - before.total / before.n)
    if before.n < 2 or after.n < 2:
        return MeanDifference(change)
    v1, v2 = before._variance() / before.n, after._variance() / after.n
    error = sqrt(v1 + v2)
    if error == 0:
        return MeanDifference(change)
    df = _satterthwaite(v1, before.n, v2, after.n)
    reach, t = t_quantile(0.975, df) * error, change / error
    pooled = ((before.n - 1) * before._variance() + (after.n - 1) * after._variance()) / (before.n + after.n - 2)
    correction = 1 - 3 / (4 * (before.n + after.n - 2) - 1)
    return MeanDifference(
        change, change - reach, change + reach, t, df, _two_sided(t, df), hedges_g=correction * change / sqrt(pooled)
    )


def _satterthwaite(v1: Fraction, n1: int, v2: Fraction, n2: int) -> float:
    # Exact, for the squares of small variances are too small for a float.
    return float((v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1)))


def paired(differences: Summary) -> MeanDifference:
    """Change in the same people, from a summary of after − before: Student's interval, t, df, p, d_z.

    Formula: d̄ ± t(n − 1) · s/√n; d_z = d̄ ÷ s. Source: Student, Biometrika 1908;6:1–25; Cohen,
    Statistical Power Analysis, 1988, for d_z. Unit: that of the values; d_z in standard deviations of
    the differences. No pairs: MISSING. One pair, or every pair changed by the same amount: the change
    alone. Errors: FigureError for anything but a summary.
    Does not prove: that the programme caused the change; there is no comparison group.

    >>> paired(Summary.of([1, 1, 1])).low
    MISSING
    """
    of_kind("differences", differences, Summary)
    if differences.n == 0:
        return MeanDifference(MISSING)
    change = float(differences.total / differences.n)
    deviation = sqrt(differences._variance()) if differences.n > 1 else 0.0
    if deviation == 0:
        return MeanDifference(change)
    error, df = deviation / sqrt(differences.n), differences.n - 1
    reach, t = t_quantile(0.975, df) * error, change / error
    return MeanDifference(change, change - reach, change + reach, t, float(df), _two_sided(t, df), d_z=change / deviation)


def relative_change(before: Summary, after: Summary) -> float | Missing:
    """How much a mean rose, as a share of what it was; stands only beside both means.

    Formula: (mean after − mean before) ÷ mean before, exact until the last step. Source: the
    programme's own definition. Unit: a share of 1.
    MISSING where a mean is, or where the mean before is 0. Errors: FigureError for anything but two
    summaries, and for differences of pairs.
    Does not prove: anything about percentage points: 6.5 → 7.8 on 0–10 is +20 % and +1.3 points.

    >>> round(relative_change(Summary(100, 650, 5000), Summary(100, 780, 7000)), 3)
    0.2
    """
    _waves(before=before, after=after)
    if not before.n or not after.n or before.total == 0:
        return MISSING
    first = before.total / before.n
    return float((after.total / after.n - first) / first)


def relative_interval(before: Summary, after: Summary) -> tuple[float | Missing, float | Missing]:
    """95 % interval of the relative change between two different groups, as shares of 1.

    Formula: exp(ln(x̄₂ ÷ x̄₁) ± t·√(s₁²/(n₁x̄₁²) + s₂²/(n₂x̄₂²))) − 1, Welch–Satterthwaite df; so the mean
    before counts with its own chance. Source: Hedges, Gurevitch and Curtis, Ecology 1999;80:1150.
    Unit: shares of 1. MISSING where a mean is not above 0, n < 2, there is no variance at all, or the means
    are so little apart from 0 that the ratio may be anything. Errors: FigureError as `relative_change`.
    Does not prove: that the programme caused the change.

    >>> low, high = relative_interval(Summary(100, 650, 4600), Summary(100, 780, 6400))
    >>> round(low, 3), round(high, 3)
    (0.114, 0.293)
    """
    _waves(before=before, after=after)
    if before.n < 2 or after.n < 2 or before.total <= 0 or after.total <= 0:
        return MISSING, MISSING
    v1, v2 = (part._variance() / part.n / (part.total / part.n) ** 2 for part in (before, after))
    # From a relative standard error of 10 on, the interval would be from almost −1 to beyond a million.
    if not 0 < v1 + v2 < 100:
        return MISSING, MISSING
    middle = log((after.total / after.n) / (before.total / before.n))
    reach = t_quantile(0.975, _satterthwaite(v1, before.n, v2, after.n)) * sqrt(v1 + v2)
    return exp(middle - reach) - 1, exp(middle + reach) - 1


def change(before: Summary, after: Summary, scale: str = "") -> MeanChange | Missing:
    """The unpaired change as a value to show: both means, points, Welch's 95 % interval.

    Formula: as `mean` for both sides and `welch` for the interval. Source: as there. Errors: as there. Unit: points of the scale.
    MISSING where a side is empty. Does not prove: that the programme caused the change.

    >>> c = change(Summary.of([6, 7, 7]), Summary.of([8, 8, 9]), "0–10")
    >>> round(c.points, 2), round(c.relative.percent)
    (1.67, 25)
    """
    first, second = mean(before, scale), mean(after, scale)
    if isinstance(first, Missing) or isinstance(second, Missing):
        return MISSING
    found = welch(before, after)
    return MeanChange(first, second, found.low, found.high)


def t_quantile(p: float, df: float) -> float:
    """Quantile of Student's t, lower tail: P(T ≤ t) = p.

    Formula: the regularised incomplete beta function, from its continued fraction by Lentz's method, solved
    for t by Newton's steps from the normal quantile; from df = 100,000 the expansion in 1 ÷ df.
    Source: Press et al., Numerical Recipes, 3rd edition 2007, 6.4; Abramowitz and Stegun 1964, 26.7.5.
    Unit: standard errors. Range: 0 < p < 1, df from 0.1 on. Error: under 1e-9 of the quantile.
    Errors: FigureError outside that range, or where the quantile is beyond 1e100.
    Does not prove: that the answers are near enough to normal for t to be the right distribution.

    >>> round(t_quantile(0.975, 10), 6)
    2.228139
    """
    chance, freedom = number("p", p), number("df", df)
    if not 0 < chance < 1:
        raise FigureError(f"p must lie between 0 and 1, not {p!r}")
    if freedom < 0.1:
        raise FigureError(f"df must be 0.1 or more, not {df!r}")
    return _quantile(chance, freedom)


@lru_cache(maxsize=4096)
def _quantile(p: float, df: float) -> float:
    # The smaller tail keeps its digits; above ½ the subtraction is exact.
    return -_upper(p, df) if p < 0.5 else _upper(1 - p, df)


def _upper(tail: float, df: float) -> float:
    z = abs(NormalDist().inv_cdf(tail))
    if df >= 1e5:
        return _near_normal(z, df)
    scale = exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / sqrt(df * pi)
    # Where little lies in the middle, the middle is solved for instead of the tail. The normal quantile lies
    # below t, and tail and middle bend one way only, so that no step goes past t.
    middle = 1 - 2 * tail
    t = z
    while True:
        density = scale * exp(-(df + 1) / 2 * log1p(t * t / df))
        missing = (middle - _middle(t, df)) / 2 if middle < 0.5 else _two_sided(t, df) / 2 - tail
        step = missing / density
        if step <= 1e-14 * t:
            return t
        t += step
        if t > MOST_SIZE:
            raise FigureError(f"p and df must not ask for a quantile beyond {MOST_SIZE:g}")


def _near_normal(z: float, df: float) -> float:
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / df + second / df**2 + third / df**3


def _middle(t: float, df: float) -> float:
    """P(−t ≤ T ≤ t)."""
    return _beta(t * t / (df + t * t), 0.5, df / 2)


def _two_sided(t: float, df: float) -> float:
    """P(|T| ≥ |t|)."""
    if t * t < 0.3:
        # df ÷ (df + t²) is too near 1 to keep the digits of what is missing from it.
        return 1 - _middle(t, df)
    return _beta(df / (df + t * t), df / 2, 0.5)


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0:
        return 0.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued(x, a, b) / a
    return 1 - front * _continued(1 - x, b, a) / b


def _continued(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d or tiny)
    h = d
    m, last = 0, 0.0
    # The terms come to nothing, some √max(a, b) steps on.
    while abs(last - 1) >= 1e-15:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / ((1 + even * d) or tiny), (1 + even / c) or tiny
        h *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / ((1 + odd * d) or tiny), (1 + odd / c) or tiny
        last = d * c
        h *= last
    return h


def _waves(**given: Any) -> None:
    for name, value in given.items():
        if isinstance(of_kind(name, value, Summary), PairedSummary):
            raise FigureError(f"{name} must be a Summary of answers, not of differences between pairs")
