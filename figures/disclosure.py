"""Small numbers: the one place that decides what may be shown, for pages, charts, files and the API."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from figures.arguments import FigureError, whole
from figures.values import Count, Mean, MeanChange, Missing, Percentage, PointChange, Suppressed

#: A hidden cell's feasible range is at least this wide: high − low.
WIDTH = 4
#: No setting goes below this.
FLOOR = 5


class Audience(Enum):
    """Who looks, with the fewest valid answers that they may see a percentage or mean of."""

    OWN = 5
    NATIONAL = 10
    PUBLIC = 11  # the same threshold as NATIONAL; a value of its own keeps the names apart

    @property
    def threshold(self) -> int:
        return min(self.value, 10)


TOO_FEW = "too few answered"
EVERYBODY = "everyone gave the same answer, and nobody has signed it off"


def threshold_for(audience: Audience, *, raised_to: int = 0) -> int:
    """The threshold of an audience; a setting can raise it and never lower it.

    >>> threshold_for(Audience.OWN, raised_to=3), threshold_for(Audience.OWN, raised_to=8)
    (5, 8)
    """
    return max(audience.threshold, whole("raised_to", raised_to), FLOOR)


def shown(value: Any, *, audience: Audience, signed_off_by: str = "", raised_to: int = 0) -> Any:
    """The value itself, or Suppressed with its reason. Counts, Missing and Suppressed pass through.

    Rule: every base (both, of a change) reaches the audience's threshold; a percentage of 0 or 100 tells
    everybody's answer, so it needs 10 answers and, outside one's own place, a named sign-off.
    """
    least = threshold_for(audience, raised_to=raised_to)
    if isinstance(value, (Count, Missing, Suppressed)):
        return value
    parts = [value.before, value.after] if isinstance(value, (PointChange, MeanChange)) else [value]
    for part in parts:
        if isinstance(part, Percentage):
            if part.denominator < least:
                return Suppressed(TOO_FEW)
            if part.numerator in (0, part.denominator):
                if part.denominator < 10:
                    return Suppressed(TOO_FEW)
                if audience is not Audience.OWN and not signed_off_by:
                    return Suppressed(EVERYBODY)
        elif isinstance(part, Mean):
            if part.n < least:
                return Suppressed(TOO_FEW)
        else:
            raise FigureError(f"value must be a figure, not {value!r}")
    return value


@dataclass(frozen=True, slots=True)
class OneWay:
    """suppressed: names hidden; total_suppressed; ranges: name → (low, high) that an outsider can work out."""

    suppressed: frozenset[str]
    total_suppressed: bool
    ranges: dict[str, tuple[int, int]]


def one_way(cells: Mapping[str, int], *, threshold: int) -> OneWay:
    """Which cells of a table with a total to hide.

    Primary: 1 … threshold − 1. Then the next smallest shown cell above 0 goes too, until each hidden
    cell could lie in a range at least 4 wide; otherwise the total goes. The outsider knows the total,
    what is shown, and that each hidden cell is at least 1.
    Source: FFT suppression rules of NHS England (second level); Hundepool et al. 2012, chapter 4.

    >>> one_way({"A": 2, "B": 80, "C": 150}, threshold=5).suppressed == {"A", "B"}
    True
    """
    _check(cells, threshold)
    hidden = [name for name, count in cells.items() if 0 < count < threshold]
    if not hidden:
        return OneWay(frozenset(), False, {})
    others = sorted((name for name, count in cells.items() if count >= threshold), key=lambda name: cells[name])
    while not _wide(_ranges(cells, hidden)):
        if not others:
            # Without the total an outsider knows only that each hidden cell is at least 1.
            return OneWay(frozenset(hidden), True, {name: (1, max(cells[name], 1) + WIDTH) for name in hidden})
        hidden.append(others.pop(0))
    return OneWay(frozenset(hidden), False, _ranges(cells, hidden))


def _ranges(cells: Mapping[str, int], hidden: list[str]) -> dict[str, tuple[int, int]]:
    total = sum(cells[name] for name in hidden)
    high = total - (len(hidden) - 1)
    low = total if len(hidden) == 1 else 1
    return dict.fromkeys(hidden, (low, high))


def _wide(ranges: Mapping[Any, tuple[int, int]]) -> bool:
    return all(high - low >= WIDTH for low, high in ranges.values())


def _check(cells: Any, threshold: Any) -> None:
    if not isinstance(cells, Mapping):
        raise FigureError(f"cells must map names to counts, not {cells!r}")
    for name, count in cells.items():
        whole(f"cells[{name!r}]", count)
    whole("threshold", threshold, least=2)


def complement_shown(inside: int, total: int, *, threshold: int) -> bool:
    """Whether a filter may be shown beside the whole: it leaves nobody outside it, or at least `threshold`.

    >>> complement_shown(97, 100, threshold=5), complement_shown(100, 100, threshold=5)
    (False, True)
    """
    whole("inside", inside)
    whole("total", total, least=inside)
    outside = total - inside
    return outside == 0 or outside >= whole("threshold", threshold, least=2)


def withheld(parts: Mapping[Any, tuple[int, ...]], hidden: Collection[Any], *, threshold: int) -> frozenset[Any]:
    """Which parts of a published whole to hide, so that the whole less the shown parts tells nothing.

    parts: name → its number of answers in each round. hidden: those hidden already, for whatever reason.
    What is hidden together must be two parts or more with `threshold` answers in each round, or else the
    next smallest shown part goes too. The result may be all of them; a part without answers is no part.

    >>> sorted(withheld({"A": (3, 4), "B": (12, 15), "C": (40, 50)}, {"A"}, threshold=10))
    ['A', 'B']
    >>> withheld({"A": (12, 11), "B": (12, 15)}, set(), threshold=10)
    frozenset()
    """
    whole("threshold", threshold, least=2)
    held = {name: counts for name, counts in parts.items() if any(counts)}
    gone = {name for name in hidden if name in held}
    shown = sorted((name for name in held if name not in gone), key=lambda name: min(held[name]))
    while gone and shown and not _together(held, gone, threshold):
        gone.add(shown.pop(0))
    return frozenset(gone)


def _together(held: Mapping[Any, tuple[int, ...]], gone: set[Any], threshold: int) -> bool:
    sums = [sum(counts) for counts in zip(*(held[name] for name in gone), strict=True)]
    return len(gone) > 1 and all(total == 0 or total >= threshold for total in sums)


def may_refresh(valid_before: int, valid_now: int, *, closed: bool, threshold: int) -> bool:
    """Whether an open round's results may change on a page: k new valid answers came, or it has closed."""
    whole("valid_before", valid_before)
    whole("valid_now", valid_now)
    return closed or abs(valid_now - valid_before) >= whole("threshold", threshold, least=2)
