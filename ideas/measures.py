"""Measures and their points, and what their charts show."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from figures import run_charts, xmr
from ideas.models import ChangeIdea, Measure, MeasurePoint
from people.models import Person
from wards.access import ensure
from wards.models import Team

#: Under this a run chart only; under TRIAL the limits are called trial limits (Making Data Count).
FEWEST_FOR_LIMITS, TRIAL = 10, 12


@transaction.atomic
def define(*, by: Person, team: Team, idea: ChangeIdea | None, form_key: uuid.UUID | None = None, **words: Any) -> Measure:
    """Add a measure to a team, for an idea or for itself."""
    ensure(by, "change_ideas", team)
    if form_key and (already := Measure.visible.to(by).filter(form_key=form_key).first()):
        return already
    measure = Measure(team=team, idea=idea, form_key=form_key, **words)
    measure.full_clean(exclude=["team", "idea"])
    measure.save()
    return measure


@transaction.atomic
def add_point(
    *, by: Person, measure: Measure, at: date, value: Decimal | None = None, numerator: int | None = None,
    denominator: int | None = None, note: str = "", series: int = MeasurePoint.Series.FOR_WHOM,
) -> MeasurePoint:  # fmt: skip
    """Add the value of a day, or correct the one that is there. A ratio is given as numerator and denominator.

    Raises ValidationError by field.
    """
    ensure(by, "change_ideas", measure.team_id)
    if at > timezone.localdate():
        raise ValidationError({"at": "The date must be today or in the past"})
    if measure.is_ratio:
        if numerator is None or denominator is None:
            raise ValidationError({"numerator": "Enter how many", "denominator": "Enter of how many"})
        if denominator == 0 or numerator > denominator:
            raise ValidationError({"numerator": "“How many” cannot be more than “of how many”"})
        value = Decimal(100 * numerator) / denominator
    elif value is None:
        raise ValidationError({"value": "Enter the value"})
    point = MeasurePoint.objects.filter(measure=measure, series=series, at=at).first()
    point = point or MeasurePoint(team_id=measure.team_id, measure=measure, series=series, at=at)
    point.value = round(value, 3)  # type: ignore[arg-type]
    point.numerator, point.denominator, point.note, point.entered_by = numerator, denominator, note, by
    point.full_clean(exclude=["team", "measure", "entered_by"])
    point.save()
    return point


@dataclass
class Shown:
    """A measure with what its chart says. xmr is None under 10 points."""

    measure: Measure
    points: list[MeasurePoint]
    run: run_charts.Chart
    xmr: xmr.Chart | None
    trial: bool

    @property
    def dates(self) -> list[date]:
        return [point.at for point in self.points]

    @property
    def values(self) -> list[float]:
        return [float(point.value) for point in self.points]

    @property
    def finding(self) -> str:
        """The sentence of the chart; empty where there is nothing yet."""
        if not self.points:
            return "No values yet."
        chosen = self.xmr or self.run
        return chosen.finding(self.measure.better)

    @property
    def is_better(self) -> bool:
        return bool(self.xmr) and self.xmr.variation(self.measure.better).startswith("improvement")  # type: ignore[union-attr]


def shown(measure: Measure, points: list[MeasurePoint] | None = None, rebases: list[Any] | None = None) -> Shown:
    """Work out the charts of a measure from its first series. points, rebases: fetched before, in order."""
    if points is None:
        points = [point for point in measure.points.all() if point.series == MeasurePoint.Series.FOR_WHOM]
    if rebases is None:
        rebases = list(measure.rebases.all())
    values = [float(point.value) for point in points]
    if len(points) < FEWEST_FOR_LIMITS:
        return Shown(measure, points, run_charts.chart(values), None, False)
    starts = sorted({sum(point.at < rebase.at for point in points) for rebase in rebases})
    starts = [start for start in starts if 0 < start < len(points)]
    length = int(measure.preset.split("/")[0])
    chart = xmr.chart(values, shift=length, trend=length, phases=starts)
    last = chart.phases[-1]
    return Shown(measure, points, run_charts.chart(values), chart, last.stop - last.start < TRIAL)
