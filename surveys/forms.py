"""The forms of a respondent, made from the questions of the round, and those of whoever runs a round."""

import uuid
from typing import Any

from django import forms
from django.templatetags.static import static

from people.texts import TextField
from surveys import pictures
from surveys.models import Wave
from surveys.models.responses import DONT_KNOW, LEFT_BLANK
from surveys.responding import LONGEST, Question, choices, valid_choices
from ui.forms import ChipRadios, DateField, Form, OnceKeyField, VersionField

TEXT_HINT = "Please do not name anybody, yourself included. A person reads this before it is shown to others."
NHS_NUMBER = "This looks like an NHS number. Take it out: nothing here may identify a patient"


def name_of(question: Question) -> str:
    return f"answer_{question.position}"


class ResponseForm(Form):
    """All questions on one page. Nothing is required; an answer that its question does not take is refused."""

    response = OnceKeyField()

    def __init__(self, questions: list[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[name_of(question)] = text_field(question) if question.is_text else choice_field(question)

    @property
    def response_key(self) -> uuid.UUID:
        """The form's random key; a lost or spoilt one is replaced, for the answers matter more."""
        return self.cleaned_data.get("response") or uuid.uuid4()

    @property
    def answers(self) -> dict[int, int]:
        return {q.position: int(self.cleaned_data[name_of(q)] or LEFT_BLANK) for q in self.questions if not q.is_text}

    @property
    def texts(self) -> dict[int, str]:
        return {q.position: self.cleaned_data[name_of(q)] for q in self.questions if q.is_text}


def choice_field(question: Question) -> forms.ChoiceField:
    """Radios of one question: its answers, then “or”, then the non-answers."""
    field = forms.ChoiceField(
        choices=choices(question),
        required=False,
        label=question.text,
        widget=ChipRadios,
        help_text="From 0, not at all, to 10, fully" if question.kind == "confidence" else "",
        error_messages={"invalid_choice": "Choose one of the answers below"},
    )
    field.label_size = "m"  # type: ignore[attr-defined]
    field.divider_before = str(DONT_KNOW)  # type: ignore[attr-defined]
    return field


def text_field(question: Question, *, easy: bool = False) -> TextField:
    field = TextField(
        question.easy_words if easy else question.text,
        most=LONGEST,
        rows=5,
        hint="Please do not write any names." if easy else TEXT_HINT,
        error_messages={"max_length": f"Use {LONGEST:,} letters or fewer in your own words", "nhs_number": NHS_NUMBER},
    )
    field.label_size = "l" if easy else "m"  # type: ignore[attr-defined]
    return field


class EasyForm(Form):
    """One question of the easy read pages: large answers with pictures, then the two small ones."""

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        field: Any
        if question.is_text:
            field = text_field(question, easy=True)
        else:
            field = forms.ChoiceField(
                choices=choices(question, easy=True),
                required=False,
                label=question.easy_words,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of the answers below"},
            )
            field.divider_before = str(DONT_KNOW)
            valid = valid_choices(question, easy=True)
            field.option_pictures = {
                code: static(f"pictures/{name}.svg")
                for (code, _), name in zip(valid, pictures.of_answers(question), strict=False)
            }
        field.label_size, field.is_page_heading = "l", True
        self.fields["answer"] = field


class OpenForm(Form):
    closes_on = DateField(
        label="Last day for answers",
        help_text="The link takes answers until midnight on this day. For example, 27 3 2026",
        missing="Enter the last day for answers",
    )
    version = VersionField()

    def is_done_in(self, row: Wave) -> bool:
        return row.state == "open"
