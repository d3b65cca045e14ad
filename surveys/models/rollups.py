"""Additive sufficient statistics: a new answer costs work for its own team only, and a sum of teams
is a provider, a region, a phase or the nation."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from people.keys import new_key
from surveys.models.waves import Wave
from wards.models import Programme, Provider, Region, Team
from wards.visible import Visible


class Statistics(models.Model):
    """Of one item in one wave and place.

    n: valid answers; total: Σ; squares: Σ²; agree: how many gave a good answer (4–5 of 5, 1–2 where
    reversed, “yes”, the best face); counts: of each valid answer from the lowest; others: of each
    non-answer (don't know, prefer not to say, does not apply, left blank).
    """

    position = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    total = models.BigIntegerField()
    squares = models.BigIntegerField()
    agree = models.PositiveIntegerField()
    counts = ArrayField(models.PositiveIntegerField())
    others = ArrayField(models.PositiveIntegerField())
    as_of = models.DateTimeField()
    #: The same statistics as pages may show them: of an open round they move only when enough new
    #: answers came, or else watching the page would tell one person's answer.
    shown = models.JSONField(null=True)

    class Meta:
        abstract = True


class TeamRollup(Statistics):
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="team_rollups")
    #: As the team stood when the whole round's figures last moved: the parts of the shown sum.
    shown_in_sum = models.JSONField(null=True)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "wave", "position"], name="team_rollup_once")]
        indexes = [models.Index(fields=["wave", "position"])]


class ProviderRollup(Statistics):
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="provider_rollups")

    objects = models.Manager()
    visible = Visible(provider="provider_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "wave", "position"], name="provider_rollup_once")]


class RegionRollup(Statistics):
    """Regions add up to the wave, that is the phase. Everybody who takes part may read a phase's sum."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    region = models.CharField(max_length=3, choices=Region)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="region_rollups")

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "region", "wave", "position"], name="region_rollup_once")]


class Stale(models.Model):
    """The dirty queue: a team's part of a wave whose rollups are behind its responses."""

    behind_functions = True

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["team", "wave"])]
