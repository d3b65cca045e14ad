"""What an improvement workshop finds. The workshop itself is a session; each row here belongs to one of its ward teams."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from coaching.models.sessions import Session
from ideas.models import ChangeIdea
from people.keys import new_key
from people.nhs_numbers import FreeText, ShortText
from wards.models import Team
from wards.visible import Visible

#: The most dots that one idea can have.
MOST_DOTS = 999


class WorkshopPart(models.Model):
    """What the parts of the record share: the workshop and the ward team that it is for."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="%(class)s_set")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class LookedAt(WorkshopPart):
    """Ward data or a process that was looked at, and what it showed."""

    class Kind(models.TextChoices):
        DATA = "data", "Ward data"
        PROCESS = "process", "A process"

    kind = models.CharField(max_length=7, choices=Kind, default=Kind.DATA)
    what = ShortText()
    found = FreeText(max_length=1000)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("kind", "id")

    def __str__(self) -> str:
        return self.what


class Inequity(WorkshopPart):
    """An area of inequity: whom it touches, what is unfair, how it is known."""

    who = ShortText()
    what = FreeText(max_length=1000, blank=False)
    how_known = FreeText(max_length=1000)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["team", "id"], name="inequity_owner")]

    def __str__(self) -> str:
        return self.who


class CapturedIdea(WorkshopPart):
    """An idea as it was called out, with the dots that people gave it: counted on the wall, not by person."""

    words = ShortText()
    inequity = models.ForeignKey(Inequity, on_delete=models.PROTECT, null=True, blank=True, related_name="ideas")
    dots = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(MOST_DOTS)])

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("-dots", "id")
        constraints = [
            models.UniqueConstraint(fields=["team", "id"], name="captured_idea_owner"),
            models.CheckConstraint(condition=Q(dots__lte=MOST_DOTS), name="captured_idea_dots"),
        ]

    def __str__(self) -> str:
        return self.words


class TakenUp(models.Model):
    """Which captured idea became which change idea. It stays with the change idea's team if the ward moves."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    captured = models.ForeignKey(CapturedIdea, on_delete=models.PROTECT, related_name="taken_up")
    idea = models.OneToOneField(ChangeIdea, on_delete=models.CASCADE, related_name="+")

    objects = models.Manager()
    visible = Visible(team="team_id", through=("captured", "coaching.CapturedIdea"))

    class Meta:
        ordering = ("id",)


class HeadCount(models.Model):
    """People without an account who came to a workshop, by what brings them; the others are in the team's part of the
    session. A table of its own, for whether lived experience practitioners came is told inside the team alone."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="head_counts")
    practitioners = models.PositiveSmallIntegerField(default=0)
    patients = models.PositiveSmallIntegerField(default=0)
    carers = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(inner="team_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "session"], name="head_count_once")]

    @property
    def total(self) -> int:
        return self.practitioners + self.patients + self.carers


#: Name in the address → what a workshop keeps under it.
PARTS: dict[str, Any] = {"looked-at": LookedAt, "inequities": Inequity, "ideas": CapturedIdea}
