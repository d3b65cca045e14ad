from django.db import models
from django.db.models import Q

from ideas.models.change_ideas import ChangeIdea
from people.keys import new_key
from people.models import Person
from people.nhs_numbers import FreeText, ShortText
from wards.models import Team
from wards.visible import Visible


class Measure(models.Model):
    """What a team counts over time. `series` two: the people the idea is for, and everyone else."""

    class Kind(models.TextChoices):
        OUTCOME = "outcome", "Outcome"
        PROCESS = "process", "Process"
        BALANCING = "balancing", "Balancing"

    class Better(models.TextChoices):
        INCREASE = "increase", "Higher"
        DECREASE = "decrease", "Lower"
        NEITHER = "neither", "Neither"

    class Every(models.TextChoices):
        WEEK = "week", "Week"
        FORTNIGHT = "fortnight", "Fortnight"
        MONTH = "month", "Month"

    class Preset(models.TextChoices):
        SEVEN = "7/7", "Shift of 7, trend of 7"
        SIX = "6/6", "Shift of 6, trend of 6"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="measures")
    idea = models.ForeignKey(ChangeIdea, on_delete=models.PROTECT, related_name="measures", null=True, blank=True)
    name = ShortText()
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.OUTCOME)
    unit = ShortText(max_length=40, blank=True, default="")
    is_ratio = models.BooleanField(default=False, help_text="Each point is so many of so many")
    better = models.CharField(max_length=8, choices=Better, default=Better.INCREASE)
    target = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    every = models.CharField(max_length=9, choices=Every, default=Every.WEEK)
    preset = models.CharField(max_length=3, choices=Preset, default=Preset.SEVEN)
    definition = FreeText(max_length=1000, help_text="What is counted, among whom, and from where")
    continues = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by",
        help_text="The measure of the same ward while it was another provider's",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["team", "id"], name="measure_owner")]

    def __str__(self) -> str:
        return self.name


class MeasurePoint(models.Model):
    """One value on one day. A ratio keeps its numerator and denominator; `value` is then their percentage."""

    class Series(models.IntegerChoices):
        FOR_WHOM = 1, "The people the idea is for"
        OTHERS = 2, "Everyone else"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="points")
    series = models.PositiveSmallIntegerField(choices=Series, default=Series.FOR_WHOM)
    at = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=3)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)
    note = ShortText(blank=True, default="")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    entered_in = models.UUIDField(
        null=True, blank=True, db_index=True, help_text="Key of the coaching session in which it was entered"
    )
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(fields=["team", "measure", "series", "at"], name="point_once"),
            models.CheckConstraint(
                condition=Q(numerator=None, denominator=None) | Q(numerator__lte=models.F("denominator"), denominator__gte=1),
                name="point_ratio",
            ),
        ]
        indexes = [models.Index(fields=["measure", "at"])]


class Annotation(models.Model):
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="annotations")
    at = models.DateField()
    text = ShortText()

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("at", "id")


class Rebase(models.Model):
    """From this day the chart starts a new phase, by a person's decision and with a reason."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="rebases")
    at = models.DateField()
    reason = ShortText()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("at", "id")
        constraints = [models.UniqueConstraint(fields=["team", "measure", "at"], name="rebase_once")]
