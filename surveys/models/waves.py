from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from people.keys import new_key, unordered_key
from people.nhs_numbers import ShortText
from surveys.models.questionnaires import Questionnaire
from wards.models import Phase, Programme, Team
from wards.visible import Visible


class Wave(models.Model):
    """A survey round: one questionnaire, one phase, one audience, a window, and how far it is anonymous."""

    class Timing(models.TextChoices):
        BEFORE = "before", "Before"
        MID = "mid", "Midway"
        AFTER = "after", "After"
        FOLLOW_UP = "follow_up", "Follow-up"

    class Audience(models.TextChoices):
        STAFF = "staff", "Staff"
        PATIENTS = "patients", "Patients"
        CARERS = "carers", "Carers"
        PRACTITIONERS = "practitioners", "Lived experience practitioners"
        SPONSORS = "sponsors", "Sponsors"

    class Anonymity(models.TextChoices):
        ANONYMOUS = "anonymous", "Anonymous"
        PAIRED = "paired", "Paired by your own code"
        IDENTIFIED = "identified", "With your name"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="waves")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="waves")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="waves")
    name = ShortText()
    timing = models.CharField(max_length=9, choices=Timing)
    audience = models.CharField(max_length=13, choices=Audience)
    anonymity = models.CharField(max_length=10, choices=Anonymity, default=Anonymity.ANONYMOUS)
    opens_on = models.DateField()
    closes_on = models.DateField()
    stopped_on = models.DateField(null=True, blank=True, help_text="Closed by hand, before its last day")
    settled_on = models.DateField(
        null=True, blank=True, editable=False, help_text="Its last answers were rolled up after it closed"
    )
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

    class Meta:
        ordering = ("opens_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["programme", "id"], name="wave_owner"),
            models.CheckConstraint(condition=Q(closes_on__gte=models.F("opens_on")), name="wave_window"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """“waiting”, “open” or “closed” today, as `survey.state_of` says it to respondents."""
        today = timezone.localdate()
        if self.stopped_on or self.closes_on < today:
            return "closed"
        return "waiting" if today < self.opens_on else "open"

    @property
    def ended_on(self) -> date:
        """The last day on which answers are, or were, taken."""
        return self.stopped_on or self.closes_on


class TeamWave(models.Model):
    """A team's part in a round: its link, and how many were invited."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="waves")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="teams")
    token = models.UUIDField(default=unordered_key, unique=True, editable=False)
    invited = models.PositiveIntegerField(null=True, blank=True)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "wave"], name="team_wave_once")]
