"""Reading events: which a person may know of, and how many came."""

from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from events.models import Event, EventAttendance
from people.acting import acting_as
from people.models import Person
from wards.access import system_person
from wards.models import Programme
from wards.reach import reach_of

#: Who meets in the steering group, or runs it; to others its meetings are unknown.
STEERING_ROLES = frozenset({"programme_team", "national_lead", "associate"})

#: Fewer people than these are not counted out: with a list of names beside it, a count would say who came.
FEWEST = 5


def known_to(person: Person | None) -> QuerySet[Event]:
    """The events that the person may know of, the next first."""
    rows: QuerySet[Event] = Event.visible.to(person)
    if person and reach_of(person).roles & STEERING_ROLES:
        return rows
    return rows.exclude(kind=Event.Kind.STEERING)


def how_many_came(events: list[Event]) -> dict[Any, int]:
    """Event → how many people came, of events that the reader may know of. Who came stays with the national team.

    Counted as the programme's system person: nobody else's rights reach the rows of all who came.
    """
    found: dict[Any, int] = {}
    for programme in {event.programme_id for event in events}:
        reader = system_person(Programme(pk=programme))
        with acting_as(reader), transaction.atomic():
            rows = EventAttendance.visible.to(reader).filter(event__in=[event.pk for event in events], programme=programme)
            found |= dict(rows.order_by().values_list("event").annotate(n=Count("pk")))
    return found


def came_in_words(number: int) -> str:
    """“34 people came”, “fewer than 5 people came”; none is not few."""
    if not number:
        return "No record of who came"
    return f"{number:,} people came" if number >= FEWEST else f"Fewer than {FEWEST} people came"
