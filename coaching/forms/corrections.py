"""Forms that put a session right: each asks for the reason, which stands with the earlier version."""

from typing import Any

from django import forms

from coaching.corrections import corrections
from coaching.forms.executive_sessions import ExecutiveForm
from coaching.forms.sessions import MissedForm, SessionForm
from coaching.models import Session
from people.models import Person
from people.texts import TextField
from ui.forms import Form, VersionField


def why_field(hint: str) -> TextField:
    return TextField("Why is it corrected?", hint=hint, missing="Enter the reason, like “typed 60, it was 90 minutes”")


class Correcting(forms.Form):
    """What a correction leaves out of the form that logs: actions have pages of their own, and a correction has a version."""

    def leave_out(self) -> None:
        for name in [name for name in self.fields if name.startswith("action_") or name == "form_key"]:
            del self.fields[name]

    def agreed_in(self, row: Any) -> dict[str, str]:
        return {}

    def is_done_in(self, row: Any) -> bool:
        return True


class CorrectionForm(Correcting, SessionForm):
    why = why_field("For example, I typed 60 and it was 90 minutes. Everybody who sees the session reads this")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leave_out()

    @property
    def opens_actions(self) -> bool:
        return False

    def check_actions(self, cleaned: dict[str, Any]) -> None:
        """Actions have pages of their own."""

    @property
    def opens_teams(self) -> bool:
        return bool(self["teams"].errors)

    def words(self) -> dict[str, Any]:
        """What `corrections.correct` takes."""
        names = (
            "teams", "coaches", "attended", "others", "held_on", "minutes", "kind", "mode", "starts_at", "note", "tools",
            "decision", "why", "version", "overlap_is_meant",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names} | {"coach_note": self.cleaned_data.get("coach_note")}


class ExecutiveCorrectionForm(Correcting, ExecutiveForm):
    why = why_field(
        "For example, I typed 60 and it was 90 minutes. The national team reads this too, so nothing of what was said"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leave_out()

    def check_actions(self, cleaned: dict[str, Any]) -> None:
        """Actions have pages of their own."""

    def words(self) -> dict[str, Any]:
        """What `corrections.correct_executive` takes."""
        names = (
            "coaches", "held_on", "minutes", "kind", "mode", "starts_at", "note", "tools", "decision", "why", "version",
            "overlap_is_meant",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names} | {"sponsors": self.cleaned_data["attended"]}


class PutBackForm(Form):
    """A session that was said not to have happened: that was a mistake."""

    now = forms.ChoiceField(
        label="What is right?", widget=forms.RadioSelect,
        choices=[("held", "It took place: log it next"), ("planned", "It is still to come")],
        error_messages={
            "required": "Choose whether it took place or is still to come",
            "invalid_choice": "Choose whether it took place or is still to come",
        },
    )  # fmt: skip
    why = why_field("For example, I marked the wrong week")
    version = VersionField()

    def __init__(self, *args: Any, me: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.me = me

    def saved_in(self, row: Session) -> dict[str, Any]:
        found = corrections(self.me, row)
        return {"why": found[0].why} if found else {}

    def is_done_in(self, row: Session) -> bool:
        return row.is_planned


class WithdrawForm(MissedForm):
    """A session that was logged did not happen after all."""


def initial_of(form: CorrectionForm | ExecutiveCorrectionForm, row: Session, me: Person) -> dict[str, Any]:
    """What is stored, as the form first shows it."""
    form.me = me
    found = form.saved_in(row)
    for name in ("teams", "coaches", "attended"):
        if name in found:
            found[name] = [str(key) for key in found[name]]
    return found | {"version": row.version}
