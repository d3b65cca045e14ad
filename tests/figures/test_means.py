"""Means: edges by definition, and agreement with scipy."""

from decimal import Decimal
from fractions import Fraction
from math import isclose

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special, stats

from figures import MISSING, Mean, means
from figures.means import MeanDifference, PairedSummary, Summary
from tests.figures.examples import oracle

ANSWERS = st.lists(st.integers(0, 10), min_size=0, max_size=60)
MEASURES = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=2, max_size=40)


def of(*values: float) -> Summary:
    return Summary.of(values)


def test_summaries_are_exact_and_add() -> None:
    assert of(0.1, 0.2) == Summary(2, Fraction(3, 10), Fraction(5, 100)) == Summary(2, Decimal("0.3"), 0.05)
    assert of(1, 2) + of(3) == of(1, 2, 3)
    assert sum([of(), of(0.1), of(0.2)], Summary()) == of(0.1, 0.2)
    assert PairedSummary.of([1]) + PairedSummary.of([2]) == PairedSummary.of([1, 2])
    assert PairedSummary.of([1]) != Summary.of([1])
    assert (of().mean, of().variance, of(4).mean, of(4).variance, of(4, 6).variance) == (MISSING, MISSING, 4.0, MISSING, 2.0)
    assert Summary(3, 3, 3).variance == 0


def test_none_one_and_two_answers() -> None:
    assert means.welch(of(), of(1, 2)) == means.welch(of(1, 2), of()) == MeanDifference(MISSING)
    assert means.welch(of(3), of(5, 6)) == MeanDifference(2.5)
    assert means.welch(of(5, 6), of(8)) == MeanDifference(2.5)
    found = means.welch(of(1, 3), of(5, 9))
    assert (found.change, found.df, found.d_z) == (5.0, pytest.approx(25 / 17), MISSING)
    assert means.paired(of()) == MeanDifference(MISSING)
    assert means.paired(of(2)) == MeanDifference(2.0)
    found = means.paired(of(1, 3))
    assert (found.change, found.t, found.df, found.d_z, found.hedges_g) == (2.0, 2.0, 1.0, pytest.approx(2**0.5), MISSING)
    assert found.high - 2 == pytest.approx(12.706204736, abs=1e-8)


def test_no_variance_has_a_change_and_nothing_else() -> None:
    assert means.welch(of(7, 7), of(8, 8, 8)) == MeanDifference(1.0)
    assert means.paired(PairedSummary.of([1, 1])) == MeanDifference(1.0)
    assert means.welch(of(7, 7), of(8, 9)).df == 1.0


def test_two_answers_have_an_interval() -> None:
    found = means.mean(of(1, 3))
    assert (found.low, found.high) == pytest.approx((2 - 12.706204736, 2 + 12.706204736))


def test_the_expansion_term_by_term() -> None:
    # z = 2, 2 degrees of freedom: 2 + 10/4/2 + 294/96/4 + 1098/384/8
    assert means._near_normal(2, 2) == 2 + 1.25 + 0.765625 + 0.357421875


def test_relative_intervals_of_small_and_of_doubtful_means() -> None:
    small, usual = means.relative_interval(of(0.2, 0.3), of(0.3, 0.4)), means.relative_interval(of(2, 3), of(3, 4))
    assert small == pytest.approx(usual)
    # A relative standard error of 10 exactly is too much, 9.9 is not.
    assert means.relative_interval(of(11, -9), of(3, 3)) == (MISSING, MISSING)
    assert means.relative_interval(of(10.9, -8.9), of(3, 3)) != (MISSING, MISSING)


def test_the_largest_sum() -> None:
    assert Summary(1, 0, Fraction(means.MOST_SUM)).squares == means.MOST_SUM


def test_no_change_at_all() -> None:
    found = means.welch(of(1, 3), of(1, 3))
    assert (found.change, found.t, found.p, found.hedges_g) == (0, 0, 1, 0)
    found = means.paired(of(-1, 1))
    assert (found.change, found.t, found.p, found.d_z) == (0, 0, 1, 0)


def test_a_change_beyond_all_chance() -> None:
    found = means.welch(of(0, 1e-90), of(1e100, 1e100))
    assert (found.change, found.p) == (1e100, 0)


def test_variances_too_small_for_their_squares() -> None:
    tiny = means.welch(of(1e-90, 2e-90), of(3e-90, 5e-90))
    usual = means.welch(of(1, 2), of(3, 5))
    assert (tiny.t, tiny.df, tiny.p) == pytest.approx((usual.t, usual.df, usual.p))
    # Below what a float can tell from 0
    speck = Summary(2, Fraction(2), Fraction(2) + Fraction(1, 10**700))
    assert means.welch(speck, speck) == MeanDifference(0.0)
    assert means.paired(speck) == MeanDifference(1.0)
    assert means.mean(speck).low is MISSING


def test_means_to_show() -> None:
    assert means.mean(of()) is MISSING
    assert means.mean(of(3), "0–10") == Mean(3.0, 1, "0–10")
    assert means.mean(of(3, 3)) == Mean(3.0, 2)
    found = means.mean(of(6, 7, 8), "0–10")
    assert (found.value, found.n, found.scale) == (7.0, 3, "0–10")
    assert (found.low, found.high) == pytest.approx(stats.t.interval(0.95, 2, 7, 1 / 3**0.5))


def test_a_change_to_show() -> None:
    assert means.change(of(), of(1)) is means.change(of(1), of()) is MISSING
    found, plain = means.change(of(6, 7, 7), of(8, 8, 9), "0–10"), means.welch(of(6, 7, 7), of(8, 8, 9))
    assert (found.before, found.after) == (means.mean(of(6, 7, 7), "0–10"), means.mean(of(8, 8, 9), "0–10"))
    assert (found.low, found.high, found.paired, found.clustered) == (plain.low, plain.high, False, False)


def test_relative_changes() -> None:
    assert (
        means.relative_change(of(), of(1))
        is means.relative_change(of(1), of())
        is means.relative_change(of(-1, 1), of(1))
        is MISSING
    )
    assert means.relative_change(of(6.5), of(7.8)) == 0.2
    assert means.relative_change(of(5), of(4)) == -0.2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (of(1), of(1, 2)), (of(1, 2), of(1)), (of(-1, 1), of(1, 2)), (of(1, 2), of(-1, 1)), (of(-1, -2), of(1, 2)),
        (of(2, 2), of(3, 3)), (of(1000, -999), of(1000, -999)),
    ],
)  # fmt: skip
def test_relative_intervals_that_cannot_be_had(before: Summary, after: Summary) -> None:
    assert means.relative_interval(before, after) == (MISSING, MISSING)


@oracle
@given(st.lists(st.integers(1, 10), min_size=2, max_size=40), st.lists(st.integers(1, 10), min_size=2, max_size=40))
def test_relative_interval_as_numpy_reckons_it(before: list[int], after: list[int]) -> None:
    assume(len({*before}) > 1 or len({*after}) > 1)
    low, high = means.relative_interval(of(*before), of(*after))
    v1, v2 = (np.var(x, ddof=1) / len(x) / np.mean(x) ** 2 for x in (before, after))
    df = (v1 + v2) ** 2 / (v1**2 / (len(before) - 1) + v2**2 / (len(after) - 1))
    reach = stats.t.ppf(0.975, df) * np.sqrt(v1 + v2)
    middle = np.log(np.mean(after) / np.mean(before))
    assert (low, high) == pytest.approx((np.exp(middle - reach) - 1, np.exp(middle + reach) - 1), rel=1e-6)


@oracle
@given(ANSWERS, ANSWERS)
def test_summaries_of_parts_are_the_summary_of_all(one: list[int], two: list[int]) -> None:
    assert of(*one) + of(*two) == of(*one, *two)


@pytest.mark.filterwarnings("ignore:Precision loss occurred")
@oracle
@given(MEASURES, MEASURES)
def test_welch_as_scipy_has_it(before: list[float], after: list[float]) -> None:
    # numpy loses the variance of nearly equal values; ours is exact.
    assume(max(np.std(before), np.std(after)) > 1e-6 * max(map(abs, [*before, *after])))
    found = means.welch(of(*before), of(*after))
    expected = stats.ttest_ind(after, before, equal_var=False)
    interval = expected.confidence_interval()
    assert (found.t, found.df, found.p) == pytest.approx((expected.statistic, expected.df, expected.pvalue), rel=1e-5, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-5, abs=1e-6)
    n = len(before) + len(after) - 2
    pooled = (((len(before) - 1) * np.var(before, ddof=1) + (len(after) - 1) * np.var(after, ddof=1)) / n) ** 0.5
    assert found.hedges_g == pytest.approx(
        (1 - 3 / (4 * n - 1)) * (np.mean(after) - np.mean(before)) / pooled, rel=1e-5, abs=1e-9
    )


@pytest.mark.filterwarnings("ignore:Precision loss occurred")
@oracle
@given(MEASURES)
def test_paired_as_scipy_has_it(differences: list[float]) -> None:
    assume(np.std(differences) > 1e-6 * max(map(abs, differences)))
    found = means.paired(PairedSummary.of(differences))
    expected = stats.ttest_1samp(differences, 0)
    interval = expected.confidence_interval()
    assert (found.t, found.df, found.p) == pytest.approx((expected.statistic, expected.df, expected.pvalue), rel=1e-6, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-6, abs=1e-6)
    assert found.d_z == pytest.approx(np.mean(differences) / np.std(differences, ddof=1), rel=1e-6, abs=1e-9)


@oracle
@given(st.floats(1e-12, 1 - 1e-12), st.one_of(st.floats(0.1, 3), st.floats(0.5, 1e8), st.integers(1, 200)))
def test_t_quantile_as_scipy_has_it(p: float, df: float) -> None:
    # Next to ½ scipy's own quantile keeps but six digits, so that the distance from it is asked for there.
    assume(abs(p - 0.5) > 1e-4)
    try:
        found = means.t_quantile(p, df)
    except means.FigureError:
        assert abs(stats.t.ppf(p, df)) > 1e99
        return
    assert found == pytest.approx(float(stats.t.ppf(p, df)), rel=1e-8)
    # Symmetrical to the last digit where 1 − p is exact
    if p > 0.5:
        assert means.t_quantile(1 - p, df) == -found


@oracle
@given(st.floats(1e-15, 1e-4), st.floats(0.1, 9e4))
def test_t_quantile_next_to_the_middle_keeps_its_digits(above: float, df: float) -> None:
    p = 0.5 + above
    # There the density is that of 0.
    assert means.t_quantile(p, df) == pytest.approx((p - 0.5) / stats.t.pdf(0, df), rel=1e-6, abs=0)


@pytest.mark.parametrize(
    ("p", "df", "expected"),
    [
        (0.975, 1, 12.7062047362),
        (0.975, 2, 4.3026527297),
        (0.975, 10, 2.2281388520),
        (0.995, 30, 2.7499956536),
        (0.75, 1, 1.0),
        (0.5, 7, 0.0),
    ],
)
def test_t_quantile_as_printed_tables_have_it(p: float, df: float, expected: float) -> None:
    assert means.t_quantile(p, df) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("df", [1, 7, 300])
def test_a_quantile_a_hair_from_the_middle(df: int) -> None:
    assert means.t_quantile(0.5 + 2**-45, df) == pytest.approx(2**-45 / stats.t.pdf(0, df), rel=1e-9, abs=0)


@pytest.mark.parametrize("t", [1e-9, 3.3680533812620574e-06, 1e-4, 0.5, 0.55])
def test_p_of_next_to_nothing_keeps_its_digits(t: float) -> None:
    assert means._two_sided(t, 21846) == pytest.approx(2 * special.stdtr(21846, -t), rel=1e-9)


@pytest.mark.parametrize("p", [0.6, 0.975, 1 - 1e-9])
def test_the_two_ways_to_a_quantile_meet(p: float) -> None:
    assert isclose(means.t_quantile(p, 99_999.9), means.t_quantile(p, 100_000), rel_tol=1e-8)


@oracle
@given(st.floats(0, 60), st.one_of(st.floats(0.5, 300), st.integers(1, 100_000)))
def test_p_values_as_scipy_has_them(t: float, df: float) -> None:
    expected = 2 * special.stdtr(df, -t)
    assume(expected > 1e-290)
    assert means._two_sided(t, df) == pytest.approx(expected, rel=1e-7)
    assert means._two_sided(-t, df) == means._two_sided(t, df)
