"""The official NHS macros, called from Django: a Jinja environment of their own and the conversion to it."""

from functools import lru_cache
from importlib import import_module
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup

#: Macros whose name differs from their folder.
_FOLDERS = {"table": "tables", "image": "images", "breadcrumbs": "breadcrumb"}
_MACROS = {"breadcrumbs": "breadcrumb"}


@lru_cache(maxsize=1)
def environment() -> Environment:
    import_module("nhsuk_frontend_jinja")
    return Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        autoescape=True,
        undefined=ChainableUndefined,
        # An installed package stays as it is: without this each macro looks for changed files.
        auto_reload=False,
        # Without these the lines of a macro's own statements stay as blank ones: five sixths of a long table.
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=64)
def _macro(name: str) -> Any:
    folder = _FOLDERS.get(name, name)
    words = _MACROS.get(name, name).split("-")
    macro = words[0] + "".join(word.capitalize() for word in words[1:])
    return getattr(environment().get_template(f"nhsuk/components/{folder}/macro.jinja").module, macro)


def component(name: str, params: dict[str, Any]) -> SafeString:
    """The HTML of one NHS component, as "button" or "date-input", with the parameters of its macro."""
    return mark_safe(str(_macro(name)(_converted(params))).strip())  # noqa: S308 (escaped by Jinja)


def _converted(value: Any) -> Any:
    if isinstance(value, dict):
        converted = {key: _converted(item) for key, item in value.items()}
        # An option of a list with an empty value sends its words as the answer where the value is left out.
        is_option = "text" in converted
        return {
            key: item for key, item in converted.items() if item is not None and (item != "" or (is_option and key == "value"))
        }
    if isinstance(value, (list, tuple)):
        return [_converted(item) for item in value]
    if isinstance(value, SafeString):
        return Markup(value)
    if isinstance(value, Promise):
        return str(value)
    return value
