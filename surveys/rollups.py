"""Rolling up: the dirty queue is worked off by the database, team by team, and adds up from there."""

from django.db import connection, transaction

from figures.disclosure import Audience
from people.acting import acting_as
from wards.access import system_person
from wards.models import Programme


def roll_up(programme: Programme) -> int:
    """Work off the dirty queue of a programme. Returns how many teams' parts were rolled up.

    Safe to run twice and side by side: the function takes a lock and removes what it takes.
    """
    return _as_the_system(programme, "select survey.roll_up(%s)")


def rebuild(programme: Programme) -> int:
    """Count everything again from the answers themselves. Returns how many teams' parts there are.

    Gives the same numbers to the digit; what pages show of an open round moves as it would have moved anyway.
    """
    with transaction.atomic():
        _as_the_system(programme, "select survey.mark_stale(%s)")
        return roll_up(programme)


def _as_the_system(programme: Programme, statement: str) -> int:
    with acting_as(system_person(programme)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.fewest_own', %s, true), set_config('app.fewest_wider', %s, true)",
            [str(Audience.OWN.threshold), str(Audience.NATIONAL.threshold)],
        )
        cursor.execute(statement, [programme.pk])
        return int(cursor.fetchone()[0])
