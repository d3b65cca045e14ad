"""A workshop as it is planned, and lines of its record as the verb keeps them."""

from typing import Any

from coaching import sessions, workshops
from coaching.models import CapturedIdea, Session
from people.acting import acting_as
from people.models import Person
from tests.factories import House

AREA = {"who": "Patients who need an interpreter", "what": "They wait longer for their rights", "how_known": "We counted"}
AIM = {"who_for": "Patients", "inequity": "They wait", "how_known": "Counted", "aim": "Half by June", "themes": []}


def planned_workshop(house: House, on: Any, **fields: Any) -> Session:
    with acting_as(house.coach):
        return sessions.plan(
            by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=on, minutes=360,
            kind=Session.Kind.WORKSHOP, **fields,
        )  # fmt: skip


def keep(house: House, session: Session, part: Any = CapturedIdea, by: Person | None = None, **words: Any) -> Any:
    by = by or house.coach
    with acting_as(by):
        return workshops.keep(by=by, session=session, team=house.larch, part=part, **words)
