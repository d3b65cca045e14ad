"""From a form to its verb and back: what is wrong stands beside its field, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import DateField as OneDateField
from django.forms import ModelChoiceField, MultipleChoiceField

from people.verbs import StaleEdit
from ui.forms import DateField, Form
from ui.templatetags.formats import day


def attempt(form: Form, verb: Callable[[dict[str, Any]], Any]) -> Any:
    """What the verb made of the cleaned form, or None where the form now says what is wrong.

    After a stale edit `form.saved_now` holds (label, what is saved) of each field that differs.
    """
    if not form.is_valid():
        return None
    typed = dict(form.cleaned_data)
    try:
        return verb(typed)
    except StaleEdit as stale:
        form.show_version(stale.current.version)  # type: ignore[attr-defined]
        form.saved_now = differing(form, typed, stale.current)  # type: ignore[attr-defined]
        form.add_errors(stale)
    except ValidationError as error:
        form.add_errors(error)
    return None


def differing(form: Form, typed: dict[str, Any], row: Any) -> list[dict[str, str]]:
    """Each field whose saved value is not what was typed, with the saved one in words."""
    found = []
    for name, field in form.fields.items():
        if name in ("version", "form_key") or not hasattr(row, name):
            continue
        saved = getattr(row, name)
        if saved != typed.get(name) and not (saved in ("", None) and typed.get(name) in ("", None)):
            found.append({"label": str(field.label), "saved": said(field, saved)})
    return found


def said(field: Any, value: Any) -> str:
    """A saved value as people read it."""
    if value in ("", None, []):
        return "Nothing"
    if isinstance(field, DateField | OneDateField):
        return day(value)
    if isinstance(field, MultipleChoiceField):
        labels: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type]
        return ", ".join(str(labels.get(key, key)) for key in value)
    if hasattr(field, "choices") and not isinstance(field, ModelChoiceField):
        return str(dict(field.choices).get(value, value))
    return str(value)
