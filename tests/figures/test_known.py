"""Published and worked cases with known answers, through the public entry points."""

import pytest

from figures import MISSING, disclosure, means, proportions, rounding, run_charts, xmr
from tests.figures import known


@pytest.mark.parametrize("case", known.UNPAIRED_PROPORTIONS)
def test_unpaired_proportions(case: str) -> None:
    k1, n1, k2, n2, expected = known.UNPAIRED_PROPORTIONS[case]
    for (k, n), share, interval in (((k1, n1), "p_before", "ci_before"), ((k2, n2), "p_after", "ci_after")):
        found = proportions.wilson(k, n)
        assert found.share == pytest.approx(expected[share], abs=1e-6)
        assert [found.low, found.high] == pytest.approx(expected[interval], abs=1e-6)
    found = proportions.newcombe(k1, n1, k2, n2)
    assert found.change * 100 == pytest.approx(expected["diff_pp"], abs=1e-4)
    assert [found.low * 100, found.high * 100] == pytest.approx(expected["diff_pp_ci95"], abs=1e-4)


@pytest.mark.parametrize("case", known.UNPAIRED_MEANS)
def test_unpaired_means(case: str) -> None:
    before, after, expected = known.UNPAIRED_MEANS[case]
    first, last = means.Summary.of(before), means.Summary.of(after)
    found = means.welch(first, last)
    assert (first.n, last.n) == (expected["n_before"], expected["n_after"])
    assert (first.mean, last.mean) == pytest.approx((expected["mean_before"], expected["mean_after"]), abs=1e-6)
    assert first.variance**0.5 == pytest.approx(expected["sd_before"], abs=1e-6)
    assert last.variance**0.5 == pytest.approx(expected["sd_after"], abs=1e-6)
    assert found.change == pytest.approx(expected["diff"], abs=1e-6)
    for name in ("t", "df", "p", "hedges_g"):
        if expected[name] is None:
            assert getattr(found, name) is MISSING
        else:
            assert getattr(found, name) == pytest.approx(expected[name], abs=1e-6)
    if expected["diff_ci95"] is None:
        assert (found.low, found.high) == (MISSING, MISSING)
    else:
        assert [found.low, found.high] == pytest.approx(expected["diff_ci95"], abs=1e-6)
    relative = means.relative_change(first, last)
    if expected["relative_change_pct"] is None:
        assert relative is MISSING
    else:
        assert relative * 100 == pytest.approx(expected["relative_change_pct"], abs=1e-4)


def test_a_paired_table_in_which_nobody_changed() -> None:
    table, expected = known.PAIRED_TABLE
    found = proportions.newcombe_paired(*table)
    assert found.change == 0
    assert [found.low * 100, found.high * 100] == pytest.approx(expected["diff_pp_ci95_newcombe10"], abs=1e-4)
    assert proportions.mcnemar_exact(table[1], table[2]) == expected["mcnemar_exact_p"]


def test_pairs_that_all_changed_alike_have_a_change_and_no_interval() -> None:
    before, after, expected = known.PAIRED_MEANS
    found = means.paired(means.Summary.of([b - a for a, b in zip(before, after, strict=True)]))
    assert found == means.MeanDifference(expected["mean_diff"])
    assert (found.low, found.high, found.t, found.df, found.p, found.d_z) == (MISSING,) * 6


@pytest.mark.parametrize("case", known.XMR)
def test_xmr(case: str) -> None:
    values, told, better, wanted, labels, variation = known.XMR[case]
    chart = xmr.chart(values, **told)
    limits = (chart.lower, chart.upper, chart.near_lower, chart.near_upper, chart.range_limit)
    assert (chart.mean, chart.average_moving_range, *limits) == pytest.approx(wanted, abs=1e-6)
    assert {i: label for i, label in enumerate(chart.labels) if label != "common cause"} == labels
    assert chart.variation(better) == variation


def test_a_screening_that_leaves_no_range_takes_the_unscreened_mean() -> None:
    # The tool that this series is from put both limits on the mean and marked every point.
    chart = xmr.chart([1, 1, 1, 1, 2], screen=True)
    assert (chart.mean, chart.average_moving_range) == (1.2, 0.25)
    assert [chart.lower, chart.upper] == pytest.approx([1.2 - 0.665, 1.2 + 0.665])
    assert chart.labels == ("common cause",) * 4 + ("above UPL",)


@pytest.mark.parametrize("case", known.ASSURANCE)
@pytest.mark.parametrize("better", ["increase", "decrease"])
def test_assurance(case: tuple, better: str) -> None:
    target, lower, upper, *expected = case
    wanted = expected[better == "decrease"]
    assert xmr.assurance(target, lower, upper, better) == (MISSING if wanted is None else wanted)
    assert xmr.assurance(target, lower, upper, "neither") is MISSING


@pytest.mark.parametrize("case", known.RUN_CHARTS)
def test_shifts_and_trends(case: str) -> None:
    base, values, expected = known.RUN_CHARTS[case]
    if base is None:
        assert run_charts.trends(values) == [(first - 1, last - 1) for first, last in expected]
    else:
        assert run_charts.shifts(values, base) == [position - 1 for position in expected]


@pytest.mark.parametrize("n", known.ANHOEJ)
def test_anhoej_limits(n: int) -> None:
    assert run_charts.limits(n) == run_charts.Limits(*known.ANHOEJ[n])


@pytest.mark.parametrize("case", known.ONE_WAY)
def test_one_way(case: str) -> None:
    threshold, cells, suppressed, total_suppressed = known.ONE_WAY[case]
    found = disclosure.one_way(cells, threshold=threshold)
    assert (found.suppressed, found.total_suppressed) == (frozenset(suppressed), total_suppressed)


@pytest.mark.parametrize(("count", "published"), known.PUBLIC_COUNTS)
def test_public_counts_of_patients(count: int, published: str) -> None:
    word, shown = rounding.people_reached(count)
    # Theirs hides zero as well; ours shows it, for nobody is nobody's secret.
    assert (word, shown) == (("", 0) if count == 0 else ("fewer than", 5) if published == "*" else ("about", int(published)))


def test_the_programme_s_own_published_changes() -> None:
    for before, after, points in (((87, 150), (130, 150), 28.7), ((52, 125), (93, 125), 32.8)):
        assert round(proportions.newcombe(*before, *after).change * 100, 1) == points
    tools = means.relative_change(means.Summary(100, 650, 4600), means.Summary(100, 780, 6400))
    inequity = means.relative_change(means.Summary(100, 620, 4600), means.Summary(100, 750, 6400))
    assert (tools, round(inequity * 100)) == (0.2, 21)


@pytest.mark.parametrize(("k", "n", "low", "high"), known.WILSON)
def test_intervals_of_the_paper_on_single_proportions(k: int, n: int, low: float, high: float) -> None:
    found = proportions.wilson(k, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("case", known.NEWCOMBE)
def test_intervals_of_the_paper_on_unpaired_differences(case: tuple) -> None:
    found = proportions.newcombe(*case[:4])
    assert (found.low, found.high) == pytest.approx(case[4:], abs=5e-5)


@pytest.mark.parametrize("case", known.NEWCOMBE_PAIRED)
def test_intervals_in_print_of_paired_differences(case: tuple) -> None:
    found = proportions.newcombe_paired(*case[:4])
    assert (found.low, found.high) == pytest.approx(case[4:], abs=5e-4)


@pytest.mark.parametrize(("values", "expected"), known.LIMITS)
@pytest.mark.parametrize("screen", [True, False])
def test_limits_of_another_making_data_count(values: list, expected: tuple, screen: bool) -> None:
    chart = xmr.chart(values, screen=screen)
    assert (chart.mean, chart.lower, chart.upper, chart.near_lower, chart.near_upper) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize(("values", "positions"), known.TRENDS)
def test_trends_of_another_run_chart(values: list, positions: list[int]) -> None:
    spans = run_charts.trends(values)
    within = {i for first, last in spans for i in range(first, last + 1) if values[i] is not None}
    assert sorted(i + 1 for i in within) == positions


@pytest.mark.parametrize(("values", "expected"), known.INDIVIDUALS)
def test_charts_of_textbooks(values: list[float], expected: tuple) -> None:
    chart = xmr.chart(values)
    assert (chart.mean, chart.average_moving_range, chart.lower, chart.upper) == pytest.approx(expected, abs=6e-3)
    assert set(chart.labels) == {"common cause"}


def test_students_sleep_as_r_has_it() -> None:
    before, after = known.SLEEP
    found = means.welch(means.Summary.of(before), means.Summary.of(after))
    assert (found.change, found.t, found.df) == pytest.approx((1.58, 1.860813, 17.77647), abs=5e-6)
    assert (found.low, found.high, found.p) == pytest.approx((-0.2054832, 3.3654832, 0.07939414), abs=5e-8)
    found = means.paired(means.PairedSummary.of([round(b - a, 1) for a, b in zip(before, after, strict=True)]))
    assert (found.t, found.df, found.p) == pytest.approx((4.062128, 9, 0.00283289), abs=5e-7)
    assert (found.low, found.high) == pytest.approx((0.7001142, 2.4598858), abs=5e-8)
