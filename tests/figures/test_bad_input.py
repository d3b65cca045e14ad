"""What is no number is refused, by the name of the argument."""

from decimal import Decimal
from fractions import Fraction

import pytest

import figures
from figures import (
    MISSING,
    FigureError,
    clusters,
    disclosure,
    linked_tables,
    means,
    proportions,
    rounding,
    run_charts,
    wording,
    xmr,
)
from figures.means import PairedSummary, Summary
from figures.proportions import PairedTally, Tally

NAN, INF = float("nan"), float("inf")
HALF = figures.Percentage(5, 10)
COUNTS = [-1, 3.0, 2.5, NAN, INF, "3", None, True, Decimal(3), Fraction(3), 10**16, [3]]
NUMBERS = [NAN, INF, -INF, "3", True, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), 1 + 0j, 10**400, 1e101, 1e-101, [3]]


@pytest.mark.parametrize("bad", COUNTS)
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("k", lambda x: proportions.wilson(x, 10)),
        ("n", lambda x: proportions.wilson(0, x)),
        ("k1", lambda x: proportions.newcombe(x, 10, 1, 10)),
        ("n1", lambda x: proportions.newcombe(0, x, 1, 10)),
        ("k2", lambda x: proportions.newcombe(1, 10, x, 10)),
        ("n2", lambda x: proportions.newcombe(1, 10, 0, x)),
        ("both", lambda x: proportions.newcombe_paired(x, 1, 1, 1)),
        ("only_before", lambda x: proportions.newcombe_paired(1, x, 1, 1)),
        ("only_after", lambda x: proportions.newcombe_paired(1, 1, x, 1)),
        ("neither", lambda x: proportions.newcombe_paired(1, 1, 1, x)),
        ("only_before", lambda x: proportions.mcnemar_exact(x, 1)),
        ("only_after", lambda x: proportions.mcnemar_exact(1, x)),
        ("n", run_charts.limits),
        ("cells['A']", lambda x: disclosure.one_way({"A": x}, threshold=5)),
        ("threshold", lambda x: disclosure.one_way({"A": 1}, threshold=x)),
        ("cells[('A', 'B')]", lambda x: disclosure.two_way({("A", "B"): x}, threshold=5)),
        ("inside", lambda x: disclosure.complement_shown(x, 10, threshold=5)),
        ("total", lambda x: disclosure.complement_shown(0, x, threshold=5)),
        ("threshold", lambda x: disclosure.complement_shown(0, 3, threshold=x)),
        ("threshold", lambda x: disclosure.withheld({}, set(), threshold=x)),
        ("valid_before", lambda x: disclosure.may_refresh(x, 1, closed=False, threshold=5)),
        ("valid_now", lambda x: disclosure.may_refresh(1, x, closed=False, threshold=5)),
        ("threshold", lambda x: disclosure.may_refresh(1, 9, closed=False, threshold=x)),
        ("own", lambda x: disclosure.raise_thresholds(own=x)),
        ("wider", lambda x: disclosure.raise_thresholds(wider=x)),
        ("shift", lambda x: xmr.chart([1, 2], shift=x)),
        ("trend", lambda x: xmr.chart([1, 2], trend=x)),
        ("phases[0]", lambda x: xmr.chart([1, 2, 3], phases=[x])),
        ("length", lambda x: run_charts.shifts([1], 0, length=x)),
        ("length", lambda x: run_charts.trends([1], length=x)),
        ("n", lambda x: Summary(x, 0, 0)),
        ("value", lambda x: figures.Count(x, "wards")),
        ("numerator", lambda x: figures.Percentage(x, 10)),
        ("denominator", lambda x: figures.Percentage(0, x)),
        ("n", lambda x: figures.Mean(1.0, x)),
        ("count", rounding.people_reached),
        ("places", lambda x: rounding.half_up(1, x)),
        ("step", rounding.Rule),
        ("minutes", wording.hours),
    ],
)
def test_counts(name: str, call, bad) -> None:
    with pytest.raises(FigureError) as refused:
        call(bad)
    assert str(refused.value).startswith(f"{name} must be")


@pytest.mark.parametrize("bad", NUMBERS)
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("values[1]", lambda x: Summary.of([1, x])),
        ("total", lambda x: Summary(1, x, 9)),
        ("squares", lambda x: Summary(1, 3, x)),
        ("values[1]", lambda x: xmr.chart([1.0, x])),
        ("values[1]", lambda x: run_charts.chart([1.0, x])),
        ("centre", lambda x: run_charts.chart([1.0, 2.0], centre=x)),
        ("values[1]", lambda x: run_charts.shifts([1.0, x], 0)),
        ("base", lambda x: run_charts.shifts([1.0], x)),
        ("values[1]", lambda x: run_charts.trends([1.0, x])),
        ("p", lambda x: means.t_quantile(x, 5)),
        ("df", lambda x: means.t_quantile(0.9, x)),
        ("target", lambda x: xmr.assurance(x, 1, 2, "increase")),
        ("lower", lambda x: xmr.assurance(1, x, 2, "increase")),
        ("upper", lambda x: xmr.assurance(1, 1, x, "increase")),
        ("value", lambda x: figures.Mean(x, 3)),
        ("before", lambda x: figures.RelativeChange(x, 3)),
        ("after", lambda x: figures.RelativeChange(3, x)),
        ("value", rounding.half_up),
        ("value", lambda x: rounding.headline(x, rounding.Rule(50))),
    ],
)
def test_numbers(name: str, call, bad) -> None:
    with pytest.raises(FigureError) as refused:
        call(bad)
    assert str(refused.value).startswith(f"{name} must be")


@pytest.mark.parametrize("bad", ["12", b"12", 12, None, {1, 2}, {1: 2}])
@pytest.mark.parametrize(
    "call", [Summary.of, xmr.chart, run_charts.chart, run_charts.trends, lambda x: run_charts.shifts(x, 0)]
)  # fmt: skip
def test_lists(call, bad) -> None:
    with pytest.raises(FigureError, match=r"^values must be a list"):
        call(bad)


@pytest.mark.parametrize("call", [xmr.chart, run_charts.chart, run_charts.trends, lambda x: run_charts.shifts(x, 0)])
def test_an_empty_series_has_nothing_to_draw(call) -> None:
    with pytest.raises(FigureError, match=r"^values must hold at least one"):
        call([])


@pytest.mark.parametrize(
    ("words", "call"),
    [
        ("k must be n (3) or less, not 4", lambda: proportions.wilson(4, 3)),
        ("k1 must be n1 (3) or less", lambda: proportions.newcombe(4, 3, 1, 1)),
        ("k2 must be n2 (3) or less", lambda: proportions.newcombe(1, 1, 4, 3)),
        ("k must be n (3) or less", lambda: Tally(4, 3)),
        ("numerator must be denominator (3) or less", lambda: figures.Percentage(4, 3)),
        ("denominator must be 1 or more", lambda: figures.Percentage(0, 0)),
        ("total must be 5 or more", lambda: disclosure.complement_shown(5, 4, threshold=5)),
        ("n must be 1,000,000,000,000,000 or less", lambda: proportions.wilson(0, 10**15 + 1)),
        ("p must lie between 0 and 1", lambda: means.t_quantile(0, 5)),
        ("p must lie between 0 and 1", lambda: means.t_quantile(1, 5)),
        ("df must be 0.1 or more, not 0", lambda: means.t_quantile(0.9, 0)),
        ("p and df must not ask", lambda: means.t_quantile(1 - 1e-14, 0.1)),
        ("squares must be at least", lambda: Summary(2, 4, 7)),
        ("squares must be at least", lambda: Summary(0, 0, 1)),
        ("squares must be 1e+250 or less", lambda: Summary(1, 0, Fraction(10**251))),
        ("before must be a Summary, not [1]", lambda: means.welch([1], Summary.of([1]))),
        ("after must be a Summary, not [1]", lambda: means.welch(Summary.of([1]), [1])),
        ("after must be a Summary of answers", lambda: means.welch(Summary.of([1]), PairedSummary.of([1]))),
        ("before must be a Summary of answers", lambda: means.relative_change(PairedSummary.of([1]), Summary.of([1]))),
        ("before must be a Summary of answers", lambda: means.relative_interval(PairedSummary.of([1]), Summary.of([1]))),
        ("before must be a Summary of answers", lambda: means.change(PairedSummary.of([1]), Summary.of([1]))),
        ("differences must be a Summary", lambda: means.paired([1, 2])),
        ("values must be a Summary", lambda: means.mean([1, 2])),
        ("better must be one of increase, decrease, neither", lambda: xmr.chart([1, 2]).variation("up")),
        ("better must be one of", lambda: xmr.assurance(1, 1, 2, "up")),
        ("two_of_three must be one of beyond, between", lambda: xmr.chart([1, 2], two_of_three="near")),
        ("phases[0] must lie after", lambda: xmr.chart([1, 2, 3], phases=[3])),
        ("phases[1] must lie after", lambda: xmr.chart([1, 2, 3, 4], phases=[2, 2])),
        ("phases must be a list", lambda: xmr.chart([1, 2, 3], phases=2)),
        ("lower must be upper", lambda: xmr.assurance(1, 3, 2, "increase")),
        ("shift must be 2 or more", lambda: xmr.chart([1, 2], shift=1)),
        ("threshold must be 2 or more", lambda: disclosure.one_way({"A": 1}, threshold=1)),
        ("cells must map names to counts", lambda: disclosure.one_way([1, 2], threshold=5)),
        ("cells must hold at least one", lambda: disclosure.one_way({}, threshold=5)),
        ("cells must hold at least one", lambda: disclosure.two_way({}, threshold=5)),
        ("cells must be named by (row, column), not 'AB'", lambda: disclosure.two_way({"AB": 1}, threshold=5)),
        ("cells must be named by (row, column)", lambda: disclosure.two_way({("A", None): 1}, threshold=5)),
        ("cells must be named by (row, column)", lambda: disclosure.two_way({("A", "B", "C"): 1}, threshold=5)),
        ("value must be a figure, not 3", lambda: disclosure.shown(3, audience=disclosure.Audience.OWN)),
        ("value must be a figure, not 3", lambda: wording.figure(3)),
        ("change must be a PointChange or a MeanChange", lambda: wording.movement(3)),
        ("wards must be a list", lambda: clusters.change_of_proportions(3)),
        ("wards must be pairs of Tally", lambda: clusters.change_of_proportions([Tally(1, 2)])),
        ("wards must be pairs of Tally", lambda: clusters.change_of_proportions([(Tally(1, 2),)])),
        ("wards must be pairs of Summary", lambda: clusters.change_of_means([(Tally(1, 2), Tally(1, 2))])),
        ("wards must be pairs of Summary", lambda: clusters.change_of_means([(PairedSummary.of([1]), PairedSummary.of([2]))])),
        ("change must be a PointChange or a MeanChange", lambda: wording.likely(3)),
        ("change must be a PointChange or a MeanChange", lambda: wording.change_sentence(3)),
        ("value must be a Percentage, not 3", lambda: wording.percentage(3)),
        ("value must be a Percentage, not 3", lambda: wording.with_interval(3)),
        ("value must be a Mean, not 3", lambda: wording.mean(3)),
        ("rule must be a Rule, not 50", lambda: wording.rounded_down(1750, 50)),
        ("word must be one of more than, at least", lambda: rounding.Rule(50, "nearly")),
        ("before must be a Percentage, not 3", lambda: figures.PointChange(3, HALF, MISSING, MISSING)),
        ("after must be a Percentage, not 3", lambda: figures.PointChange(HALF, 3, MISSING, MISSING)),
        ("before must be a Percentage, not 3", lambda: figures.PointChange.unpaired(3, HALF)),
        ("after must be a Percentage, not 3", lambda: figures.PointChange.unpaired(HALF, 3)),
        ("before must be a Mean", lambda: figures.MeanChange(HALF, figures.Mean(1, 2), MISSING, MISSING)),
        ("after must be a Mean", lambda: figures.MeanChange(figures.Mean(1, 2), HALF, MISSING, MISSING)),
        ("low must be a finite number or MISSING, not nan", lambda: figures.Mean(1, 2, "", NAN, 3)),
        ("high must be a finite number or MISSING, not 'x'", lambda: figures.PointChange(HALF, HALF, 1, "x")),
        ("high must be a finite number or MISSING, not None", lambda: figures.PointChange(HALF, HALF, 1, None)),
        ("paired must be True or False", lambda: figures.PointChange(HALF, HALF, 1, 2, 1)),
        ("clustered must be True or False", lambda: figures.PointChange(HALF, HALF, 1, 2, False, "no")),
        ("cluster must be a ClusterChange", lambda: clusters.widened(HALF - HALF, 3)),
        ("audience must be an Audience, not 'own'", lambda: disclosure.shown(HALF, audience="own")),
        ("closed must be True or False, not 'no'", lambda: disclosure.may_refresh(1, 2, closed="no", threshold=5)),
        ("ranges must be True or False", lambda: disclosure.two_way({("A", "B"): 1}, threshold=5, ranges=1)),
        ("parts must map names to counts", lambda: disclosure.withheld([1], set(), threshold=5)),
        ("parts['A'] must be a tuple or a list, not 3", lambda: disclosure.withheld({"A": 3}, set(), threshold=5)),
        ("parts['A'] must be a whole number", lambda: disclosure.withheld({"A": (3.5,)}, set(), threshold=5)),
        ("parts must have equally many", lambda: disclosure.withheld({"A": (3,), "B": (3, 4)}, set(), threshold=5)),
        ("hidden must be a set of names", lambda: disclosure.withheld({"A": (3,)}, "A", threshold=5)),
        ("hidden must be a set of names", lambda: disclosure.withheld({"A": (3,)}, 3, threshold=5)),
        ("tables must be a list", lambda: linked_tables.hidden_cells(3, bool)),
        ("tables[0] must map names to atoms", lambda: linked_tables.hidden_cells([3], bool)),
        ("may_show must be a function", lambda: linked_tables.hidden_cells([], 3)),
        ("screen must be True or False, not 'no'", lambda: xmr.chart([1, 2], screen="no")),
        ("better must be one of", lambda: xmr.chart([1, 2]).kind(0, "up")),
        ("better must be one of", lambda: xmr.chart([None]).variation("up")),
        ("position must be less than 2, not 2", lambda: xmr.chart([1, 2]).kind(2, "increase")),
        ("position must be 0 or more", lambda: xmr.chart([1, 2]).kind(-1, "increase")),
        ("better must be one of", lambda: xmr.chart([1, 2]).finding("up")),
        ("better must be one of", lambda: run_charts.chart([1, 2]).finding("up")),
        ("before must not be 0", lambda: figures.RelativeChange(0, 3)),
        ("A Tally adds to a Tally only", lambda: Tally(1, 2) + PairedTally(1)),
        ("A PairedTally adds to a PairedTally only", lambda: PairedTally(1) + Tally(1, 2)),
        ("A Summary adds to its own kind only", lambda: Summary.of([1]) + PairedSummary.of([1])),
        ("A PairedSummary adds to its own kind only", lambda: PairedSummary.of([1]) + Summary.of([1])),
    ],
)
def test_what_does_not_fit_together(words: str, call) -> None:
    with pytest.raises(FigureError) as refused:
        call()
    assert str(refused.value).startswith(words)


def test_the_limits_themselves_are_taken() -> None:
    assert proportions.wilson(10**15, 10**15).share == 1
    assert Summary.of([1e100, -1e-100, Decimal("0.1"), Fraction(1, 3), 0]).n == 5
    assert xmr.chart([1e100, -1e100, 0.0]).mean == 0


def test_the_least_of_each_is_taken() -> None:
    assert set(xmr.chart([0, 1, 0, 1], shift=2, trend=2).labels) <= {"trend up", "trend down"}
    assert [phase.stop for phase in xmr.chart([1, 2, 3], phases=[1]).phases] == [1, 3]
    assert disclosure.complement_shown(1, 3, threshold=2) is True
    assert disclosure.withheld({"A": (2,), "B": (2,)}, {"A"}, threshold=2) == {"A", "B"}
    assert disclosure.may_refresh(1, 3, closed=False, threshold=2) is True


def test_a_foreign_integer_is_no_count() -> None:
    import numpy

    with pytest.raises(FigureError, match=r"^k must be a whole number"):
        proportions.wilson(numpy.int64(3), 10)
    with pytest.raises(FigureError, match=r"^values\[0\] must be a number"):
        Summary.of([numpy.int64(4_000_000_000)])
    assert Summary.of([numpy.float64(0.1)]).total == Fraction(1, 10)


def test_a_remembered_answer_is_no_way_round() -> None:
    assert run_charts.limits(24) == run_charts.Limits(8, 8)
    with pytest.raises(FigureError, match="whole number"):
        run_charts.limits(24.0)
    assert issubclass(FigureError, ValueError)
