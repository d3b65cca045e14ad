"""What coaching does when a ward moves: sessions held or planned from that day on are the new team's."""

from django.db import connection

from wards.moves import TeamMove, carries


@carries
def carry_sessions(move: TeamMove) -> None:
    """Give sessions of the old team from the day on to the new one, with who came, what was agreed and coaches' notes.

    By a definer function, for nobody may read all of these: it asks itself whether who acts sets both teams up.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sec.carry_sessions(%s, %s, %s)", [move.old.pk, move.new.pk, move.on])
