from django.db import models
from django.utils import timezone

from people.keys import new_key, unordered_key
from people.models import Account, Person
from people.nhs_numbers import FreeText, ShortText
from wards.models import Programme
from wards.visible import Visible


class Event(models.Model):
    """A national workshop or webinar, a meeting of the community of practice, or of the steering group."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", "National workshop"
        WEBINAR = "webinar", "National webinar"
        COMMUNITY = "community", "Community of practice"
        STEERING = "steering", "Steering group"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        DELIVERED = "delivered", "Held"
        CANCELLED = "cancelled", "Cancelled"

    #: The kinds that the published figure counts.
    NATIONAL_KINDS = (Kind.WORKSHOP, Kind.WEBINAR)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    title = ShortText()
    about = FreeText()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = ShortText(blank=True, default="")
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [models.UniqueConstraint(fields=["programme", "id"], name="event_owner")]

    def __str__(self) -> str:
        return self.title


class EventAttendance(models.Model):
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="events")

    objects = models.Manager()
    visible = Visible(programme="programme_id", person="person_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="event_attendance_once")]


class CalendarFeed(models.Model):
    """The private address under which a calendar reads what its person has coming. Only the hash of its secret is kept.

    It goes with the account: nobody reads a calendar who could not sign in any more.
    """

    id = models.UUIDField(primary_key=True, default=unordered_key, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_on = models.DateField(null=True, blank=True, help_text="The last day on which a calendar read it")

    objects = models.Manager()
    visible = Visible(person="person_id")
