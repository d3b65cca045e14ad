"""The forms of the product, found from the addresses, and what people and robots put into them."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import owner
from tests.factories import today


@dataclass
class Field:
    """name: the first part's, of a date. kind: text, number, date, choice, ticks or hidden. values: as a browser sends them."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    is_long: bool = False


@dataclass
class Form:
    action: str
    fields: dict[str, Field] = field(default_factory=dict)
    button: dict[str, str] = field(default_factory=dict)

    @property
    def visible(self) -> list[Field]:
        return [each for each in self.fields.values() if each.kind != "hidden"]

    def spoilt(self, wrong: dict[str, Any]) -> dict[str, Any]:
        """Field → what is wrong in it. The one box that must be ticked is left alone."""
        return {each.name: [] if each.options == ["on"] else wrong[each.kind] for each in self.visible}

    @property
    def is_edit(self) -> bool:
        """Whether it changes something that somebody else may change meanwhile."""
        return "version" in self.fields

    def sent(self, **values: Any) -> dict[str, Any]:
        """What a browser sends of it, with some fields otherwise. A date is given as its three parts."""
        found: dict[str, Any] = {**self.button}
        for name, each in self.fields.items():
            value = values.get(name, each.values)
            if each.kind == "date":
                found |= {f"{name}_{part}": word for part, word in zip(("day", "month", "year"), value, strict=False)}
            elif value or each.kind in ("text", "number"):
                found[name] = (
                    value if each.kind in ("choice", "ticks") else value[0] if isinstance(value, list) and value else value
                )
        return {name: value for name, value in found.items() if value != []}

    def good(self, which: int = 0) -> dict[str, Any]:
        """Sensible values for every field; `which` 1 gives other words and choices than 0."""
        day = today()
        found: dict[str, Any] = {}
        for name, each in self.fields.items():
            if each.kind == "text":
                found[name] = f"{('First', 'Second')[which]} words for {name}"
            elif each.kind == "number":
                found[name] = str(12 + which)
            elif each.kind == "date":
                found[name] = each.values if all(each.values) else [str(day.day), str(day.month), str(day.year)]
            elif each.kind in ("choice", "ticks"):
                real = [option for option in each.options if option]
                found[name] = [real[min(which, len(real) - 1)]] if real else []
        return found


def wrong_values(foreign: list[str]) -> list[dict[str, Any]]:
    """Wrong in every field of a kind: too many characters, no number, no date, no choice; `foreign`: keys of rows elsewhere."""
    return [
        {"text": "x" * 5001, "number": "twelve", "date": ["31", "2", "2026"], "choice": ["nonsense"], "ticks": ["nonsense"]},
        {"text": "y" * 90_000, "number": "9" * 400, "date": ["٣", "²", "99999"], "choice": foreign[:1], "ticks": foreign},
        {"text": "\u202e" + "ł" * 5001, "number": "NaN", "date": ["1", "", "2026"], "choice": ["\x00"], "ticks": ["{}", "[]"]},
    ]


#: What comes with pasted text, or from a robot: it may be refused or cleaned, and never fails.
STRANGE = ("\x00", "a\x00b\x0b\x1b", "-1", "1e999", "1e-400", "0000-00-00", "999 000 0018")


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._field: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said.get("action", "")) if said.get("method", "").lower() == "post" else None
            if self._form:
                self.found.append(self._form)
        if self._form is None:
            return
        name, value = said.get("name", ""), said.get("value", "")
        if said.get("type") == "file":
            return
        if tag == "option" and self._field:
            self._field.options.append(value)
            if "selected" in said:
                self._field.values.append(value)
        elif tag == "button" and name and not self._form.button:
            self._form.button = {name: value}
        elif tag in ("input", "select", "textarea") and name and name != "csrfmiddlewaretoken":
            self._add(self._form, tag, name, value, said)

    def _add(self, form: Form, tag: str, name: str, value: str, said: dict[str, str]) -> None:
        kind = {"hidden": "hidden", "radio": "choice", "checkbox": "ticks"}.get(said.get("type", ""), "text")
        if tag == "select":
            kind = "choice"
        elif tag == "input" and kind == "text" and said.get("inputmode") in ("numeric", "decimal"):
            kind = "number"
        base, _, part = name.rpartition("_")
        if kind == "number" and part in ("day", "month", "year") and said.get("inputmode") == "numeric":
            name, kind = base, "date"
        each = form.fields.setdefault(name, Field(name, kind, is_long=tag == "textarea"))
        if kind in ("choice", "ticks") and tag == "input":
            each.options.append(value)
            if "checked" in said:
                each.values.append(value)
        elif tag == "input":
            each.values.append(value)
        self._field = each if tag in ("select", "textarea") else None

    def handle_data(self, data: str) -> None:
        if self._field and self._field.is_long:
            self._field.values.append(data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in ("select", "textarea"):
            self._field = None


def forms_of(answer: Any) -> list[Form]:
    """The forms of a page that are sent by POST, but for the one that signs out."""
    if answer.streaming or "text/html" not in answer.headers.get("Content-Type", ""):
        return []
    parser = _Parser()
    parser.feed(answer.content.decode())
    return [form for form in parser.found if not form.action.startswith("/account/logout")]


def patterns(among: Any = None) -> Iterator[URLPattern]:
    for pattern in among if among is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns)
        else:
            yield pattern


def taking_forms() -> set[str]:
    """Names of the addresses whose views speak of POST, but for the sign-in library's."""
    found = set()
    for pattern in patterns():
        view = inspect.unwrap(pattern.callback)
        if view.__module__.startswith(("allauth", "rest_framework", "drf_spectacular", "knox")):
            continue
        if "POST" in inspect.getsource(view):
            found.add(str(pattern.name))
    return found


def everything_stored() -> dict[str, str]:
    """A digest of every table, but for sessions and what was only looked at: two are alike if nothing was stored between."""
    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables"
            " where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')"
            " and table_name not in ('django_session', 'django_migrations', 'django_content_type', 'auth_permission')"
        )
        names = sorted(name for (name,) in cursor.fetchall())
        asked = " union all ".join(
            f"select '{name}', count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') from {name} t"
            + (" where action <> 'read'" if name == "audit.entry" else "")
            for name in names
        )
        cursor.execute(asked)
        return dict(cursor.fetchall())


def changed(before: dict[str, str]) -> list[str]:
    """The tables that are not as they were."""
    now = everything_stored()
    return [f"{name}: {before.get(name)} → {found}" for name, found in now.items() if before.get(name) != found]


def first_form(browser: Client, address: str) -> Form | None:
    found = forms_of(browser.get(address))
    for form in found:
        form.action = form.action or address
    return found[0] if found else None
