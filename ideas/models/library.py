from django.contrib.postgres.fields import ArrayField
from django.db import models

from ideas.models.change_ideas import Theme
from people.keys import new_key
from people.nhs_numbers import FreeText, ShortText
from wards.models import Programme, ServiceType
from wards.visible import Visible


class LibraryEntry(models.Model):
    """A shared idea: a copy that the programme owns, open to everybody who takes part."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="library")
    idea = models.OneToOneField("ChangeIdea", on_delete=models.PROTECT, related_name="library_entry", db_constraint=True)
    title = ShortText()
    ward_name = ShortText()
    service_type = models.CharField(max_length=20, choices=ServiceType)
    who_for = ShortText()
    summary = FreeText()
    what_was_learnt = FreeText()
    themes = ArrayField(models.CharField(max_length=24, choices=Theme), default=list, blank=True)
    shared_on = models.DateField()

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

    class Meta:
        ordering = ("-shared_on", "id")

    def __str__(self) -> str:
        return self.title
