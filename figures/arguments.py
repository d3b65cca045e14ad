"""What the functions of `figures` accept: each refusal names the argument and what it may be."""

from collections.abc import Iterable
from fractions import Fraction
from math import isfinite
from numbers import Rational
from typing import Any


class FigureError(ValueError):
    """A number that cannot be made: the message names the argument and what it may be."""


def whole(name: str, value: Any, *, least: int = 0) -> int:
    """A whole number of at least `least`; FigureError for anything else, True and 3.0 among them."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise FigureError(f"{name} must be a whole number, not {value!r}")
    if value < least:
        raise FigureError(f"{name} must be {least} or more, not {value}")
    return value


def part(k_name: str, k: Any, n_name: str, n: Any) -> tuple[int, int]:
    """A numerator and its denominator: whole, 0 ≤ k ≤ n."""
    whole(k_name, k)
    whole(n_name, n)
    if k > n:
        raise FigureError(f"{k_name} must be {n_name} ({n}) or less, not {k}")
    return k, n


def number(name: str, value: Any) -> float:
    """A finite number as a float."""
    if isinstance(value, bool) or not (isinstance(value, (int, float, Rational)) or _is_decimal(value)):
        raise FigureError(f"{name} must be a number, not {value!r}")
    if not isfinite(value):
        raise FigureError(f"{name} must be finite, not {value!r}")
    return float(value)


def exact(name: str, value: Any) -> Fraction:
    """A finite number as an exact fraction; a float stands for the decimal that it prints as."""
    number(name, value)
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def numbers(name: str, values: Any) -> list[float]:
    """A list of finite numbers; texts and single numbers are refused."""
    return [number(f"{name}[{position}]", value) for position, value in enumerate(listed(name, values))]


def listed(name: str, values: Any) -> list[Any]:
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise FigureError(f"{name} must be a list of numbers, not {values!r}")
    return list(values)


def one_of(name: str, value: Any, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise FigureError(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return str(value)


def _is_decimal(value: Any) -> bool:
    from decimal import Decimal

    return isinstance(value, Decimal)
