"""Each sentence of the definitions of an XmR chart, by a series that was made for it."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures import MISSING, xmr
from tests.figures.examples import oracle

STEADY = [9, 11] * 8


def test_one_point_has_a_mean_and_no_limits() -> None:
    chart = xmr.chart([4])
    assert (chart.mean, chart.labels, chart.points) == (4.0, ("common cause",), 1)
    assert [chart.average_moving_range, chart.lower, chart.upper, chart.near_lower, chart.near_upper, chart.range_limit] == [
        MISSING
    ] * 6
    assert chart.variation("increase") == "common_cause"
    assert chart.finding("increase") == "There is not enough variation to set limits."


def test_two_points_have_limits() -> None:
    chart = xmr.chart([4, 6])
    assert (chart.mean, chart.average_moving_range) == (5.0, 2.0)
    assert (chart.lower, chart.upper) == pytest.approx((5 - 5.32, 5 + 5.32))
    assert (chart.near_lower, chart.near_upper) == pytest.approx((5 - 2 * 2.66 * 2 / 3, 5 + 2 * 2.66 * 2 / 3))
    assert chart.range_limit == pytest.approx(6.534)


@pytest.mark.parametrize("screen", [True, False])
def test_equal_values_signal_nothing(screen: bool) -> None:
    chart = xmr.chart([7] * 20, screen=screen)
    assert (chart.mean, chart.average_moving_range, chart.lower, chart.range_limit) == (7.0, 0.0, MISSING, MISSING)
    assert set(chart.labels) == {"common cause"}


def test_two_equal_values_have_a_mean_range_of_nothing() -> None:
    chart = xmr.chart([7, 7])
    assert (chart.average_moving_range, chart.lower) == (0.0, MISSING)


def test_a_series_of_gaps_only() -> None:
    chart = xmr.chart([None, None])
    assert (chart.mean, chart.average_moving_range, chart.lower, chart.points) == (MISSING, MISSING, MISSING, 0)
    assert chart.labels == ("missing", "missing")
    assert (chart.variation("increase"), chart.kind(0, "increase")) == ("common_cause", "missing")


def test_gaps_are_skipped_and_break_nothing() -> None:
    whole = xmr.chart([*STEADY, 1, 2, 3, 4, 5, 6, 7])
    gaps = xmr.chart([None, *STEADY, 1, None, 2, 3, 4, None, 5, 6, 7, None])
    assert tuple(label for label in gaps.labels if label != "missing") == whole.labels
    assert (gaps.mean, gaps.upper, gaps.points) == (whole.mean, whole.upper, 23)
    assert [i for i, label in enumerate(gaps.labels) if label == "missing"] == [0, 18, 22, 26]
    assert gaps.variation("increase") == whole.variation("increase") == "improvement_high"


def test_a_trend_of_seven_is_seven_points_all_labelled() -> None:
    rising = [10, 4, 5, 6, 7, 8, 9, 10, 3] + [0, 14] * 6
    labels = xmr.chart(rising).labels
    assert [i for i, label in enumerate(labels) if label == "trend up"] == [1, 2, 3, 4, 5, 6, 7]
    falling = xmr.chart([-value for value in rising]).labels
    assert [i for i, label in enumerate(falling) if label == "trend down"] == [1, 2, 3, 4, 5, 6, 7]
    assert "trend up" not in xmr.chart([10, 5, 6, 7, 8, 9, 10, 3] + [0, 14] * 6).labels
    assert xmr.chart([10, 5, 6, 7, 8, 9, 10, 3] + [0, 14] * 6, trend=6).labels.count("trend up") == 6


def test_a_tie_ends_a_trend() -> None:
    assert "trend up" not in xmr.chart([10, 4, 5, 6, 7, 7, 8, 9, 10, 3] + [0, 14] * 6).labels
    labels = xmr.chart([10, 3, 4, 5, 6, 7, 8, 9, 9, 3] + [0, 14] * 6).labels
    assert [i for i, label in enumerate(labels) if label == "trend up"] == [1, 2, 3, 4, 5, 6, 7]


def test_a_shift_and_the_point_on_the_mean_that_ends_it() -> None:
    above = [6, 9, 6, 9, 6, 9, 6]
    chart = xmr.chart([*above, *(10 - value for value in above)])
    assert chart.mean == 5
    assert chart.labels == ("shift above",) * 7 + ("shift below",) * 7
    broken = [6, 9, 6, 5, 9, 6, 9, 6]
    chart = xmr.chart([*broken, *(10 - value for value in broken)])
    assert (chart.mean, set(chart.labels)) == (5, {"common cause"})
    six = above[:6]
    assert set(xmr.chart([*six, *(10 - value for value in six)]).labels) == {"common cause"}
    assert xmr.chart([*six, *(10 - value for value in six)], shift=6).labels == ("shift above",) * 6 + ("shift below",) * 6


def test_on_the_mean_means_so_in_tenths_too() -> None:
    # As floats the mean is 0.30000000000000004, and 0.3 would lie below it.
    values = [0.3, 0.1, 0.3, 0.2, 0.3, 0.1, 0.3, 0.4, 0.5, 0.3, 0.5]
    exactly = sum(map(Fraction, map(str, values))) / len(values)
    assert exactly == Fraction(3, 10)
    assert "shift below" not in xmr.chart(values).labels
    zero = xmr.chart([0.1, -0.3, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    assert set(zero.labels[3:]) == {"common cause"}


def on_the_limit(high: bool) -> list[float]:
    """20 values of mean 0.3 whose ranges add up to 5, so that the upper limit is 0.3 + 0.7 exactly."""
    values = [0.3] * 20
    values[3], values[5] = 1.0, -0.4  # 4 × 0.7 of ranges
    values[8], values[10] = 0.85, -0.25  # 4 × 0.55
    return values if high else [0.6 - value for value in values]


def test_a_point_exactly_on_a_limit_is_within_it() -> None:
    values = on_the_limit(True)
    ranges = [abs(Fraction(str(b)) - Fraction(str(a))) for a, b in pairwise(values)]
    assert sum(ranges) == 5
    chart = xmr.chart(values)
    assert (chart.lower, chart.upper) == pytest.approx((-0.4, 1.0))
    assert "above UPL" not in chart.labels
    assert "below LPL" not in chart.labels
    beyond = [*values[:3], 1.0001, *values[4:5], -0.4001, *values[6:]]
    labels = xmr.chart(beyond).labels
    assert (labels[3], labels[5]) == ("above UPL", "below LPL")


PAIRS = [0, 0, 1.33, 1.33, -1.33, -1.33, 0, 0]


@pytest.mark.parametrize("mean", [-1.86, -2.99, -2.91])
def test_two_points_exactly_on_a_near_limit_are_within_it(mean: float) -> None:
    # Ranges of mean 0.75, so that the near limits are 1.33 off the mean; as floats they are a little less.
    values = [*PAIRS, 1.21, -1.21, 0, 0, 1.21, -1.21, *[0] * 7]
    assert sum(abs(Fraction(str(b)) - Fraction(str(a))) for a, b in pairwise(values)) == 15
    assert not {"2 of 3 high", "2 of 3 low"} & {*xmr.chart([round(mean + value, 2) for value in values]).labels}


@pytest.mark.parametrize("mean", [-2.99, -2.98])
def test_two_points_exactly_on_a_limit_lie_between(mean: float) -> None:
    # Ranges of mean 0.5, so that the limits are 1.33 off the mean.
    values = [*PAIRS, 1.17, -1.17, *[0] * 11]
    assert sum(abs(Fraction(str(b)) - Fraction(str(a))) for a, b in pairwise(values)) == 10
    labels = xmr.chart([round(mean + value, 2) for value in values], two_of_three="between").labels
    assert labels[2:6] == ("2 of 3 high",) * 2 + ("2 of 3 low",) * 2


def test_next_to_the_mean_is_not_on_it() -> None:
    below = [4.0, 1.0, 4.0, 4.9999999999, 4.0, 1.0, 4.0]
    above = [6.0, 9.0, 6.0, 5.0000000001, 6.0, 9.0, 6.0]
    assert xmr.chart([*below, *above]).labels == ("shift below",) * 7 + ("shift above",) * 7


NEAR = [0, 2] * 30
END = len(NEAR)


@pytest.mark.parametrize(
    ("tail", "flagged"),
    [
        ([5.2, 5.2, 1], (1, 1, 0)),
        ([5.2, 1, 5.2], (1, 0, 1)),
        ([1, 5.2, 5.2], (0, 1, 1)),
        ([5.2, 5.2, 5.2], (1, 1, 1)),
        ([5.2, 1, 1], (0, 0, 0)),
        ([5.2, -3, 5.2], (1, 0, 1)),
    ],
)
def test_two_of_three_labels_the_points_beyond_the_near_limit(tail: list[float], flagged: tuple[int, ...]) -> None:
    for sign, word in ((1, "2 of 3 high"), (-1, "2 of 3 low")):
        chart = xmr.chart([sign * value for value in [*NEAR, *tail, 0, 2]])
        assert [int(label == word) for label in chart.labels[END : END + 3]] == list(flagged)
        assert word not in chart.labels[:END]


def test_two_points_apart_by_two_are_no_two_of_three() -> None:
    assert "2 of 3 high" not in xmr.chart([*NEAR, 5.2, 1, 1, 5.2, 0, 2]).labels
    assert "2 of 3 high" not in xmr.chart([*NEAR, 5.2, 1, -3.5, 0, 2]).labels


def test_a_point_beyond_the_limit_counts_unless_between() -> None:
    values = [*NEAR, 5.2, 12, 1, 0, 2]
    for sign, near, far in ((1, "2 of 3 high", "above UPL"), (-1, "2 of 3 low", "below LPL")):
        series = [sign * value for value in values]
        assert xmr.chart(series).labels[END : END + 3] == (near, far, "common cause")
        assert xmr.chart(series, two_of_three="between").labels[END : END + 3] == ("common cause", far, "common cause")


def test_two_in_a_row_at_the_very_start_or_end() -> None:
    assert xmr.chart([5.2, 5.2, 1, *NEAR]).labels[:3] == ("2 of 3 high", "2 of 3 high", "common cause")
    assert xmr.chart([1, 50]).labels == ("common cause", "common cause")


def test_the_order_of_labels() -> None:
    # A rise from below the lower limit to above the upper: outside > trend > 2 of 3 > shift
    labels = xmr.chart([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).labels
    assert labels == ("below LPL",) * 2 + ("trend up",) * 6 + ("above UPL",) * 2
    shifted = xmr.chart([0, 2] * 8 + [3, 5.2, 5.2, 3, 3, 3, 3])
    assert shifted.labels[16:] == ("shift above", "2 of 3 high", "2 of 3 high", *["shift above"] * 4)


@pytest.mark.parametrize(
    ("label", "better", "icon"),
    [
        ("high", "increase", "improvement_high"),
        ("high", "decrease", "concern_high"),
        ("high", "neither", "neutral_high"),
        ("low", "increase", "concern_low"),
        ("low", "decrease", "improvement_low"),
        ("low", "neither", "neutral_low"),
    ],
)
def test_icons(label: str, better: str, icon: str) -> None:
    sign = 1 if label == "high" else -1
    for tail in ([30], [5.2, 5.2], [3] * 7, [-2, -1, 0, 0.5, 1, 1.5, 2]):
        assert xmr.chart([sign * value for value in [*NEAR, *tail]]).variation(better) == icon


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ([30], "the last value is above the upper limit."),
        ([-30], "the last value is below the lower limit."),
        ([5.2, 5.2], "two of the last three values are close to the upper limit."),
        ([-3.2, -3.2], "two of the last three values are close to the lower limit."),
        ([3] * 7, "the last 7 or more values are above the mean."),
        ([-1] * 7, "the last 7 or more values are below the mean."),
        ([-2, -1, 0, 0.5, 1, 1.5, 2], "the last 7 or more values rise one after the other."),
        ([4, 3, 2, 1.5, 1, 0.5, 0], "the last 7 or more values fall one after the other."),
    ],
)
def test_the_sentence_says_which_rule(tail: list[float], words: str) -> None:
    chart = xmr.chart([*NEAR, *tail, None])
    assert chart.finding("neither") == f"A change that is more than chance: {words}"
    lead = "Better" if chart.variation("increase").startswith("improvement") else "Worse"
    assert chart.finding("increase") == f"{lead}, and more than chance: {words}"


def test_the_sentence_of_usual_variation_and_the_preset() -> None:
    assert xmr.chart(NEAR).finding("increase") == "Usual variation: nothing points to a change that is more than chance."
    assert "the last 6 or more values are above" in xmr.chart([*NEAR, *[3] * 6], shift=6).finding("increase")
    assert "the last 6 or more values rise" in xmr.chart([*NEAR, -1, 0, 0.5, 1, 1.5, 2], trend=6).finding("increase")


def test_nothing_crosses_a_phase() -> None:
    first, second = [1, 3, 1, 3, 1, 3], [101, 104, 101, 104]
    chart = xmr.chart([*first, *second], phases=[6])
    one, two = chart.phases
    assert ((one.start, one.stop), (two.start, two.stop)) == ((0, 6), (6, 10))
    assert (one.mean, one.average_moving_range, two.mean, two.average_moving_range) == (2.0, 2.0, 102.5, 3.0)
    assert (chart.mean, chart.last) == (102.5, two)
    assert [chart.average_moving_range, chart.lower, chart.upper, chart.near_lower, chart.near_upper, chart.range_limit] == [
        two.average_moving_range, two.lower, two.upper, two.near_lower, two.near_upper, two.range_limit,
    ]  # fmt: skip
    assert set(chart.labels) == {"common cause"}
    rising = [10, 0, 10, 1, 2, 3, 4, 5, 6, 7]
    assert "trend up" in xmr.chart(rising).labels
    assert "trend up" not in xmr.chart(rising, phases=[6]).labels
    near = [*NEAR, 5.2, 5.2, *NEAR]
    assert "2 of 3 high" in xmr.chart(near).labels
    assert "2 of 3 high" not in xmr.chart(near, phases=[END + 1]).labels


def test_a_phase_of_gaps_or_of_one_point() -> None:
    chart = xmr.chart([1, 2, None, None, 5], phases=[2, 4])
    assert [phase.mean for phase in chart.phases] == [1.5, MISSING, 5.0]
    assert [phase.average_moving_range for phase in chart.phases] == [1.0, MISSING, MISSING]


def test_screening_drops_once_what_is_above_the_limit_only() -> None:
    values = [0, 1] * 10 + [30] + [0, 1] * 3
    plain, screened = xmr.chart(values), xmr.chart(values, screen=True)
    assert screened.mean == plain.mean
    assert plain.average_moving_range == pytest.approx((24 + 29 + 30) / 26)
    assert screened.average_moving_range == 1.0
    # Once only: 3 lies within the first limit and stays, though it is above the second.
    once = xmr.chart([0, 0, 1, 1, 0, 0, 1, 1, 0, 3, 3, 3, 20, 20], screen=True)
    ranges = [0, 1, 0, 1, 0, 1, 0, 1, 3, 0, 0, 17, 0]
    kept = [r for r in ranges if r <= 3.267 * sum(ranges) / 13]
    assert once.average_moving_range == pytest.approx(sum(kept) / len(kept))
    assert once.average_moving_range * 3.267 < 3


def test_a_range_on_the_screening_limit_stays() -> None:
    # Five ranges of mean 1, one of them 3.267; as floats its limit is a little less.
    values = [0.0, 3.267, 2.834, 3.267, 2.834, 3.268]
    assert sum(abs(Fraction(str(b)) - Fraction(str(a))) for a, b in pairwise(values)) == 5
    assert xmr.chart(values, screen=True).average_moving_range == pytest.approx(1.0)
    values[1] = 3.3
    assert xmr.chart([*values, *[2.834, 3.268] * 3], screen=True).average_moving_range < 0.5


def test_kind_of_a_point() -> None:
    chart = xmr.chart([*NEAR, 30, None])
    assert (chart.kind(END, "increase"), chart.kind(0, "increase"), chart.kind(END + 1, "increase")) == (
        "improvement_high", "common_cause", "missing",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "increase", "decrease"),
    [(0.9, "pass", "fail"), (1, "hit_or_miss", "hit_or_miss"), (3, "hit_or_miss", "hit_or_miss"), (3.1, "fail", "pass")],
)
def test_assurance_on_and_beside_the_limits(target: float, increase: str, decrease: str) -> None:
    assert (xmr.assurance(target, 1, 3, "increase"), xmr.assurance(target, 1, 3, "decrease")) == (increase, decrease)


def test_assurance_that_cannot_be_had() -> None:
    assert xmr.assurance(None, 1, 3, "increase") is MISSING
    assert xmr.assurance(2, MISSING, 3, "increase") is MISSING
    assert xmr.assurance(2, 1, MISSING, "increase") is MISSING
    assert xmr.assurance(2, 1, 3, "neither") is MISSING
    assert xmr.assurance(2, 2, 2, "increase") == "hit_or_miss"


def labels_by_definition(values: list[int]) -> list[str]:  # noqa: C901 - one rule after the other
    """The rules once more, in exact terms and the plainest words, for whole numbers."""
    n = len(values)
    mean = Fraction(sum(values), n)
    average = Fraction(sum(abs(b - a) for a, b in pairwise(values)), n - 1)
    if not average:
        return ["common cause"] * n
    far, near = Fraction(266, 100) * average, Fraction(266, 150) * average
    labels = ["common cause"] * n
    for i in range(n - 6):
        run = values[i : i + 7]
        if all(v > mean for v in run):
            labels[i : i + 7] = ["shift above"] * 7
        if all(v < mean for v in run):
            labels[i : i + 7] = ["shift below"] * 7
    for word, beyond in (("2 of 3 high", lambda v: v > mean + near), ("2 of 3 low", lambda v: v < mean - near)):
        for i in range(n - 2):
            hits = [j for j in range(i, i + 3) if beyond(values[j])]
            if len(hits) >= 2:
                for j in hits:
                    labels[j] = word
    for i in range(n - 6):
        run = values[i : i + 7]
        if all(a < b for a, b in pairwise(run)):
            labels[i : i + 7] = ["trend up"] * 7
        if all(a > b for a, b in pairwise(run)):
            labels[i : i + 7] = ["trend down"] * 7
    return [
        "above UPL" if v > mean + far else "below LPL" if v < mean - far else label
        for v, label in zip(values, labels, strict=True)
    ]


@oracle
@given(st.lists(st.integers(-12, 12), min_size=2, max_size=40), st.sampled_from([1, 10, 1000]))
def test_labels_are_those_of_exact_arithmetic(values: list[int], scale: int) -> None:
    assert list(xmr.chart([value / scale for value in values]).labels) == labels_by_definition(values)
