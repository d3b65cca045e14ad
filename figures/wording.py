"""How a figure is said: in plain British English, always with its base.

Rule: whole per cent, points to one decimal, rounded half up; a relative change stands only beside its means.
Source: the programme's own words. Unit: that of the value. Errors: FigureError for what is no figure of the kind
asked for. Does not prove: more than the figure does; the sentences about chance and cause belong to each change.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from figures.arguments import FigureError, of_kind, whole
from figures.missing import Missing
from figures.rounding import Rule, half_up, headline
from figures.values import Count, Mean, MeanChange, Percentage, PointChange, Suppressed

NOT_CAUSE = "Different people may have answered each time, so this does not prove that the programme caused it."
NOT_CAUSE_PAIRED = (
    "The same people answered both times; without a comparison group this does not prove that the programme caused it."
)


def percent(value: Any, places: int = 0) -> str:
    """A number of per cent, rounded half up.

    >>> percent(36.585), percent(0.5)
    ('37%', '1%')
    """
    return f"{half_up(value, places)}%"


def percentage(value: Percentage) -> str:
    """With its base.

    >>> percentage(Percentage(60, 164))
    '37% (60 of 164)'
    """
    of_kind("value", value, Percentage)
    return f"{percent(value.share * 100)} ({value.numerator:,} of {value.denominator:,})"


def points(value: Any) -> str:
    """A change in points with its sign.

    >>> points(28.7039), points(-3), points(0.04)
    ('+28.7', '−3.0', '0.0')
    """
    rounded = half_up(value, 1)
    return f"+{rounded}" if rounded > 0 else f"−{abs(rounded)}" if rounded < 0 else "0.0"


def mean(value: Mean) -> str:
    """A mean with its base.

    >>> mean(Mean(6.5, 100))
    '6.5 (100 answers)'
    """
    of_kind("value", value, Mean)
    return f"{half_up(value.value, 1)} ({value.n:,} {'answer' if value.n == 1 else 'answers'})"


def hours(minutes: int) -> str:
    """Minutes as hours, with no more decimals than they need, at least one.

    >>> hours(90), hours(45), hours(105150)
    ('1.5', '0.75', '1,752.5')
    """
    exact_hours = Fraction(whole("minutes", minutes), 60)
    short = half_up(exact_hours, 1)
    places = 1 if Fraction(short) == exact_hours else 2
    return f"{half_up(exact_hours, places):,}"


def rounded_down(value: Any, rule: Rule, unit: str = "") -> str:
    """The headline in words; “more than” stands only where the value exceeds it.

    >>> rounded_down(Fraction(3505, 2), Rule(50), "hours"), rounded_down(1750, Rule(50), "hours")
    ('more than 1,750 hours', '1,750 hours')
    """
    number, exceeds = headline(value, rule)
    words = f"{number:,} {unit}".strip()
    if rule.word == "at least":
        return f"at least {words}"
    return f"{rule.word} {words}" if exceeds else words


def change_sentence(change: PointChange | MeanChange, *, subject: str = "Agreement") -> str:
    """The plain sentence that stands beside each change.

    >>> print(change_sentence(Percentage(79, 121) - Percentage(60, 164)))
    Agreement rose from 37% (60 of 164) to 65% (79 of 121): up 28.7 percentage points. Allowing for \
chance the true change is likely between 17 and 39 points. Different people may have answered each \
time, so this does not prove that the programme caused it.
    """
    of_kind("change", change, PointChange, MeanChange)
    tail = NOT_CAUSE_PAIRED if change.paired else NOT_CAUSE
    return f"{movement(change, subject=subject)} {likely(change)} {tail}"


def movement(change: PointChange | MeanChange, *, subject: str = "Agreement") -> str:
    """The first sentence of it: from where to where.

    >>> movement(Percentage(3, 10) - Percentage(6, 10))
    'Agreement fell from 60% (6 of 10) to 30% (3 of 10): down 30.0 percentage points.'
    """
    of_kind("change", change, PointChange, MeanChange)
    if isinstance(change, PointChange):
        first, last, unit = percentage(change.before), percentage(change.after), "percentage points"
        aside = ""
    else:
        first, last, unit = mean(change.before), mean(change.after), "points"
        scale = f" on a {change.after.scale} scale" if change.after.scale else ""
        relative = change.relative
        aside = f"{scale} ({_signed_percent(relative.percent)})" if not isinstance(relative, Missing) else scale
    size = half_up(abs(change.points), 1)
    if size == 0:
        return f"{subject} stayed at {first} before and {last} after."
    verb, way = ("rose", "up") if change.points > 0 else ("fell", "down")
    return f"{subject} {verb} from {first} to {last}: {way} {size} {unit}{aside}."


def likely(change: PointChange | MeanChange) -> str:
    """The interval in words; or that too few answered for one.

    >>> likely(Percentage(79, 121) - Percentage(60, 164))
    'Allowing for chance the true change is likely between 17 and 39 points.'
    """
    of_kind("change", change, PointChange, MeanChange)
    if isinstance(change.low, Missing) or isinstance(change.high, Missing):
        return "Too few answered to say how much chance may explain."
    places = 0 if isinstance(change, PointChange) else 1
    low, high = half_up(change.low, places), half_up(change.high, places)
    if low < 0 < high or low == 0 or high == 0:
        between = f"between {_signed(low)} and {_signed(high)} points"
        return f"Allowing for chance the true change may lie {between}, so it may be no change at all."
    if high < 0:
        return f"Allowing for chance the true fall is likely between {abs(high)} and {abs(low)} points."
    return f"Allowing for chance the true change is likely between {low} and {high} points."


def with_interval(value: Percentage) -> str:
    """A small base carries its interval.

    >>> with_interval(Percentage(12, 16))
    '75% (12 of 16; 51–90% allowing for chance)'
    """
    of_kind("value", value, Percentage)
    return (
        f"{percent(value.share * 100)} ({value.numerator} of {value.denominator};"
        f" {half_up(value.low)}–{half_up(value.high)}% allowing for chance)"
    )


def figure(value: Any) -> str:
    """Any value in its shortest honest form.

    >>> figure(Count(51, "wards")), figure(Suppressed("too few answered"))
    ('51 wards', 'too few people to show')
    """
    if isinstance(value, Count):
        return f"{value.value:,} {value.unit}".strip()
    if isinstance(value, Percentage):
        return percentage(value)
    if isinstance(value, Mean):
        return mean(value)
    if isinstance(value, PointChange):
        return f"{points(value.points)} percentage points"
    if isinstance(value, MeanChange):
        return f"{points(value.points)} points"
    if isinstance(value, Suppressed):
        return "too few people to show"
    if isinstance(value, Missing):
        return "not known"
    raise FigureError(f"value must be a figure, not {value!r}")


def _signed(value: Any) -> str:
    return f"−{abs(value)}" if value < 0 else str(abs(value))


def _signed_percent(value: Any) -> str:
    rounded = half_up(value)
    return f"+{rounded}%" if rounded > 0 else f"−{abs(rounded)}%" if rounded < 0 else "0%"
