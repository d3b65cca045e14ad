"""Forms of roles: giving one, ending it, handing it over."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from people.texts import TextField
from ui.forms import DateField, Form, OnceKeyField
from wards.memberships import NEVER_GIVEN
from wards.models import Membership
from wards.roles import ROLES

#: Roles of a ward team in the order in which one looks for them.
TEAM_ROLES = [role for role in ROLES.values() if role.scope == "team"]
ANY_ROLE = [role for role in ROLES.values() if role.key not in NEVER_GIVEN]


def email_field(hint: str = "") -> TextField:
    field = TextField("Email address", most=254, missing="Enter their email address", hint=hint)
    field.widget.input_type = "email"
    return field


def role_field(roles: list[Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Role", choices=[("", "Choose a role"), *((role.key, role.label) for role in roles)],
        error_messages={"required": "Choose a role", "invalid_choice": "There is no such role. Choose one from the list."},
    )  # fmt: skip


def job_field() -> TextField:
    return TextField("Their job", most=60, hint="For ward staff. For example, occupational therapist")


def reason_field() -> TextField:
    return TextField(
        "Why?", missing="Enter the reason, like “moved to another ward”",
        hint="Kept on record for the national team; colleagues do not see it. Nothing about anybody's health, please.",
    )  # fmt: skip


class RoleForm(Form):
    role = role_field(TEAM_ROLES)
    name = TextField("Name", missing="Enter their name")
    email = email_field("Somebody who takes part already gets the role at once. Somebody new gets an invitation.")
    job_role = job_field()
    starts_on = DateField(label="First day", missing="Enter the first day")
    form_key = OnceKeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("starts_on", timezone.localdate())
        super().__init__(*args, **kwargs)


class EndForm(Form):
    on = DateField(label="Last day", help_text="This day still counts", missing="Enter the last day")
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", timezone.localdate())
        super().__init__(*args, **kwargs)


class HandOverForm(Form):
    name = TextField("Who takes over?", missing="Enter the name of the next person")
    email = email_field("Somebody who takes part already gets the role at once. Somebody new gets an invitation.")
    job_role = job_field()
    on = DateField(
        label="Their first day", help_text="The day before is the last one of the person now", missing="Enter their first day"
    )
    reason = reason_field()
    form_key = OnceKeyField()

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", timezone.localdate() + timedelta(days=1))
        super().__init__(*args, **kwargs)
        if membership.role != "team_member":
            del self.fields["job_role"]


class InvitationForm(Form):
    role = role_field(ANY_ROLE)
    place = forms.ChoiceField(
        label="Where?", required=False, help_text="A ward team for roles in a ward, a provider for provider roles",
        error_messages={"invalid_choice": "There is no such place. Choose one from the list."},
    )  # fmt: skip
    name = TextField("Name", missing="Enter their name")
    email = email_field("The link works for this address alone")
    job_role = job_field()
    starts_on = DateField(label="First day", missing="Enter the first day")
    form_key = OnceKeyField()

    def __init__(self, *args: Any, teams: Any, providers: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("starts_on", timezone.localdate())
        super().__init__(*args, **kwargs)
        self.teams, self.providers = {str(team.pk): team for team in teams}, {str(one.pk): one for one in providers}
        place: Any = self.fields["place"]
        place.choices = [
            ("", "The whole programme"),
            *((key, f"{team.name}, {team.provider.name}") for key, team in self.teams.items()),
            *((key, one.name) for key, one in self.providers.items()),
        ]

    def saved_in(self, row: Any) -> dict[str, Any]:
        return super().saved_in(row) | {"place": str(row.team_id or row.provider_id or "")}

    def scope(self) -> dict[str, Any]:
        """The chosen place as arguments of the verb."""
        key = self.cleaned_data["place"]
        return {"team": self.teams.get(key), "provider": self.providers.get(key)}


class PasteForm(Form):
    text = forms.CharField(
        label="The list", widget=forms.Textarea(attrs={"rows": 12}), strip=False,
        help_text="One person a line: name, email, role, ward or provider, job. Straight from a spreadsheet is fine."
        " At most 10,000 lines.",
        error_messages={"required": "Paste at least one line: name, email, role, ward or provider, job"},
    )  # fmt: skip
