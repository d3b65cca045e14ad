"""Wards as clusters: the jackknife from per-team statistics, and which interval is published."""

import functools
import operator

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from figures import MISSING, FigureError, Mean, MeanChange, Percentage, clusters
from figures.clusters import ClusterChange
from figures.means import Summary, relative_change
from figures.proportions import Tally
from tests.figures.examples import oracle

WARDS = st.lists(st.tuples(st.lists(st.integers(1, 9), max_size=6), st.lists(st.integers(1, 9), max_size=6)), max_size=9)


@pytest.mark.parametrize("wards", [[], [(Tally(), Tally())]])
def test_no_ward(wards: list) -> None:
    assert clusters.change_of_proportions(wards) == ClusterChange(MISSING, MISSING, MISSING, MISSING, MISSING, 0)


def test_one_ward_has_a_change_and_no_interval() -> None:
    assert clusters.change_of_proportions([(Tally(1, 4), Tally(3, 4))]) == ClusterChange(
        0.5, MISSING, MISSING, MISSING, MISSING, 1
    )


def test_where_one_ward_holds_all_before_there_is_nothing_without_it() -> None:
    found = clusters.change_of_proportions([(Tally(1, 4), Tally(3, 4)), (Tally(), Tally(1, 4))])
    assert found == ClusterChange(0.25, MISSING, MISSING, MISSING, MISSING, 2)
    found = clusters.change_of_means([(Summary.of([1, 3]), Summary.of([4])), (Summary.of([1]), Summary())])
    assert (found.low, found.clusters) == (MISSING, 2)
    assert clusters.change_of_means([(Summary(), Summary.of([4]))]).change is MISSING


def test_two_wards_by_hand() -> None:
    found = clusters.change_of_proportions([(Tally(1, 4), Tally(3, 4)), (Tally(2, 4), Tally(3, 4)), (Tally(), Tally())])
    reach = stats.t.ppf(0.975, 1) * 0.125
    assert (found.change, found.low, found.high) == pytest.approx((0.375, 0.375 - reach, 0.375 + reach))
    assert (found.lowest_without_one, found.highest_without_one, found.clusters) == (0.25, 0.5, 2)


@oracle
@given(WARDS)
def test_the_jackknife_as_numpy_reckons_it(wards: list[tuple[list[int], list[int]]]) -> None:
    wards = [ward for ward in wards if ward[0] or ward[1]]
    without = [
        [functools.reduce(operator.iadd, (ward[i] for j, ward in enumerate(wards) if j != left_out), []) for i in (0, 1)]
        for left_out in range(len(wards))
    ]
    assume(len(wards) > 1 and all(before and after for before, after in without))
    summaries = [(Summary.of(before), Summary.of(after)) for before, after in wards]
    tallies = [tuple(Tally(sum(x > 5 for x in part), len(part)) for part in ward) for ward in wards]
    for found, theta in (
        (clusters.change_of_means(summaries), lambda b, a: np.mean(a) - np.mean(b)),
        (clusters.relative_change_of_means(summaries), lambda b, a: np.mean(a) / np.mean(b) - 1),
        (clusters.change_of_proportions(tallies), lambda b, a: np.mean(np.array(a) > 5) - np.mean(np.array(b) > 5)),
    ):
        values = np.array([theta(*pair) for pair in without])
        m = len(wards)
        reach = stats.t.ppf(0.975, m - 1) * np.sqrt((m - 1) / m * np.sum((values - values.mean()) ** 2))
        change = theta(*(functools.reduce(operator.iadd, (ward[i] for ward in wards), []) for i in (0, 1)))
        assert (found.change, found.low, found.high) == pytest.approx((change, change - reach, change + reach), abs=1e-9)
        assert (found.lowest_without_one, found.highest_without_one) == pytest.approx((values.min(), values.max()), abs=1e-12)


def test_the_wider_interval_is_published() -> None:
    own = Percentage(12, 20) - Percentage(8, 20)
    narrow, wide = ClusterChange(0.2, 0.19, 0.21, 0.1, 0.3, 5), ClusterChange(0.2, -1.2, 1.6, 0.1, 0.3, 5)
    assert clusters.widened(own, narrow) == own
    found = clusters.widened(own, wide)
    assert (found.low, found.high, found.clustered, found.points) == (-100, 100, True, own.points)
    assert clusters.widened(own, ClusterChange(0.2, MISSING, MISSING, MISSING, MISSING, 1)) == own
    mean = MeanChange(Mean(6, 9), Mean(7, 9), MISSING, MISSING)
    found = clusters.widened(mean, wide)
    assert (found.low, found.high, found.clustered) == (-1.2, 1.6, True)
    same = MeanChange(Mean(6, 9), Mean(7, 9), -1.2, 1.6)
    assert clusters.widened(same, wide) is same
    with pytest.raises(FigureError, match="change must be a PointChange or a MeanChange"):
        clusters.widened(3, wide)


def test_a_mean_from_nothing_has_no_relative_change() -> None:
    zero = Summary.of([0])
    assert relative_change(zero, zero) is MISSING
    assert clusters.relative_change_of_means([(zero, zero), (zero, zero)]).low is MISSING
