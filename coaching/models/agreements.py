from django.contrib.postgres.fields import ArrayField
from django.db import models

from coaching.models.sessions import Session, VisibleWithoutTeam
from people.keys import new_key
from people.models import Person
from people.nhs_numbers import FreeText, ShortText
from wards.models import Team
from wards.visible import Visible


class Action(models.Model):
    """What was agreed: who does what by when. Of executive coaching it has no team, and the two sides alone read it:
    `keys` then holds theirs.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="actions", null=True, blank=True)
    keys = ArrayField(models.UUIDField(), default=list, blank=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    what = ShortText()
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = VisibleWithoutTeam(team="team_id", teamless=("session__record", "coaching.ExecutiveRecord"))

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["team", "id"], name="action_owner"),
            models.CheckConstraint(
                condition=models.Q(team__isnull=False, keys=[]) | models.Q(team__isnull=True, session__isnull=False),
                name="action_of_team_or_session",
            ),
        ]
        indexes = [models.Index(fields=["team", "done_on", "due_on"])]

    def __str__(self) -> str:
        return self.what


class NextStep(models.Model):
    """What a team does next, in a sentence. The latest stands on the ward's page."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="next_steps")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="next_steps", help_text="In which it was entered"
    )
    what = ShortText()
    set_on = models.DateField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("set_on", "id")
        indexes = [models.Index(fields=["team", "-set_on"])]

    def __str__(self) -> str:
        return self.what


class Ask(models.Model):
    """A team's request to its sponsor: what, why (with a base), what it costs, and the answer."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "Waiting for an answer"
        AGREED = "agreed", "Agreed"
        NOT_NOW = "not_now", "Not now"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="asks")
    title = ShortText()
    why = FreeText(max_length=1000)
    cost = ShortText(blank=True, default="")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    answer_words = FreeText(max_length=1000)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    outcome = ShortText(blank=True, default="", help_text="What came of it")
    version = models.PositiveIntegerField(default=1)

    #: From so many days on a request is said to have waited long.
    LONG_WAIT_DAYS = 7

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("asked_on", "id")
        constraints = [models.UniqueConstraint(fields=["team", "id"], name="ask_owner")]

    def __str__(self) -> str:
        return self.title
