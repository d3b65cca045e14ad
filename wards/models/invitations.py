from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from people.keys import new_key
from people.models import Person
from people.nhs_numbers import ShortText
from wards.models.places import Provider
from wards.models.programmes import Programme
from wards.models.teams import Team
from wards.roles import ROLES
from wards.visible import Visible

#: How long the link of an invitation opens.
GOOD_FOR = timedelta(days=7)


class Invitation(models.Model):
    """A role that somebody is asked to take up, by a link that is bound to their address.

    Only the hash of the link's 32 random bytes is kept. Sending again makes a new link and ends the old one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        EXPIRED = "expired", "Expired"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="invitations")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=24, choices=[(role.key, role.label) for role in ROLES.values()])
    email = models.EmailField()
    name = ShortText()
    job_role = ShortText(max_length=60, blank=True, default="")
    starts_on = models.DateField()
    token_hash = models.CharField(max_length=64, unique=True)
    sent = models.PositiveSmallIntegerField(default=1, help_text="How often a link was sent")
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()
    visible = Visible(invitation=True)

    class Meta:
        ordering = ("-invited_at", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(provider__isnull=False, team__isnull=False), name="invitation_one_scope")
        ]
        indexes = [models.Index(fields=["programme", "email"]), models.Index(fields=["programme", "-invited_at"])]

    def __str__(self) -> str:
        return f"{self.name} as {ROLES[self.role].label}"

    @property
    def place(self) -> str:
        return str(self.team or self.provider or self.programme)

    @property
    def state(self) -> str:
        return state_at(self, timezone.now())


def state_at(invitation: Invitation, now: datetime) -> str:
    if invitation.accepted_at:
        return Invitation.State.ACCEPTED
    if invitation.withdrawn_at:
        return Invitation.State.WITHDRAWN
    return Invitation.State.EXPIRED if invitation.expires_at <= now else Invitation.State.WAITING


def in_state(state: str, now: datetime) -> Q:
    """The invitations that are in a state at a moment: the same rule as `state_at`, for the database."""
    undecided = Q(accepted_at=None, withdrawn_at=None)
    return {
        Invitation.State.ACCEPTED: Q(accepted_at__isnull=False),
        Invitation.State.WITHDRAWN: Q(accepted_at=None, withdrawn_at__isnull=False),
        Invitation.State.EXPIRED: undecided & Q(expires_at__lte=now),
        Invitation.State.WAITING: undecided & Q(expires_at__gt=now),
    }[Invitation.State(state)]
