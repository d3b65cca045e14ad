from django.db import models

from people.keys import new_key
from people.nhs_numbers import FreeText, ShortText
from wards.models import Programme
from wards.visible import Visible


class Questionnaire(models.Model):
    """One version of a questionnaire. Frozen (`frozen_on`) once a wave uses it; a change is a new version."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="questionnaires")
    family = models.SlugField(help_text="Versions of one family are compared before and after")
    number = models.PositiveSmallIntegerField(default=1)
    title = ShortText()
    introduction = FreeText(max_length=1000)
    frozen_on = models.DateField(null=True, blank=True)

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

    class Meta:
        ordering = ("family", "-number")
        constraints = [
            models.UniqueConstraint(fields=["programme", "family", "number"], name="questionnaire_version"),
            models.UniqueConstraint(fields=["programme", "id"], name="questionnaire_owner"),
        ]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """One question. `position` (from 1) is its place in `Response.answers` for ever."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", "Agreement, 5 points"
        CONFIDENCE = "confidence", "Confidence, 0 to 10"
        CHOICE = "choice", "One of a list"
        YES_NO = "yes_no", "Yes or no"
        FACES = "faces", "Faces with words, 3"
        TEXT = "text", "Free text"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField()
    kind = models.CharField(max_length=10, choices=Kind)
    text = ShortText()
    easy_text = ShortText(blank=True, default="")
    picture = models.SlugField(blank=True, default="", help_text="Name of the easy read picture")
    options = models.JSONField(default=list, blank=True, help_text="Words of a choice item, in order")
    is_reversed = models.BooleanField(default=False, help_text="Agreement counts against: 1 and 2 are the good answers")

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "position"], name="item_position"),
            models.UniqueConstraint(fields=["questionnaire", "key"], name="item_key"),
        ]

    def __str__(self) -> str:
        return self.text
