from django.db import models

from people.keys import new_key
from people.models import Person
from wards.models import Programme
from wards.visible import Visible


class DigestRun(models.Model):
    """The digests of one ISO week were made: once, whoever asked, so that a late tick adds none later in the week."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="digest_runs")
    week = models.CharField(max_length=8, help_text="ISO week in London, like 2026-W48")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mails = models.PositiveIntegerField()

    objects = models.Manager()
    visible = Visible(programme="programme_id")

    class Meta:
        ordering = ("-week",)
        constraints = [models.UniqueConstraint(fields=["programme", "week"], name="digest_run_once")]


class ReminderChoice(models.Model):
    """A kind of reminder that somebody turned off. No row: it is on."""

    class Kind(models.TextChoices):
        COACH = "digest-coach", "Coach's week"
        WARD = "digest-ward", "Ward manager's week"
        SPONSOR = "digest-sponsor", "Sponsor's month"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40, choices=Kind)
    off_until = models.DateField(null=True, blank=True, help_text="The last day without it; none: for good")
    changed_at = models.DateTimeField(auto_now=True)

    objects = models.Manager()
    visible = Visible(person="person_id")

    class Meta:
        ordering = ("kind",)
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="reminder_choice_once")]
