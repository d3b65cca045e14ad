"""Run charts: the definitions, and agreement with the binomial distribution."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from figures import MISSING, run_charts
from tests.figures.examples import oracle

ONE_TO_NINE = st.lists(st.one_of(st.none(), st.integers(1, 9)), min_size=1, max_size=50)


@pytest.mark.parametrize(
    ("n", "longest", "crossings"), [(0, 3, 0), (1, 3, 0), (2, 4, 0), (3, 5, 0), (5, 5, 0), (6, 6, 1), (8, 6, 1)]
)
def test_limits_of_few_points(n: int, longest: int, crossings: int) -> None:
    assert run_charts.limits(n) == run_charts.Limits(longest, crossings)


def test_limits_of_a_series_whose_binomial_no_float_holds() -> None:
    assert run_charts.limits(3000) == run_charts.Limits(15, stats.binom.ppf(0.05, 2999, 0.5))


def test_points_on_the_line_are_skipped_and_gaps_too() -> None:
    chart = run_charts.chart([1, 5, 1, None, 9, 5, 9])
    assert (chart.median, chart.useful, chart.longest_run, chart.crossings) == (5.0, 4, 2, 1)
    assert (chart.longest_run_limit, chart.crossings_limit, chart.signal) == (5, 0, False)
    assert chart.values == (1.0, 5.0, 1.0, None, 9.0, 5.0, 9.0)


def test_another_line_than_the_median() -> None:
    chart = run_charts.chart([1, 2, 3], centre=0)
    assert (chart.median, chart.useful, chart.longest_run, chart.crossings) == (0.0, 3, 3, 0)
    assert run_charts.chart([0, 0, 0], centre=0).useful == 0


def test_nothing_off_the_line_is_no_signal() -> None:
    for values in ([3, 3, 3], [None, None], [2]):
        chart = run_charts.chart(values)
        assert (chart.useful, chart.longest_run, chart.crossings, chart.signal) == (0, 0, 0, False)
        assert (chart.longest_run_limit, chart.crossings_limit) == (3, 0)
    assert run_charts.chart([None]).median is MISSING


def test_a_long_run_signals_and_one_as_long_as_the_limit_does_not() -> None:
    # 16 points: limit 7. Runs of 7 and 8 with the crossings within their limit of 4.
    seven = [1] * 7 + [9, 1, 9, 1, 9, 9, 9, 9, 9]
    eight = [1] * 8 + [9, 9, 9, 9, 9, 9, 9, 9]
    found = run_charts.chart(seven, centre=5)
    assert (found.longest_run, found.longest_run_limit, found.crossings, found.crossings_limit) == (7, 7, 5, 4)
    assert found.signal is False
    assert run_charts.chart(eight, centre=5).signal is True
    only_run = [1] * 8 + [9, 1, 9, 1, 9, 1, 9, 9]
    found = run_charts.chart(only_run, centre=5)
    assert (found.longest_run, found.crossings, found.signal) == (8, 7, True)


def test_few_crossings_signal_and_as_many_as_the_limit_do_not() -> None:
    three = [1] * 4 + [9] * 4 + [1] * 4 + [9] * 4
    four = [1] * 4 + [9] * 4 + [1] * 4 + [9] * 3 + [1]
    assert (run_charts.chart(three, centre=5).crossings, run_charts.chart(three, centre=5).signal) == (3, True)
    assert (run_charts.chart(four, centre=5).crossings, run_charts.chart(four, centre=5).signal) == (4, False)


@pytest.mark.parametrize(
    ("values", "better", "words"),
    [
        ([1], "increase", "Too early to say: 1 value so far, 10 are needed."),
        ([1, None, 2], "increase", "Too early to say: 2 values so far, 10 are needed."),
        ([1] * 9, "increase", "Too early to say: 9 values so far, 10 are needed."),
        ([1, 9] * 5, "increase", "Usual variation: no sign of a change that is more than chance."),
        ([1] * 8 + [9] * 8, "increase", "Better, and more than chance: the last 8 values are higher than the median."),
        ([1] * 8 + [9] * 8, "decrease", "Worse, and more than chance: the last 8 values are higher than the median."),
        ([9] * 8 + [1] * 8, "increase", "Worse, and more than chance: the last 8 values are lower than the median."),
        ([9] * 8 + [1] * 8, "decrease", "Better, and more than chance: the last 8 values are lower than the median."),
        ([1] * 8 + [9] * 8, "neither", "Higher, and more than chance: the last 8 values are higher than the median."),
        ([9] * 8 + [1] * 8, "neither", "Lower, and more than chance: the last 8 values are lower than the median."),
        ([1] * 6 + [9] * 6, "increase", "Better, and more than chance: the last 6 values are higher than the median."),
        ([1] * 9 + [9] * 5 + [1] * 1 + [9] * 5, "increase", "The level has changed at some point by more than chance."),
    ],
)
def test_the_sentence(values: list, better: str, words: str) -> None:
    assert run_charts.chart(values).finding(better) == words


def test_the_sentence_takes_no_direction_for_granted() -> None:
    assert run_charts.chart([1] * 8 + [9] * 8).finding() == run_charts.chart([1] * 8 + [9] * 8).finding("neither")


def test_where_every_point_is_on_one_side_the_tail_is_all_of_them() -> None:
    assert "the last 12 values are higher" in run_charts.chart([9] * 12, centre=5).finding("increase")


@pytest.mark.parametrize(
    ("values", "flagged"),
    [
        ([1, 1, 1, 1, 1], []),
        ([1, 1, 1, 1, 1, 1], [0, 1, 2, 3, 4, 5]),
        ([0, 1, 1, 0, 1, None, 1, 1, 1, 0], [1, 2, 3, 4, 6, 7, 8]),
        ([-1] * 6 + [1] * 5, [0, 1, 2, 3, 4, 5]),
        ([-1] * 6 + [1] * 6, list(range(12))),
        ([1, 1, 1, -1, 1, 1, 1], []),
        ([None], []),
    ],
)
def test_shifts(values: list, flagged: list[int]) -> None:
    assert run_charts.shifts(values, 0) == flagged


def test_shifts_of_another_length() -> None:
    assert run_charts.shifts([1, 1, -1], 0, length=2) == [0, 1]
    assert run_charts.shifts([1, 1, -1], 0, length=3) == []


@pytest.mark.parametrize(
    ("values", "spans"),
    [
        ([1, 2, 3, 4], []),
        ([5, 4, 3, 2, 1], [(0, 4)]),
        ([1, 1, 2, 3, 3, 4, 5, 5], [(1, 6)]),
        ([1, 2, 3, 4, 5, 5, 4, 3, 2, 1], [(0, 4), (5, 9)]),
        ([9, 1, 1, 2, 3, 4, 5], [(2, 6)]),
        ([9, 5, 6, 7, 8, 9], [(1, 5)]),
        ([5, 1, 2, 0, 1, 2, 3, 4], [(3, 7)]),
        ([7, 1, 6, 5, 4, 3, 2], [(2, 6)]),
        ([1, 2, None, 3, 4, 5, None], [(0, 5)]),
        ([3, 3, 3], []),
        ([2], []),
        ([None], []),
        ([9, 1, 2, 3, 4, 5], [(1, 5)]),
    ],
)
def test_trends(values: list, spans: list[tuple[int, int]]) -> None:
    assert run_charts.trends(values) == spans


def test_trends_of_another_length() -> None:
    assert run_charts.trends([1, 2, 1], length=2) == [(0, 1), (1, 2)]
    assert run_charts.trends([1, 2, 3, 1], length=3) == [(0, 2)]
    assert run_charts.trends([4, 4, 2, None, 5, 5, 5], length=2) == [(1, 2), (2, 4)]


@oracle
@given(ONE_TO_NINE)
def test_runs_and_crossings_counted_the_plain_way(values: list[int | None]) -> None:
    chart = run_charts.chart(values)
    sides = [value > chart.median for value in values if value is not None and value != chart.median]
    runs = [len(list(group)) for _, group in groupby(sides)]
    assert (chart.useful, chart.longest_run, chart.crossings) == (len(sides), max(runs, default=0), max(len(runs) - 1, 0))


@oracle
@given(ONE_TO_NINE, st.integers(2, 7))
def test_shifts_and_trends_look_alike_in_a_mirror(values: list[int | None], length: int) -> None:
    back = [None if value is None else -value for value in reversed(values)]
    last = len(values) - 1
    assert sorted(last - i for i in run_charts.shifts(back, -5, length=length)) == run_charts.shifts(values, 5, length=length)
    assert sorted((last - b, last - a) for a, b in run_charts.trends(back, length=length)) == run_charts.trends(
        values, length=length
    )
