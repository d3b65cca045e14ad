"""The page about one's own calendar address: made and shown once, replaced, stopped."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from events.models import CalendarFeed
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uncounted() -> None:
    cache.clear()


def test_my_page_makes_shows_once_replaces_and_stops(house: House, client_of: Any, as_owner: Any) -> None:
    browser = client_of(house.coach)
    assert b"Make my calendar address" in browser.get("/events/calendar/").content
    made = browser.post("/events/calendar/new/").content.decode()
    address = made.partition("<code>")[2].partition("</code>")[0]
    path = "/events/" + address.partition("/events/")[2]
    assert "webcal://" in made
    assert Client().get(path).status_code == 200
    page = browser.get("/events/calendar/").content.decode()
    assert path not in page
    assert "A calendar last read it on" in page
    assert b"stops working at once" in browser.get("/events/calendar/new/").content
    browser.post("/events/calendar/new/")
    assert Client().get(path).status_code == 404
    assert b"no longer works" in browser.post("/events/calendar/stop/", follow=True).content
    with as_owner():
        assert not CalendarFeed.objects.exists()
    assert b"You had no calendar address" in browser.post("/events/calendar/stop/", follow=True).content


def test_making_one_asks_for_a_fresh_proof(house: House, as_owner: Any) -> None:
    from tests.conftest import signed_in

    browser = Client()
    with as_owner():
        account = factories.account(house.coach, password="a long enough one")
    signed_in(browser, account, "password", minutes_ago=10)
    assert browser.post("/events/calendar/new/")["Location"].startswith("/account/confirm/password/")
    with as_owner():
        assert not CalendarFeed.objects.exists()
