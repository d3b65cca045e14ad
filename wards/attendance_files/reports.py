"""Reading the attendance report that Microsoft Teams gives the organiser of a meeting.

Pure: bytes in, a `Report` out, nothing stored. Three layouts are known, each tab-separated in UTF-16 with a byte-order
mark, or as somebody's spreadsheet saved it (commas or semicolons, UTF-8 or Windows-1252, quoted or not):

- since 2022: the numbered sections Summary, Participants (a row a person) and In-Meeting Activities (a row a join);
- 2021: a summary, then a row for each stay, under “Full Name, Join Time, Leave Time, Duration, Email, Role …”;
- 2020: a row for each event, under “Full Name, User Action, Timestamp”.

Dates stand in the order of the downloader's language, which the file does not name: the whole file decides, and where
it cannot, the report has two possible days and whoever uploads it is asked.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from wards.attendance_files.names import clean_name
from wards.attendance_files.tables import Table, best_of, lines_of, text_of
from wards.attendance_files.times import LONGEST, Moment, UnreadableReport, moment_of, orders_of, seconds_of

#: More people than a session with ward teams has.
MOST_PEOPLE = 300
_MACHINE = re.compile(
    r"note ?taker|meeting notes|\b(read|otter|fireflies|fathom|tl;?dv)\.?(ai|io)\b|\bcopilot\b|\brecorder\b", re.I
)
_T = TypeVar("_T")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
#: How the directory of one organisation names a guest from another.
_GUEST_ADDRESS = re.compile(r"^(.+)_([^_@]+)#ext#@.*$", re.IGNORECASE)
_JOINS, _LEAVES = ("joined", "joined before", "join"), ("left", "leave")


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody in the report, once. seconds: in the meeting, of all devices together; None: not told. emails: in lower case."""

    name: str
    emails: tuple[str, ...] = ()
    seconds: int | None = None
    is_guest: bool = False
    role: str = ""

    @property
    def is_machine(self) -> bool:
        """Whether the name is that of a program that records or takes notes."""
        return bool(_MACHINE.search(self.name))

    @property
    def minutes(self) -> int | None:
        """Whole minutes, a begun one counted."""
        return None if self.seconds is None else -(-self.seconds // 60)


@dataclass(frozen=True, slots=True)
class Report:
    """days: on which the meeting may have been held: one; two, where the file does not tell how its dates are written
    (the day first, then the month first); or none, where it has no dates. minutes: of the whole meeting, if it says so."""

    title: str
    people: tuple[Attendee, ...]
    days: tuple[date, ...]
    minutes: int | None


@dataclass
class _Found:
    """Somebody while the rows are read: stays (from, to) and durations told, in seconds."""

    name: str
    emails: list[str] = field(default_factory=list)
    stays: list[tuple[Moment, Moment]] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    joins: list[tuple[Moment, bool]] = field(default_factory=list)
    is_guest: bool = False
    role: str = ""


def read(content: bytes) -> Report:
    """The report in a file. Raises UnreadableReport with the line and the reason."""
    lines = lines_of(text_of(content))
    summary, tables = best_of(lines)
    table = next((each for each in tables if "particip" in each.section and each.rows), None)
    chosen = [table] if table else [each for each in tables if each.rows]
    if not chosen:
        raise UnreadableReport(0, "The report names nobody who came")
    people = _people(chosen)
    if not people:
        raise UnreadableReport(0, "The report names nobody who came")
    moments = [each for found in people for pair in found.stays for each in pair]
    moments += [moment for found in people for moment, _ in found.joins]
    start, end = (_readable(moment_of, summary.get(key)) for key in ("start", "end"))
    moments += [each for each in (start, end) if each]
    orders = orders_of(moments)
    day_first = orders[0] if orders else True
    _refuse_several(moments, day_first)
    first = start or min(moments, key=lambda each: each.read(day_first), default=None)
    days = tuple(dict.fromkeys(day for order in orders if first and (day := first.on(order))))
    last = max((each.read(day_first) for each in moments), default=None)
    return Report(
        title=summary["title"][1][:200] if "title" in summary else "",
        people=tuple(_attendee(found, day_first, last) for found in _together_again(people, day_first)),
        days=days,
        minutes=_length(summary, start, end, day_first),
    )


def _refuse_several(moments: list[Moment], day_first: bool) -> None:
    first = min((each.read(day_first) for each in moments), default=None)
    late = [each.line for each in moments if first and each.read(day_first) - first > LONGEST]
    if late:
        raise UnreadableReport(
            min(late), f"This is more than {LONGEST.days} days from the rest of the report. Choose a report of one meeting alone"
        )


def _readable(reader: Callable[[int, str], _T], line: tuple[int, str] | None) -> _T | None:
    """What a line of the summary says; None where it says nothing that can be read, for the people are told below it."""
    try:
        return reader(*line) if line else None
    except UnreadableReport:
        return None


def _people(tables: list[Table]) -> list[_Found]:
    found: dict[str, _Found] = {}
    for table in tables:
        rows = [(number, table.cells(row)) for number, row in table.rows]
        says_when = any(cells.get("joined") or cells.get("at") for _, cells in rows)
        for number, cells in rows:
            says_how_long = cells.keys() & {"joined", "left", "at", "action"} or _told_in(number, cells)
            if says_when and not says_how_long and (table.registers or "particip" not in table.section):
                continue  # somebody who registered and did not come, or a remark under the table
            _add(found, number, cells, is_a_row_each="particip" in table.section)
            if len(found) > MOST_PEOPLE:
                raise UnreadableReport(number, f"The report names more than {MOST_PEOPLE} people: this was no coaching session")
    return list(found.values())


def _add(found: dict[str, _Found], number: int, cells: dict[str, str], *, is_a_row_each: bool) -> None:
    """Add a line to whose it is: by the address, else by the name. is_a_row_each: two of one name are two people."""
    written = cells.get("name") or " ".join(filter(None, (cells.get("first_name"), cells.get("last_name"))))
    name, is_guest = clean_name(written)
    told = (cells.get(key, "").lower() for key in ("email", "upn", "other_email", "name"))
    emails = [_GUEST_ADDRESS.sub(r"\1@\2", each) for each in told if _ADDRESS.fullmatch(each)]
    name = name or (emails[0] if emails else "")
    if not name:
        raise UnreadableReport(number, "There is no name in this line")
    key = emails[0] if emails else f"{number}" if is_a_row_each else name.casefold()
    each = found.setdefault(key, _Found(name))
    each.emails = list(dict.fromkeys([*each.emails, *emails]))
    each.is_guest = each.is_guest or is_guest
    each.role = each.role or cells.get("role", "")
    if "action" in cells:
        action = cells["action"].lower()
        if action not in (*_JOINS, *_LEAVES):
            raise UnreadableReport(number, f"“{cells['action'][:40]}” is neither Joined nor Left")
        if "at" not in cells:
            raise UnreadableReport(number, "There is no time in this line")
        each.joins.append((moment_of(number, cells["at"]), action in _JOINS))
        return
    if "joined" in cells:
        joined = moment_of(number, cells["joined"])
        each.stays.append((joined, moment_of(number, cells["left"]) if "left" in cells else joined))
    elif "left" in cells:
        left = moment_of(number, cells["left"])
        each.stays.append((left, left))
    if (seconds := _told_in(number, cells)) is not None:
        each.told.append(seconds)


def _told_in(number: int, cells: dict[str, str]) -> int | None:
    """The length that a line tells. One in words that nobody here knows matters only where there are no times."""
    if "duration" not in cells:
        return None
    try:
        return seconds_of(number, cells["duration"])
    except UnreadableReport:
        if cells.keys() & {"joined", "left", "at"}:
            return None
        raise


def _together_again(people: list[_Found], day_first: bool) -> list[_Found]:
    """Guests have no address, so one who left and came back stands there twice. Who was there at the same time as another
    of that name is somebody else."""
    kept: list[_Found] = []
    for each in people:
        same = [one for one in kept if not (one.emails or each.emails) and one.name.casefold() == each.name.casefold()]
        before = next((one for one in same if one.stays and each.stays and not _overlap(one, each, day_first)), None)
        if before:
            before.stays += each.stays
            before.told += each.told
        else:
            kept.append(each)
    return kept


def _overlap(one: _Found, other: _Found, day_first: bool) -> bool:
    return any(
        since.read(day_first) <= left.read(day_first) and joined.read(day_first) <= until.read(day_first)
        for since, until in one.stays
        for joined, left in other.stays
    )


def _attendee(found: _Found, day_first: bool, last: datetime | None) -> Attendee:
    stays = [(joined.read(day_first), left.read(day_first)) for joined, left in found.stays]
    stays += _between(found.joins, day_first, last)
    seconds = sum(found.told) if found.told else None
    between = _together(stays) if stays else 0
    if between and len(found.told) != 1:
        # Two devices at once count once, and who went out for a while was not there from the first to the last.
        seconds = between if seconds is None else min(seconds, between)
    return Attendee(found.name, tuple(found.emails), seconds, found.is_guest, found.role)


def _between(joins: list[tuple[Moment, bool]], day_first: bool, last: datetime | None) -> Iterator[tuple[datetime, datetime]]:
    """From each first joining to the leaving of the last device; who never left stayed to the end."""
    since, devices = None, 0
    for at, joined in sorted(((moment.read(day_first), joined) for moment, joined in joins), key=lambda each: each[0]):
        devices = devices + 1 if joined else max(0, devices - 1)
        if joined and since is None:
            since = at
        elif since is not None and not devices:
            yield since, at
            since = None
    if since is not None and last is not None:
        yield since, last


def _together(stays: list[tuple[datetime, datetime]]) -> int:
    """Seconds covered by any of the stays."""
    seconds, until = 0.0, min(joined for joined, _ in stays)
    for joined, left in sorted(stays):
        seconds += max(0.0, (left - max(joined, until)).total_seconds())
        until = max(until, left)
    return int(seconds)


def _length(summary: dict[str, tuple[int, str]], start: Moment | None, end: Moment | None, day_first: bool) -> int | None:
    """Whole minutes of the meeting, a begun one counted; None where the report does not say."""
    told = _readable(seconds_of, summary.get("duration"))
    if told:
        seconds = told
    elif start and end:
        seconds = int((end.read(day_first) - start.read(day_first)).total_seconds())
    else:
        return None
    return -(-seconds // 60) if seconds > 0 else None
