"""Forms of the set-up: each asks for what its verb takes."""

from typing import Any

from django import forms
from django.utils import timezone

from people.texts import TextField
from ui.forms import DateField, Form, OnceKeyField, VersionField
from wards.models import Provider, Region, ServiceType


def line(label: str, *, missing: str = "", help_text: str = "", most: int = 200) -> TextField:
    """One line of text; required where `missing` says what to enter."""
    return TextField(label, most=most, missing=missing, hint=help_text)


def choice(label: str, choices: Any = (), *, missing: str = "", help_text: str = "") -> forms.ChoiceField:
    """One of a list; “None” is offered where nothing need be chosen."""
    return forms.ChoiceField(
        label=label,
        required=bool(missing),
        choices=[("", "Choose" if missing else "None"), *choices],
        help_text=help_text,
        error_messages={"required": missing, "invalid_choice": "Choose from the list"},
    )


def day_field(label: str, *, required: bool = True, help_text: str = "For example, 27 3 2026", today: bool = True) -> DateField:
    return DateField(
        label=label,
        required=required,
        help_text=help_text,
        missing=f"Enter the date: {label[0].lower()}{label[1:]}",
        initial=timezone.localdate if today else None,
    )


class PlaceForm(Form):
    """Choices that are rows: `rows` names field → rows that may be chosen; `clean` turns keys into rows."""

    def __init__(self, *args: Any, rows: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {name: {str(row.pk): row for row in found} for name, found in (rows or {}).items()}
        for name, found in self.rows.items():
            field: Any = self.fields[name]
            field.choices = [*getattr(field, "choices", [])[:1], *((key, str(row)) for key, row in found.items())]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = [(key, str(row)) for key, row in found.items()]

    def is_done_in(self, row: Any) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = super().clean() or self.cleaned_data
        for name, found in self.rows.items():
            if name in words:
                value = words[name]
                words[name] = [found[key] for key in value] if isinstance(value, list) else found.get(value)
        return words


class ProviderForm(PlaceForm):
    name = line("Name", missing="Enter the provider's name")
    ods_code = line(
        "ODS code", missing="Enter the ODS code, like RW1", help_text="3 or 5 letters or digits. For example, RW1", most=5
    )
    kind = choice("Kind", Provider.Kind.choices, missing="Choose the kind of provider")
    region = choice("Region", Region.choices, missing="Choose the region")
    form_key = OnceKeyField()

    def clean_ods_code(self) -> str:
        code: str = self.cleaned_data["ods_code"].upper()
        return code


class ProviderEditForm(ProviderForm):
    name = None  # type: ignore[assignment]
    form_key = None  # type: ignore[assignment]
    version = VersionField()


class SiteForm(PlaceForm):
    name = line("Name of the site", missing="Enter the site's name")
    form_key = OnceKeyField()


class WardForm(PlaceForm):
    name = line("Name of the ward", missing="Enter the ward's name")
    service_type = choice("Service type", ServiceType.choices, missing="Choose the service type")
    site = choice("Site")
    form_key = OnceKeyField()


class WardEditForm(WardForm):
    name = None  # type: ignore[assignment]
    form_key = None  # type: ignore[assignment]
    version = VersionField()


class RenameForm(PlaceForm):
    name = line("New name", missing="Enter the new name")
    on = day_field("First day of the new name", required=False)
    is_correction = forms.BooleanField(label="This only corrects the spelling: it never had the old name", required=False)
    version = VersionField()


class CloseForm(PlaceForm):
    """What ends a ward: sent twice, its verb sees that it is done."""

    on = day_field("Closed on")
    why = line("Reason", missing="Enter the reason, in one line", help_text="For example, its service moved into the community")
    version = VersionField()

    def is_done_in(self, row: Any) -> bool:
        return False


class MergeForm(CloseForm):
    into = choice("Into which ward?", missing="Choose the ward that goes on")
    field_order = ("into", "on", "why")


class MoveForm(CloseForm):
    on = day_field("First day with the new provider")
    to = choice("To which provider?", missing="Choose the new provider")
    takes_values = forms.TypedChoiceField(
        label="Earlier values of the ward’s charts",
        choices=[("yes", "Take them along: the old provider agreed"), ("no", "Leave them behind: the charts start anew")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="Open change ideas go along in either case",
        error_messages={
            "required": "Choose whether the earlier values go along", "invalid_choice": "Choose one of the two",
        },
    )  # fmt: skip
    field_order = ("to", "on", "why", "takes_values")


class TeamForm(PlaceForm):
    name = line("Name of the ward team", missing="Enter the team's name", help_text="Mostly the ward's own name")
    phase = choice("Phase", missing="Choose the phase")
    wards = forms.MultipleChoiceField(
        label="Wards that it covers",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None for a team of the whole provider",
        error_messages={"invalid_choice": "Choose wards from the list"},
    )
    on = day_field("Interested since")
    form_key = OnceKeyField()

    def saved_in(self, row: Any) -> dict[str, Any]:
        return super().saved_in(row) | {"wards": row.covered}


class StepForm(PlaceForm):
    state = choice("Step", missing="Choose the step")
    on = day_field("On which day?")
    reason = line("Reason", help_text="Needed for paused and left. For example, paused while the ward is refurbished")
    version = VersionField()

    def saved_in(self, row: Any) -> dict[str, Any]:
        last = row.steps.last()
        return {"state": row.state, "on": last.on, "reason": last.reason} if last else {}

    def __init__(self, *args: Any, states: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["state"]
        field.choices = [("", "Choose"), *((state.value, state.label) for state in states)]


class AgreementForm(PlaceForm):
    signed_by = line("Who signed for the provider?", missing="Enter who signed", help_text="Name and what they do")
    signed_on = day_field("Signed on")
    expires_on = day_field("Ends on", today=False)
    document = forms.FileField(
        label="Document",
        required=False,
        help_text="PDF, Word or a picture, up to 5 MB. It can follow later",
        error_messages={"empty": "The document is empty", "invalid": "Choose the document again"},
    )
    form_key = OnceKeyField()


class AgreementDocumentForm(AgreementForm):
    signed_by = signed_on = expires_on = form_key = None  # type: ignore[assignment]


class ContactForm(PlaceForm):
    name = line("Name", missing="Enter the name of whom to ask")
    work = line("What they do", help_text="For example, ward manager")
    email = forms.EmailField(
        label="Email address", required=False, error_messages={"invalid": "Enter an email address, like name@nhs.net"}
    )
    phone = line("Phone", most=30)
    version = VersionField()


class PauseForm(PlaceForm):
    programme = choice("Programme", missing="Choose the programme")
    region = choice("Only this region", Region.choices)
    provider = choice("Only this provider")
    starts_on = day_field("First day")
    ends_on = day_field("Last day, if it is known", required=False, today=False)
    reason = line("Reason", missing="Enter the reason, in one line", help_text="For example, industrial action")
    form_key = OnceKeyField()


class PauseEndForm(PlaceForm):
    on = day_field("Last day of the pause")


class PhaseForm(PlaceForm):
    name = line("Name", missing="Enter the phase's name")
    starts_on = day_field("First day", today=False)
    ends_on = day_field("Last day", today=False)
    usual_minutes = forms.IntegerField(
        label="Usual length of a session in minutes",
        min_value=1,
        max_value=600,
        initial=60,
        error_messages={"required": "Enter the minutes", "invalid": "Enter the minutes as a number, like 60"},
    )
    form_key = OnceKeyField()


class PhaseEditForm(PhaseForm):
    form_key = None  # type: ignore[assignment]
    version = VersionField()


class ProgrammeForm(PlaceForm):
    name = line("Name", missing="Enter the programme's name")
    commissioner = line("Commissioned by")
    starts_on = day_field("First day", today=False)
    ends_on = day_field("Last day", today=False)
    form_key = OnceKeyField()


class ProgrammeEditForm(ProgrammeForm):
    form_key = None  # type: ignore[assignment]
    version = VersionField()
