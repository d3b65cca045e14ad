"""Measures and their points: what a team counts over time."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ideas.change_ideas import refuse_date
from ideas.models import ChangeIdea, Measure, MeasurePoint
from people.models import Person
from people.verbs import StaleEdit, held, once
from ui.templatetags.formats import day
from wards.access import ensure
from wards.models import Team

#: A baseline may be older than the programme, by so many years.
BASELINE_YEARS = 3

#: What `define` may set.
WRITTEN = frozenset({"name", "kind", "unit", "is_ratio", "better", "target", "every", "preset", "definition"})


@transaction.atomic
def define(*, by: Person, team: Team, idea: ChangeIdea | None, form_key: uuid.UUID | None = None, **words: Any) -> Measure:
    """Add a measure to a team, for one of its ideas or for itself. words: fields of `WRITTEN`.

    A ratio is shown in per cent, so its target lies from 0 to 100. Raises ValidationError by field.
    """
    ensure(by, "change_ideas", team)
    if unknown := words.keys() - WRITTEN:
        raise TypeError(f"A measure has no {', '.join(sorted(unknown))} to write")
    if idea is not None and idea.team_id != team.pk:
        raise ValidationError("The change idea belongs to another ward team.")
    key, made = once(by, form_key, idea or team, Measure)
    if made:
        return made
    measure = Measure(pk=key, team=team, idea=idea, **words)
    if measure.is_ratio:
        measure.unit = "%"
    measure.full_clean(exclude=["team", "idea"])
    if measure.is_ratio and measure.target is not None and not 0 <= measure.target <= 100:
        raise ValidationError({"target": "The target of a share must lie between 0 and 100 per cent"})
    measure.save()
    return measure


@transaction.atomic
def add_point(
    *, by: Person, measure: Measure, at: date, value: Decimal | None = None, numerator: int | None = None,
    denominator: int | None = None, note: str = "", series: int = MeasurePoint.Series.FOR_WHOM,
    version: int | None = None, entered_in: uuid.UUID | None = None,
) -> MeasurePoint:  # fmt: skip
    """Add the value of a day, or correct the one that is there. A ratio is given as numerator and denominator.

    entered_in: key of the coaching session in which it was entered, if it was.
    version: that of the day's point which the person saw, 0 where they saw none, None: no check. The same
    numbers and note again change nothing. Raises StaleEdit, ValidationError by field.
    """
    ensure(by, "change_ideas", measure.team_id)
    refuse_date("at", at, measure.team, years_before=BASELINE_YEARS)
    if measure.is_ratio:
        value = _share(numerator, denominator)
    else:
        numerator = denominator = None
        value = _rounded(value)
    held(measure)
    point = point_on(measure, at, series) or MeasurePoint(
        team_id=measure.team_id, measure=measure, series=series, at=at, version=0
    )
    if point.version and (point.value, point.numerator, point.denominator, point.note) == (value, numerator, denominator, note):
        return point
    if version is not None and point.version not in (0, version):
        raise StaleEdit(
            point, f"There is a value for {day(at)} already. Yours is still below. Save again to replace the one that is there."
        )
    point.value, point.numerator, point.denominator, point.note = value, numerator, denominator, note
    point.entered_by, point.entered_in = by, entered_in
    point.version += 1
    point.full_clean(exclude=["team", "measure", "entered_by"])
    point.save()
    return point


def point_on(measure: Measure, at: date, series: int = MeasurePoint.Series.FOR_WHOM) -> MeasurePoint | None:
    """The value of a day, or None."""
    return measure.points.filter(series=series, at=at).first()


def _share(numerator: int | None, denominator: int | None) -> Decimal:
    errors = {}
    if numerator is None:
        errors["numerator"] = "Enter how many"
    if denominator is None:
        errors["denominator"] = "Enter of how many"
    elif denominator < 1:
        errors["denominator"] = "“Of how many” must be 1 or more: a day with nobody to count has no value"
    if numerator is not None and numerator < 0:
        errors["numerator"] = "“How many” must be 0 or more"
    elif not errors and numerator > denominator:  # type: ignore[operator]
        errors["numerator"] = "“How many” cannot be more than “of how many”"
    if errors:
        raise ValidationError(errors)
    return round(Decimal(100 * numerator) / denominator, 3)  # type: ignore[operator]


def _rounded(value: Decimal | None) -> Decimal:
    if value is None:
        raise ValidationError({"value": "Enter the value"})
    if not value.is_finite() or abs(value) >= 10**9:
        raise ValidationError({"value": "Enter a number of at most 9 figures before the point, like 24.5"})
    return round(value, 3)
