"""Two sessions of one coach at the same time: seen in the plan, told beside the form, and kept where both are meant."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError

from coaching import session_rows
from coaching.models import Session, SessionCoach
from people.models import Person

#: What takes a coach's time, or will.
MEANT = (Session.Status.PLANNED, Session.Status.DELIVERED)


@dataclass(frozen=True)
class Slot:
    """When somebody coaches. coaches: people or their keys; session: the key of the session itself, if there is one.

    Without a start nothing can be said of an overlap.
    """

    on: date
    starts_at: time | None
    minutes: int
    coaches: Iterable[Any]
    session: Any = None

    @property
    def coach_keys(self) -> set[Any]:
        return {getattr(coach, "pk", coach) for coach in self.coaches}


@dataclass(frozen=True)
class Overlap:
    """Another session of the coach at that time. wards: as far as the reader may know them."""

    coach: str
    wards: str
    session: Session

    @property
    def words(self) -> str:
        """“Amara Osei is with Larch Ward from 14:00 to 15:00”."""
        start = _minute(self.session.starts_at)
        return f"{self.coach} is with {self.wards or 'a sponsor'} from {_clock(start)} to {_clock(start + self.session.minutes)}"


def overlaps(reader: Person, slots: Sequence[Slot], *, but: Collection[Any] = ()) -> dict[int, list[Overlap]]:
    """Position of a slot → sessions, planned or delivered, of one of its coaches at the same time.

    Of sessions that the reader may see; those in `but` (keys) are left out. A fixed number of queries.
    """
    timed = {i: slot for i, slot in enumerate(slots) if slot.starts_at}
    if not timed:
        return {}
    busy = SessionCoach.visible.to(reader).filter(
        person__in=set().union(*(slot.coach_keys for slot in timed.values())),
        session__held_on__in={slot.on for slot in timed.values()},
        session__starts_at__isnull=False, session__status__in=MEANT,
    ).exclude(session__in=list(but))  # fmt: skip
    on_day = defaultdict(list)
    for row in busy.select_related("session").order_by("session__starts_at", "session_id"):
        on_day[row.session.held_on, row.person_id].append(row.session)
    found = [
        (i, coach, other)
        for i, slot in timed.items()
        for coach in sorted(slot.coach_keys, key=str)
        for other in on_day[slot.on, coach]
        if other.pk != slot.session and _meet(slot, other)
    ]
    if not found:
        return {}
    names = dict(Person.objects.filter(pk__in={coach for _, coach, _ in found}).values_list("pk", "name"))
    wards = {row.session.pk: row.wards for row in session_rows.gather({other.pk: other for *_, other in found}.values(), reader)}
    told: dict[int, list[Overlap]] = defaultdict(list)
    for i, coach, other in found:
        told[i].append(Overlap(names.get(coach, "A coach"), wards[other.pk], other))
    return dict(told)


def refuse_overlap(by: Person, slot: Slot) -> None:
    """ValidationError (`overlap_is_meant`) where one of the coaches has another session at that time."""
    if found := overlaps(by, [slot]).get(0):
        raise ValidationError(
            {"overlap_is_meant": f"{'. '.join(each.words for each in found)}. Change the start or the minutes, or tick this."}
        )


def _meet(slot: Slot, other: Session) -> bool:
    mine, theirs = _minute(slot.starts_at), _minute(other.starts_at)
    return mine < theirs + other.minutes and theirs < mine + slot.minutes


def _minute(at: time | None) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute if at else 0


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
