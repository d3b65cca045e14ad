"""Run charts: median, the Anhøj rules, and the older hints of a shift and a trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import log2
from statistics import median
from typing import NamedTuple

from figures.arguments import number, one_of, series, whole
from figures.missing import MISSING, Missing


class Limits(NamedTuple):
    """The longest run that chance explains, and the fewest crossings."""

    longest_run: int
    crossings: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a run chart draws. `useful`: points off the centre line. signal: more than chance."""

    values: tuple[float | None, ...]
    median: float | Missing
    useful: int
    longest_run: int
    crossings: int
    longest_run_limit: int
    crossings_limit: int
    signal: bool

    def finding(self, better: str = "neither") -> str:
        """One sentence that says what the chart shows. better: "increase", "decrease" or "neither"."""
        one_of("better", better, ("increase", "decrease", "neither"))
        seen = [value for value in self.values if value is not None]
        if len(seen) < 10:
            return f"Too early to say: {len(seen)} {'value' if len(seen) == 1 else 'values'} so far, 10 are needed."
        if not self.signal:
            return "Usual variation: no sign of a change that is more than chance."
        above, tail = _runs(seen, number("median", self.median))[-1]
        if tail >= 6:
            lead, side = ("Higher", "higher") if above else ("Lower", "lower")
            if better != "neither":
                lead = "Better" if above == (better == "increase") else "Worse"
            return f"{lead}, and more than chance: the last {tail} values are {side} than the median."
        return "The level has changed at some point by more than chance."


def limits(n: int) -> Limits:
    """Anhøj's limits for n points off the centre line.

    Formula: longest run round(log₂ n) + 3; crossings the 5 % quantile of binomial(max(n − 1, 0), ½).
    Source: Anhøj and Olesen, PLoS ONE 2014;9:e113825; Anhøj, PLoS ONE 2015;10:e0121349.
    Unit: points and crossings. n = 0: (3, 0). Errors: FigureError unless n is whole and 0 or more.
    Does not prove: that a chart within both limits has not changed; they find large, lasting shifts.

    >>> limits(24)
    Limits(longest_run=8, crossings=8)
    """
    return _limits(whole("n", n))


@lru_cache(maxsize=1024)
def _limits(n: int) -> Limits:
    trials = max(n - 1, 0)
    total = term = 1
    crossings = 0
    while total * 20 < 2**trials:
        # The next binomial coefficient from the one before it.
        term = term * (trials - crossings) // (crossings + 1)
        crossings += 1
        total += term
    return Limits((round(log2(n)) if n else 0) + 3, crossings)


def chart(values: Sequence[float | None], *, centre: float | None = None) -> Chart:
    """A run chart of values in order; None is a gap. centre: another line than the median.

    Formula: signal = the longest run is above its limit, or the crossings are under theirs; points on the
    centre are skipped. A line that no point leaves has no signal, and a series of gaps no median.
    Source: Anhøj and Olesen, PLoS ONE 2014;9:e113825. Unit: that of the values.
    Errors: FigureError for anything but a list of finite numbers and None, or an empty one.
    Does not prove: what changed, or why.

    >>> c = chart([1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9])
    >>> c.median, c.longest_run, c.crossings, c.signal
    (5.0, 6, 1, True)
    """
    items = series("values", values)
    seen = [value for value in items if value is not None]
    if centre is not None:
        line: float | Missing = number("centre", centre)
    else:
        line = float(median(seen)) if seen else MISSING
    runs = [length for _, length in _runs(seen, line)]
    useful, longest, crossings = sum(runs), max(runs, default=0), max(len(runs) - 1, 0)
    bound = _limits(useful)
    signal = bool(runs) and (longest > bound.longest_run or crossings < bound.crossings)
    return Chart(tuple(items), line, useful, longest, crossings, bound.longest_run, bound.crossings, signal)


def _runs(seen: list[float], line: float | Missing) -> list[tuple[bool, int]]:
    """(above, how many) of each run of points on one side of the line; points on it are skipped."""
    sides = [value > line for value in seen if value != line]  # type: ignore[operator]
    return [(above, len([*run])) for above, run in groupby(sides)]


def shifts(values: Sequence[float | None], base: float, *, length: int = 6) -> list[int]:
    """Positions (from 0) within shifts: runs of `length` or more points on one side of `base`.

    Formula: points on the line neither break nor count; those between the first and last point of a shift
    are flagged with it, gaps never. Source: Perla, Provost and Murray, BMJ Qual Saf 2011;20:46–51.
    Unit: positions. Errors: FigureError for anything but a list of finite numbers and None, or an empty one.
    Does not prove: a change; six on one side come by chance more often in a long series.

    >>> shifts([0, 1, 2, 3, 3, 2, 1], 0)
    [1, 2, 3, 4, 5, 6]
    """
    items, line = series("values", values), number("base", base)
    whole("length", length, least=2)
    flagged: list[int] = []
    run: list[int] = []
    for i, value in [*enumerate(items), (len(items), None)]:
        ends = i == len(items)
        if not ends and (value is None or value == line):
            continue
        if run and (ends or (value > line) != (items[run[0]] > line)):  # type: ignore[operator]
            if len(run) >= length:
                flagged += [p for p in range(run[0], run[-1] + 1) if items[p] is not None]
            run = []
        run.append(i)
    return flagged


def trends(values: Sequence[float | None], *, length: int = 5) -> list[tuple[int, int]]:
    """(first, last) positions of trends: `length` or more distinct successive values, all rising or all falling.

    Formula: ties neither break nor count; a span goes from the last point at its first level to the first
    point at its last one, with the ties between; a turning point belongs to both.
    Source: Perla, Provost and Murray, BMJ Qual Saf 2011;20:46–51. Unit: positions.
    Errors: FigureError for anything but a list of finite numbers and None, or an empty one.
    Does not prove: a change; trends say little by themselves (Davis and Woodall, J Qual Technol 1988).

    >>> trends([1, 2, 3, 4, 5, 0, -1, -2, -3, -4, -5])
    [(0, 4), (4, 10)]
    """
    items = series("values", values)
    whole("length", length, least=2)
    # Runs of equal values as (value, first position, last position)
    levels: list[tuple[float, int, int]] = []
    for i, value in enumerate(items):
        if value is None:
            continue
        if levels and levels[-1][0] == value:
            levels[-1] = (value, levels[-1][1], i)
        else:
            levels.append((value, i, i))
    spans = []
    start = 0
    for i in range(1, len(levels)):
        turns = i + 1 == len(levels) or (levels[i + 1][0] > levels[i][0]) != (levels[i][0] > levels[i - 1][0])
        if turns:
            if i - start + 1 >= length:
                spans.append((levels[start][2], levels[i][1]))
            start = i
    return spans
