"""Form fields as NHS components: labels, hints and errors come from Django, markup from the macros."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import widgets
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from uuid_utils import compat

from ui.nhs import component
from ui.templatetags.formats import day


class NHSRenderer(TemplatesSetting):
    field_template_name = "ui/field.html"


class DateParts(widgets.MultiWidget):
    """Day, month and year as three small inputs."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"day": forms.TextInput(), "month": forms.TextInput(), "year": forms.TextInput()}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]


class DateField(forms.MultiValueField):
    """A date typed in three parts. Cleans to a `date` or None."""

    widget = DateParts

    def __init__(self, *, missing: str = "Enter the date", **kwargs: Any) -> None:
        self.missing = missing
        parts = [forms.CharField(required=False, max_length=4) for _ in range(3)]
        kwargs.setdefault("error_messages", {"required": missing})
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def compress(self, parts: list[str]) -> date | None:
        if not parts or not any(parts):
            return None
        absent = [name for name, part in zip(("a day", "a month", "a year"), parts, strict=True) if not part]
        if absent:
            raise forms.ValidationError(f"The date must include {' and '.join(absent)}")
        try:
            day, month, year = (int(part) for part in parts)
            found = date(year, month, day)
        except ValueError:
            raise forms.ValidationError("The date must be a real date, like 27 3 2026") from None
        if not 2000 <= found.year <= 2100:
            raise forms.ValidationError("The year must have four figures, like 2026")
        return found


class ChipRadios(forms.RadioSelect):
    chips = True


class ChipCheckboxes(forms.CheckboxSelectMultiple):
    chips = True


class OnceKeyField(forms.UUIDField):
    """Made by the form: the verb makes the row's key of it, so that a second post of the same form changes nothing.

    Cleans to a UUID; a lost or spoilt one to None, for what was typed matters more.
    """

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, initial=compat.uuid7)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class VersionField(forms.IntegerField):
    """The version that the person saw; the verb refuses to overwrite a later one. Lost or spoilt it is 0, which none is."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or 0
        except forms.ValidationError:
            return 0


class Form(forms.Form):
    """Base of the product's forms: errors come with the fields, nothing typed is lost."""

    use_required_attribute = False
    error_css_class = ""

    #: After a stale edit, the row as it is stored, and where it differs from what was typed.
    current: Any = None
    saved_now: Sequence[dict[str, str]] = ()

    @property
    def error_items(self) -> list[dict[str, str]]:
        """For the error summary: each error with a link to its field."""
        items = [{"text": str(text)} for text in self.non_field_errors()]
        for name in self.errors:
            if name != "__all__":
                items += [{"text": str(text), "href": f"#{field_id(self[name])}"} for text in self.errors[name]]
        return items

    def saved_in(self, row: Any) -> dict[str, Any]:
        """Field → what a stored row holds for it, of each field that the row knows by the same name."""
        return {name: getattr(row, name) for name in self.fields if name not in ("version", "form_key") and hasattr(row, name)}

    def is_done_in(self, row: Any) -> bool:
        """Of a row that holds all that was typed: is that what saving would have made of it? Then the second click of a
        double click is no stale edit. No, where saving does more than the fields tell."""
        return False

    def show_saved(self, row: Any, differing: list[dict[str, str]]) -> None:
        """After a stale edit: `differing` (label, what is saved) stands above what was typed. As it has been seen now,
        saving once more replaces it."""
        self._show(row, differing, "version", str(row.version))

    def show_made_before(self, row: Any, differing: list[dict[str, str]]) -> None:
        """The form was sent before with other words: saving once more makes another row."""
        self._show(row, differing, "form_key", str(compat.uuid7()))

    def _show(self, row: Any, differing: list[dict[str, str]], name: str, value: str) -> None:
        self.current, self.saved_now = row, differing
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(name)] = value
        self.data = data

    def add_errors(self, error: Any) -> None:
        """Put a verb's ValidationError beside the fields that it names, else above the form."""
        for name, problems in (error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}).items():
            for problem in problems:
                self.add_error(name if name in self.fields else None, problem)


class Filter(Form):
    """What narrows a list: none of it is required, and all of it stands in the address."""

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """What may be chosen in the field `name`, with “All” before it. choices: (key, how it is called)."""
        field: Any = self.fields[name]
        field.choices = [("", "All"), *((str(key), words) for key, words in choices)]

    @property
    def chosen(self) -> dict[str, str]:
        """What is asked for and makes sense; nonsense in the address narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


#: For a row that may not be chosen any more.
GONE = "something that is not in the list any more"


def said(field: Any, value: Any) -> str:
    """A saved value as people read it."""
    if value in ("", None, []):
        return "Nothing"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if hasattr(field, "choices") and not isinstance(field, forms.ModelChoiceField):
        labels = {str(key): str(words) for key, words in field.choices}
        keys = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(labels.get(str(key)) or (key if isinstance(key, str) else GONE) for key in keys)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def field_id(bound: Any) -> str:
    """The id that the error summary leads to."""
    if isinstance(bound.field.widget, DateParts):
        return f"{bound.auto_id}_day"
    return str(bound.auto_id)


def _option_items(bound: Any) -> list[dict[str, Any]]:
    value = bound.value()
    chosen = {str(item) for item in (value if isinstance(value, (list, tuple, set)) else [value]) if item not in (None, "")}
    items: list[dict[str, Any]] = []
    for key, label in bound.field.choices:
        if key == "" and not isinstance(bound.field.widget, forms.Select):
            continue
        if str(key) == getattr(bound.field, "divider_before", None):
            items.append({"divider": "or"})
        hint = getattr(bound.field, "option_hints", {}).get(key)
        items.append(
            {"value": str(key), "text": str(label), "checked": str(key) in chosen, "selected": str(key) in chosen,
             "hint": {"text": hint} if hint else None, "html": _picture_and_words(bound.field, str(key), label)}
        )  # fmt: skip
    return items


def _picture_and_words(field: Any, key: str, label: Any) -> SafeString | None:
    """An option with a drawing beside its words, where the field's `option_pictures` has one for it."""
    address = getattr(field, "option_pictures", {}).get(key)
    return format_html('<img src="{}" alt="" width="96" height="96"> {}', address, label) if address else None


def render_field(bound: Any) -> SafeString:
    """One bound field as its NHS component."""
    widget, field = bound.field.widget, bound.field
    if widget.is_hidden:
        return SafeString(bound.as_widget())
    errors = bound.errors
    heading: dict[str, Any] = {
        "text": str(bound.label),
        "classes": f"nhsuk-{{}}--{getattr(field, 'label_size', 's')}",
        "isPageHeading": getattr(field, "is_page_heading", None),
    }
    shared: dict[str, Any] = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "hint": {"text": str(bound.help_text)} if bound.help_text else None,
        "errorMessage": {"text": " ".join(str(error) for error in errors)} if errors else None,
    }
    label = {**heading, "classes": heading["classes"].format("label")}
    legend = {"legend": {**heading, "classes": heading["classes"].format("fieldset__legend")}}
    value = bound.value()
    text_value = None if value is None else f"{value:%H:%M}" if isinstance(value, time) else str(value)
    if isinstance(widget, DateParts):
        parts = value if isinstance(value, list) else widget.decompress(value)
        return component(
            "date-input",
            {**shared, "namePrefix": None, "fieldset": legend, "items": [
                {"name": f"{bound.html_name}_{key}", "id": f"{bound.auto_id}_{key}", "label": key.capitalize(),
                 "value": None if part is None else str(part), "error": bool(errors), "inputmode": "numeric",
                 "width": 4 if key == "year" else 2}
                for key, part in zip(("day", "month", "year"), parts, strict=True)
            ]},
        )  # fmt: skip
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)):
        name = "checkboxes" if isinstance(widget, forms.CheckboxSelectMultiple) else "radios"
        shared.pop("id")
        return component(
            name,
            {**shared, "idPrefix": bound.auto_id, "fieldset": legend, "items": _option_items(bound),
             "classes": "qi-chips" if getattr(widget, "chips", False) else None},
        )  # fmt: skip
    if isinstance(widget, forms.CheckboxInput):
        shared.pop("id")
        return component(
            "checkboxes",
            {**shared, "idPrefix": bound.auto_id, "items": [{"value": "on", "text": str(bound.label), "checked": bool(value)}]},
        )
    if isinstance(widget, forms.Select):
        return component("select", {**shared, "label": label, "items": _option_items(bound)})
    if isinstance(widget, forms.Textarea):
        return component("textarea", {**shared, "label": label, "value": text_value, "rows": widget.attrs.get("rows", 4)})
    return _one_line(bound, {**shared, "label": label}, text_value)


def _one_line(bound: Any, params: dict[str, Any], text_value: str | None) -> SafeString:
    """A field of one line: a text, a number, a password, or a file to choose."""
    widget, field = bound.field.widget, bound.field
    if isinstance(widget, forms.FileInput):
        # The browser's own: the button that the component's script puts in its place has another name than it shows.
        return mark_safe(component("file-upload", params).replace(' data-module="nhsuk-file-upload"', ""))  # noqa: S308
    if isinstance(widget, forms.PasswordInput):
        return component("password-input", {**params, "autocomplete": widget.attrs.get("autocomplete")})
    kind = getattr(widget, "input_type", "text")
    extra: dict[str, Any] = {"type": "text" if kind == "number" else kind, "value": text_value}
    if isinstance(field, (forms.IntegerField, forms.DecimalField)):
        extra |= {"inputmode": "numeric" if isinstance(field, forms.IntegerField) else "decimal", "width": 5}
    if width := getattr(field, "width", None):
        extra["width"] = width
    extra["attributes"] = getattr(field, "attributes", None)
    extra |= {"autocomplete": widget.attrs.get("autocomplete"), "spellcheck": False if kind == "email" else None}
    return component("input", {**params, **extra})


def submit(text: str) -> SafeString:
    """The form's main button; a double click sends it once."""
    return mark_safe(component("button", {"text": text, "preventDoubleClick": True}))  # noqa: S308
