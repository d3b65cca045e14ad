"""A coach's own time with wards that are theirs no longer: when, how long and of what kind, and nothing else of it.

Rights come from today's roles, so the session itself is read by its ward team alone from then on. The time was the
coach's own, and a timesheet of last spring without it would be false.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import connection

from coaching.models import Session


@dataclass(frozen=True)
class OwnTime:
    """minutes: whole, of one session, as its coach's own time; starts_at: in London."""

    programme: Any
    held_on: date
    starts_at: time | None
    minutes: int
    kind: Session.Kind
    mode: Session.Mode
    status: Session.Status

    @property
    def is_delivered(self) -> bool:
        return self.status == Session.Status.DELIVERED


def own_time() -> list[OwnTime]:
    """Of whoever acts, the first first: the sessions that they coached and may not open any more."""
    with connection.cursor() as cursor:
        cursor.execute("select programme_id, held_on, starts_at, minutes, kind, mode, status from sec.own_time()")
        return [
            OwnTime(programme, held_on, starts_at, minutes, Session.Kind(kind), Session.Mode(mode), Session.Status(status))
            for programme, held_on, starts_at, minutes, kind, mode, status in cursor.fetchall()
        ]


def given(kinds: Mapping[Any, Collection[str]], first: date | None = None) -> tuple[int, int]:
    """(minutes, sessions) of it that were delivered, from the day `first` on if it is told.

    kinds: programme's key → the kinds that count there.
    """
    found = [
        each.minutes
        for each in own_time()
        if each.is_delivered and each.kind in kinds.get(each.programme, ()) and (not first or each.held_on >= first)
    ]
    return sum(found), len(found)
