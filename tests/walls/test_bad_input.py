"""Every form and every address, with what people and robots really send: no failure page, and nothing stored of nonsense."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import owner
from tests.factories import House
from tests.walls.objects import things
from tests.walls.test_routes import ELSEWHERE, ROUTES, Route

pytestmark = pytest.mark.django_db

#: Who fills in the forms of the product; between them they are offered every one.
ROLES = ("programme_team", "coach", "ward_manager", "sponsor", "executive_coach", "national_lead")

BAD = (
    "",
    "\x00",
    "a\x00b",
    "9" * 5000,
    "99999999999",
    "-1",
    "NaN",
    "Infinity",
    "1e999",
    "1e-400",
    "٣",
    "²",
    "\u202eright to left \U0001f9fe",
    "x" * 5000,
    "00000000-0000-0000-0000-000000000000",
    "0000-00-00",
    "9999-12-31",
    "[]",
    "{'a': 1}",
)

ASKED = (
    "page", "q", "ward", "team", "teams", "stage", "theme", "service", "sort", "file", "month", "kind", "status", "coach",
    "phase", "provider", "role", "when", "next", "show", "session", "planned", "part", "region", "mail", "week", "state",
    "months", "view", "by", "for",
)  # fmt: skip


@dataclass
class Found:
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """The forms of a page that are sent by POST: names, and the values that a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []
        self._form: Found | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Found(said.get("action", "")) if said.get("method", "").lower() == "post" else None
            if self._form:
                self.found.append(self._form)
        if self._form is None or tag not in ("input", "select", "textarea", "option", "button"):
            return
        if tag == "option":
            if "selected" in said and self._select:
                self._form.fields.setdefault(self._select, []).append(said.get("value", ""))
            return
        name = said.get("name", "")
        if not name or name == "csrfmiddlewaretoken":
            return
        if name not in self._form.names:
            self._form.names.append(name)
        self._select = name if tag == "select" else ""
        self._area = name if tag == "textarea" else ""
        if tag == "input" and (said.get("type") not in ("radio", "checkbox") or "checked" in said):
            self._form.fields.setdefault(name, []).append(said.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form.fields.setdefault(self._area, []).append(data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in ("select", "textarea"):
            self._select = self._area = ""


def forms_of(answer: Any) -> list[Found]:
    if answer.streaming or "text/html" not in answer.headers.get("Content-Type", ""):
        return []
    parser = Forms()
    parser.feed(answer.content.decode())
    return [form for form in parser.found if not form.action.startswith("/account/logout")]


def failures(send: Callable[..., Any], *tries: tuple[str, Any]) -> list[str]:
    """What failed of (words, arguments of `send`): an exception, or an answer from 500."""
    found = []
    for words, (args, kwargs) in tries:
        try:
            answer = send(*args, **kwargs)
        except Exception as error:
            found.append(f"{words}: {type(error).__name__}: {str(error)[:120]}")
            continue
        if answer.status_code >= 500:
            found.append(f"{words}: {answer.status_code}")
    return found


def address_of(name: str, route: Route, house: House, made: Any) -> str:
    return reverse(name, kwargs=route.keys(house, made)) + route.query


@pytest.mark.parametrize("name", ROUTES)
def test_nonsense_in_any_field_of_any_form_is_no_failure(name: str, house: House, client_of: Callable[[Any], Client]) -> None:
    with owner():
        made = things(house)
    address = address_of(name, ROUTES[name], house, made)
    problems: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for role in ROLES:
        browser = client_of(getattr(house, role))
        for form in forms_of(browser.get(address)):
            target = form.action or address
            if (target, *form.names) in seen:
                continue
            seen.add((target, *form.names))
            tries: list[tuple[str, Any]] = [
                (f"{role} {target} nothing", ((target, "", "application/x-www-form-urlencoded"), {})),
                (f"{role} {target} json", ((target, '{"a": [1]}', "application/json"), {})),
                (f"{role} {target} broken bytes", ((target, "%ff=%ff&a", "application/x-www-form-urlencoded"), {})),
                (f"{role} {target} broken parts", ((target, "--x\r\n", "multipart/form-data; boundary=x"), {})),
            ]
            everywhere = [({**form.fields, **dict.fromkeys(form.names, value)}, f"all={value[:20]!r}") for value in BAD]
            # A field by itself: a check of another field must not stand before it.
            singly = [
                ({**form.fields, key: [value, value]}, f"{key}={value[:20]!r}") for key in form.names for value in BAD[2:4]
            ]
            for sent, words in [*everywhere, *singly]:
                body = urlencode(sent, doseq=True)
                tries.append((f"{role} {target} {words}", ((target, body, "application/x-www-form-urlencoded"), {})))
            problems += failures(browser.post, *tries)
    assert not problems


@pytest.mark.parametrize("name", ROUTES)
def test_nonsense_in_the_address_is_no_failure(name: str, house: House, client_of: Callable[[Any], Client]) -> None:
    with owner():
        made = things(house)
    address = address_of(name, ROUTES[name], house, made).partition("?")[0]
    browser = client_of(house.programme_team)
    values = ("\x00", "9" * 5000, "-1", "٣", "x" * 300, "00000000-0000-0000-0000-000000000000", "0000-00", "")
    tries = [(f"{address} {value[:20]!r}", ((address, dict.fromkeys(ASKED, value)), {})) for value in values]
    tries += [(f"{address} {key}", ((address, {key: values[0]}), {})) for key in ASKED]
    assert not failures(browser.get, *tries)


def test_every_method_has_an_answer_at_every_address(house: House, client_of: Callable[[Any], Client]) -> None:
    with owner():
        made = things(house)
    browser = client_of(house.programme_team)
    addresses = [address_of(name, route, house, made) for name, route in ROUTES.items()]
    addresses += [reverse(name) for name in ("api_claims", "api_schema", "account_login", "account_reset_password", "kept_form")]
    tries = [
        (f"{method} {address}", ((method, address), {}))
        for address in addresses
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")
    ]
    problems = failures(browser.generic, *tries)
    assert not problems
    assert ELSEWHERE
