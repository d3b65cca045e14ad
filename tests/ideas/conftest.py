from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from ideas import change_ideas, measures
from ideas.models import ChangeIdea, Measure
from people.acting import acting_as
from tests.factories import House, today

#: A valid NHS number (its check digit is right) that belongs to nobody: the range 999 is for tests.
NHS_NUMBER = "999 000 0018"


@pytest.fixture
def idea(house: House) -> ChangeIdea:
    """A proposed idea of larch, by its ward manager."""
    with acting_as(house.ward_manager):
        return change_ideas.propose(
            by=house.ward_manager,
            team=house.larch,
            title="Care plan in plain words",
            who_for="Patients with a learning disability",
            inequity="Care plans are long",
            aim="9 of 10 can say what is in theirs",
            themes=["learning_disability"],
        )


@pytest.fixture
def measure(house: House, idea: ChangeIdea) -> Measure:
    """Hours, lower is better, target 24, of larch's idea."""
    with acting_as(house.ward_manager):
        return measures.define(
            by=house.ward_manager,
            team=house.larch,
            idea=idea,
            name="Hours until rights are explained",
            unit="hours",
            better="decrease",
            target=Decimal(24),
            definition="From the ward register",
        )


@pytest.fixture
def enter(house: House) -> Callable[..., None]:
    """`enter(measure, [12, 15, …])`: weekly values, the last one today."""

    def put(measure: Measure, values: list[Any]) -> None:
        with acting_as(house.ward_manager):
            for i, value in enumerate(values):
                at = today() - timedelta(days=7 * (len(values) - 1 - i))
                numbers = (
                    {"numerator": value[0], "denominator": value[1]}
                    if isinstance(value, tuple)
                    else {"value": Decimal(str(value))}
                )
                measures.add_point(by=house.ward_manager, measure=measure, at=at, **numbers)

    return put


def dated(name: str, day: Any) -> dict[str, str]:
    """A date as the form posts it, from a date or from three texts."""
    parts = (day.day, day.month, day.year) if hasattr(day, "year") else day
    return {f"{name}_{i}": str(part) for i, part in zip(("day", "month", "year"), parts, strict=True)}
