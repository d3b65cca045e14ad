"""Forms of a coaching session: choose the ward teams, plan, log, say that it did not happen."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from coaching.forms.agreements import Agreeing
from coaching.models import Attendance, CoachNote, Session, SessionCoach, SessionTeam, Tool
from coaching.sessions import MOST_OTHERS
from figures import wording
from people.models import Person
from people.texts import TextField
from ui.forms import ChipCheckboxes, ChipRadios, DateField, Form, OnceKeyField, VersionField
from wards.models import Membership, Team


class Picks(forms.MultipleChoiceField):
    """Several things of a list; cleans to the things themselves. `refusal`: what is said of one that is not in it."""

    def __init__(self, *, refusal: str, **kwargs: Any) -> None:
        messages = {"invalid_choice": refusal, "invalid_list": refusal, "required": kwargs.pop("missing", refusal)}
        super().__init__(widget=ChipCheckboxes, error_messages=messages, **kwargs)
        self.things: dict[str, Any] = {}

    def offer(self, things: Iterable[tuple[Any, str]]) -> None:
        """things: (row, how it is called), in order."""
        pairs = list(things)
        self.things = {str(thing.pk): thing for thing, _ in pairs}
        self.choices = [(str(thing.pk), name) for thing, name in pairs]

    def clean(self, value: Any) -> list[Any]:
        return [self.things[key] for key in dict.fromkeys(super().clean(value))]


class ToolsField(forms.MultipleChoiceField):
    """Which tools of improvement were used; cleans to their keys, none where none is ticked."""

    def __init__(self) -> None:
        super().__init__(
            label="Which tools did you use?", widget=ChipCheckboxes, choices=Tool.choices, required=False,
            error_messages={"invalid_choice": "Choose the tools from the list"},
        )  # fmt: skip


def kinds(of: Iterable[Session.Kind]) -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in of]


class TeamsForm(Form):
    """Step 1 for whoever coaches several ward teams."""

    team = Picks(label="Which ward team?", refusal="Choose ward teams from the list", missing="Choose at least one ward team")

    def __init__(self, teams: Sequence[Team], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["team"]
        field.offer((team, team_name(team)) for team in teams)
        field.help_text = "Choose more than one if the session was for several"


def team_name(team: Team) -> str:
    return team.name if team.is_active else f"{team.name} ({team.get_state_display().lower()})"


def person_name(membership: Membership, *, with_team: bool) -> str:
    words = membership.words
    role = words if membership.described_as else words[:1].lower() + words[1:]
    return f"{membership.person.name}, {role}{f', {membership.team.name}' if with_team and membership.team else ''}"


class Meeting(Form):
    """What planning and logging share: when, how long, who coaches, how."""

    held_on = DateField(label="When?", missing="Enter the date of the session")
    minutes = forms.IntegerField(
        label="How many minutes?",
        help_text="Without travel and preparation. For example, 60",
        min_value=1,
        max_value=600,
        error_messages={
            "required": "Enter the minutes, like 60",
            "invalid": "Minutes must be a whole number, like 60",
            "min_value": "Minutes must be 1 or more",
            "max_value": "Minutes must be 600 or fewer. Log a longer day as two sessions",
        },
    )
    coaches = Picks(
        label="Who coached?",
        refusal="Choose coaches of these ward teams from the list",
        missing="Choose at least one coach",
    )
    kind = forms.ChoiceField(
        label="What kind of session?", widget=ChipRadios, choices=kinds(Session.TEAM_KINDS),
        error_messages={"required": "Choose the kind of session", "invalid_choice": "Choose the kind of session from the list"},
    )  # fmt: skip
    mode = forms.ChoiceField(
        label="How did you meet?", widget=ChipRadios, choices=Session.Mode.choices,
        error_messages={"required": "Choose how you met", "invalid_choice": "Choose how you met from the list"},
    )  # fmt: skip
    starts_at = forms.TimeField(
        label="Start", help_text="You may leave it out. For example, 14:00", required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I %p"],
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"invalid": "The start must be a time, like 14:00"},
    )  # fmt: skip
    overlap_is_meant = forms.BooleanField(label="Both are right. Save it all the same", required=False)
    form_key = OnceKeyField()
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].width = 5  # type: ignore[attr-defined]
        self.initial.setdefault("held_on", timezone.localdate())
        self.initial.setdefault("mode", Session.Mode.VIDEO)

    @property
    def asks_overlap(self) -> bool:
        """Whether the tick that keeps two sessions at the same time stands in the form: only once it was asked."""
        return bool(self["overlap_is_meant"].errors or self["overlap_is_meant"].value())

    def saved_in(self, row: Session) -> dict[str, Any]:
        """When, how and with whom; of a session that somebody else has logged also who came and what was written."""
        coaches = SessionCoach.visible.to(self.me).filter(session=row)
        keys = {"teams": row.keys, "coaches": list(coaches.values_list("person_id", flat=True))}
        simple = {name: getattr(row, name) for name in ("held_on", "minutes", "kind", "mode", "starts_at")}
        if row.is_planned:
            return keys | simple
        came = list(Attendance.visible.to(self.me).filter(session=row).values_list("person_id", flat=True))
        tools = list(row.tools.order_by("tool"))
        noted = CoachNote.visible.to(self.me).filter(session=row).first()
        return {
            **keys, **simple, "attended": came,
            "others": sum(SessionTeam.visible.to(self.me).filter(session=row).values_list("others", flat=True)), "note": row.note,
            "tools": [tool.tool for tool in tools], "decision": tools[0].decision if tools else "",
            "coach_note": noted.text if noted else "",
            **(self.agreed_in(row) if isinstance(self, Agreeing) else {}),
        }  # fmt: skip

    def is_done_in(self, row: Session) -> bool:
        return row.status == Session.Status.DELIVERED

    def offer_coaches(self, coaches: Sequence[Person], me: Person) -> None:
        """Those who may have coached, oneself first and chosen."""
        self.me = me
        field: Any = self.fields["coaches"]
        mine = [person for person in coaches if person.pk == me.pk]
        rest = [person for person in coaches if person.pk != me.pk]
        field.offer([*((person, f"{person.name} (you)") for person in mine), *((person, person.name) for person in rest)])
        self.initial.setdefault("coaches", [str(person.pk) for person in (mine or (rest if len(rest) == 1 else []))])

    @property
    def ticked_coaches(self) -> int:
        """How many coaches are ticked; one of the plan who has left is not in the list any more."""
        field: Any = self.fields["coaches"]
        return len({str(key) for key in self["coaches"].value() or []} & field.things.keys())

    @property
    def hours_sentence(self) -> str:
        """What the minutes count as, as far as the form is filled in; a script keeps it up to date."""
        typed = str(self["minutes"].value() or "")
        coaches = self.ticked_coaches
        teams = len(self["teams"].value() or []) if "teams" in self.fields else 0
        minutes = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
        if not 1 <= minutes <= 600 or not coaches:
            return "The session counts once, however many wards and coaches take part."
        said = (
            f"This counts as {wording.hours(minutes)} hours delivered, {wording.hours(minutes * coaches)} hours of coaches’ time"
        )
        return (
            f"{said} and {wording.hours(minutes // teams)} hours for {'the' if teams == 1 else 'each'} ward."
            if teams
            else f"{said}."
        )


class TeamMeeting(Meeting):
    teams = Picks(
        label="Which ward teams?",
        refusal="Choose ward teams that you may log for",
        missing="Choose at least one ward team",
    )

    def __init__(self, *args: Any, teams: Sequence[Team], coaches: Sequence[Person], me: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["teams"]
        field.offer((team, team_name(team)) for team in teams)
        field.label = "Which ward team?" if len(teams) == 1 else "Which ward teams?"
        self.initial.setdefault("teams", [str(team.pk) for team in teams])
        self.initial.setdefault("kind", Session.Kind.TEAM)
        if teams:
            self.initial.setdefault("minutes", teams[0].phase.usual_minutes)
        self.offer_coaches(coaches, me)


class Coming(Meeting):
    """A meeting that is still to come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coaches"].label = "Who will coach?"
        self.fields["mode"].label = "How will you meet?"

    def clean_held_on(self) -> date:
        held_on: date = self.cleaned_data["held_on"]
        if held_on < timezone.localdate():
            raise forms.ValidationError("The date must be today or later. Log a session that has happened")
        return held_on


class PlanForm(Coming, TeamMeeting):
    def words(self) -> dict[str, Any]:
        """What `sessions.plan` takes."""
        names = ("teams", "coaches", "held_on", "minutes", "kind", "mode", "starts_at", "form_key", "overlap_is_meant")
        return {name: self.cleaned_data[name] for name in names}


class SessionForm(Agreeing, TeamMeeting):
    """Log a session: date, minutes, who came and a note first, the rest with its usual values."""

    attended = Picks(
        label="Who came?", required=False,
        refusal="Choose people of these ward teams from the list",
    )  # fmt: skip
    others = forms.IntegerField(
        label="Others who came", help_text="A number is enough. Do not name patients.", required=False,
        min_value=0, max_value=MOST_OTHERS,
        error_messages={
            "invalid": "Others who came must be a whole number, like 2",
            "min_value": "Others who came must be 0 or more",
            "max_value": f"Others who came must be {MOST_OTHERS} or fewer",
        },
    )  # fmt: skip
    note = TextField(
        "Notes for the ward team", most=4000, rows=5,
        hint="Everybody in the ward team reads this. Leave out anything that could identify a patient.",
    )  # fmt: skip
    tools = ToolsField()
    decision = TextField("For which decision?", hint="For example, which barrier to work on first")
    coach_note = TextField(
        "Coaches’ notes", most=4000, rows=4,
        hint="Only this ward team’s coaches read this. It can be asked for by law: write as if the person will read it.",
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Membership], writes_coach_notes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams, coaches = kwargs["teams"], kwargs["coaches"]
        field: Any = self.fields["attended"]
        several = len(teams) > 1
        field.offer((membership.person, person_name(membership, with_team=several)) for membership in people)
        if not people:
            field.help_text = "Nobody of this ward team is recorded yet. Give a number below."
        if not writes_coach_notes:
            del self.fields["coach_note"]
        self.offer_owners([*(row.person for row in people), *coaches])

    def clean_others(self) -> int:
        return self.cleaned_data["others"] or 0

    @property
    def opens(self) -> dict[str, bool]:
        """Which folded parts stand open: those with an error or with words already typed."""
        return {
            "more": not self.ticked_coaches
            or any(self[name].errors for name in ("teams", "coaches", "kind", "mode", "starts_at", "tools", "decision")),
            "private": "coach_note" in self.fields and bool(self["coach_note"].errors or self["coach_note"].value()),
            "actions": self.opens_actions,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        held_on, today = cleaned.get("held_on"), timezone.localdate()
        if held_on and held_on > today:
            self.add_error("held_on", "The date must be today or in the past: a session is logged once it has happened")
        self.check_actions(cleaned)
        return cleaned

    def words(self) -> dict[str, Any]:
        """What `sessions.log` takes."""
        names = (
            "teams", "coaches", "attended", "held_on", "minutes", "kind", "mode", "starts_at", "note", "tools", "decision",
            "form_key", "overlap_is_meant",
        )  # fmt: skip
        cleaned = self.cleaned_data
        more = {"others": cleaned["others"], "coach_note": cleaned.get("coach_note", ""), "actions": self.agreed}
        return {name: cleaned[name] for name in names} | more


class MissedForm(Form):
    status = forms.ChoiceField(
        label="What happened?", widget=forms.RadioSelect,
        choices=[(Session.Status.CANCELLED, "It was cancelled"), (Session.Status.MISSED, "It was held, and nobody came")],
        error_messages={
            "required": "Choose whether it was cancelled or nobody came",
            "invalid_choice": "Choose whether it was cancelled or nobody came",
        },
    )  # fmt: skip
    reason = TextField(
        "The reason", hint="For example, an infection closed the ward. Do not name patients.",
        missing="Enter the reason, like “ward closed by infection”",
    )  # fmt: skip
    version = VersionField()

    def saved_in(self, row: Session) -> dict[str, Any]:
        return {"status": row.get_status_display(), "reason": row.reason} if row.is_planned else super().saved_in(row)

    def is_done_in(self, row: Session) -> bool:
        return True
