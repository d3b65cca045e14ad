"""Proportions: edges by definition, and agreement with scipy and statsmodels."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from figures import MISSING, proportions
from figures.proportions import Difference, PairedTally, Proportion, Tally
from tests.figures.examples import oracle

NOTHING = Difference(MISSING, MISSING, MISSING)


@st.composite
def tallies(draw, most: int = 3000) -> tuple[int, int]:
    n = draw(st.one_of(st.integers(1, 12), st.integers(1, most)))
    return draw(st.one_of(st.just(0), st.just(n), st.integers(0, n))), n


TABLES = st.tuples(*[st.one_of(st.integers(0, 4), st.integers(0, 300))] * 4)


def test_nobody_asked_is_missing() -> None:
    assert proportions.wilson(0, 0) == Proportion(MISSING, MISSING, MISSING)
    assert proportions.newcombe(0, 0, 1, 2) == proportions.newcombe(1, 2, 0, 0) == NOTHING
    assert proportions.newcombe_paired(0, 0, 0, 0) == NOTHING
    assert proportions.mcnemar_exact(0, 0) == 1.0


@pytest.mark.parametrize("n", [1, 2, 5, 1000])
def test_none_and_all_close_the_interval(n: int) -> None:
    none, every = proportions.wilson(0, n), proportions.wilson(n, n)
    assert (none.share, none.low, every.share, every.high) == (0, 0, 1, 1)
    assert none.high == pytest.approx(1 - every.low)
    assert none.high == pytest.approx(proportions.Z**2 / (n + proportions.Z**2))


def test_more_changes_than_a_float_has_room_for() -> None:
    assert proportions.mcnemar_exact(740, 800) == pytest.approx(stats.binomtest(740, 1540).pvalue, rel=1e-9)


def test_from_none_to_all_and_back_stays_within_one() -> None:
    up, down = proportions.newcombe(0, 3, 4, 4), proportions.newcombe(3, 3, 0, 4)
    assert (up.change, up.high, down.change, down.low) == (1, 1, -1, -1)
    assert -1 < down.high < 0.3
    paired = proportions.newcombe_paired(0, 0, 8, 0)
    assert (paired.change, paired.high) == (1, 1)
    assert proportions.newcombe_paired(0, 8, 0, 0).low == -1


def test_pairs_without_a_margin_have_no_correlation() -> None:
    # All agreed before: the margin "not before" is 0.
    found = proportions.newcombe_paired(3, 5, 0, 0)
    low, high = proportions.wilson(3, 8), proportions.wilson(8, 8)
    assert found.low == pytest.approx(-5 / 8 - ((3 / 8 - low.low) ** 2) ** 0.5)
    assert found.high == pytest.approx(-5 / 8 + ((low.high - 3 / 8) ** 2 + (1 - high.low) ** 2) ** 0.5)


@pytest.mark.parametrize(
    ("table", "phi"),
    [
        ((20, 0, 0, 5), 0.875),  # 100 − 12.5, of 100
        ((2, 1, 1, 1), 0.0),  # a little above 0, corrected to 0
        ((1, 4, 4, 1), -0.6),  # not corrected where negative
        ((6, 2, 3, 7), (36 - 9) / (8 * 10 * 9 * 9) ** 0.5),
    ],
)
def test_the_corrected_correlation(table: tuple[int, int, int, int], phi: float) -> None:
    n = sum(table)
    before, after = proportions.wilson(table[0] + table[1], n), proportions.wilson(table[0] + table[2], n)
    down, up = after.share - after.low, before.high - before.share
    found = proportions.newcombe_paired(*table)
    assert found.low == pytest.approx(found.change - (down**2 - 2 * phi * down * up + up**2) ** 0.5)
    down, up = before.share - before.low, after.high - after.share
    assert found.high == pytest.approx(found.change + (up**2 - 2 * phi * up * down + down**2) ** 0.5)


def test_tallies_add_exactly() -> None:
    assert sum([Tally(1, 2), Tally(3, 4)], Tally()) == Tally(4, 6)
    assert (Tally(), PairedTally()) == (Tally(0, 0), PairedTally(0, 0, 0, 0))
    assert PairedTally(1, 2, 3, 4) + PairedTally(10, 20, 30, 40) == PairedTally(11, 22, 33, 44)


@oracle
@given(tallies(10**6))
def test_wilson_as_statsmodels_has_it(tally: tuple[int, int]) -> None:
    k, n = tally
    found = proportions.wilson(k, n)
    assert (found.low, found.high) == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-12)
    assert 0 <= found.low <= found.share <= found.high <= 1


@oracle
@given(tallies(), tallies())
def test_newcombe_as_statsmodels_has_it(before: tuple[int, int], after: tuple[int, int]) -> None:
    found = proportions.newcombe(*before, *after)
    expected = confint_proportions_2indep(*after, *before, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx((max(expected[0], -1), min(expected[1], 1)), abs=1e-9)
    back = proportions.newcombe(*after, *before)
    assert (back.change, back.low, back.high) == pytest.approx((-found.change, -found.high, -found.low), abs=1e-12)


@oracle
@given(st.integers(0, 400), st.integers(0, 400))
def test_mcnemar_as_scipy_and_statsmodels_have_it(only_before: int, only_after: int) -> None:
    found = proportions.mcnemar_exact(only_before, only_after)
    expected = mcnemar([[0, only_before], [only_after, 0]], exact=True).pvalue if only_before + only_after else 1.0
    assert found == pytest.approx(expected, rel=1e-9)
    if only_before + only_after:
        assert found == pytest.approx(stats.binomtest(only_before, only_before + only_after).pvalue, rel=1e-9)


@oracle
@given(TABLES)
def test_paired_interval_in_a_mirror(table: tuple[int, int, int, int]) -> None:
    both, only_before, only_after, neither = table
    assume(sum(table))
    found = proportions.newcombe_paired(*table)
    assert -1 <= found.low <= found.change + 1e-12
    assert found.change - 1e-12 <= found.high <= 1
    back = proportions.newcombe_paired(both, only_after, only_before, neither)
    assert (back.change, back.low, back.high) == pytest.approx((-found.change, -found.high, -found.low), abs=1e-12)
    asked_the_other_way = proportions.newcombe_paired(neither, only_after, only_before, both)
    assert (asked_the_other_way.low, asked_the_other_way.high) == pytest.approx((-found.high, -found.low), abs=1e-12)


@oracle
@given(st.integers(1, 60), st.integers(1, 60))
def test_pairs_that_answer_independently_have_the_unpaired_interval(a: int, b: int) -> None:
    # A table whose rows are alike has no correlation.
    found = proportions.newcombe_paired(a, a, b, b)
    n = 2 * (a + b)
    other = proportions.newcombe(2 * a, n, a + b, n)
    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-12)
