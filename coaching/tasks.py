import time
from collections import Counter
from datetime import datetime

from celery import shared_task

from coaching import notes, reminders
from people import outbox
from people.acting import acting_as
from wards.access import every_programme, system_person


@shared_task
def make_due_digests(now: str | None = None) -> int:
    """This week's digests of every programme, where they are due and not made. Safe twice, side by side, and late.

    now: ISO 8601 with its zone, where it is not the clock's.
    """
    made = 0
    for programme in every_programme():
        system = system_person(programme)
        with acting_as(system):
            made += reminders.make_due(programme, by=system, now=datetime.fromisoformat(now) if now else None)
    return made


@shared_task
def send_mail() -> dict[str, int]:
    """Send what waits in the outbox, each programme's as its system person; the notes that somebody sent go in first."""
    counts: Counter[str] = Counter()
    until = time.monotonic() + outbox.SECONDS
    for programme in every_programme():
        system = system_person(programme)
        with acting_as(system):
            notes.post(programme, by=system)
            counts.update(outbox.send_waiting(seconds=until - time.monotonic()))
            notes.post(programme, by=system)
    return dict(counts)
