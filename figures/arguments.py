"""What the functions of `figures` accept: each refusal names the argument and what it may be.

Numbers are Python's own: int, float, Fraction and Decimal (and what subclasses them). Truth values,
texts and other libraries' integers are refused, because some of those overflow without a word.
"""

from collections.abc import Iterable, Mapping, Set
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

#: No count of people, answers or minutes is greater; every whole number up to it is exact in a float.
MOST = 10**15
#: Sizes between which sums, squares and quotients stay within what a float can hold.
LEAST_SIZE, MOST_SIZE = 1e-100, 1e100


class FigureError(ValueError):
    """A number that cannot be made: the message names the argument and what it may be."""


def whole(name: str, value: Any, *, least: int = 0) -> int:
    """A whole number from `least` to 10¹⁵; FigureError for anything else, True and 3.0 among them."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise FigureError(f"{name} must be a whole number, not {value!r}")
    if value < least:
        raise FigureError(f"{name} must be {least} or more, not {value}")
    if value > MOST:
        raise FigureError(f"{name} must be {MOST:,} or less")
    return value


def part(k_name: str, k: Any, n_name: str, n: Any) -> tuple[int, int]:
    """A numerator and its denominator: whole, 0 ≤ k ≤ n."""
    whole(k_name, k)
    whole(n_name, n)
    if k > n:
        raise FigureError(f"{k_name} must be {n_name} ({n}) or less, not {k}")
    return k, n


def number(name: str, value: Any) -> float:
    """A finite number as a float: 0, or between 10⁻¹⁰⁰ and 10¹⁰⁰ in size."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Fraction, Decimal)):
        raise FigureError(f"{name} must be a number, not {value!r}")
    if (isinstance(value, float) and not isfinite(value)) or (isinstance(value, Decimal) and not value.is_finite()):
        raise FigureError(f"{name} must be finite, not {value!r}")
    size: Any = abs(value)
    if value and not LEAST_SIZE <= size <= MOST_SIZE:
        raise FigureError(f"{name} must be 0, or between {LEAST_SIZE:g} and {MOST_SIZE:g} in size")
    return float(value)


def exact(name: str, value: Any) -> Fraction:
    """A finite number as an exact fraction; a float stands for the decimal that it prints as.

    >>> exact("value", 0.1)
    Fraction(1, 10)
    """
    number(name, value)
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def series(name: str, values: Any) -> list[float | None]:
    """Values in order, None for a gap; an empty list is refused, for there is nothing to draw."""
    items: list[float | None] = []
    for position, value in enumerate(listed(name, values)):
        # The usual case first: a chart is drawn from some thirty floats, thousands of times a page.
        if type(value) is float and LEAST_SIZE <= abs(value) <= MOST_SIZE:
            items.append(value)
        else:
            items.append(None if value is None else number(f"{name}[{position}]", value))
    if not items:
        raise FigureError(f"{name} must hold at least one value or gap, not none at all")
    return items


def listed(name: str, values: Any) -> list[Any]:
    """A list of what is given one after the other; texts, sets and mappings have no such order."""
    if isinstance(values, (str, bytes, Mapping, Set)) or not isinstance(values, Iterable):
        raise FigureError(f"{name} must be a list, not {values!r}")
    return list(values)


def of_kind(name: str, value: Any, *kinds: type) -> Any:
    """A value of one of a few kinds."""
    if not isinstance(value, kinds):
        names = " or ".join(("an " if kind.__name__[0] in "AEIOU" else "a ") + kind.__name__ for kind in kinds)
        raise FigureError(f"{name} must be {names}, not {value!r}")
    return value


def mapping(name: str, value: Any, what: str) -> Any:
    """A mapping, `what` saying from what to what."""
    if not isinstance(value, Mapping):
        raise FigureError(f"{name} must map {what}, not {value!r}")
    return value


def truth(name: str, value: Any) -> bool:
    """True or False, and nothing that merely counts as one of them."""
    if not isinstance(value, bool):
        raise FigureError(f"{name} must be True or False, not {value!r}")
    return value


def one_of(name: str, value: Any, choices: tuple[str, ...]) -> str:
    """One of a few words."""
    if value not in choices:
        raise FigureError(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return str(value)
