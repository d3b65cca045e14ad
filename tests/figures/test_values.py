"""The values: what may be reckoned with them, what may not, and how they are said."""

import copy
import pickle
from decimal import Decimal
from fractions import Fraction

import pytest

import figures
from figures import MISSING, Count, FigureError, Mean, MeanChange, Percentage, PointChange, RelativeChange, Suppressed, wording
from figures.disclosure import Audience, complement_shown, may_refresh, shown, withheld
from figures.rounding import Rule, half_up, headline, people_reached

HALF, MOST = Percentage(60, 164), Percentage(79, 121)
POINTS, MEANS = MOST - HALF, MeanChange(Mean(6.5, 100, "0–10"), Mean(7.8, 100, "0–10"), 0.9, 1.7)
VALUES = [Count(5, "wards"), HALF, POINTS, Mean(6.5, 100), MEANS, RelativeChange(6.5, 7.8), Suppressed("too few answered")]


def test_missing_is_one_object_and_nothing_else() -> None:
    assert (bool(MISSING), repr(MISSING), MISSING == 0, MISSING is None) == (False, "MISSING", False, False)
    assert pickle.loads(pickle.dumps(MISSING)) is copy.deepcopy(MISSING) is MISSING  # noqa: S301 - our own bytes
    assert MISSING not in (0, None, "", False)


def test_only_counts_of_one_thing_add() -> None:
    assert Count(51, "wards", "all") + Count(2, "wards") == Count(53, "wards", "all")
    with pytest.raises(FigureError, match="A Count cannot be combined with a Count"):
        Count(51, "wards") + Count(2, "providers")
    with pytest.raises(FigureError, match="A Count cannot be combined with a int"):
        Count(51, "wards") + 2


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(
    "reckon",
    [
        lambda x: x + POINTS, lambda x: POINTS + x, lambda x: x + 1, lambda x: 1 + x, lambda x: sum([x, x]), lambda x: x * 2,
        lambda x: 2 * x, lambda x: x / 2, lambda x: 2 / x, lambda x: x - 1, lambda x: 1 - x, lambda x: x - POINTS,
    ],
)  # fmt: skip
def test_arithmetic_without_a_meaning(value, reckon) -> None:
    with pytest.raises(FigureError, match="cannot be combined with"):
        reckon(value)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_do_not_change(value) -> None:
    with pytest.raises(AttributeError):
        setattr(value, type(value).__slots__[0], 1)


def test_percentages() -> None:
    assert (HALF.share, HALF.percent) == (Fraction(15, 41), pytest.approx(36.585366))
    assert (HALF.low, HALF.high) == pytest.approx((29.599, 44.1858), abs=1e-4)
    assert (Percentage(0, 12).low, Percentage(12, 12).high) == (0, 100)
    assert (POINTS.points, POINTS.low, POINTS.high) == pytest.approx((28.7039, 17.05, 39.2451), abs=1e-4)
    assert PointChange.unpaired(HALF, MOST) == POINTS
    assert (POINTS.paired, POINTS.clustered) == (False, False)


def test_changes_of_means_in_points_and_beside_them_as_a_share() -> None:
    assert (MEANS.points, MEANS.relative, MEANS.relative.share, MEANS.relative.percent) == (
        1.3,
        RelativeChange(6.5, 7.8),
        0.2,
        20.0,
    )
    assert MeanChange(Mean(0, 5), Mean(2, 5), MISSING, MISSING).relative is MISSING
    assert RelativeChange(8, 6).percent == -25


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0.5, 0, "1"), (-0.5, 0, "-1"), (1.5, 0, "2"), (2.4999, 0, "2"), (2.675, 2, "2.68"), (-2.25, 1, "-2.3"), (0, 1, "0.0"),
        (Fraction(1, 3), 3, "0.333"), (Decimal("1.005"), 2, "1.01"), (-0.04, 1, "0.0"), (1e22, 0, "1" + "0" * 22),
    ],
)  # fmt: skip
def test_half_is_rounded_up(value, places: int, expected: str) -> None:
    assert str(half_up(value, places)) == expected


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        (1750, 50, (1750, False)),
        (1751, 50, (1750, True)),
        (1749, 50, (1700, True)),
        (Fraction(3505, 2), 50, (1750, True)),
        (51, 1, (51, False)),
    ],
)  # fmt: skip
def test_headlines_round_down(value, step: int, expected: tuple[int, bool]) -> None:
    assert headline(value, Rule(step)) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, ("", 0)),
        (1, ("fewer than", 5)),
        (4, ("fewer than", 5)),
        (5, ("about", 5)),
        (7, ("about", 5)),
        (8, ("about", 10)),
        (812, ("about", 810)),
    ],
)  # fmt: skip
def test_people_reached(count: int, expected: tuple[str, int]) -> None:
    assert people_reached(count) == expected


def test_headline_words() -> None:
    assert wording.rounded_down(356, Rule(50), "staff") == "more than 350 staff"
    assert wording.rounded_down(350, Rule(50), "staff") == "350 staff"
    assert wording.rounded_down(812, Rule(100, "at least"), "patients") == "at least 800 patients"
    assert wording.rounded_down(800, Rule(100, "at least")) == "at least 800"
    assert [wording.hours(minutes) for minutes in (0, 60, 90, 45, 50, 105150)] == ["0.0", "1.0", "1.5", "0.75", "0.83", "1,752.5"]


def test_figures_in_words() -> None:
    assert [wording.figure(value) for value in (Count(1234, "people"), HALF, POINTS, Mean(6.5, 1), Mean(6.45, 1200), MEANS)] == [
        "1,234 people", "37% (60 of 164)", "+28.7 percentage points", "6.5 (1 answer)", "6.5 (1,200 answers)", "+1.3 points",
    ]  # fmt: skip
    assert (wording.figure(Suppressed("x")), wording.figure(MISSING), wording.figure(Count(3, ""))) == (
        "too few people to show",
        "not known",
        "3",
    )
    assert [wording.points(value) for value in (28.7039, -3, 0, 0.04, -0.04)] == ["+28.7", "−3.0", "0.0", "0.0", "0.0"]
    assert (wording.percent(36.6), wording.percent(36.6, 1)) == ("37%", "36.6%")
    assert wording.with_interval(Percentage(12, 16)) == "75% (12 of 16; 51–90% allowing for chance)"


def test_the_plain_sentence() -> None:
    assert wording.change_sentence(POINTS) == (
        "Agreement rose from 37% (60 of 164) to 65% (79 of 121): up 28.7 percentage points. Allowing for chance the true "
        "change is likely between 17 and 39 points. Different people may have answered each time, so this does not prove "
        "that the programme caused it."
    )


def test_a_mean_is_said_in_points_of_its_scale_first() -> None:
    words = wording.change_sentence(MEANS, subject="Confidence")
    assert words.startswith("Confidence rose from 6.5 (100 answers) to 7.8 (100 answers): up 1.3 points on a 0–10 scale (+20%). ")
    assert "percentage" not in words
    assert "likely between 0.9 and 1.7 points." in words


def change(before: float, after: float, low=MISSING, high=MISSING, paired: bool = False) -> MeanChange:
    return MeanChange(Mean(before, 10), Mean(after, 10), low, high, paired)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (change(5, 4), "X fell from 5.0 (10 answers) to 4.0 (10 answers): down 1.0 points (−20%)."),
        (change(0, 4), "X rose from 0.0 (10 answers) to 4.0 (10 answers): up 4.0 points."),
        (change(5, 5.01), "X stayed at 5.0 (10 answers) before and 5.0 (10 answers) after."),
        (change(1000, 1001), "X rose from 1000.0 (10 answers) to 1001.0 (10 answers): up 1.0 points (0%)."),
    ],
)
def test_movements(value: MeanChange, words: str) -> None:
    assert wording.movement(value, subject="X") == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (MISSING, 1.0, "Too few answered to say how much chance may explain."),
        (1.0, MISSING, "Too few answered to say how much chance may explain."),
        (0.5, 1.5, "Allowing for chance the true change is likely between 0.5 and 1.5 points."),
        (-1.5, -0.5, "Allowing for chance the true fall is likely between 0.5 and 1.5 points."),
        (-0.5, 1.5, "Allowing for chance the true change may lie between −0.5 and 1.5 points, so it may be no change at all."),
        (0.04, 1.5, "Allowing for chance the true change may lie between 0.0 and 1.5 points, so it may be no change at all."),
        (-1.5, -0.04, "Allowing for chance the true change may lie between −1.5 and 0.0 points, so it may be no change at all."),
    ],
)
def test_intervals_in_words(low, high, words: str) -> None:
    assert wording.likely(change(5, 5, low, high)) == words


def test_pairs_say_so() -> None:
    assert wording.change_sentence(change(5, 6, 0.5, 1.5, paired=True)).endswith(
        "The same people answered both times; without a comparison group this does not prove that the programme caused it."
    )


TOO_FEW, EVERYBODY = Suppressed("too few answered"), Suppressed("everyone gave the same answer, and nobody has signed it off")


@pytest.mark.parametrize(
    ("value", "own", "national", "signed"),
    [
        (Percentage(2, 4), TOO_FEW, TOO_FEW, TOO_FEW),
        (Percentage(2, 5), None, TOO_FEW, TOO_FEW),
        (Percentage(2, 9), None, TOO_FEW, TOO_FEW),
        (Percentage(2, 10), None, None, None),
        (Percentage(9, 9), TOO_FEW, TOO_FEW, TOO_FEW),
        (Percentage(10, 10), None, EVERYBODY, None),
        (Percentage(0, 10), None, EVERYBODY, None),
        (Mean(6.5, 4), TOO_FEW, TOO_FEW, TOO_FEW),
        (Mean(6.5, 5), None, TOO_FEW, TOO_FEW),
        (Mean(6.5, 10), None, None, None),
        (Mean(10, 9, "0–10"), TOO_FEW, TOO_FEW, TOO_FEW),
        (Mean(10, 10, "0–10"), None, EVERYBODY, None),
        (Mean(0, 10, "0–10"), None, EVERYBODY, None),
        (Mean(9.9, 10, "0–10"), None, None, None),
        (Mean(10, 10), None, None, None),
        (MeanChange(Mean(7, 10, "0–10"), Mean(10, 10, "0–10"), MISSING, MISSING), None, EVERYBODY, None),
        (Percentage(2, 10) - Percentage(2, 4), TOO_FEW, TOO_FEW, TOO_FEW),
        (Percentage(2, 4) - Percentage(2, 10), TOO_FEW, TOO_FEW, TOO_FEW),
        (MeanChange(Mean(1, 4), Mean(2, 10), MISSING, MISSING), TOO_FEW, TOO_FEW, TOO_FEW),
        (MeanChange(Mean(1, 10), Mean(2, 10), MISSING, MISSING), None, None, None),
        (Count(1, "wards"), None, None, None),
        (MISSING, None, None, None),
        (EVERYBODY, None, None, None),
    ],
)
def test_what_each_audience_is_shown(value, own, national, signed) -> None:
    assert shown(value, audience=Audience.OWN) == (own or value)
    for audience in (Audience.NATIONAL, Audience.PUBLIC):
        assert shown(value, audience=audience) == (national or value)
        assert shown(value, audience=audience, signed_off_by="somebody") == (signed or value)


@pytest.mark.parametrize(
    ("inside", "total", "may"),
    [(100, 100, True), (99, 100, False), (96, 100, False), (95, 100, True), (0, 0, True), (0, 5, True)],
)
def test_a_filter_beside_the_whole(inside: int, total: int, may: bool) -> None:
    assert complement_shown(inside, total, threshold=5) is may


@pytest.mark.parametrize(
    ("parts", "hidden", "expected"),
    [
        ({"A": (3,), "B": (12,), "C": (40,)}, {"A"}, {"A", "B"}),
        ({"A": (12,), "B": (13,), "C": (40,)}, {"A"}, {"A", "B"}),
        ({"A": (3,), "B": (4,), "C": (40,)}, {"A", "B"}, {"A", "B", "C"}),
        ({"A": (3,), "B": (7,), "C": (40,)}, {"A", "B"}, {"A", "B"}),
        ({"A": (3, 30), "B": (7, 7), "C": (9, 2), "D": (50, 50)}, {"A"}, {"A", "C"}),
        ({"A": (3, 30), "B": (2, 2), "C": (50, 50)}, {"A"}, {"A", "B", "C"}),
        ({"A": (3, 0), "B": (7, 0), "C": (40, 0)}, {"A", "B"}, {"A", "B"}),
        ({"A": (3,)}, {"A"}, {"A"}),
        ({"A": (0,), "B": (20,)}, {"A", "Z"}, set()),
        ({"A": (12,)}, set(), set()),
    ],
)
def test_what_is_hidden_together(parts, hidden, expected) -> None:
    assert withheld(parts, hidden, threshold=10) == expected


@pytest.mark.parametrize(
    ("before", "now", "closed", "may"),
    [(10, 14, False, False), (10, 15, False, True), (10, 5, False, True), (10, 10, True, True)],
)
def test_when_an_open_round_may_change(before: int, now: int, closed: bool, may: bool) -> None:
    assert may_refresh(before, now, closed=closed, threshold=5) is may


def test_what_the_package_offers() -> None:
    assert all(hasattr(figures, name) for name in figures.__all__)
