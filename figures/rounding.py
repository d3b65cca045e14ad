"""The one place that rounds. Everything before it is exact or in full floats."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from figures.arguments import exact, whole


def half_up(value: Any, places: int = 0) -> Decimal:
    """Rounded half away from zero to so many decimal places, as people learn it at school.

    >>> half_up(2.5), half_up(-0.25, 1), half_up(28.7039, 1)
    (Decimal('3'), Decimal('-0.3'), Decimal('28.7'))
    """
    number = exact("value", value)
    step = Decimal(1).scaleb(-whole("places", places))
    scaled = number * 10**places
    nearest = Fraction(int(abs(scaled) + Fraction(1, 2)))
    sign = -1 if scaled < 0 else 1
    return (Decimal(sign * int(nearest)) * step).quantize(step, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a headline is rounded: down to a step of so many. A step of 1 leaves whole numbers exact."""

    step: int = 1
    word: str = "more than"

    def __post_init__(self) -> None:
        whole("step", self.step, least=1)


def headline(value: Any, rule: Rule) -> tuple[int, bool]:
    """(rounded down, whether the exact value exceeds it).

    >>> headline(Fraction(3505, 2), Rule(50))
    (1750, True)
    """
    number = exact("value", value)
    rounded = int(number // rule.step) * rule.step
    return rounded, number > rounded


def people_reached(count: int) -> tuple[str, int]:
    """A public count of patients: ("fewer than", 5) for 1–4, else ("about", nearest 5); 0 stays ("", 0).

    >>> people_reached(3), people_reached(8), people_reached(147)
    (('fewer than', 5), ('about', 10), ('about', 145))
    """
    whole("count", count)
    if count == 0:
        return "", 0
    return ("fewer than", 5) if count < 5 else ("about", int(half_up(Fraction(count, 5))) * 5)
