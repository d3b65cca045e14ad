from django.db import models
from django.db.models import Q

from people.keys import new_key
from people.models import Person
from people.nhs_numbers import ShortText
from wards.models.places import Provider
from wards.models.programmes import Programme
from wards.models.teams import Team
from wards.roles import ROLES
from wards.visible import Visible


class Membership(models.Model):
    """Person × role × scope, from a day to a day (both counted). Rights come from today's rows only.

    A programme-wide membership names the programme alone, a provider's the programme and provider,
    a team's the programme and team.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=[(role.key, role.label) for role in ROLES.values()])
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="memberships")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    job_role = ShortText(max_length=60, blank=True, default="", help_text="What a team member's job is")
    described_as = ShortText(blank=True, default="", help_text="How the person wishes to be described")
    away_since = models.DateTimeField(null=True, blank=True, help_text="Stepped back: the role goes on and opens nothing")

    objects = models.Manager()
    visible = Visible(membership=True)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(provider__isnull=False, team__isnull=False), name="membership_one_scope"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="membership_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "starts_on"]),
            models.Index(fields=["team", "role"]),
            models.Index(fields=["provider", "role"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.get_role_display()}"

    @property
    def words(self) -> str:
        """How the person is called on a page: their own words, else the job or the role."""
        return self.described_as or self.job_role or self.get_role_display()

    @property
    def called(self) -> str:
        """How the person is called in a team: their own words, or the role with what they do, and nothing twice."""
        if self.described_as:
            return self.described_as
        role, work = self.get_role_display(), self.job_role or self.person.title
        if role.lower() in work.lower():
            return work
        # Within a sentence a job begins small, but for a name in capitals, as in “QI lead”.
        return ", ".join(filter(None, (role, work[:1].lower() + work[1:] if work[1:2].islower() else work)))


class Ending(models.Model):
    """Why a role ended, and who said so. Apart from the membership, which colleagues read and this they do not."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="endings")
    reason = ShortText()
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()
    visible = Visible(arranged="programme_id")
