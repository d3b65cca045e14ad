from datetime import date

from django.db import models

from people.keys import new_key
from people.models import Person
from people.nhs_numbers import ShortText
from wards.visible import Visible


class Programme(models.Model):
    """A quality-improvement programme. A later one is a new row, not new code."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = ShortText(unique=True)
    slug = models.SlugField(unique=True)
    commissioner = ShortText(blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_demo = models.BooleanField(default=False)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(own_row="programmes")

    class Meta:
        ordering = ("-starts_on", "id")

    def __str__(self) -> str:
        return self.name

    def months(self, on: date) -> int:
        """Whole calendar months from the start to the report date or the end, both counted."""
        last = min(on, self.ends_on)
        return (last.year - self.starts_on.year) * 12 + last.month - self.starts_on.month + 1


class Phase(models.Model):
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="phases")
    name = ShortText()
    position = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    usual_minutes = models.PositiveSmallIntegerField(help_text="Usual length of a coaching session in minutes")
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["programme", "id"], name="phase_owner"),
            models.UniqueConstraint(fields=["programme", "position"], name="phase_position"),
        ]

    def __str__(self) -> str:
        return self.name
