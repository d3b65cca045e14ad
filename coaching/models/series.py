from django.db import models
from django.db.models import F, Q

from people.keys import new_key
from people.models import Person
from people.nhs_numbers import ShortText
from wards.models import Programme, Team
from wards.visible import Visible


class Series(models.Model):
    """A weekly series of one ward team, as it was planned: from a day to a day, on the same weekday.

    Its sessions stand for themselves (`Session.series`): one that is moved or cancelled changes no row here.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="series")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        verbose_name = "weekly series"
        verbose_name_plural = "weekly series"
        constraints = [
            models.UniqueConstraint(fields=["programme", "id"], name="series_owner"),
            models.UniqueConstraint(fields=["team", "id"], name="series_team"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="series_days"),
        ]

    def __str__(self) -> str:
        return f"{self.team}, {self.starts_on:%A}s from {self.starts_on}"


class SkippedWeek(models.Model):
    """A week that a series left out when it was planned, with the reason."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="skipped")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("day")
    reason = ShortText()

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        verbose_name = "skipped week"
        ordering = ("on",)
        constraints = [models.UniqueConstraint(fields=["series", "on"], name="skipped_week_once")]
