"""Turning reminders off and on, finding whose to look at, and putting an address right."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from coaching.models import ReminderChoice
from ui.forms import DateField, Filter, Form

ON, UNTIL, OFF = "on", "until", "off"


class ChoicesForm(Form):
    """Two fields for each kind: on, off until a day, or off for good; and the day.

    kinds: those to choose about; off: kind → the last day without it, None for good.
    """

    def __init__(self, data: Any, *, kinds: Iterable[str], off: Mapping[str, date | None]) -> None:
        super().__init__(data)
        self.kinds = {kind.replace("-", "_"): kind for kind in kinds}
        for name, kind in self.kinds.items():
            now = ON if kind not in off else UNTIL if off[kind] else OFF
            self.fields[name] = forms.ChoiceField(
                label=str(ReminderChoice.Kind(kind).label),
                choices=[(ON, "On"), (UNTIL, "Off until a day"), (OFF, "Off for good")],
                widget=forms.RadioSelect,
                initial=now,
                error_messages={"required": "Choose on or off", "invalid_choice": "Choose one of the three"},
            )
            self.fields[f"{name}_until"] = DateField(
                label="Last day without it",
                help_text="If you chose “Off until a day”. For example, 5 1 2027",
                required=False,
                initial=off.get(kind),
            )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.kinds:
            until = typed.get(f"{name}_until")
            if typed.get(name) != UNTIL or f"{name}_until" in self.errors:
                continue
            if until is None:
                self.add_error(f"{name}_until", "Enter the last day without it")
            elif until < timezone.localdate():
                self.add_error(f"{name}_until", "The day must not be in the past")
        return typed

    @property
    def chosen(self) -> dict[str, tuple[str, date | None]]:
        """Kind → what was chosen, and until when."""
        return {
            kind: (self.cleaned_data[name], self.cleaned_data[f"{name}_until"] if self.cleaned_data[name] == UNTIL else None)
            for name, kind in self.kinds.items()
        }


class PersonFilter(Filter):
    q = forms.CharField(label="Search", help_text="A name", required=False, max_length=100)


class AddressForm(Form):
    """A mail that goes again, to the address as it should be."""

    email = forms.EmailField(
        label="Send it to",
        help_text="Correct the address if it is wrong. Reminders go there from now on; how they sign in stays as it is",
        error_messages={
            "required": "Enter the email address",
            "invalid": "Enter an email address in the right form, like name@example.com",
        },
    )
