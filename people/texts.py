"""Words that people type into a form, and what is taken out of them before anybody looks."""

import re
from typing import Any

from django import forms

from people.nhs_numbers import refuse_nhs_number

#: What nobody types and what PostgreSQL, XML or a mail header cannot hold; it comes with pasted text.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class TextField(forms.CharField):
    """One line, or `rows` of them: at most `most` characters, no NHS number. missing: the error where it is left empty.

    A line break counts as one character, as in the browser; in one line it becomes a space.
    """

    def __init__(self, label: str, *, most: int = 200, rows: int = 0, missing: str = "", hint: str = "", **more: Any) -> None:
        self.rows = rows
        messages = {
            "required": missing,
            "max_length": f"{_named(label)} must be {most:,} characters or fewer; it has %(show_value)d",
        }
        super().__init__(
            label=label,
            required=bool(missing),
            max_length=most,
            help_text=hint,
            widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
            validators=[refuse_nhs_number],
            error_messages=messages | more.pop("error_messages", {}),
            **more,
        )

    def to_python(self, value: Any) -> str:
        """The words without control characters, lines ended by one sign."""
        words = _LINES.sub("\n", _UNSEEN.sub("", "" if value is None else str(value)))
        if not self.rows:
            words = re.sub(r"[\n\t]+", " ", words)
        return super().to_python(words) or ""


def _named(label: str) -> str:
    """A label inside a sentence: a question in quotation marks."""
    return f"“{label}”" if label.endswith("?") else label
