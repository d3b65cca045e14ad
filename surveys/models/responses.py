from django.contrib.postgres.fields import ArrayField
from django.db import models

from people.keys import unordered_key
from surveys.models.questionnaires import Item
from surveys.models.waves import Wave
from wards.models import Team
from wards.visible import Visible

#: Non-answers are answers of their own: stored as negative codes, never missing, never zero.
DONT_KNOW, PREFER_NOT, NOT_APPLICABLE, LEFT_BLANK = -1, -2, -3, -9

NON_ANSWERS = {DONT_KNOW: "Don't know", PREFER_NOT: "Prefer not to say", NOT_APPLICABLE: "Does not apply to me"}


class Response(models.Model):
    """One person's answers, by position of the frozen questionnaire. Says nothing of who, or when within the day.

    The app role has no right to this table at all: respondents write through `survey.submit`, the
    worker rolls up through `survey.roll_up`.
    """

    behind_functions = True

    id = models.UUIDField(primary_key=True, default=unordered_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    answers = ArrayField(models.SmallIntegerField())
    received_on = models.DateField()
    is_easy_read = models.BooleanField(default=False)
    on_paper = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["wave", "team"])]


class FreeTextAnswer(models.Model):
    """What somebody wrote; joined to no response, and seen by nobody before moderation."""

    class State(models.TextChoices):
        WAITING = "waiting", "To be read first"
        SHOWN = "shown", "Shown"
        HELD_BACK = "held_back", "Held back"

    id = models.UUIDField(primary_key=True, default=unordered_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)

    objects = models.Manager()
    visible = Visible(moderated="team_id", released=("team_id", {"state": "shown"}))
