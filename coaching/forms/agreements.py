"""Forms of a request to the sponsor, and of its answer."""

from django import forms

from coaching.forms.sessions import text_field
from coaching.models import Ask
from ui.forms import Form, OnceKeyField, VersionField


class AskForm(Form):
    title = text_field(
        "What do you ask for?", most=200, help_text="In one line. Like: an interpreter one afternoon a week",
        missing="Enter what you ask for, in one line",
    )  # fmt: skip
    why = text_field(
        "Why is it needed?", most=1000, lines=4,
        help_text="A number helps. Like: since July, 14 of 40 talks about rights had to be moved. Do not name patients.",
        missing="Enter why it is needed, with a number if you can",
    )  # fmt: skip
    cost = text_field("What would it cost?", most=200, required=False, help_text="If you know. Like: about £310 a week")
    form_key = OnceKeyField()


class AnswerForm(Form):
    verdict = forms.ChoiceField(
        label="Your answer", widget=forms.RadioSelect,
        choices=[(Ask.Answer.AGREED, "Agreed"), (Ask.Answer.NOT_NOW, "Not now")],
        error_messages={"required": "Choose an answer", "invalid_choice": "Choose an answer from the list"},
    )  # fmt: skip
    words = text_field(
        "What should the ward team know?", most=1000, lines=3,
        help_text="One sentence. Like: from January, out of the equity budget",
        missing="Enter a sentence for the ward team, like “From January, out of the equity budget”",
    )  # fmt: skip
    version = VersionField()
