"""What coaching does when a ward moves: sessions held or planned from that day on are the new team's."""

from datetime import date

from django.db import connection

from people.models import Person
from wards.models import Team
from wards.moves import carries


@carries
def carry_sessions(by: Person, old: Team, new: Team, on: date) -> None:
    """Give sessions of the old team from `on` on to the new one, with who came, what was agreed and coaches' notes.

    By a definer function, for nobody may read all of these: it asks itself whether who acts sets both teams up.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sec.carry_sessions(%s, %s, %s)", [old.pk, new.pk, on])
