"""Monday's reminders: one digest a person and kind, made once an ISO week (a sponsor's once a month), whatever happens.

What is due is read from the tables, never from the clock of a task: a tick that comes twice, late or from two beats
at once makes nothing twice (`DigestRun` is unique by week, each mail by person, kind and period). They are found and
made in the database, set by set (`coaching/digest_sql.py`), and put into words when they are sent (`coaching/digests.py`).
"""

import json
from datetime import date, datetime, timedelta
from re import fullmatch
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from coaching.digests import Digest
from people import outbox
from people.models import Mail, Person
from wards import addresses
from wards.access import ensure
from wards.models import Programme


def week_of(on: date) -> str:
    """The ISO week of a day: 2026-W48.

    >>> week_of(date(2027, 1, 3))
    '2026-W53'
    """
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02d}"


def in_words(period: str) -> str:
    """A reminder's week or month as pages say it; nothing for what is no reminder.

    >>> in_words("2026-W48"), in_words("2026-11"), in_words("0f3a")
    ('Week of 23 November 2026', 'November 2026', '')
    """
    if fullmatch(r"\d{4}-W\d\d", period):
        monday = date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
        return f"Week of {monday.day} {monday:%B %Y}"
    return f"{date.fromisoformat(period + '-01'):%B %Y}" if fullmatch(r"\d{4}-\d\d", period) else ""


def next_monday(on: date) -> date:
    """The Monday after a day: of a Monday, the one a week later."""
    return on + timedelta(days=7 - on.weekday())


def is_due(now: datetime) -> bool:
    """Whether this week's digests should exist by now: from Monday 08:00 in London on."""
    local = timezone.localtime(now)
    return local.isoweekday() > 1 or local.hour >= 8


def make_due(programme: Programme, *, by: Person, now: datetime | None = None) -> int:
    """Make this week's digests where they are due and were not made. Returns how many mails were made."""
    now = now or timezone.now()
    return make_week(programme, by=by, today=timezone.localdate(now)) if is_due(now) else 0


@transaction.atomic
def make_week(programme: Programme, *, by: Person, today: date | None = None) -> int:
    """Make the digests and the calls of today's ISO week now, in one statement; those made already stay as they are.

    Returns how many mails were made. Raises PermissionDenied.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sec.makes_digests(%s)", [programme.pk])
        if not cursor.fetchone()[0]:
            raise PermissionDenied("Your role does not include this: make this week's reminders.")
        cursor.execute("select sec.make_digests(%s, %s, %s)", [programme.pk, today or timezone.localdate(), outbox.domain()])
        return cursor.fetchone()[0] or 0


@transaction.atomic
def digests(programme: Programme, *, by: Person, today: date, person: UUID | None = None) -> list[Digest]:
    """What each person, or the one named, would be sent on that day, by their names; nobody with nothing to say.

    Those who turned it off or have no address that works are among them, and say so (`Digest.quiet`). One statement,
    the one that `make_week` stores. by: who acts; sees their own, and everybody's where they make reminders.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, name, kind, period, address, quiet, lines::text from sec.digests(%s, %s, %s)"
            " order by name, person_id, kind",
            [programme.pk, today, person],
        )
        return [
            Digest(Person(pk=key, name=name, email=address), kind, period, json.loads(lines), quiet)
            for key, name, kind, period, address, quiet, lines in cursor.fetchall()
        ]


@transaction.atomic
def send_again(*, by: Person, mail: Mail, email: str = "") -> bool:
    """Send an uncertain or failed mail once more, with the same Message-ID; False where it is neither by now.

    email: where it is to go from now on, where the address was wrong; how the person signs in stays as it is.
    Raises PermissionDenied, ValidationError.
    """
    ensure(by, "make_digests", mail.programme_id)
    person = addresses.correct(by=by, person=mail.person, programme=mail.programme_id, email=email) if email else None
    return outbox.send_again(by=by, mail=mail, to=person.email if person else "")
