"""Pages for what went wrong look like the others, say what to do, and give nothing away."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from ui import errors

SECRET = "select * from people_account"


def whole(page: str) -> None:
    assert len(re.findall(r"<h1\b", page)) == 1
    assert '<html lang="en-GB"' in page and 'id="maincontent"' in page and "<header" in page and "<footer" in page
    assert "style=" not in page and "Traceback" not in page and SECRET not in page


@pytest.mark.parametrize("who", [None, "coach"])
def test_not_found_is_ours_signed_in_and_out(house: Any, client_of: Callable[[Any], Client], who: str | None) -> None:
    browser = client_of(getattr(house, who)) if who else Client()
    answer = browser.get("/no-such-page/")
    page = answer.content.decode()
    assert answer.status_code == 404 and "Page not found" in page
    assert ("Larch coach" in page) == bool(who)
    whole(page)


@pytest.mark.parametrize(
    ("answer", "status", "heading"),
    [
        (lambda request: errors.not_found(request, Exception(SECRET)), 404, "Page not found"),
        (
            lambda request: errors.forbidden(request, PermissionDenied("Your role reads this and changes nothing")),
            403,
            "You cannot do this",
        ),
        (lambda request: errors.bad_request(request, Exception(SECRET)), 400, "That did not work"),
        (errors.too_many, 429, "Too many tries"),
        (lambda request: errors.stale_form(request, SECRET), 403, "The page was open for too long"),
        (errors.failed, 500, "Something went wrong"),
    ],
)
def test_each_error_says_what_happened_and_leads_on(answer: Any, status: int, heading: str) -> None:
    response = answer(RequestFactory().get("/somewhere/"))
    page = response.content.decode()
    assert response.status_code == status and heading in page and 'href="/"' in page
    whole(page)


def test_a_refusal_gives_its_reason() -> None:
    page = errors.forbidden(
        RequestFactory().get("/"), PermissionDenied("Your role reads this and changes nothing")
    ).content.decode()
    assert "Your role reads this and changes nothing" in page


def test_the_page_for_our_own_failures_asks_nothing_of_the_database(db: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        errors.failed(RequestFactory().get("/"))
    assert len(captured) == 0


def test_a_form_without_its_token_is_refused(house: Any) -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@nhs.example", "password": "x"})
    assert answer.status_code == 403
    whole(answer.content.decode())
