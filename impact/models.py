from django.db import models

from people.keys import new_key
from people.models import Person
from people.nhs_numbers import FreeText, ShortText
from wards.models import Programme
from wards.visible import Visible


class Summary(models.Model):
    """An edition of the impact summary. Once published it never changes; a correction is a new edition."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="summaries")
    title = ShortText()
    edition = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    learning = FreeText(help_text="What the programme learnt")
    limits = FreeText(help_text="What the figures cannot show")

    objects = models.Manager()
    visible = Visible(programme="programme_id")

    class Meta:
        ordering = ("-edition",)
        verbose_name_plural = "summaries"
        constraints = [
            models.UniqueConstraint(fields=["programme", "edition"], name="summary_edition"),
            models.UniqueConstraint(fields=["programme", "id"], name="summary_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.edition}"


class ClaimSnapshot(models.Model):
    """A published figure as it stood when its edition was published."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="snapshots")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    figure = models.JSONField(help_text="The claim as the API gives it")
    taken_at = models.DateTimeField()

    objects = models.Manager()
    visible = Visible(programme="programme_id")

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["summary", "key"], name="snapshot_once")]
