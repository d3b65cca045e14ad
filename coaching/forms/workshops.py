"""Forms of an improvement workshop's record."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from coaching.forms.sessions import Picks, person_name
from coaching.models import Attendance, SessionTeam
from coaching.models.workshops import MOST_DOTS, CapturedIdea, HeadCount, Inequity, LookedAt
from coaching.sessions import MOST_OTHERS
from ideas.forms import IdeaForm
from people.texts import TextField
from ui.forms import ChipRadios, Form, OnceKeyField, VersionField
from wards.models import Membership, Team


class PartForm(Form):
    """One line of the record. Where the workshop is for several ward teams, also for which. changing: a row, to change it."""

    form_key = OnceKeyField()
    version = VersionField()

    def __init__(
        self, data: Any = None, *, teams: Sequence[Team], inequities: Iterable[Inequity] = (), changing: Any = None,
        auto_id: str = "id_%s",
    ) -> None:  # fmt: skip
        initial = {name: getattr(changing, name) for name in self.base_fields if hasattr(changing, name)}
        initial["inequity"] = str(getattr(changing, "inequity_id", "") or "")
        super().__init__(data, initial=initial, auto_id=auto_id)
        self.teams = {str(team.pk): team for team in teams}
        self.areas = {str(area.pk): area for area in inequities}
        del self.fields["version" if changing is None else "form_key"]
        if len(self.teams) > 1 and changing is None:
            self.fields["team"] = forms.ChoiceField(
                label="For which ward?", widget=ChipRadios, choices=[(key, team.name) for key, team in self.teams.items()],
                initial=next(iter(self.teams)),
                error_messages={"required": "Choose the ward", "invalid_choice": "Choose a ward of this workshop"},
            )  # fmt: skip

    @property
    def team(self) -> Team:
        """The team chosen, or the only one."""
        return self.teams[self.cleaned_data.get("team") or next(iter(self.teams))]

    def is_done_in(self, row: Any) -> bool:
        return True


class LookedAtForm(PartForm):
    kind = forms.ChoiceField(
        label="What kind?", widget=ChipRadios, choices=LookedAt.Kind.choices, initial=LookedAt.Kind.DATA,
        error_messages={"required": "Choose the kind", "invalid_choice": "Choose the kind from the list"},
    )  # fmt: skip
    what = TextField(
        "What did you look at?",
        missing="Enter what you looked at, like “Length of stay by ethnic group”",
        hint="For example, length of stay by ethnic group. Or: how somebody is admitted at night",
    )
    found = TextField("What did it show?", most=1000, rows=2, hint="In a sentence. Numbers of groups, never one patient")


class InequityForm(PartForm):
    who = TextField(
        "Whom does it touch?",
        missing="Enter whom it touches, like “Patients who need an interpreter”",
        hint="A group, never a person. For example, patients who need an interpreter",
    )
    what = TextField(
        "What is unfair?", most=1000, rows=2, missing="Enter what is unfair", hint="What they get less of, or what is harder"
    )
    how_known = TextField(
        "How do you know?", most=1000, rows=2, hint="What people told you, what you counted, what you have seen"
    )


class CaptureForm(PartForm):
    """One field and Enter; the area of inequity can be chosen when the idea is changed."""

    words = TextField("An idea, as it is called out", missing="Enter the idea in a few words")

    def __init__(self, data: Any = None, *, changing: Any = None, **more: Any) -> None:
        super().__init__(data, changing=changing, **more)
        if changing is not None:
            self.fields["inequity"] = forms.ChoiceField(
                label="Which area of inequity does it answer?", required=False, widget=forms.Select,
                choices=[("", "Not tied to one"), *((key, area.who) for key, area in self.areas.items())],
                error_messages={"invalid_choice": "Choose an area from the list"},
            )  # fmt: skip

    def saved_in(self, row: CapturedIdea) -> dict[str, Any]:
        return {"words": row.words, "inequity": str(row.inequity_id or "")}

    def clean_inequity(self) -> Inequity | None:
        return self.areas.get(self.cleaned_data["inequity"])


FORMS: dict[Any, type[PartForm]] = {LookedAt: LookedAtForm, Inequity: InequityForm, CapturedIdea: CaptureForm}


def _number(label: str, hint: str = "") -> forms.IntegerField:
    wrong = f"{label} must be a whole number from 0 to {MOST_OTHERS}"
    return forms.IntegerField(
        label=label, help_text=hint, required=False, min_value=0, max_value=MOST_OTHERS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )  # fmt: skip


class PeopleForm(Form):
    """Who was there for one ward team."""

    attended = Picks(label="Who was there?", required=False, refusal="Choose people of this ward team from the list")
    practitioners = _number("Lived experience practitioners without an account here")
    patients = _number("Current patients", "A number is enough. Do not name patients.")
    carers = _number("Carers and family")
    others = _number("Anybody else without an account here")
    version = VersionField()

    def __init__(self, *args: Any, people: Sequence[Membership], person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        field: Any = self.fields["attended"]
        field.offer((membership.person, person_name(membership, with_team=False)) for membership in people)
        if not people:
            field.help_text = "Nobody of this ward team is recorded yet. Give numbers below."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("practitioners", "patients", "carers", "others"):
            if name in cleaned:
                cleaned[name] = cleaned[name] or 0
        return cleaned

    def saved_in(self, row: HeadCount) -> dict[str, Any]:
        there = Attendance.visible.to(self.person).filter(session=row.session_id, team=row.team_id)
        share = SessionTeam.visible.to(self.person).get(session=row.session_id, team=row.team_id)
        return {
            "attended": list(there.values_list("person_id", flat=True)),
            "practitioners": row.practitioners,
            "patients": row.patients,
            "carers": row.carers,
            "others": max(share.others - row.total, 0),
        }

    def is_done_in(self, row: HeadCount) -> bool:
        return True


class TakeUpForm(IdeaForm):
    """A captured idea as a change idea; seen: how many change ideas had come of it when the form was shown."""

    seen = VersionField()

    def show_stored(self, taken: int) -> None:
        """What is stored has been seen now: saving once more makes another."""
        if self.is_bound:
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data["seen"] = str(taken)
            self.data = data


class DotsForm(Form):
    """How many dots each idea has, with what the person saw before beside each."""

    def __init__(self, *args: Any, rows: Sequence[CapturedIdea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in rows}
        for row in rows:
            wrong = f"The number of dots must be a whole number from 0 to {MOST_DOTS}"
            self.fields[f"dots_{row.pk}"] = forms.IntegerField(
                label=row.words, required=False, min_value=0, max_value=MOST_DOTS, initial=row.dots,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
            )  # fmt: skip
            self.fields[f"seen_{row.pk}"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=row.dots)

    def clean(self) -> dict[str, Any]:
        """An idea that came while the page was open is not in what is sent; a form without any number was cut short."""
        if self.rows and not any(f"dots_{key}" in self.data for key in self.rows):
            raise forms.ValidationError("The numbers did not arrive. Enter them again")
        return super().clean() or self.cleaned_data

    @property
    def dots(self) -> dict[Any, int]:
        """Idea's key → the number typed; what was left empty is left alone."""
        return {key: number for key in self.rows if (number := self.cleaned_data.get(f"dots_{key}")) is not None}

    @property
    def seen(self) -> dict[Any, int]:
        found = {key: str(self.cleaned_data.get(f"seen_{key}") or "") for key in self.rows}
        return {key: int(words) for key, words in found.items() if words.isascii() and words.isdecimal() and len(words) < 5}

    def show_stored(self) -> None:
        """What is stored has been seen now: saving once more replaces it."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for key, row in self.rows.items():
            data[f"seen_{key}"] = str(row.dots)
        self.data = data
