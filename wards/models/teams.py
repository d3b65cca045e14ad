from django.db import models

from people.keys import new_key
from people.models import Person
from people.nhs_numbers import ShortText, refuse_nhs_number
from wards.models.places import Provider, Ward
from wards.models.programmes import Phase, Programme
from wards.visible import Visible


class Team(models.Model):
    """A project team: works in one phase of one programme; covers one ward, several, or none."""

    class State(models.TextChoices):
        INTERESTED = "interested", "Interested"
        SELECTED = "selected", "Selected"
        SIGNED = "signed", "Agreement signed"
        SPONSORED = "sponsored", "Sponsor named"
        BOOKED = "booked", "Workshop booked"
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        COMPLETED = "completed", "Completed"
        LEFT = "left", "Left"
        MERGED = "merged", "Merged"
        MOVED = "moved", "Moved to another provider"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="teams")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="teams")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="teams")
    name = ShortText()
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by")
    state = models.CharField(max_length=10, choices=State, default=State.INTERESTED)
    version = models.PositiveIntegerField(default=1)
    wards = models.ManyToManyField(Ward, through="TeamWard", related_name="teams")

    objects = models.Manager()
    visible = Visible(own_row="teams")

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["provider", "id"], name="team_owner"),
            models.UniqueConstraint(fields=["programme", "id"], name="team_programme"),
        ]
        indexes = [models.Index(fields=["name", "id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED


#: The way of a team, in order; what may come between or at its end; and where it ends.
WAY = (
    Team.State.INTERESTED, Team.State.SELECTED, Team.State.SIGNED, Team.State.SPONSORED, Team.State.BOOKED, Team.State.ACTIVE,
    Team.State.COMPLETED,
)  # fmt: skip
ENDED = (Team.State.COMPLETED, Team.State.LEFT, Team.State.MERGED, Team.State.MOVED)
#: In these nobody begins: they left, or what they were goes on elsewhere.
GONE = (Team.State.LEFT, Team.State.MERGED, Team.State.MOVED)
#: Before its agreement only contact details of a team may be kept.
UNSIGNED = (Team.State.INTERESTED, Team.State.SELECTED)


class TeamWard(models.Model):
    """A ward that a team covers. Carries both owners, so that neither can be another provider's."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="covers")
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="covered_by")

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "ward"], name="team_ward_once")]


class TeamStep(models.Model):
    """A dated step of a team, from interested to completed, or paused, left, merged with a reason."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=Team.State)
    on = models.DateField()
    reason = ShortText(blank=True, default="")
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("on", "id")
        indexes = [models.Index(fields=["team", "on"])]


class TeamContact(models.Model):
    """Whom to ask about a team, all that may be kept before its agreement is signed."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="contact")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    name = ShortText()
    work = ShortText(blank=True, default="", help_text="What they do")
    email = models.EmailField(blank=True, default="", validators=[refuse_nhs_number])
    phone = models.CharField(max_length=30, blank=True, default="", validators=[refuse_nhs_number])
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(team="team_id")

    def __str__(self) -> str:
        return self.name
