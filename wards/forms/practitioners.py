"""Forms about lived experience practitioners, and the one by which somebody joins with a card."""

from typing import Any

from django import forms

from people.names import LONGEST
from people.texts import TextField
from ui.forms import Form, OnceKeyField, VersionField
from wards.models import Consent, PaymentPreference, SafeContact
from wards.practitioners import About


class AboutForm(Form):
    """What a person says of themselves. Without `own`, filled in by somebody who arranges involvement, for them."""

    described_as = TextField(
        "How do you want to be described?", hint="Your team sees this in place of a role. For example, expert by experience"
    )
    consents = forms.MultipleChoiceField(
        label="What do you agree to?", choices=Consent.What.choices, widget=forms.CheckboxSelectMultiple, required=False,
        help_text="You can take a tick away at any time.",
    )  # fmt: skip
    needs = TextField(
        "What do you need in order to take part?", most=2000, rows=4,
        hint="For example, large print, a quiet room, breaks, a support worker, an interpreter",
    )  # fmt: skip
    contact_way = forms.ChoiceField(
        label="How should we reach you?", choices=SafeContact.Way.choices, widget=forms.RadioSelect,
        help_text="By phone or post, a person calls or writes: no email is sent.",
        error_messages={"required": "Choose email, phone or post"},
    )  # fmt: skip
    reached_at = TextField("Phone number or postal address", hint="Leave it empty for email")
    contact_note = TextField(
        "What should we keep in mind when we reach you?", most=1000, rows=3,
        hint="For example, do not leave a message; my mother opens the post; ring after 4pm",
    )  # fmt: skip
    payment_way = forms.ChoiceField(
        label="How do you want to be paid?", choices=PaymentPreference.Way.choices, widget=forms.RadioSelect, required=False
    )
    payment_note = TextField(
        "Anything else about payment?",
        most=1000,
        rows=2,
        hint="For example, I have benefits and need advice first. No bank details here.",
    )

    version = VersionField()

    def __init__(self, *args: Any, about: About, own: bool, **kwargs: Any) -> None:
        usual = SafeContact.Way.EMAIL if about.person.email else SafeContact.Way.PHONE
        words = {**about.words, "version": about.version}
        kwargs["initial"] = {
            **words, "contact_way": words["contact_way"] or usual, "payment_way": words["payment_way"] or "undecided",
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        payments: Any = self.fields["payment_way"]
        payments.choices = [("undecided", "Not decided yet"), *PaymentPreference.Way.choices[1:]]
        if not own:
            del self.fields["described_as"]

    def saved_in(self, row: About) -> dict[str, Any]:
        return {name: value for name, value in row.words.items() if name in self.fields}

    def is_done_in(self, row: About) -> bool:
        return True

    def clean_payment_way(self) -> str:
        way: str = self.cleaned_data["payment_way"]
        return "" if way == "undecided" else way


class CardForm(Form):
    lead = forms.ChoiceField(
        label="Whose name stands on the card?", help_text="Whom the person asks, and who helps when a card is lost",
        error_messages={"required": "Choose whose name stands on the card", "invalid_choice": "Choose somebody from the list"},
    )  # fmt: skip
    form_key = OnceKeyField()

    def __init__(self, *args: Any, leads: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leads = {str(person.pk): person for person in leads}
        lead: Any = self.fields["lead"]
        lead.choices = [(key, person.name) for key, person in self.leads.items()]

    def clean_lead(self) -> Any:
        return self.leads[self.cleaned_data["lead"]]


class CodeForm(Form):
    code = TextField(
        "Code on your card", most=40, missing="Enter the code from your card", hint="Three groups of five letters and numbers"
    )


class JoinForm(CodeForm):
    name = TextField(
        "Choose a name", most=LONGEST, missing="Choose a name",
        hint="You sign in with it, and your team sees it. It need not be your real name.",
    )  # fmt: skip
    passphrase = forms.CharField(
        label="Words of your own (you can leave this empty)", required=False, strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Three words that you can remember, to sign in with when your card is not at hand",
    )  # fmt: skip


class AcceptForm(Form):
    name = TextField("Your name", missing="Enter your name")
    password = forms.CharField(
        label="Choose a password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Three words you can remember make a good one.",
        error_messages={"required": "Choose a password"},
    )  # fmt: skip
