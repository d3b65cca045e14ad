from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ideas.models.change_ideas import ChangeIdea
from people.keys import new_key
from people.models import Person
from people.nhs_numbers import FreeText, ShortText
from wards.models import Programme, Provider, Team
from wards.visible import Visible


class Finding(models.Model):
    """A local result of a ward: so many of so many, who was asked, who could not take part."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="findings")
    idea = models.ForeignKey(ChangeIdea, on_delete=models.PROTECT, related_name="findings", null=True, blank=True)
    key = models.SlugField(help_text="Short name within the team, as in “care-plan-familiar”")
    statement = ShortText(help_text="What the people counted said or did")
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    offered = models.PositiveIntegerField(null=True, blank=True, help_text="How many were asked, able or not")
    who_asked = ShortText()
    who_could_not = ShortText(blank=True, default="")
    source = ShortText()
    on = models.DateField()
    provider_agreed_on = models.DateField(null=True, blank=True, help_text="Agreed to being named with its base")
    signed_off_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    signed_off_on = models.DateField(null=True, blank=True)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("-on", "id")
        constraints = [
            models.UniqueConstraint(fields=["team", "key"], name="finding_key"),
            models.CheckConstraint(condition=Q(numerator__lte=models.F("denominator"), denominator__gte=1), name="finding_share"),
        ]


class CodedInterview(models.Model):
    """One interview of the programme's evaluation, coded; nothing tells who was interviewed."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="interviews")
    held_in = models.DateField(help_text="First day of the month")
    theme = ShortText(max_length=40, default="considerate_care")
    found = models.BooleanField(help_text="The person described their care so")

    objects = models.Manager()
    visible = Visible(programme="programme_id")

    class Meta:
        ordering = ("held_in", "id")


class Reach(models.Model):
    """Patients whose care an idea touched in a period: a number, counted or estimated, confirmed by whom."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="reach")
    idea = models.ForeignKey(ChangeIdea, on_delete=models.CASCADE, related_name="reach")
    starts_on = models.DateField()
    ends_on = models.DateField()
    patients = models.PositiveIntegerField()
    is_estimate = models.BooleanField(default=False)
    new_patients_only = models.BooleanField(default=False, help_text="None of them was counted in an earlier period")
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("starts_on", "id")


class ReachStatement(models.Model):
    """Somebody states that patients do not overlap: of a team's ideas, or of a provider's wards."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="reach_statements")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="reach_statements", null=True, blank=True)
    stated_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stated_on = models.DateField()

    objects = models.Manager()
    visible = Visible(team="team_id", provider="provider_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "team"], name="reach_statement_once", nulls_distinct=False)]


class Quote(models.Model):
    """Somebody's exact words with the consent to use them."""

    class Channel(models.TextChoices):
        INSIDE = "inside", "Inside the programme"
        REPORT = "report", "Programme report"
        PUBLIC = "public", "Public"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="quotes")
    words = FreeText(blank=False, max_length=1000)
    attribution = ShortText(help_text="As the person agreed to be called")
    channels = ArrayField(models.CharField(max_length=8, choices=Channel), default=list)
    consented_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("-consented_on", "id")
