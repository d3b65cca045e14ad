"""The one place that rounds. Everything before it is exact or in full floats."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from figures.arguments import exact, of_kind, one_of, whole


def half_up(value: Any, places: int = 0) -> Decimal:
    """Rounded half away from zero to so many decimal places, as people learn it at school.

    Rule: a float stands for the decimal that it prints as, so that 2.675 gives 2.68. Source: the programme's own
    rule, as tables in print have it. Unit: that of the value. Errors: FigureError unless value is a finite number
    and places whole and 0 or more. Does not prove: more digits than were asked for; reckon before, round last.

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
        one_of("word", self.word, ("more than", "at least"))


def headline(value: Any, rule: Rule) -> tuple[int, bool]:
    """(rounded down, whether the exact value exceeds it).

    Rule: hours and staff go down to 50, reach to 100; “more than” stands only where the value exceeds that.
    Source: the programme's own rule. Unit: that of the value. Errors: FigureError unless value is a finite
    number and rule a Rule. Does not prove: how far above it the value lies.

    >>> headline(Fraction(3505, 2), Rule(50))
    (1750, True)
    """
    number = exact("value", value)
    of_kind("rule", rule, Rule)
    rounded = int(number // rule.step) * rule.step
    return rounded, number > rounded


def people_reached(count: int) -> tuple[str, int]:
    """A public count of patients: ("fewer than", 5) for 1–4, else ("about", nearest 5); 0 stays ("", 0).

    Rule: small counts are never exact in public. Source: NHS England's rounding of published counts.
    Unit: people. Errors: FigureError unless count is whole and 0 or more.
    Does not prove: that two rounded counts may stand beside their sum; that is `disclosure.one_way`'s business.

    >>> people_reached(3), people_reached(8), people_reached(147)
    (('fewer than', 5), ('about', 10), ('about', 145))
    """
    whole("count", count)
    if count == 0:
        return "", 0
    return ("fewer than", 5) if count < 5 else ("about", int(half_up(Fraction(count, 5))) * 5)
