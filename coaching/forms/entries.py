"""The form of a team's next step; those of a stage, a value and a score are the ones of `ideas`."""

from people.texts import TextField
from ui.forms import Form


class NextStepForm(Form):
    what = TextField(
        "What does the ward team do next?", hint="In one sentence. For example, try the cards with two patients by Friday",
        missing="Enter the next step, like “Try the cards with two patients”",
    )  # fmt: skip
