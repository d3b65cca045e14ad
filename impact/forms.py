from typing import Any

from django import forms

from impact.contents import NAMED_IDEAS
from people.texts import TextField
from ui.forms import Form, OnceKeyField, VersionField

LIMITS = (
    "These are early results. There is no comparison group, so they do not prove that the programme caused a change. "
    "Different people may have answered before and after. Some bases are small: each carries its interval."
)


class PublishForm(Form):
    """What the national lead writes and confirms; every figure comes from the rows."""

    title = TextField("Title", hint="For example, Impact summary 2026", missing="Enter the title, like “Impact summary 2026”")
    learning = TextField(
        "What the programme learnt", most=4000, rows=6, missing="Enter what the programme learnt",
        hint="In plain words, also what you would do differently next time",
    )  # fmt: skip
    limits = TextField(
        "What the figures cannot show", most=4000, rows=5, missing="Enter what the figures cannot show",
        hint="Change what is here where your programme differs", initial=LIMITS,
    )  # fmt: skip
    ideas = forms.MultipleChoiceField(
        label="Change ideas that it tells of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Shared ideas from the library, at most six. With none ticked: those with results, then the most taken up",
        error_messages={"invalid_choice": "Choose change ideas from the list"},
    )
    correction = TextField(
        "What differs from the edition before", most=1000, rows=3,
        hint="Stands at the top of the new edition, for example: late answers of two wards added",
    )  # fmt: skip
    sure = forms.BooleanField(
        label="I have checked the figures. I know that a published edition can be read by anybody and never changes",
        required=False,
    )
    form_key = OnceKeyField()
    version = VersionField()

    def __init__(self, *args: Any, is_first: bool, shared: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ideas"].choices = shared  # type: ignore[attr-defined]
        if is_first:
            del self.fields["correction"]
        self.publishes = self.data.get("do") != "save"
        if not self.publishes:
            # A draft may be half written.
            self.fields["learning"].required = self.fields["limits"].required = False

    def clean_ideas(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["ideas"]
        if len(chosen) > NAMED_IDEAS:
            raise forms.ValidationError(f"Choose at most {NAMED_IDEAS} change ideas")
        return chosen

    def clean_sure(self) -> bool:
        if self.publishes and not self.cleaned_data.get("sure"):
            raise forms.ValidationError("Tick the box to say that you have checked the figures")
        return bool(self.cleaned_data.get("sure"))

    def is_done_in(self, row: Any) -> bool:
        return not self.publishes
