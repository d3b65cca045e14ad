from collections.abc import Callable
from typing import Any

import pytest

from coaching.models import Session
from tests import factories
from tests.coaching.workshop_days import planned_workshop
from tests.factories import House, today


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
