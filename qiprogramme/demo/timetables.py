"""The hours of the demo's sessions: nobody is in two places at once, and what is planned stands in weekly series."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

from coaching.models import Series, Session
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Rows, key

if TYPE_CHECKING:
    from qiprogramme.demo.sessions import Slot

#: When a session may start: each half hour of the working day, in minutes after midnight.
STARTS = range(9 * 60, 17 * 60, 30)


def keep_apart(slots: list[Slot], since: date) -> None:
    """Give the sessions from a day on other hours of the same day, where a coach of theirs would be with somebody else."""
    taken: dict[tuple[Any, date], list[tuple[int, int]]] = {}
    for slot in sorted((slot for slot in slots if slot.on >= since), key=lambda slot: (slot.on, slot.at, slot.name)):
        days = [taken.setdefault((coach.pk, slot.on), []) for coach in slot.coaches]
        wanted = slot.at.hour * 60 + slot.at.minute
        begins = next(
            (
                begin
                for begin in (wanted, *STARTS)
                if all(begin + slot.minutes <= start or end <= begin for day in days for start, end in day)
            ),
            wanted,
        )
        slot.at = time(begins // 60, begins % 60)
        for day in days:
            day.append((begins, begins + slot.minutes))


def put_series(rows: Rows, places: Places, slots: list[Slot]) -> None:
    """Let the coaching that is planned for a ward alone stand as its weekly series."""
    planned: dict[str, list[Slot]] = {}
    for slot in sorted(slots, key=lambda slot: (slot.on, slot.name)):
        if slot.status == Session.Status.PLANNED and slot.name.startswith("coaching/") and len(slot.wards) == 1:
            planned.setdefault(slot.wards[0], []).append(slot)
    for ward, mine in planned.items():
        if len(mine) < 2:
            continue
        series = Series(
            id=key("series", ward), programme=places.programme, team=places.teams[ward], starts_on=mine[0].on,
            ends_on=mine[-1].on, planned_by=mine[0].coaches[0],
        )  # fmt: skip
        rows.add(series)
        for slot in mine:
            slot.row.series = series
