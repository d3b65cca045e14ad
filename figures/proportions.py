"""Proportions: Wilson's and Newcombe's intervals, exact McNemar, and the tallies that add up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import Any

from figures.arguments import FigureError, part, whole
from figures.missing import MISSING, Missing

#: The 97.5 % quantile of the normal distribution, for 95 % intervals.
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Proportion:
    """share, low, high: shares of 1, or MISSING where n = 0."""

    share: float | Missing
    low: float | Missing
    high: float | Missing


@dataclass(frozen=True, slots=True)
class Difference:
    """change = after − before, low, high: shares of 1, or MISSING."""

    change: float | Missing
    low: float | Missing
    high: float | Missing


@dataclass(frozen=True, slots=True)
class Tally:
    """k of n: the sufficient statistics of a proportion. Adds exactly.

    >>> Tally(3, 10) + Tally(1, 5)
    Tally(k=4, n=15)
    """

    k: int = 0
    n: int = 0

    def __post_init__(self) -> None:
        part("k", self.k, "n", self.n)

    def __add__(self, other: Any) -> Tally:
        if not isinstance(other, Tally):
            raise FigureError(f"A Tally adds to a Tally only, not to {other!r}")
        return Tally(self.k + other.k, self.n + other.n)


@dataclass(frozen=True, slots=True)
class PairedTally:
    """Pairs by what they said before and after: the 2 × 2 table. Adds exactly, and to its own kind only.

    >>> PairedTally(1, 2, 3, 4) + PairedTally(1, 0, 0, 0)
    PairedTally(both=2, only_before=2, only_after=3, neither=4)
    """

    both: int = 0
    only_before: int = 0
    only_after: int = 0
    neither: int = 0

    def __post_init__(self) -> None:
        for name in ("both", "only_before", "only_after", "neither"):
            whole(name, getattr(self, name))

    def __add__(self, other: Any) -> PairedTally:
        if not isinstance(other, PairedTally):
            raise FigureError(f"A PairedTally adds to a PairedTally only, not to {other!r}")
        return PairedTally(
            self.both + other.both,
            self.only_before + other.only_before,
            self.only_after + other.only_after,
            self.neither + other.neither,
        )


def wilson(k: int, n: int) -> Proportion:
    """Wilson's score interval, 95 %, for k of n.

    Formula: (k + z²/2 ± z √(k(n − k)/n + z²/4)) ÷ (n + z²), closed at 0 and 1 for k = 0 and k = n.
    Source: Wilson, JASA 1927; Newcombe, Statistics in Medicine 1998, method 3. Unit: shares of 1.
    Errors: FigureError unless 0 ≤ k ≤ n are whole. n = 0 gives MISSING throughout.
    Does not prove: that those who did not answer would have said the same.

    >>> p = wilson(60, 164)
    >>> round(p.share, 4), round(p.low, 4), round(p.high, 4)
    (0.3659, 0.296, 0.4419)
    """
    part("k", k, "n", n)
    if n == 0:
        return Proportion(MISSING, MISSING, MISSING)
    middle = k + Z * Z / 2
    spread = Z * sqrt(k * (n - k) / n + Z * Z / 4)
    low = 0.0 if k == 0 else (middle - spread) / (n + Z * Z)
    high = 1.0 if k == n else (middle + spread) / (n + Z * Z)
    return Proportion(k / n, low, high)


def newcombe(k1: int, n1: int, k2: int, n2: int) -> Difference:
    """Newcombe's hybrid score interval, 95 %, for k2/n2 − k1/n1 of two different groups.

    Formula: d − √((p2 − l2)² + (u1 − p1)²) to d + √((u2 − p2)² + (p1 − l1)²) with Wilson's l and u.
    Source: Newcombe, Statistics in Medicine 1998;17:873–890, method 10. Unit: shares of 1, in −1 … 1.
    Errors: FigureError unless 0 ≤ k ≤ n are whole. An empty group gives MISSING.
    Does not prove: that the programme caused the change; different people may have answered each time.

    >>> d = newcombe(60, 164, 79, 121)
    >>> round(d.change, 4), round(d.low, 4), round(d.high, 4)
    (0.287, 0.1705, 0.3925)
    """
    part("k1", k1, "n1", n1)
    part("k2", k2, "n2", n2)
    if n1 == 0 or n2 == 0:
        return Difference(MISSING, MISSING, MISSING)
    before, after = _wilson(k1, n1), _wilson(k2, n2)
    change = after[0] - before[0]
    low = change - sqrt((after[0] - after[1]) ** 2 + (before[2] - before[0]) ** 2)
    high = change + sqrt((after[2] - after[0]) ** 2 + (before[0] - before[1]) ** 2)
    return Difference(change, low, high)


def newcombe_paired(both: int, only_before: int, only_after: int, neither: int) -> Difference:
    """Newcombe's interval, 95 %, for a change in the same people: after − before.

    Formula: as `newcombe`, less 2φ(p2 − l2)(u1 − p1) and 2φ(u2 − p2)(p1 − l1) under the roots; φ is the
    correlation of the 2 × 2 table, continuity-corrected where positive, 0 where a margin is 0.
    Source: Newcombe, Statistics in Medicine 1998;17:2635–2650, method 10. Unit: shares of 1.
    Errors: FigureError unless all four are whole and 0 or more. No pairs give MISSING.
    Does not prove: that the programme caused the change; there is no comparison group.

    >>> d = newcombe_paired(20, 0, 0, 5)
    >>> round(d.low, 6), round(d.high, 6)
    (-0.108232, 0.108232)
    """
    table = PairedTally(both, only_before, only_after, neither)
    n = table.both + table.only_before + table.only_after + table.neither
    if n == 0:
        return Difference(MISSING, MISSING, MISSING)
    before, after = _wilson(both + only_before, n), _wilson(both + only_after, n)
    change = (only_after - only_before) / n
    phi = _phi(both, only_before, only_after, neither)
    down_after, up_before = after[0] - after[1], before[2] - before[0]
    up_after, down_before = after[2] - after[0], before[0] - before[1]
    low = change - sqrt(max(0.0, down_after**2 - 2 * phi * down_after * up_before + up_before**2))
    high = change + sqrt(max(0.0, up_after**2 - 2 * phi * up_after * down_before + down_before**2))
    return Difference(change, low, high)


def _phi(both: int, only_before: int, only_after: int, neither: int) -> float:
    n = both + only_before + only_after + neither
    margins = (both + only_before) * (only_after + neither) * (both + only_after) * (only_before + neither)
    if margins == 0:
        return 0.0
    cross = both * neither - only_before * only_after
    return min(cross, max(cross - n / 2, 0)) / sqrt(margins)


def mcnemar_exact(only_before: int, only_after: int) -> float:
    """Exact McNemar test: the two-sided p of so many changes one way and the other.

    Formula: min(1, 2 · P(X ≤ min)) with X binomial(only_before + only_after, ½). Source: McNemar,
    Psychometrika 1947;12:153–157; exact form, Liddell, J Epidemiol Community Health 1983;37:82–84.
    Unit: a probability. Nobody changed: 1. Errors: FigureError unless both are whole and 0 or more.
    Does not prove: how large the change is; that is `newcombe_paired`'s.

    >>> mcnemar_exact(2, 10)
    0.03857421875
    """
    whole("only_before", only_before)
    whole("only_after", only_after)
    n, fewer = only_before + only_after, min(only_before, only_after)
    term = tail = 1
    for i in range(fewer):
        # The next binomial coefficient from the one before it.
        term = term * (n - i) // (i + 1)
        tail += term
    return min(1.0, 2 * tail / 2**n)


@lru_cache(maxsize=4096)
def _wilson(k: int, n: int) -> tuple[float, float, float]:
    found = wilson(k, n)
    return found.share, found.low, found.high  # type: ignore[return-value]
