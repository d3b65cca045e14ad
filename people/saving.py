"""From a form to its verb and back: what is wrong stands beside its field, and nothing typed is lost.

Somebody else's edit in between is handled here alone, for every form: the page then shows what is saved now
(`ui/saved_now.html`, drawn by the base layout) above what was typed, and saving again replaces it.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model

from people.verbs import StaleEdit
from ui.forms import Form, said

#: Somebody went back to a form that was saved, and sent it with other words.
SENT_BEFORE = (
    "You have sent this form before, and it was saved then as shown below. What you typed now is not saved yet. "
    "Save again to add it as another one, or open what is saved and change it there."
)


def attempt(form: Form, verb: Callable[[dict[str, Any]], Any]) -> Any:
    """What the verb made of the cleaned form; None where the form now says what is wrong, or was only asked for (GET).

    The same form sent twice counts once; sent again with other words, it asks. A stale edit that would change
    nothing, as the second click of a double click, counts as saved (`Form.is_done_in`).
    """
    if not form.is_valid():
        return None
    typed = dict(form.cleaned_data)
    try:
        made = verb(dict(typed))
        if not getattr(made, "was_made_before", False) or not (differing := _differing(form, typed, made)):
            return made
        form.show_made_before(made, differing)
        form.add_error(None, SENT_BEFORE)
    except StaleEdit as stale:
        differing = _differing(form, typed, stale.current)
        if not differing and form.is_done_in(stale.current):
            return stale.current
        form.show_saved(stale.current, differing)
        form.add_errors(stale)
    except ValidationError as error:
        form.add_errors(error)
    return None


def _differing(form: Form, typed: dict[str, Any], row: Any) -> list[dict[str, str]]:
    """Each field whose saved value is not what was typed, with the saved one in words."""
    return [
        {"label": str(form.fields[name].label or name.capitalize()), "saved": said(form.fields[name], value)}
        for name, value in form.saved_in(row).items()
        if name in form.fields and _plain(value) != _plain(typed.get(name))
    ]


def _plain(value: Any) -> Any:
    """A value by which what is typed and what is saved can be compared: rows by their keys, lists in any order."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple | set):
        return sorted(str(_plain(item)) for item in value) or ""
    return "" if value is None else value
