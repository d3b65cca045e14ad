"""Sessions as the form sends them, and as the verbs plan and log them."""

import uuid
from typing import Any

from coaching import sessions
from coaching.models import Session
from people.acting import acting_as
from people.models import Person
from tests.factories import House, days_ago, today
from wards.models import Team

NEW = "/coaching/sessions/new/"
NHS_NUMBER = "943 476 5919"


def words(teams: list[Team], coaches: list[Person], /, **changes: Any) -> dict[str, Any]:
    """What the browser sends of a filled-in form."""
    on = changes.pop("on", days_ago(1))
    sent = {
        "teams": [str(team.pk) for team in teams],
        "coaches": [str(person.pk) for person in coaches],
        "held_on_day": on.day,
        "held_on_month": on.month,
        "held_on_year": on.year,
        "minutes": "60",
        "kind": "team",
        "mode": "video",
        "form_key": str(uuid.uuid4()),
        **changes,
    }
    return {name: value for name, value in sent.items() if value is not None}


def log_in_verb(house: House, **changes: Any) -> Session:
    with acting_as(house.coach):
        return sessions.log(
            **{
                "by": house.coach,
                "teams": [house.larch],
                "coaches": [house.coach],
                "held_on": days_ago(1),
                "minutes": 60,
                **changes,
            }
        )


def plan_in_verb(house: House, **changes: Any) -> Session:
    with acting_as(house.coach):
        return sessions.plan(
            **{"by": house.coach, "teams": [house.larch], "coaches": [house.coach], "held_on": today(), "minutes": 60, **changes}
        )
