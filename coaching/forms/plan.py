"""Forms of the plan: a weekly series, and a planned session that is moved or cancelled."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from coaching.forms.sessions import Meeting
from coaching.models import Session
from coaching.series import Break
from people.models import Person
from people.texts import TextField
from ui.forms import DateField, Form, VersionField
from wards.models import Team

#: Rows for stated breaks.
BREAK_ROWS = (1, 2, 3)
MOST_WEEKS = 52

ALONE, ONWARDS = "alone", "onwards"


class SeriesForm(Meeting):
    """The same day and time each week, for so many weeks or until a date, whichever comes first."""

    weeks = forms.IntegerField(
        label="For how many weeks?", help_text="Weeks that are skipped count too. For example, 12", required=False,
        min_value=1, max_value=MOST_WEEKS,
        error_messages={
            "invalid": "Weeks must be a whole number, like 12",
            "min_value": "Weeks must be 1 or more",
            "max_value": f"Weeks must be {MOST_WEEKS} or fewer",
        },
    )  # fmt: skip
    ends_on = DateField(label="Or until when?", help_text="The last day on which there may be a session", required=False)

    def __init__(self, *args: Any, team: Team, coaches: Sequence[Person], me: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("held_on", "First session"), ("coaches", "Who will coach?"), ("mode", "How will you meet?")):
            self.fields[name].label = label
        self.fields["held_on"].help_text = "The others follow on the same day of the week"
        self.fields["starts_at"].help_text = "For example, 14:00"
        self.initial.update(kind=Session.Kind.TEAM, minutes=team.phase.usual_minutes, weeks=12)
        self.initial["held_on"] = timezone.localdate() + timedelta(days=7)
        for row in BREAK_ROWS:
            self.fields[f"break_{row}_from"] = DateField(label="First day", required=False)
            self.fields[f"break_{row}_to"] = DateField(label="Last day", required=False)
        self.offer_coaches(coaches, me)

    @property
    def break_rows(self) -> list[tuple[int, list[Any]]]:
        return [(row, [self[f"break_{row}_{part}"] for part in ("from", "to")]) for row in BREAK_ROWS]

    @property
    def opens_more(self) -> bool:
        return bool(self["kind"].errors or self["mode"].errors)

    @property
    def opens_breaks(self) -> bool:
        return any(field.errors or any(field.value() or []) for _, fields in self.break_rows for field in fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("weeks") and not cleaned.get("ends_on") and not {"weeks", "ends_on"} & self.errors.keys():
            self.add_error("weeks", "Enter the number of weeks, like 12, or the last date")
        for row in BREAK_ROWS:
            first, last = (cleaned.get(f"break_{row}_{part}") for part in ("from", "to"))
            if last and not first:
                self.add_error(f"break_{row}_from", "Enter the first day of the break")
            if first and last and last < first:
                self.add_error(f"break_{row}_to", "The last day must not be before the first")
        return cleaned

    def words(self) -> dict[str, Any]:
        """What `series.weeks` and `series.plan` take."""
        cleaned = self.cleaned_data
        ends: list[date] = [cleaned["ends_on"]] if cleaned["ends_on"] else []
        if cleaned["weeks"]:
            ends.append(cleaned["held_on"] + timedelta(weeks=cleaned["weeks"] - 1))
        return {"starts_on": cleaned["held_on"], "ends_on": min(ends), "breaks": self.breaks()}

    def breaks(self) -> list[Break]:
        """A break without a last day is one day long."""
        days = [(self.cleaned_data[f"break_{row}_from"], self.cleaned_data[f"break_{row}_to"]) for row in BREAK_ROWS]
        return [Break(first, last or first) for first, last in days if first]

    def meeting(self) -> dict[str, Any]:
        """What `series.plan` takes besides."""
        return {name: self.cleaned_data[name] for name in ("coaches", "minutes", "kind", "mode", "starts_at")}

    def saved_in(self, row: Any) -> dict[str, Any]:
        """What was planned with this form before, but for the breaks."""
        made: dict[str, Any] = {"held_on": row.starts_on}
        if row.ends_on != self.words()["ends_on"]:
            made["ends_on"] = row.ends_on
        first = Session.visible.to(self.me).filter(series=row).order_by("id").first()
        return {**super().saved_in(first), **made} if first else made


class _Changing(Form):
    """later: how many planned sessions come after this one in its series."""

    which = forms.ChoiceField(
        label="Which sessions?", widget=forms.RadioSelect, required=False,
        error_messages={"invalid_choice": "Choose which sessions from the list"},
    )  # fmt: skip
    version = VersionField()

    def __init__(self, *args: Any, later: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["which"]
        field.choices = [(ALONE, "Only this one"), (ONWARDS, f"This one and the {later} after it in its weekly series")]
        self.initial.setdefault("which", ALONE)
        if not later:
            del self.fields["which"]

    @property
    def goes_onwards(self) -> bool:
        return self.cleaned_data.get("which") == ONWARDS


class MoveForm(_Changing):
    held_on = DateField(label="New date", missing="Enter the new date")
    starts_at = forms.TimeField(
        label="New start", help_text="For example, 14:00", required=False,
        input_formats=Meeting.base_fields["starts_at"].input_formats,  # type: ignore[attr-defined]
        widget=forms.TimeInput(format="%H:%M"), error_messages={"invalid": "The start must be a time, like 14:00"},
    )  # fmt: skip
    overlap_is_meant = forms.BooleanField(label="Both are right. Move it all the same", required=False)
    field_order = ("held_on", "starts_at", "which")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].width = 5  # type: ignore[attr-defined]

    @property
    def asks_overlap(self) -> bool:
        return bool(self["overlap_is_meant"].errors or self["overlap_is_meant"].value())

    def is_done_in(self, row: Session) -> bool:
        return row.is_planned

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("held_on", "starts_at", "version")}


class CancelForm(_Changing):
    reason = TextField(
        "Why?", hint="For example, an infection closed the ward. Do not name patients.",
        missing="Enter the reason, like “ward closed by infection”",
    )  # fmt: skip

    def is_done_in(self, row: Session) -> bool:
        return row.status == Session.Status.CANCELLED
