"""Rolling up: the dirty queue is worked off by the database, team by team, and adds up from there."""

from django.db import connection, transaction

from people.acting import acting_as
from wards.access import system_person
from wards.models import Programme


def roll_up(programme: Programme) -> int:
    """Work off the dirty queue of a programme. Returns how many teams' parts were rolled up.

    Safe to run twice and side by side: the function takes a lock and removes what it takes.
    """
    with acting_as(system_person(programme)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select survey.roll_up(%s)", [programme.pk])
        return int(cursor.fetchone()[0])
