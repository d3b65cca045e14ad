"""The forms of change ideas, PDSA cycles, measures and their values."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from ideas.change_ideas import owners
from ideas.models import ChangeIdea, LibraryEntry, Measure, TestingCycle, Theme
from people.texts import TextField
from ui.forms import ChipCheckboxes, ChipRadios, DateField, Form, OnceKeyField, VersionField
from wards.models import ServiceType, Team


class IdeaForm(Form):
    """A new change idea: few fields first, themes folded."""

    title = TextField(
        "Title",
        missing="Enter a title, like “Care plan in plain words and pictures”",
        hint="The change in a few words, like “Care plan in plain words and pictures”",
    )
    who_for = TextField(
        "Who it is for",
        missing="Enter who it is for, like “Patients with a learning disability”",
        hint="The people whose care is less fair today, like “Patients with a learning disability”. Groups, never a person",
    )
    inequity = TextField(
        "What is unfair today",
        most=1000,
        rows=3,
        missing="Enter what is unfair today",
        hint="For example: “Care plans are long and in small print, so many patients cannot use theirs”",
    )
    how_known = TextField(
        "How you know",
        most=1000,
        rows=3,
        hint="What people told you, what you counted. For example: “7 of 10 patients asked could not say what is in theirs”",
    )
    aim = TextField(
        "Aim",
        most=1000,
        rows=2,
        missing="Enter the aim: how much, by when",
        hint="How much, by when. For example: “By June 9 of 10 patients can say what is in their care plan”",
    )
    themes = forms.MultipleChoiceField(
        label="Equity themes",
        choices=Theme,
        required=False,
        widget=ChipCheckboxes,
        help_text="Choose all that fit",
        error_messages={"invalid_choice": "Choose themes from the list"},
    )
    form_key = OnceKeyField()


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=9999,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), f"{label} must be a whole number from 0 to 9,999"),
    )


class EditIdeaForm(IdeaForm):
    form_key = None  # type: ignore[assignment]

    owner: Any = forms.ModelChoiceField(
        label="Owner",
        queryset=None,
        required=False,
        empty_label="Nobody",
        help_text="Who looks after the idea in the ward team",
        error_messages={"invalid_choice": "Choose somebody of this ward team"},
    )
    patients_involved = _count("Current patients who helped to shape it")
    carers_involved = _count("Carers who helped to shape it")
    unexpected = TextField("Unexpected effects, good or bad", most=1000, rows=3)
    what_was_learnt = TextField(
        "What you have learnt", most=1000, rows=3, hint="What would you tell another ward that wants to try this?"
    )
    version = VersionField()

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners(team)  # type: ignore[attr-defined]

    def clean_patients_involved(self) -> int:
        return self.cleaned_data["patients_involved"] or 0

    def clean_carers_involved(self) -> int:
        return self.cleaned_data["carers_involved"] or 0

    def is_done_in(self, row: Any) -> bool:
        return True


class StageForm(Form):
    stage = forms.ChoiceField(
        label="Stage",
        choices=ChangeIdea.Stage,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a stage", "invalid_choice": "Choose a stage from the list"},
    )
    reason = TextField("Why", hint="One line. Needed where the idea is abandoned: others learn from it")
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].option_hints = {  # type: ignore[attr-defined]
            "proposed": "Not tried yet",
            "testing": "Being tried in PDSA cycles",
            "adapted": "Tried, changed, and tried again",
            "adopted": "It works; the ward team does it",
            "routine": "Part of the ward's ordinary work, and checked today",
            "abandoned": "Tried and given up",
        }

    def saved_in(self, row: ChangeIdea) -> dict[str, Any]:
        last = row.moves.order_by("on", "id").last()
        return {"stage": row.stage, "reason": last.reason if last else ""}

    def is_done_in(self, row: ChangeIdea) -> bool:
        return row.moved_on == timezone.localdate()


class CycleForm(Form):
    """plan and prediction first; do, study and act as the test goes on."""

    plan = TextField(
        "Plan",
        most=2000,
        rows=3,
        missing="Enter what you will try",
        hint="What you will try, with whom, when. Start small: one patient, one shift",
    )
    prediction = TextField(
        "Prediction",
        most=1000,
        rows=2,
        missing="Enter what you think will happen",
        hint="What you think will happen, so that you can tell whether you were right",
    )
    started_on = DateField(
        label="Starts on",
        missing="Enter the date on which the test starts",
        initial=timezone.localdate,
        help_text="For example, 27 3 2026",
    )
    did = TextField("Do: what was done", most=2000, rows=3, hint="What happened, and what did not go to plan")
    studied = TextField("Study: what was learnt", most=2000, rows=3, hint="Was the prediction right? What surprised you?")
    act = forms.ChoiceField(
        label="Act: what follows",
        choices=[("", "Not decided yet"), *TestingCycle.Act.choices],
        required=False,
        widget=forms.Select,
        error_messages={"invalid_choice": "Choose what follows from the list"},
    )
    form_key = OnceKeyField()
    version = VersionField()

    @property
    def later(self) -> list[Any]:
        """The fields that a new cycle folds away."""
        return [self["did"], self["studied"], self["act"]]

    def is_done_in(self, row: Any) -> bool:
        return True


def decimal(label: str, missing: str = "", hint: str = "") -> forms.DecimalField:
    wrong = "must be a number, like 24.5"
    return forms.DecimalField(
        label=label,
        required=bool(missing),
        max_digits=12,
        decimal_places=3,
        help_text=hint,
        error_messages={
            "required": missing,
            "invalid": f"{label} {wrong}",
            "max_digits": f"{label} must have at most 9 figures before the point and 3 after it",
            "max_whole_digits": f"{label} must have at most 9 figures before the point",
            "max_decimal_places": f"{label} must have at most 3 decimal places",
        },
    )


class MeasureForm(Form):
    name = TextField(
        "Name",
        missing="Enter a name, like “Hours until rights are explained”",
        hint="What you count, like “Hours until rights are explained”",
    )
    kind = forms.ChoiceField(
        label="What it tells you",
        choices=Measure.Kind,
        initial=Measure.Kind.OUTCOME,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it tells you", "invalid_choice": "Choose what it tells you from the list"},
    )
    takes = forms.ChoiceField(
        label="What you will enter each time",
        choices=[("value", "A number"), ("ratio", "A share")],
        initial="value",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you will enter", "invalid_choice": "Choose what you will enter from the list"},
    )
    unit = TextField("Unit", most=40, hint="For a number, like “hours” or “talks a week”. Leave it empty for a share")
    better = forms.ChoiceField(
        label="Which way is better",
        choices=Measure.Better,
        initial=Measure.Better.INCREASE,
        widget=ChipRadios,
        error_messages={"required": "Choose which way is better", "invalid_choice": "Choose which way is better from the list"},
    )
    target = decimal("Target", hint="If you have one, like 24. For a share, in per cent")
    every = forms.ChoiceField(
        label="How often you will enter it: every",
        choices=Measure.Every,
        initial=Measure.Every.WEEK,
        widget=ChipRadios,
        error_messages={"required": "Choose how often", "invalid_choice": "Choose how often from the list"},
    )
    definition = TextField(
        "Definition",
        most=1000,
        rows=3,
        missing="Enter what is counted, among whom, and from where",
        hint="For example: “Hours from admission to the first talk about rights, of everyone detained, from the ward register”",
    )
    form_key = OnceKeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].option_hints = {  # type: ignore[attr-defined]
            "outcome": "Is care fairer for the people it is for?",
            "process": "Do we do what we planned?",
            "balancing": "Does something else get worse?",
        }
        self.fields["takes"].option_hints = {  # type: ignore[attr-defined]
            "value": "For example, 24.5 hours",
            "ratio": "So many of so many, like 9 of 12 patients; shown in per cent",
        }

    def saved_in(self, row: Measure) -> dict[str, Any]:
        return super().saved_in(row) | {"takes": "ratio" if row.is_ratio else "value", "unit": "" if row.is_ratio else row.unit}


def _whole(label: str, missing: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=1_000_000,
        error_messages={
            "required": missing,
            **dict.fromkeys(("invalid", "min_value", "max_value"), f"“{label}” must be a whole number from 0 to 1,000,000"),
        },
    )


class PointForm(Form):
    """The value of a day. A share asks for both numbers."""

    at = DateField(
        label="Date",
        missing="Enter the date of the value",
        initial=timezone.localdate,
        help_text="The day or the first day of the period, for example 27 3 2026",
    )
    value = decimal("Value", missing="Enter the value")
    numerator = _whole("How many", "Enter how many")
    denominator = _whole("Of how many", "Enter of how many")
    note = TextField("Note", hint="Only if something was different, like “interpreter line down for nine days”")
    version = VersionField()
    version_of = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        """The version is of the day that the form showed; somebody who types another day has seen no value of it."""
        if self.cleaned_data.pop("version_of", "") != str(self.cleaned_data.get("at")):
            self.cleaned_data["version"] = 0

    def show_saved(self, row: Any, differing: list[dict[str, str]]) -> None:
        super().show_saved(row, differing)
        data: Any = self.data
        data["version_of"] = str(row.at)

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("value",) if measure.is_ratio else ("numerator", "denominator"):
            del self.fields[name]
        if not measure.is_ratio and measure.unit:
            self.fields["value"].label = f"Value in {measure.unit}"

    def is_done_in(self, row: Any) -> bool:
        return True


class ProgressForm(Form):
    score = forms.TypedChoiceField(
        label="Progress score",
        choices=[(f"{Decimal(half) / 2:.1f}", f"{Decimal(half) / 2:.1f}") for half in range(1, 11)],
        coerce=Decimal,
        widget=ChipRadios,
        help_text="From 0.5 (has just begun) to 5.0 (fairer care is part of everyday work)",
        error_messages={"required": "Choose a score", "invalid_choice": "Choose a score from 0.5 to 5.0 in halves"},
    )
    on = DateField(label="On", missing="Enter the date", initial=timezone.localdate, help_text="For example, 27 3 2026")


class IdeaFilters(Form):
    """What the list of ideas is narrowed by; every part stands in the address."""

    q = forms.CharField(
        label="Search words", required=False, max_length=100, error_messages={"max_length": "Search for 100 characters or fewer"}
    )
    stage = forms.ChoiceField(label="Stage", required=False, error_messages={"invalid_choice": "Choose a stage from the list"})
    ward = forms.ChoiceField(
        label="Ward team", required=False, error_messages={"invalid_choice": "Choose a ward team from the list"}
    )
    theme = forms.ChoiceField(
        label="Equity theme",
        required=False,
        choices=[("", "All themes"), *Theme.choices],
        error_messages={"invalid_choice": "Choose a theme from the list"},
    )

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", "All stages"), *ChangeIdea.Stage.choices]  # type: ignore[attr-defined]
        self.fields["ward"].choices = [("", "All ward teams"), *((str(team.pk), team.name) for team in teams)]  # type: ignore[attr-defined]


class LibraryFilters(Form):
    q = forms.CharField(
        label="Search words", required=False, max_length=100, error_messages={"max_length": "Search for 100 characters or fewer"}
    )
    theme = forms.ChoiceField(
        label="Equity theme",
        required=False,
        choices=[("", "All themes"), *Theme.choices],
        error_messages={"invalid_choice": "Choose a theme from the list"},
    )
    service = forms.ChoiceField(
        label="Kind of ward",
        required=False,
        choices=[("", "All kinds"), *ServiceType.choices],
        error_messages={"invalid_choice": "Choose a kind of ward from the list"},
    )


def theme_words(thing: ChangeIdea | LibraryEntry) -> list[str]:
    """The themes of an idea or entry as people read them."""
    return [str(Theme(key).label) for key in thing.themes if key in Theme.values]
