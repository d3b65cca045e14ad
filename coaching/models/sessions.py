from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coaching.models.series import Series
from people.keys import new_key
from people.models import Person
from people.nhs_numbers import FreeText, ShortText
from wards.models import Programme, Team
from wards.visible import Visible


class Tool(models.TextChoices):
    DRIVER_DIAGRAM = "driver_diagram", "Driver diagram"
    PDSA = "pdsa", "PDSA cycle"
    ROOT_CAUSE = "root_cause_5_whys", "Root cause analysis"
    FISHBONE = "fishbone", "Fishbone diagram"
    PROCESS_MAP = "process_map", "Process map"
    RUN_CHART = "run_chart", "Run chart"
    XMR = "spc_chart", "XmR chart"
    STAKEHOLDERS = "stakeholder_map", "Stakeholder map"
    EQUITY_PAUSE = "equity_pause", "Equity Pause"
    EQUITY_HUDDLE = "equity_huddle_card", "Equity Huddle Cards"
    WASTE_WHEEL = "inequity_waste_wheel", "Inequity Waste Wheel"
    OTHER = "other", "Another tool"


class Session(models.Model):
    """One coaching session. Each session once: its minutes are never multiplied by teams or coaches.

    `keys` holds every owner's key that opens the row: the teams', or for executive coaching, which
    has none, the programme's and the people's who took part.

    A calendar takes `id` as what stays the same, `version` as the number that grows with each change, `held_on`,
    `starts_at` (London; may be unknown), `minutes` and `status`.
    """

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", "Improvement workshop"
        TEAM = "team", "Team coaching"
        SPONSOR = "sponsor", "Sponsor meeting"
        EXECUTIVE = "executive", "Executive coaching, one to one"
        EXECUTIVE_GROUP = "executive_group", "Executive coaching, group"

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        VIDEO = "video", "Video"
        PHONE = "phone", "Phone"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        DELIVERED = "delivered", "Delivered"
        CANCELLED = "cancelled", "Cancelled"
        MISSED = "missed", "Did not attend"

    #: The kinds that a ward's team takes part in, and those of executive coaching, which has no team.
    TEAM_KINDS = (Kind.TEAM, Kind.WORKSHOP, Kind.SPONSOR)
    EXECUTIVE_KINDS = (Kind.EXECUTIVE, Kind.EXECUTIVE_GROUP)

    #: The kinds with which a programme's published total of hours begins (`PublishedTotal`).
    HEADLINE_KINDS = (Kind.TEAM, Kind.WORKSHOP)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sessions")
    keys = ArrayField(models.UUIDField(), default=list)
    kind = models.CharField("kind of session", max_length=16, choices=Kind, default=Kind.TEAM)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    reason = ShortText(blank=True, default="", help_text="Why it was cancelled or missed")
    held_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(600)])
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.VIDEO)
    note = FreeText(help_text="Read by everybody in the ward teams; executive coaching has an ExecutiveRecord instead")
    note_sent_at = models.DateTimeField(null=True, blank=True)
    logged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    report_key = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False,
        help_text="By which the attendance report that was kept last is known again; no name can be read from it",
    )  # fmt: skip
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    moved_from = models.DateField(null=True, blank=True, help_text="The day for which it was planned at first")
    moved_from_at = models.TimeField("moved from the start", null=True, blank=True)
    teams = models.ManyToManyField(Team, through="SessionTeam", related_name="sessions")
    coaches = models.ManyToManyField(Person, through="SessionCoach", related_name="coached_sessions")

    objects = models.Manager()
    visible = Visible(keys="keys")

    class Meta:
        ordering = ("-held_on", "-starts_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["programme", "id"], name="session_owner"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=600), name="session_minutes"),
            models.CheckConstraint(
                condition=~Q(kind__in=("executive", "executive_group")) | Q(note=""), name="session_executive_says_nothing"
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "kind", "status", "held_on"]),
            models.Index(fields=["programme", "held_on"], condition=Q(status="planned"), name="session_planned"),
            GinIndex(fields=["keys"], name="session_keys"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.held_on}"

    @property
    def is_executive(self) -> bool:
        return self.kind in self.EXECUTIVE_KINDS

    @property
    def was_moved(self) -> bool:
        """Whether it is meant for another day or start than at first."""
        return self.moved_from is not None and (self.moved_from, self.moved_from_at) != (self.held_on, self.starts_at)

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED


class SessionTeam(models.Model):
    """A team's part of a session: its share in whole minutes, which sum to the session's."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="shares")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="shares")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    others = models.PositiveSmallIntegerField(default=0, help_text="People who came and have no account here")

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "session"], name="session_team_once")]


class SessionCoach(models.Model):
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="coaching")
    # The session's own, kept by triggers: so the record of changes knows whose it is.
    keys = ArrayField(models.UUIDField(), default=list, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="coaching")

    objects = models.Manager()
    visible = Visible(through=("session", "coaching.Session"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="session_coach_once")]


class VisibleWithoutTeam(Visible):
    """teamless: where no team is named, whoever may read what it hangs on: (lookup, "app.Model")."""

    def _condition(self, kind: str, field: Any, reach: Any) -> Q:
        if kind == "teamless":
            return Q(team=None) & super()._condition("through", field, reach)
        return super()._condition(kind, field, reach)


class Attendance(models.Model):
    """A person who came, for a team; in executive coaching for nobody's team."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="attendance", null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendance")

    objects = models.Manager()
    visible = VisibleWithoutTeam(inner="team_id", person="person_id", teamless=("session", "coaching.Session"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="attendance_once")]
        indexes = [models.Index(fields=["person"])]


class SessionTool(models.Model):
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="tools")
    # The session's own, kept by triggers: so the record of changes knows whose it is.
    keys = ArrayField(models.UUIDField(), default=list, editable=False)
    tool = models.CharField(max_length=24, choices=Tool)
    decision = ShortText(blank=True, default="", help_text="Which decision it was used for")

    objects = models.Manager()
    visible = Visible(through=("session", "coaching.Session"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "tool"], name="session_tool_once")]


class CoachNote(models.Model):
    """Coaches' notes on one team's session. A table of its own, for only the team's coaches read it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="coach_notes")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    text = FreeText()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = models.Manager()
    visible = Visible(coached="team_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "team"], name="coach_note_once")]
