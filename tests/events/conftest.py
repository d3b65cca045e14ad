"""A calendar's address, and sessions to stand in it."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from coaching import sessions
from coaching.models import Session
from events import calendar_feeds
from people.models import Person
from tests import factories
from tests.factories import House, today


@pytest.fixture
def address_of(as_owner: Any, acting: Any) -> Callable[[Person], str]:
    """The path of a new calendar address of this person."""

    def make(person: Person) -> str:
        with as_owner():
            factories.account(person)
        with acting(person):
            return reverse("calendar_feed", args=[calendar_feeds.make(by=person)])

    return make


@pytest.fixture
def planned(house: House, acting: Any) -> Callable[..., Session]:
    """A session of Larch Ward so many days from now, planned by its coach."""

    def plan(days: int = 7, **more: Any) -> Session:
        with acting(house.coach):
            return sessions.plan(
                by=house.coach,
                **{"teams": [house.larch], "coaches": [house.coach], "held_on": today() + timedelta(days=days), "minutes": 60,
                   "starts_at": time(14, 0), **more},
            )  # fmt: skip

    return plan
