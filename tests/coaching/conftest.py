from collections.abc import Callable
from typing import Any

import pytest

from coaching import sessions
from coaching.models import Session
from people.acting import acting_as
from tests import factories
from tests.coaching.workshop_days import planned_workshop
from tests.factories import House, days_ago, today


@pytest.fixture
def pair(house: House, as_owner: Callable[[], Any]) -> House:
    """The larch coach and associate coach willow as well."""
    with as_owner():
        factories.membership(house.coach, "coach", team=house.willow)
        factories.membership(house.associate, "associate", team=house.willow)
    return house


@pytest.fixture
def rows(as_owner: Callable[[], Any]) -> Callable[..., list[Any]]:
    """All rows of a model, seen with the owner's eyes."""

    def look(model: Any, **fields: Any) -> list[Any]:
        with as_owner():
            return list(model.objects.filter(**fields).order_by("id"))

    return look


@pytest.fixture
def day(house: House) -> Session:
    """Larch Ward's workshop of today, as it is planned."""
    return planned_workshop(house, today())


@pytest.fixture
def logged(house: House, as_owner: Callable[[], Any]) -> House:
    """90 minutes of two coaches with two wards, a workshop of 360, and one of 60 at heath; one planned, one missed."""
    with as_owner():
        factories.membership(house.coach, "coach", team=house.willow)
        factories.membership(house.associate, "associate", team=house.willow)
    with acting_as(house.coach):
        log = {"by": house.coach, "held_on": days_ago(3)}
        sessions.log(**log, teams=[house.larch, house.willow], coaches=[house.coach, house.associate], minutes=90)
        sessions.log(
            **log, teams=[house.larch], coaches=[house.coach], minutes=360, kind=Session.Kind.WORKSHOP, note="=1+1", others=3
        )
        sessions.log(**log, teams=[house.larch], coaches=[house.coach], minutes=30, kind=Session.Kind.SPONSOR)
        sessions.plan(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=today(), minutes=45)
        missed = sessions.plan(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(1), minutes=50)
        sessions.did_not_happen(by=house.coach, session=missed, status="missed", reason="=HYPERLINK(1)")
    with acting_as(house.heath_coach):
        sessions.log(by=house.heath_coach, teams=[house.heath], coaches=[house.heath_coach], held_on=days_ago(3), minutes=60)
    return house
