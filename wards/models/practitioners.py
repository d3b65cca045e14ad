"""What is kept of lived experience practitioners, each kind in a table of its own with readers of its own."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from people.keys import new_key, unordered_key
from people.models import Person
from people.nhs_numbers import FreeText, ShortText
from wards.models.programmes import Programme
from wards.models.teams import Team
from wards.visible import Visible

#: How long the code of a printed card works.
CARD_GOOD_FOR = timedelta(days=60)


class JoiningCard(models.Model):
    """A printed card with a code: to join a ward team, or, where `for_person` is named, to come back into an account."""

    id = models.UUIDField(primary_key=True, default=unordered_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="joining_cards")
    code_hash = models.CharField(max_length=64, unique=True)
    for_person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", help_text="Whom to ask when the card is lost")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()
    visible = Visible(arranged="team_id")

    class Meta:
        ordering = ("-made_at", "id")

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.used_at:
            return "Used"
        if self.withdrawn_at:
            return "Withdrawn"
        return "Too old" if self.expires_at <= timezone.now() else "Waiting"


class OfPractitioner(models.Model):
    """One row for a person in a team, which carries the key of both: the wall asks for either."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class AccessNeeds(OfPractitioner):
    """What a person needs in order to take part. Each read by somebody else is recorded."""

    text = FreeText(max_length=2000)

    objects = models.Manager()
    visible = Visible(person="person_id", arranged="team_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "team"], name="access_needs_once")]


class SafeContact(OfPractitioner):
    """How to reach a person, and what to keep in mind when one does."""

    class Way(models.TextChoices):
        EMAIL = "email", "Email"
        PHONE = "phone", "Phone"
        POST = "post", "Post"

    way = models.CharField(max_length=5, choices=Way, default=Way.EMAIL)
    reached_at = ShortText(blank=True, default="", help_text="Phone number or postal address")
    note = FreeText(max_length=1000)

    objects = models.Manager()
    visible = Visible(person="person_id", arranged="team_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "team"], name="safe_contact_once")]


class PaymentPreference(OfPractitioner):
    class Way(models.TextChoices):
        UNDECIDED = "", "Not decided yet"
        BANK = "bank", "Bank transfer"
        VOUCHER = "voucher", "Vouchers"
        ORGANISATION = "organisation", "To an organisation that I choose"
        NONE = "none", "I do not want to be paid"

    way = models.CharField(max_length=12, choices=Way, blank=True, default="")
    note = FreeText(max_length=1000)

    objects = models.Manager()
    visible = Visible(person="person_id", arranged="team_id", paid="team_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "team"], name="payment_preference_once")]


class Consent(OfPractitioner):
    """What a person agreed to, from a day to a day. Agreeing again makes a new row."""

    class What(models.TextChoices):
        KEPT = "kept", "My access needs, safe contact and payment wish may be kept for arranging my involvement"
        PUBLIC = "public", "My part in this work may be told in public, in the words that I chose"

    what = models.CharField(max_length=8, choices=What)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = models.Manager()
    visible = Visible(person="person_id", arranged="team_id")

    class Meta:
        ordering = ("given_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "team", "what"], condition=Q(withdrawn_on=None), name="consent_once_at_a_time"
            )
        ]


class Call(models.Model):
    """What a person who is reached by post or phone should be told: a line of the call list in place of a mail."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=40, help_text="ISO week or month that it is for")
    say = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = models.Manager()
    visible = Visible(arranged="team_id")

    class Meta:
        ordering = ("made_at", "id")
        constraints = [models.UniqueConstraint(fields=["person", "kind", "period"], name="call_once")]
