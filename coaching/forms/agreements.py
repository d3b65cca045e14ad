"""Forms of what was agreed: the rows for actions under a session, a request to the sponsor and its answer."""

from collections.abc import Iterable
from typing import Any

from django import forms

from coaching.agreements import Agreed
from coaching.models import Action, Ask
from people.models import Person
from people.texts import TextField
from ui.forms import DateField, Form, OnceKeyField, VersionField

#: Rows for new actions under the form of a session.
ACTION_ROWS = (1, 2, 3)


class Agreeing(Form):
    """A form of a session with rows for the actions that were agreed in it. me: who fills it in."""

    me: Person

    def offer_owners(self, people: Iterable[Person]) -> None:
        """people: who may be named as doing it."""
        self.owners = {str(person.pk): person for person in people}
        for row in ACTION_ROWS:
            self.fields[f"action_{row}_what"] = TextField("What was agreed?")
            self.fields[f"action_{row}_who"] = forms.ChoiceField(
                label="Who does it?", required=False,
                choices=[("", "Not decided yet"), *((key, person.name) for key, person in self.owners.items())],
                error_messages={"invalid_choice": "Choose who does it from the list"},
            )  # fmt: skip
            self.fields[f"action_{row}_by"] = DateField(label="By when?", required=False)

    @property
    def action_rows(self) -> list[tuple[int, list[Any]]]:
        return [(row, [self[f"action_{row}_{part}"] for part in ("what", "who", "by")]) for row in ACTION_ROWS]

    @property
    def opens_actions(self) -> bool:
        """Whether something stands there already, or is wrong."""
        return any(
            field.errors or (field.name.endswith("what") and field.value()) for _, row in self.action_rows for field in row
        )

    def check_actions(self, cleaned: dict[str, Any]) -> None:
        held_on = cleaned.get("held_on")
        for row in ACTION_ROWS:
            what, who, due = (cleaned.get(f"action_{row}_{part}") for part in ("what", "who", "by"))
            if (who or due) and not what and f"action_{row}_what" not in self.errors:
                self.add_error(f"action_{row}_what", "Enter what was agreed, like “Print ten picture cards”")
            if due and held_on and due < held_on:
                self.add_error(f"action_{row}_by", "The day must not be before the session")

    @property
    def agreed(self) -> list[Agreed]:
        cleaned = self.cleaned_data
        return [
            Agreed(cleaned[f"action_{row}_what"], self.owners.get(cleaned[f"action_{row}_who"]), cleaned[f"action_{row}_by"])
            for row in ACTION_ROWS
            if cleaned[f"action_{row}_what"]
        ]

    def agreed_in(self, row: Any) -> dict[str, str]:
        """The rows as a stored session has them; nothing where they are what was typed."""
        mine = Action.visible.to(self.me).filter(session=row)
        agreed = list(mine.order_by("id").values_list("what", flat=True))
        names = [f"action_{i}_what" for i in ACTION_ROWS]
        typed = [words for name in names if (words := self.cleaned_data.get(name))]
        return {} if agreed == typed else dict(zip(names, [*agreed, "", "", ""], strict=False))


class ActionForm(Form):
    """A new action, or one that is changed or handed over."""

    what = TextField("What was agreed?", hint="For example, print ten picture cards", missing="Enter what was agreed")
    owner = forms.ChoiceField(
        label="Who does it?", required=False, error_messages={"invalid_choice": "Choose who does it from the list"}
    )
    due_on = DateField(label="By when?", required=False, help_text="If there is a day. For example, 27 3 2026")
    form_key = OnceKeyField()
    version = VersionField()

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        field: Any = self.fields["owner"]
        field.choices = [("", "Not decided yet"), *((key, person.name) for key, person in self.people.items())]

    def clean_owner(self) -> Person | None:
        return self.people.get(self.cleaned_data["owner"])

    def saved_in(self, row: Action) -> dict[str, Any]:
        return {"what": row.what, "owner": str(row.owner_id) if row.owner_id else "", "due_on": row.due_on}

    def is_done_in(self, row: Any) -> bool:
        return True


class AskForm(Form):
    title = TextField(
        "What do you ask for?", hint="In one line. For example, an interpreter one afternoon a week",
        missing="Enter what you ask for, in one line",
    )  # fmt: skip
    why = TextField(
        "Why is it needed?", most=1000, rows=4,
        hint="A number helps. For example, since July, 14 of 40 talks about rights had to be moved. Do not name patients.",
        missing="Enter why it is needed, with a number if you can",
    )  # fmt: skip
    cost = TextField("What would it cost?", hint="If you know. For example, about £310 a week")
    form_key = OnceKeyField()


class AnswerForm(Form):
    verdict = forms.ChoiceField(
        label="Your answer", widget=forms.RadioSelect,
        choices=[(Ask.Answer.AGREED, "Agreed"), (Ask.Answer.NOT_NOW, "Not now")],
        error_messages={"required": "Choose an answer", "invalid_choice": "Choose an answer from the list"},
    )  # fmt: skip
    words = TextField(
        "What should the ward team know?", most=1000, rows=3,
        hint="One sentence. For example, from January, out of the equity budget",
        missing="Enter a sentence for the ward team, like “From January, out of the equity budget”",
    )  # fmt: skip
    version = VersionField()

    def saved_in(self, row: Ask) -> dict[str, Any]:
        return {"verdict": row.answer, "words": row.answer_words}

    def is_done_in(self, row: Any) -> bool:
        return True
