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
