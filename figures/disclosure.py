"""Small numbers: the one place that decides what may be shown, for pages, charts, files and the API."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from math import inf
from typing import Any

from figures.arguments import FigureError, mapping, of_kind, truth, whole
from figures.missing import Missing
from figures.values import Count, Mean, MeanChange, Percentage, PointChange, Suppressed

#: A hidden cell's feasible range is at least this wide: high − low.
WIDTH = 4


class Audience(Enum):
    """Who looks: their own places, all of them, or everybody.

    Rule: 5 valid answers for one's own places, 10 for national and public views; `raise_thresholds` asks for more.
    Source: the programme's own rule, after NHS England's for small numbers.
    """

    OWN = "own"
    NATIONAL = "national"
    PUBLIC = "public"

    @property
    def floor(self) -> int:
        """The fewest valid answers that any setting may allow them to see a percentage or mean of."""
        return 5 if self is Audience.OWN else 10

    @property
    def threshold(self) -> int:
        """The fewest valid answers that they may see a percentage or mean of, as it is set."""
        return max(self.floor, _raised[self is Audience.OWN])


#: Whether one's own places → what the setting asks for.
_raised = {True: 0, False: 0}


def raise_thresholds(*, own: int = 0, wider: int = 0) -> None:
    """Set the thresholds of one's own places and of all wider views, for the whole process; 0: the rule's own.

    Rule: a setting can raise a threshold and never lower it. Source: the programme's own rule, after NHS
    England's for small numbers. Unit: valid answers. Errors: FigureError for what is not whole, or for a
    threshold below the rule's own: whoever set it would think that it holds.
    Does not prove: that figures which were shown before are hidden on paper.

    >>> raise_thresholds(own=8)
    >>> Audience.OWN.threshold, Audience.NATIONAL.threshold, Audience.PUBLIC.threshold
    (8, 10, 10)
    >>> raise_thresholds()
    """
    for name, asked, audience in (("own", own, Audience.OWN), ("wider", wider, Audience.NATIONAL)):
        if whole(name, asked) and asked < audience.floor:
            raise FigureError(f"{name} can raise the threshold of {audience.floor} valid answers and not lower it to {asked}")
    _raised.update({True: own, False: wider})


TOO_FEW = "too few answered"
EVERYBODY = "everyone gave the same answer, and nobody has signed it off"


def shown(value: Any, *, audience: Audience, signed_off_by: str = "") -> Any:
    """The value itself, or Suppressed with its reason. Counts, Missing and Suppressed pass through.

    Rule: every base (both, of a change) reaches the audience's threshold; a percentage of 0 or 100, or a
    mean at an end of its scale, tells everybody's answer, so it needs 10 answers and, outside one's own place,
    a named sign-off.
    Source: the programme's own rule, after NHS England's for small numbers. Unit: that of the value.
    Errors: FigureError for what is no figure, and unless audience is an Audience.
    Does not prove: that it stays hidden beside other tables; that is `withheld` and `linked_tables`.

    >>> shown(Percentage(3, 4), audience=Audience.OWN)
    Suppressed(reason='too few answered')
    >>> shown(Percentage(12, 12), audience=Audience.PUBLIC, signed_off_by="the ward manager")
    Percentage(numerator=12, denominator=12)
    """
    least = of_kind("audience", audience, Audience).threshold
    if isinstance(value, (Count, Missing, Suppressed)):
        return value
    parts = [value.before, value.after] if isinstance(value, (PointChange, MeanChange)) else [value]
    for part in parts:
        if isinstance(part, Percentage):
            base, tells_all = part.denominator, part.numerator in (0, part.denominator)
        elif isinstance(part, Mean):
            base, tells_all = part.n, part.is_at_an_end
        else:
            raise FigureError(f"value must be a figure, not {value!r}")
        if base < (max(least, 10) if tells_all else least):
            return Suppressed(TOO_FEW)
        if tells_all and audience is not Audience.OWN and not signed_off_by:
            return Suppressed(EVERYBODY)
    return value


@dataclass(frozen=True, slots=True)
class OneWay:
    """suppressed: names hidden; total_suppressed; ranges: name → (low, high) that an outsider can work out."""

    suppressed: frozenset[str]
    total_suppressed: bool
    ranges: dict[str, tuple[int, float]]


def one_way(cells: Mapping[str, int], *, threshold: int) -> OneWay:
    """Which cells of a table with a total to hide.

    Rule: primary are 1 … threshold − 1. Then the next smallest shown cell above 0 goes too, until each hidden
    cell could lie in a range at least 4 wide; otherwise the total goes. The outsider knows the total,
    what is shown, and that each hidden cell is at least 1.
    Among equals the first given goes. Where the total goes there is no upper end: the range ends at infinity.
    Source: FFT suppression rules of NHS England (second level); Hundepool et al., Statistical Disclosure
    Control, 2012, chapter 4. Unit: people. Errors: FigureError unless cells map names to whole numbers of 0
    or more, and threshold is whole and 2 or more.
    Does not prove: that nobody can tell; a colleague who knows some of the answers knows more than the table.

    >>> one_way({"A": 2, "B": 80, "C": 150}, threshold=5).suppressed == {"A", "B"}
    True
    """
    _check(cells, threshold)
    hidden = [name for name, count in cells.items() if 0 < count < threshold]
    if not hidden:
        return OneWay(frozenset(), False, {})
    others = sorted((name for name, count in cells.items() if count >= threshold), key=lambda name: cells[name])
    while True:
        # What is hidden adds up to the total less what is shown; nobody can tell one hidden cell from another.
        total = sum(cells[name] for name in hidden)
        low, high = total if len(hidden) == 1 else 1, total - len(hidden) + 1
        if high - low >= WIDTH:
            return OneWay(frozenset(hidden), False, dict.fromkeys(hidden, (low, high)))
        if not others:
            # Without the total an outsider knows only that each hidden cell is at least 1.
            return OneWay(frozenset(hidden), True, dict.fromkeys(hidden, (1, inf)))
        hidden.append(others.pop(0))


def _check(cells: Any, threshold: Any) -> None:
    for name, count in mapping("cells", cells, "names to counts").items():
        whole(f"cells[{name!r}]", count)
    if not cells:
        raise FigureError("cells must hold at least one count, not none at all")
    whole("threshold", threshold, least=2)


@dataclass(frozen=True, slots=True)
class TwoWay:
    """What to hide of a table with row, column and grand totals.

    suppressed: (row, column) of the cells; rows, columns: those whose totals go; total_suppressed: the grand
    total. ranges, where asked for: key → (low, high) that an outsider can work out; in a key, None stands
    for "all", as in ("North", None), the total of North.
    """

    suppressed: frozenset[tuple[str, str]]
    rows: frozenset[str]
    columns: frozenset[str]
    total_suppressed: bool
    ranges: dict[tuple[str | None, str | None], tuple[int, float]]


def two_way(cells: Mapping[tuple[str, str], int], *, threshold: int, ranges: bool = False) -> TwoWay:
    """Which cells and totals of a two-way table to hide; (row, column) → count, absent pairs are 0.

    Formula: primary are cells and totals of 1 … threshold − 1. Each hidden number whose feasible range is
    less than 4 wide takes with it the cheapest circle of numbers through it, so that people could be moved
    round that circle without a shown number changing: totals last, then the fewest people. The feasible
    range is exact: the table is a network in which people flow from the whole through rows, cells and
    columns back to the whole, and a hidden number's ends are maximal flows around it.
    Source: Fischetti and Salazar, Management Science 2001;47:1008–1027; Castro, Computers & Operations
    Research 2007;34:3–26. Unit: people. Zero is shown. Errors: as `one_way`, and keys must be pairs.
    Does not prove: anything against what stands in other tables; those are `linked_tables`' business.

    >>> t = two_way({("a", "x"): 2, ("a", "y"): 30, ("b", "x"): 40, ("b", "y"): 50}, threshold=5)
    >>> len(t.suppressed), t.rows, t.total_suppressed
    (4, frozenset(), False)
    """
    _check(cells, threshold)
    truth("ranges", ranges)
    network = _Network(cells)
    hidden = [key for key, count in network.counts.items() if 0 < count < threshold]
    for key in hidden:  # it grows while it is gone through
        while network.room(key, hidden, WIDTH) < WIDTH:
            hidden += sorted(network.cheapest_circle(key, hidden) - set(hidden), key=str)
    found = {key: network.feasible(key, hidden) for key in hidden} if ranges else {}
    return TwoWay(
        frozenset((row, column) for row, column in hidden if row is not None and column is not None),
        frozenset(row for row, column in hidden if row is not None and column is None),
        frozenset(column for row, column in hidden if row is None and column is not None),
        (None, None) in hidden,
        found,
    )


class _Network:
    """A two-way table as flows: whole → rows → columns → whole, one arc for each cell and each total."""

    def __init__(self, cells: Mapping[tuple[str, str], int]) -> None:
        counts: dict[Any, int] = {}
        for key, count in cells.items():
            if not isinstance(key, tuple) or len(key) != 2 or None in key:
                raise FigureError(f"cells must be named by (row, column), not {key!r}")
            counts[key] = count
        for (row, column), count in cells.items():
            for total in ((row, None), (None, column), (None, None)):
                counts[total] = counts.get(total, 0) + count
        self.counts = counts
        #: node → (next node, key, +1 along the arc or −1 against it); empty cells are shown and carry nothing
        self.arcs: dict[Any, list[tuple[Any, Any, int]]] = {}
        for key, count in counts.items():
            if count:
                start, end = self.ends(key)
                self.arcs.setdefault(start, []).append((end, key, 1))
                self.arcs.setdefault(end, []).append((start, key, -1))

    @staticmethod
    def ends(key: Any) -> tuple[Any, Any]:
        """From where to where: whole → row → column → end, and the grand total from the end to the whole."""
        row, column = key
        if row is None and column is None:
            return "end", "whole"
        if row is None:
            return ("column", column), "end"
        return ("whole", ("row", row)) if column is None else (("row", row), ("column", column))

    def feasible(self, key: Any, hidden: Collection[Any]) -> tuple[int, float]:
        """The least and the most that a hidden number can be."""
        start, end = self.ends(key)
        count = self.counts[key]
        down = min(count - 1, self._flow(start, end, key, hidden, count - 1))
        return int(count - down), count + self._flow(end, start, key, hidden, inf)

    def room(self, key: Any, hidden: Collection[Any], enough: int) -> float:
        """How wide the feasible range is; no further than `enough`, each way."""
        start, end = self.ends(key)
        up = self._flow(end, start, key, hidden, enough)
        fewest = self.counts[key] - 1
        return up if up >= enough else up + min(fewest, self._flow(start, end, key, hidden, fewest))

    def _flow(self, start: Any, end: Any, without: Any, hidden: Collection[Any], limit: float) -> float:
        """The most that can go from start to end along hidden arcs, or some number of `limit` or more.

        Along an arc any number can be added; against it all but one person can be taken away.
        """
        moved = dict.fromkeys(hidden, 0)
        del moved[without]
        sent = 0
        while sent < limit:
            came: dict[Any, tuple[Any, Any, int, float]] = {start: (None, None, 0, inf)}
            for node in (queue := [start]):
                for following, key, way in self.arcs[node]:
                    if key in moved and following not in came:
                        room = inf if way > 0 else self.counts[key] - 1 + moved[key]
                        if room > 0:
                            came[following] = (node, key, way, min(room, came[node][3]))
                            queue.append(following)
            if end not in came:
                return sent
            step = came[end][3]
            if step == inf:
                return inf
            node = end
            while node != start:
                node, key, way, _ = came[node]
                moved[key] += way * int(step)
            sent += int(step)
        return sent

    def cheapest_circle(self, key: Any, hidden: Collection[Any]) -> set[Any]:
        """The arcs to hide so that this number may be at least `WIDTH` greater, or smaller."""
        start, end = self.ends(key)
        cost, path = self._cheapest(end, start, key, hidden)
        if self.counts[key] > WIDTH:
            # By going against this arc: the circle the other way round
            other, other_path = self._cheapest(start, end, key, hidden)
            if other < cost:
                return other_path
        return path

    def _cheapest(self, start: Any, end: Any, without: Any, hidden: Collection[Any]) -> tuple[tuple[float, float], set[Any]]:
        """Dijkstra's shortest path; an arc costs nothing where it is hidden, else (1 if a total, its people)."""
        gone = set(hidden)
        best: dict[Any, tuple[tuple[float, float], frozenset[Any]]] = {start: ((0, 0), frozenset())}
        done: set[Any] = set()
        while open_ := [node for node in best if node not in done]:
            node = min(open_, key=lambda node: best[node][0])
            if node == end:
                break
            done.add(node)
            (totals, people), path = best[node]
            for following, key, way in self.arcs[node]:
                if key == without or (way < 0 and self.counts[key] <= WIDTH):
                    continue
                price = (0, 0) if key in gone else (int(None in key), self.counts[key])
                cost = (totals + price[0], people + price[1])
                if following not in best or cost < best[following][0]:
                    best[following] = (cost, path | {key})
        return (best[end][0], set(best[end][1])) if end in best else ((inf, inf), set())


def complement_shown(inside: int, total: int, *, threshold: int) -> bool:
    """Whether a filter may be shown beside the whole: it leaves nobody outside it, or at least `threshold`.

    Formula: total − inside is 0 or `threshold` or more. Source: Hundepool et al., Statistical Disclosure
    Control, 2012, chapter 5 (differencing). Unit: people. Errors: FigureError unless all are whole, inside is
    total or less, and threshold 2 or more.
    Does not prove: anything against two filters that differ by a few people; only fixed breakdowns prevent that.

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
    Rule: what is hidden together must be two parts or more with `threshold` answers in each round, or else the
    next smallest shown part goes too. The result may be all of them; a part without answers is no part.
    Source: as `one_way`; the programme's own rule for two rounds at once. Unit: names.
    Errors: FigureError unless parts map names to equally many whole counts, and threshold is whole and 2 or more.
    Does not prove: anything against what stands in other tables; that is `linked_tables`' business.

    >>> sorted(withheld({"A": (3, 4), "B": (12, 15), "C": (40, 50)}, {"A"}, threshold=10))
    ['A', 'B']
    >>> withheld({"A": (12, 11), "B": (12, 15)}, set(), threshold=10)
    frozenset()
    """
    whole("threshold", threshold, least=2)
    for name, counts in mapping("parts", parts, "names to counts").items():
        for count in of_kind(f"parts[{name!r}]", counts, tuple, list):
            whole(f"parts[{name!r}]", count)
    if len({len(counts) for counts in parts.values()}) > 1:
        raise FigureError("parts must have equally many counts each, one for each round")
    if isinstance(hidden, (str, bytes)) or not isinstance(hidden, Collection):
        raise FigureError(f"hidden must be a set of names, not {hidden!r}")
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
    """Whether an open round's results may change on a page: k new valid answers came, or it has closed.

    Rule: otherwise somebody who watches the page sees one person's answer. Source: the programme's own rule.
    Unit: valid answers. Errors: FigureError unless the counts and the threshold (2 or more) are whole and
    closed is True or False.
    Does not prove: that nobody can tell who answered last; in a small team somebody might guess.

    >>> may_refresh(10, 14, closed=False, threshold=5), may_refresh(10, 15, closed=False, threshold=5)
    (False, True)
    """
    whole("valid_before", valid_before)
    whole("valid_now", valid_now)
    return truth("closed", closed) or abs(valid_now - valid_before) >= whole("threshold", threshold, least=2)
