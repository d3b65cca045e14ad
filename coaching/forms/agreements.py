"""Forms of a request to the sponsor, and of its answer."""

from typing import Any

from django import forms

from coaching.models import Ask
from people.texts import TextField
from ui.forms import Form, OnceKeyField, VersionField


class AskForm(Form):
    title = TextField(
        "What do you ask for?", hint="In one line. Like: an interpreter one afternoon a week",
        missing="Enter what you ask for, in one line",
    )  # fmt: skip
    why = TextField(
        "Why is it needed?", most=1000, rows=4,
        hint="A number helps. Like: since July, 14 of 40 talks about rights had to be moved. Do not name patients.",
        missing="Enter why it is needed, with a number if you can",
    )  # fmt: skip
    cost = TextField("What would it cost?", hint="If you know. Like: about £310 a week")
    form_key = OnceKeyField()


class AnswerForm(Form):
    verdict = forms.ChoiceField(
        label="Your answer", widget=forms.RadioSelect,
        choices=[(Ask.Answer.AGREED, "Agreed"), (Ask.Answer.NOT_NOW, "Not now")],
        error_messages={"required": "Choose an answer", "invalid_choice": "Choose an answer from the list"},
    )  # fmt: skip
    words = TextField(
        "What should the ward team know?", most=1000, rows=3,
        hint="One sentence. Like: from January, out of the equity budget",
        missing="Enter a sentence for the ward team, like “From January, out of the equity budget”",
    )  # fmt: skip
    version = VersionField()

    def saved_in(self, row: Ask) -> dict[str, Any]:
        return {"verdict": row.answer, "words": row.answer_words}

    def is_done_in(self, row: Any) -> bool:
        return True
