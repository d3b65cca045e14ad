"""A list to choose from whose first line is “nothing chosen”."""

from django import forms

from ui.forms import Form, render_field


class Who(Form):
    who = forms.ChoiceField(choices=[("", "Not decided yet"), ("1", "Ada")], required=False)


def test_nothing_chosen_sends_nothing() -> None:
    html = render_field(Who()["who"])
    assert '<option value="">Not decided yet</option>' in html
    assert '<option value="1">Ada</option>' in html
