"""What coaching does when a ward moves: sessions from that day on, and series that still run, are the new team's."""

from django.db import connection

from wards.moves import TeamMove, carries


@carries
def carry_sessions(move: TeamMove) -> None:
    """Give sessions of the old team from the day on to the new one, with who came, what was agreed and coaches' notes.

    By a definer function, for nobody may read all of these: it asks itself whether who acts sets both teams up.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sec.carry_sessions(%s, %s, %s)", [move.old.pk, move.new.pk, move.on])


@carries
def carry_series(move: TeamMove) -> None:
    """Give the weekly series that run on the day, or later, to the new team, with the weeks they leave out."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.carry_series(%s, %s, %s)", [move.old.pk, move.new.pk, move.on])
