from django.db import models

from people.keys import new_key
from people.models import Person
from people.nhs_numbers import ShortText
from wards.models.places import Provider
from wards.models.teams import Team
from wards.visible import Visible


class Agreement(models.Model):
    """What a provider signed for a team: who, when, until when. A renewal is a new row; the latest counts."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="agreements")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    signed_by = ShortText(help_text="Who signed for the provider, with what they do")
    signed_on = models.DateField()
    expires_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(provider="provider_id")

    class Meta:
        ordering = ("-signed_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["provider", "id"], name="agreement_owner"),
            models.CheckConstraint(condition=models.Q(expires_on__gt=models.F("signed_on")), name="agreement_dates"),
        ]
        indexes = [models.Index(fields=["team", "-signed_on"])]

    def __str__(self) -> str:
        return f"Agreement of {self.team}, {self.signed_on}"


class AgreementDocument(models.Model):
    """The signed paper itself. In the database, behind the same wall and in the same backup as what it proves."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, related_name="document")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    name = ShortText(max_length=120)
    kind = models.CharField(max_length=100, help_text="Media type, told from the content")
    size = models.PositiveIntegerField(help_text="In bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")
    content = models.BinaryField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()
    visible = Visible(provider="provider_id")

    def __str__(self) -> str:
        return self.name
