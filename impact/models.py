from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from people.keys import new_key
from people.models import Person
from people.nhs_numbers import FreeText, ShortText
from wards.models import Programme
from wards.visible import Visible


class Citation(models.Model):
    """A fact of somebody else's that the summary starts from: never computed here, always with source and year."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="citations")
    position = models.PositiveSmallIntegerField()
    statement = FreeText(blank=False, max_length=500)
    source = ShortText()
    year = models.PositiveSmallIntegerField()
    address = models.URLField(blank=True, default="")

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["programme", "position"], name="citation_position")]

    def __str__(self) -> str:
        return f"{self.statement} ({self.source}, {self.year})"


class SummaryDraft(models.Model):
    """The words of the next edition while they are being written; its figures are always live."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="summary_draft")
    title = ShortText()
    learning = FreeText(help_text="What the programme learnt")
    limits = FreeText(help_text="What the figures cannot show")
    ideas = ArrayField(models.UUIDField(), default=list, blank=True, help_text="Keys of the shared ideas that it tells of")
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(programme="programme_id")


class Summary(models.Model):
    """A published edition of the impact summary. It never changes; a correction is a new edition."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="summaries")
    title = ShortText()
    edition = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=80, unique=True, help_text="Its public address")
    published_at = models.DateTimeField(default=timezone.now, help_text="Set by the database")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    learning = FreeText(blank=False, help_text="What the programme learnt")
    limits = FreeText(blank=False, help_text="What the figures cannot show")
    correction = FreeText(max_length=1000, help_text="What differs from the edition before")
    content = models.JSONField(default=dict, help_text="All that stands beside the figures, as it stood")

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

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
    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="snapshots")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    figure = models.JSONField(help_text="Everything that the figure's page says")
    taken_at = models.DateTimeField()

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["summary", "key"], name="snapshot_once")]
