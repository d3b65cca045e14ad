"""A list to choose from whose first line is “nothing chosen”."""

import re

from django import forms

from ui.forms import Form, render_field


class Who(Form):
    who = forms.ChoiceField(choices=[("", "Not decided yet"), ("1", "Ada")], required=False)


def test_nothing_chosen_sends_nothing() -> None:
    html = render_field(Who()["who"])
    assert re.findall(r'<option value="(.*?)"\s*>(.*?)</option>', html) == [("", "Not decided yet"), ("1", "Ada")]
