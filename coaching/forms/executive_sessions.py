"""The form of a session of executive coaching."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from coaching.forms.agreements import Agreeing
from coaching.forms.sessions import Coming, Meeting, Picks, ToolsField
from coaching.models import Attendance, ExecutiveRecord, Session, SessionCoach
from people.models import Person
from people.texts import TextField


class ExecutiveMeeting(Meeting):
    """What planning and logging executive coaching share: with whom."""

    attended = Picks(
        label="Who came?", refusal="Choose sponsors from the list", missing="Choose who came",
        help_text="Executive sponsors and their deputies",
    )  # fmt: skip

    def __init__(self, *args: Any, sponsors: Sequence[Person], coaches: Sequence[Person], me: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["attended"]
        field.offer((person, person.name) for person in sponsors)
        kind: Any = self.fields["kind"]
        kind.choices = [(Session.Kind.EXECUTIVE, "One to one"), (Session.Kind.EXECUTIVE_GROUP, "Group")]
        self.initial.setdefault("kind", Session.Kind.EXECUTIVE)
        self.initial.setdefault("minutes", 60)
        self.offer_coaches(coaches, me)

    def expected_in(self, row: Session) -> list[Any]:
        """Keys of those with whom a session was planned, as far as they may still be chosen."""
        field: Any = self.fields["attended"]
        return [key for key in row.keys if str(key) in field.things]


class ExecutivePlanForm(Coming, ExecutiveMeeting):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["attended"]
        field.label = "With whom?"
        field.error_messages["required"] = "Choose with whom"

    def saved_in(self, row: Session) -> dict[str, Any]:
        return {**super().saved_in(row), "attended": self.expected_in(row)}

    def words(self) -> dict[str, Any]:
        """What `executive_sessions.plan` takes."""
        names = ("coaches", "held_on", "minutes", "kind", "mode", "starts_at", "form_key", "overlap_is_meant")
        return {name: self.cleaned_data[name] for name in names} | {"sponsors": self.cleaned_data["attended"]}


class ExecutiveForm(Agreeing, ExecutiveMeeting):
    """Log executive coaching: when, how long and with whom count; what it was about stays between the two sides."""

    note = TextField(
        "Notes for the two sides", most=4000, rows=5,
        hint="Only you and those who came read this. Leave out anything that could identify a patient.",
    )  # fmt: skip
    tools = ToolsField()
    decision = TextField("For which decision?", hint="For example, which request to take to the board first")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_owners([*kwargs["sponsors"], *kwargs["coaches"]])

    @property
    def opens_more(self) -> bool:
        return any(self[name].errors for name in ("mode", "starts_at", "tools", "decision"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        held_on = cleaned.get("held_on")
        if held_on and held_on > timezone.localdate():
            self.add_error("held_on", "The date must be today or in the past: a session is logged once it has happened")
        self.check_actions(cleaned)
        return cleaned

    def saved_in(self, row: Session) -> dict[str, Any]:
        """When, how and with whom; of a session that somebody has logged also who came and what it was about."""
        coaches = SessionCoach.visible.to(self.me).filter(session=row).values_list("person_id", flat=True)
        simple = {name: getattr(row, name) for name in ("held_on", "minutes", "kind", "mode", "starts_at")}
        if row.is_planned:
            return {"coaches": list(coaches), **simple}
        came = Attendance.visible.to(self.me).filter(session=row).values_list("person_id", flat=True)
        record = ExecutiveRecord.visible.to(self.me).filter(session=row).first() or ExecutiveRecord()
        return {
            "coaches": list(coaches), **simple, "attended": list(came), "note": record.note, "tools": record.tools,
            "decision": record.decision, **self.agreed_in(row),
        }  # fmt: skip

    def words(self) -> dict[str, Any]:
        """What `executive_sessions.log` takes."""
        names = (
            "coaches", "held_on", "minutes", "kind", "mode", "starts_at", "note", "tools", "decision", "form_key",
            "overlap_is_meant",
        )  # fmt: skip
        more = {"sponsors": self.cleaned_data["attended"], "actions": self.agreed}
        return {name: self.cleaned_data[name] for name in names} | more
