"""Nobody is in two places at once: the hours of the demo's planned and latest sessions, as their coaches could keep them."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

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
