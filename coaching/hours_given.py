"""A coach's hours of this month, as Today tells them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst

from coaching import hours, own_time, published_totals
from coaching.models import PublishedTotal, Session


@dataclass(frozen=True)
class MyHours:
    """minutes delivered, of how many sessions; waiting: sessions not counted yet; label: what it is that was given."""

    minutes: int
    sessions: int
    waiting: int
    label: str


def of_month(person: Any, today: date, waiting: Iterable[Session], *, of_executives: bool) -> MyHours:
    """What the published total of each programme counts of the month up to today; for who coaches executives alone, that.

    waiting: the person's planned sessions whose time is past.
    """
    totals = list(PublishedTotal.visible.to(person))
    kinds = {total.programme_id: Session.EXECUTIVE_KINDS if of_executives else total.kinds for total in totals}
    first = today.replace(day=1)
    mine = Session.visible.to(person).filter(coaching__person=person.pk, held_on__gte=first, held_on__lte=today)
    found = hours.total(mine.filter(hours.counting(kinds), status=Session.Status.DELIVERED))
    # A ward that was given up in the month takes its sessions along, but not the coach's own time.
    minutes, sessions = own_time.given(kinds, first)
    return MyHours(
        found.delivered + minutes,
        found.sessions + sessions,
        sum(each.kind in kinds.get(each.programme_id, ()) and each.held_on >= first for each in waiting),
        f"{'Executive coaching' if of_executives else capfirst(published_totals.words(totals)) or 'Coaching'} given",
    )
