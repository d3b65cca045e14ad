from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from figures import wording
from figures.disclosure import Audience
from figures.values import Missing, Suppressed

register = template.Library()


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value


@register.simple_tag
def fewest_answers(whose: str) -> int:
    """From how many valid answers results are shown: to one's "own" places, or to wider ones ("national")."""
    return Audience(whose).threshold


@register.filter
def day(value: date | None) -> str:
    """5 March 2024"""
    if not value:
        return ""
    value = _local(value)
    return f"{value.day} {value:%B %Y}"


@register.filter
def weekday(value: date | None) -> str:
    """Tuesday 12 November; of another year than this one, with the year."""
    if not value:
        return ""
    value = _local(value)
    year = "" if value.year == timezone.localdate().year else f" {value.year}"
    return f"{value:%A} {value.day} {value:%B}{year}"


@register.filter
def duration(minutes: int) -> str:
    """Minutes as one says them: “75 minutes”, “5 hours 30 minutes”."""
    if minutes < 120:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    hours, rest = divmod(minutes, 60)
    return f"{hours} hours {rest} minutes" if rest else f"{hours} hours"


@register.filter
def moment(value: datetime | None) -> str:
    """12 November 2024, 14:32"""
    if not value:
        return ""
    local = timezone.localtime(value)
    return f"{local.day} {local:%B %Y}, {local:%H:%M}"


@register.filter
def hours(minutes: int | None) -> str:
    """1.5, from minutes"""
    return wording.hours(int(minutes or 0))


@register.filter
def figure(value: Any) -> str:
    return wording.figure(value)


@register.filter
def is_hidden(value: Any) -> bool:
    """Whether a figure is suppressed, which looks different from missing and from zero."""
    return isinstance(value, Suppressed)


@register.filter
def is_missing(value: Any) -> bool:
    return isinstance(value, Missing)
