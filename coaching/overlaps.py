"""Two sessions of one coach at the same time: seen in the plan, told beside the form, and kept where both are meant."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from coaching import session_rows
from coaching.models import Session, SessionCoach
from people.models import Person

#: What takes a coach's time, or will.
MEANT = (Session.Status.PLANNED, Session.Status.DELIVERED)
#: Days from a session's own on which another may meet it: one may last beyond midnight.
NEAR = (-1, 0, 1)


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
        start = _begin(self.session.held_on, self.session.starts_at)
        end = start + timedelta(minutes=self.session.minutes)
        return f"{self.coach} is with {self.wards or 'a sponsor'} from {start:%H:%M} to {end:%H:%M}"


def overlaps(reader: Person, slots: Sequence[Slot], *, but: Collection[Any] = ()) -> dict[int, list[Overlap]]:
    """Position of a slot → sessions, planned or delivered, of one of its coaches at the same time.

    Of sessions that the reader may see; those in `but` (keys) are left out. A fixed number of queries.
    """
    timed = {i: slot for i, slot in enumerate(slots) if slot.starts_at}
    if not timed:
        return {}
    busy = SessionCoach.visible.to(reader).filter(
        person__in=set().union(*(slot.coach_keys for slot in timed.values())),
        session__held_on__in={slot.on + timedelta(days=days) for slot in timed.values() for days in NEAR},
        session__starts_at__isnull=False, session__status__in=MEANT,
    ).exclude(session__in=list(but))  # fmt: skip
    on_day = defaultdict(list)
    for row in busy.select_related("session").order_by("session__starts_at", "session_id"):
        on_day[row.session.held_on, row.person_id].append(row.session)
    found = [
        (i, coach, other)
        for i, slot in timed.items()
        for coach in sorted(slot.coach_keys, key=str)
        for days in NEAR
        for other in on_day[slot.on + timedelta(days=days), coach]
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


def refuse_new_overlap(by: Person, row: Session, slot: Slot, coached: Collection[Any]) -> None:
    """As `refuse_overlap`, where a stored session would come to another time, last longer, or have a coach who is not
    among `coached` (keys): what stood there before was asked about then."""
    if (slot.on, slot.starts_at) != (row.held_on, row.starts_at) or slot.minutes > row.minutes or slot.coach_keys - set(coached):
        refuse_overlap(by, slot)


def _meet(slot: Slot, other: Session) -> bool:
    mine, theirs = _begin(slot.on, slot.starts_at), _begin(other.held_on, other.starts_at)
    return mine < theirs + timedelta(minutes=other.minutes) and theirs < mine + timedelta(minutes=slot.minutes)


def _begin(on: date, at: time | None) -> datetime:
    """By the clock on the wall."""
    return datetime.combine(on, at or time())
