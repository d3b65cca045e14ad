"""Hidden cells: which go, and an outsider with linear programming who tries to work them out."""

from collections.abc import Iterator
from math import inf
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from figures.arguments import FigureError
from figures.disclosure import TOO_FEW, WIDTH, Audience, TwoWay, one_way, raise_thresholds, shown, two_way
from figures.values import Mean, Percentage, Suppressed
from tests.figures.examples import TABLES


def feasible(equations: np.ndarray, sums: np.ndarray) -> list[tuple[int, float]]:
    """The least and most of each unknown of 1 or more, by scipy."""
    found = []
    for i in range(equations.shape[1]):
        aim = np.eye(equations.shape[1])[i]
        least, most = (linprog(sign * aim, A_eq=equations, b_eq=sums, bounds=(1, None)) for sign in (1, -1))
        assert least.status == 0
        assert most.status in (0, 3)
        found.append((round(least.fun), inf if most.status == 3 else round(-most.fun)))
    return found


def test_nothing_small_nothing_hidden() -> None:
    found = one_way({"A": 0, "B": 5}, threshold=5)
    assert (found.suppressed, found.total_suppressed, found.ranges) == (frozenset(), False, {})


def test_zero_is_shown_and_protects_nobody() -> None:
    found = one_way({"A": 2, "B": 0, "C": 9}, threshold=5)
    assert (found.suppressed, found.total_suppressed) == ({"A", "C"}, False)
    assert found.ranges == {"A": (1, 10), "C": (1, 10)}


@pytest.mark.parametrize("cells", [{"A": 4}, {"A": 4, "B": 0}, {"A": 1, "B": 4}, {"A": 1, "B": 1, "C": 1}])
def test_where_company_is_not_enough_the_total_goes(cells: dict[str, int]) -> None:
    found = one_way(cells, threshold=5)
    assert found.total_suppressed is True
    assert found.ranges == {name: (1, inf) for name, count in cells.items() if count} == dict.fromkeys(found.suppressed, (1, inf))


def test_a_range_four_wide_is_wide_enough() -> None:
    # Two hidden cells that add up to 6: from 1 to 5.
    assert one_way({"A": 3, "B": 3, "C": 50}, threshold=5).ranges == {"A": (1, 5), "B": (1, 5)}
    assert one_way({"A": 2, "B": 3, "C": 50}, threshold=5).suppressed == {"A", "B", "C"}


def test_the_next_smallest_goes_and_among_equals_the_first() -> None:
    assert one_way({"A": 60, "B": 50, "C": 2, "D": 50}, threshold=5).suppressed == {"B", "C"}
    assert one_way({"A": 5, "B": 2, "C": 6}, threshold=5).suppressed == {"A", "B"}


def test_a_higher_threshold_hides_more() -> None:
    cells = {"A": 7, "B": 30, "C": 40}
    assert one_way(cells, threshold=5).suppressed == frozenset()
    assert one_way(cells, threshold=10).suppressed == {"A", "B"}


@pytest.mark.parametrize("seed", range(TABLES))
def test_attack_on_one_way_tables(seed: int) -> None:
    chance = Random(seed)
    cells = {f"cell {i}": chance.choice([0, chance.randint(0, 6), chance.randint(0, 60)]) for i in range(chance.randint(1, 9))}
    threshold = chance.choice([2, 5, 10])
    found = one_way(cells, threshold=threshold)
    small = {name for name, count in cells.items() if 0 < count < threshold}
    assert small <= found.suppressed <= {name for name, count in cells.items() if count}
    assert found.total_suppressed <= bool(small)
    if not small:
        assert not found.suppressed
        return
    hidden = list(found.ranges)
    assert found.suppressed == set(hidden)
    if found.total_suppressed:
        assert set(found.ranges.values()) == {(1, inf)}
        return
    expected = feasible(np.ones((1, len(hidden))), np.array([sum(cells[name] for name in hidden)]))
    assert list(found.ranges.values()) == expected
    assert all(high - low >= WIDTH for low, high in expected)


def test_a_two_way_table_without_small_numbers() -> None:
    found = two_way({("a", "x"): 5, ("a", "y"): 0, ("b", "x"): 7}, threshold=5, ranges=True)
    assert (found.suppressed, found.rows, found.columns, found.total_suppressed, found.ranges) == (set(), set(), set(), False, {})


def test_one_small_cell_takes_the_cheapest_rectangle() -> None:
    cells = {
        ("a", "x"): 2,
        ("a", "y"): 30,
        ("a", "z"): 10,
        ("b", "x"): 40,
        ("b", "y"): 8,
        ("b", "z"): 50,
        ("c", "x"): 9,
        ("c", "y"): 90,
        ("c", "z"): 12,
    }
    found = two_way(cells, threshold=5, ranges=True)
    assert found.suppressed == {("a", "x"), ("a", "z"), ("c", "x"), ("c", "z")}
    assert (found.rows, found.columns, found.total_suppressed) == (set(), set(), False)
    assert found.ranges[("a", "x")] == (1, 10)
    assert two_way(cells, threshold=5).ranges == {}


def test_a_table_of_one_small_cell_shows_nothing() -> None:
    found = two_way({("a", "x"): 3}, threshold=5, ranges=True)
    assert (found.suppressed, found.rows, found.columns, found.total_suppressed) == ({("a", "x")}, {"a"}, {"x"}, True)
    assert set(found.ranges.values()) == {(1, inf)}


def test_a_small_total_goes_as_well() -> None:
    found = two_way(
        {("a", "x"): 3, ("a", "y"): 0, ("b", "x"): 30, ("b", "y"): 40, ("c", "x"): 20, ("c", "y"): 50}, threshold=5, ranges=True
    )
    assert "a" in found.rows
    assert ("a", "x") in found.suppressed
    assert all(high - low >= WIDTH for low, high in found.ranges.values())


def test_totals_go_last() -> None:
    # One column: the row's total gives the cell away, so that two row totals go rather than the grand total.
    found = two_way({("a", "x"): 3, ("b", "x"): 30, ("c", "x"): 40}, threshold=5)
    assert (found.suppressed, found.rows) == ({("a", "x"), ("b", "x")}, {"a", "b"})
    assert (found.columns, found.total_suppressed) == (set(), False)


def test_a_circle_may_go_the_other_way_round() -> None:
    # 9 can become less, for 2 can become more; to let it become more a total would have to go.
    found = two_way({("a", "x"): 24, ("a", "y"): 9, ("b", "x"): 14, ("b", "y"): 2}, threshold=10, ranges=True)
    assert len(found.suppressed) == 4
    assert (found.rows, found.columns, found.total_suppressed) == (set(), set(), False)
    assert found.ranges[("a", "y")] == (1, 10)


def test_where_there_is_one_way_round_only() -> None:
    found = two_way({("a", "x"): 0, ("a", "y"): 24, ("b", "x"): 0, ("b", "y"): 8}, threshold=10)
    assert (found.suppressed, found.rows) == ({("a", "y"), ("b", "y")}, {"a", "b"})
    assert (found.columns, found.total_suppressed) == (set(), False)
    # The total of b, 8, cannot become less by 4 through its cell of 2, nor that of x through its two small cells.
    found = two_way({("a", "x"): 4, ("a", "y"): 9, ("b", "x"): 2, ("b", "y"): 6}, threshold=10, ranges=True)
    assert (found.rows, found.columns, found.total_suppressed) == ({"a", "b"}, {"x", "y"}, False)
    assert all(high - low >= WIDTH for low, high in found.ranges.values())
    found = two_way({("a", "x"): 7}, threshold=10, ranges=True)
    assert (found.suppressed, found.total_suppressed) == ({("a", "x")}, True)
    assert set(found.ranges.values()) == {(1, inf)}


def arcs(cells: dict[tuple[str, str], int]) -> dict[Any, int]:
    """Cells and totals by key, None for "all"."""
    counts: dict[Any, int] = dict(cells)
    for (row, column), count in cells.items():
        for key in ((row, None), (None, column), (None, None)):
            counts[key] = counts.get(key, 0) + count
    return counts


@pytest.mark.parametrize("seed", range(TABLES))
def test_attack_on_two_way_tables(seed: int) -> None:
    chance = Random(seed)
    rows, columns = range(chance.randint(1, 6)), range(chance.randint(1, 5))
    cells = {(f"r{i}", f"c{j}"): chance.choice([0, chance.randint(0, 6), chance.randint(0, 60)]) for i in rows for j in columns}
    attack(cells, chance.choice([2, 5, 10]))


@pytest.mark.parametrize(
    ("table", "threshold", "hidden"),
    [
        ([[4, 6], [3, 1]], 10, (4, 2, 2, False)),
        ([[0, 4, 54, 1, 31]], 2, (2, 0, 2, False)),
        ([[3, 3], [44, 0]], 10, (3, 2, 2, False)),
        ([[0, 1, 0], [5, 1, 6]], 10, (4, 2, 3, False)),
        ([[18, 2, 5], [21, 22, 0]], 10, (5, 0, 2, False)),
        ([[0, 0], [24, 0], [3, 24]], 5, (2, 2, 0, False)),
    ],
)
def test_no_more_is_hidden_than_must_be(table: list[list[int]], threshold: int, hidden: tuple[int, int, int, int]) -> None:
    cells = {(f"r{i}", f"c{j}"): count for i, row in enumerate(table) for j, count in enumerate(row)}
    found = attack(cells, threshold)
    assert (len(found.suppressed), len(found.rows), len(found.columns), found.total_suppressed) == hidden


def attack(cells: dict[tuple[str, str], int], threshold: int) -> TwoWay:
    """What an outsider finds by linear programming is what `two_way` says that they find, and nowhere too narrow."""
    rows, columns = (sorted({key[i] for key in cells}) for i in (0, 1))
    found = two_way(cells, threshold=threshold, ranges=True)
    counts = arcs(cells)
    hidden = [*found.suppressed, *((row, None) for row in found.rows), *((None, column) for column in found.columns)]
    hidden += [(None, None)] * found.total_suppressed
    assert set(hidden) == set(found.ranges)
    assert {key for key, count in counts.items() if 0 < count < threshold} <= set(hidden)
    assert all(counts[key] for key in hidden)
    # An equation for each row, each column and the totals: cells − total = 0, with what is shown put in
    equations, sums = [], []
    for members, total in (
        *(([(i, j) for j in columns], (i, None)) for i in rows),
        *(([(i, j) for i in rows], (None, j)) for j in columns),
        ([(i, None) for i in rows], (None, None)),
        ([(None, j) for j in columns], (None, None)),
    ):
        signs = {**dict.fromkeys(members, 1), total: -1}
        equations.append([signs.get(key, 0) for key in hidden])
        sums.append(-sum(sign * counts[key] for key, sign in signs.items() if key not in found.ranges))
    for key, (low, high) in zip(hidden, feasible(np.array(equations), np.array(sums)) if hidden else [], strict=True):
        assert found.ranges[key] == (low, high)
        assert high - low >= WIDTH
    return found


@pytest.fixture
def as_before() -> Iterator[None]:
    yield
    raise_thresholds()


def test_a_setting_raises_what_is_asked_for_everywhere(as_before: None) -> None:
    seven, twelve = Percentage(3, 7), Percentage(5, 12)
    assert [audience.threshold for audience in Audience] == [5, 10, 10]
    raise_thresholds(own=5, wider=10)
    assert [audience.threshold for audience in Audience] == [5, 10, 10]
    assert shown(seven, audience=Audience.OWN) == seven
    raise_thresholds(own=8, wider=13)
    assert [audience.threshold for audience in Audience] == [8, 13, 13]
    assert shown(seven, audience=Audience.OWN) == shown(Mean(2, 7), audience=Audience.OWN) == Suppressed(TOO_FEW)
    assert shown(twelve, audience=Audience.OWN) == twelve
    assert shown(twelve, audience=Audience.PUBLIC) == shown(twelve, audience=Audience.NATIONAL) == Suppressed(TOO_FEW)


@pytest.mark.parametrize("lower", [{"own": 4}, {"wider": 9}, {"own": -1}, {"wider": 12.5}, {"own": True}])
def test_no_setting_lowers_it(lower: dict[str, Any], as_before: None) -> None:
    with pytest.raises(FigureError):
        raise_thresholds(**lower)
    assert (Audience.OWN.threshold, Audience.PUBLIC.threshold) == (5, 10)
