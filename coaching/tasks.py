from collections import Counter

from celery import shared_task

from coaching import reminders
from people import outbox
from people.acting import acting_as
from wards.access import every_programme, system_person


@shared_task
def make_due_digests() -> int:
    """This week's digests of every programme, where they are due and not made. Safe twice, side by side, and late."""
    made = 0
    for programme in every_programme():
        system = system_person(programme)
        with acting_as(system):
            made += reminders.make_due(programme, by=system)
    return made


@shared_task
def send_mail() -> dict[str, int]:
    """Send what waits in the outbox, each programme's as its system person."""
    counts: Counter[str] = Counter()
    for programme in every_programme():
        with acting_as(system_person(programme)):
            counts.update(outbox.send_waiting())
    return dict(counts)
