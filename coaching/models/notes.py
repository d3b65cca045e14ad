from django.db import models

from coaching.models.sessions import Session
from people.keys import new_key
from people.models import Person
from wards.models import Team
from wards.visible import Visible


class NoteCopy(models.Model):
    """The shared notes of a session, sent once to one person of a ward team. It names people: the team's circle reads it."""

    class Way(models.TextChoices):
        MAIL = "mail", "By mail"
        PAPER = "paper", "On paper"

    class State(models.TextChoices):
        WAITING = "waiting", "On its way"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "Not certain that it arrived"
        FAILED = "failed", "Could not be sent"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="copies")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=5, choices=Way)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    at = models.DateTimeField(null=True, blank=True, help_text="When the mail server took it, or it was handed over")
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = models.Manager()
    visible = Visible(inner="team_id", person="person_id")

    class Meta:
        ordering = ("way", "id")
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="note_copy_once")]
        indexes = [
            models.Index(fields=["session"], name="note_copy_waits", condition=models.Q(state="waiting")),
        ]
