"""What a measure's chart says in words, once its team has rebased it."""

from datetime import date, timedelta

import pytest

from ideas.measure_charts import Shown, shown
from ideas.models import Measure, MeasurePoint, Rebase

FIRST = date(2026, 1, 5)


def weekly(values: list[float], *, rebased_at: int | None, better: str = "increase") -> Shown:
    """A weekly series in hours, rebased from the value at a position on."""
    days = [FIRST + timedelta(days=7 * i) for i in range(len(values))]
    measure = Measure(name="Talks", unit="hours", better=better, preset="7/7")
    points = [MeasurePoint(at=day, value=value) for day, value in zip(days, values, strict=True)]
    return shown(measure, points, [] if rebased_at is None else [Rebase(at=days[rebased_at])])


LOW, HIGH = [10, 12, 11, 9, 10, 12, 11, 9, 10, 11, 12, 10], [40, 42, 41, 39, 40, 42, 41, 39, 40, 41, 42, 40]


@pytest.mark.parametrize(
    ("better", "lead"), [("increase", "Better, and more than chance"), ("decrease", "Worse, and more than chance")]
)
def test_a_level_that_was_reached_and_held_is_told_as_a_change(better: str, lead: str) -> None:
    stands = weekly([*LOW, *HIGH], rebased_at=12, better=better)
    assert (
        stands.finding
        == f"{lead}: the mean rose from 10.6 hours to 40.6 hours, rebased from 30 March 2026. Usual variation since then."
    )
    assert stands.is_better is (better == "increase")
    assert stands.variation == "common_cause"


def test_a_rebase_within_the_earlier_limits_is_told_and_not_praised() -> None:
    stands = weekly([*LOW, 12, 11, 13, 12, 11, 12, 13, 12, 11, 12, 13, 12], rebased_at=12)
    assert stands.finding.startswith("The mean rose from 10.6 hours to 12 hours, rebased from 30 March 2026.")
    assert not stands.is_better


def test_without_a_rebase_a_calm_chart_says_usual_variation() -> None:
    assert weekly(LOW * 2, rebased_at=None).finding.startswith("Usual variation")
