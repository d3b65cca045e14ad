"""Dates, times and lengths of time as meetings write them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

#: A meeting is not longer than this: a reading of its dates that makes it so is a wrong one.
LONGEST = timedelta(days=2)
LONDON = ZoneInfo("Europe/London")

_DATE = r"(\d{1,4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})\.?"
_TIME = (
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?\s*m\.?)?\s*(z|\(?utc\)?|gmt|bst|[+-]\d{2}:?\d{2}|\(.*\))?"
)
MOMENT = re.compile(rf"^{_DATE}(?:\s*,\s*|\s+(?:at\s+)?|T){_TIME}$", re.IGNORECASE)
ONLY_DATE, ONLY_TIME = re.compile(rf"^{_DATE}$"), re.compile(rf"^{_TIME}$", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    r"^(?:[a-z]{3,9},?\s+)?(?:(\d{1,2})[\s-]+([a-z]{3,9})\.?|([a-z]{3,9})\.?\s+(\d{1,2})),?[\s-]+(\d{4}|\d{2})\b", re.IGNORECASE
)
_DURATION = re.compile(
    r"^(?:(\d+)\s*h(?:(?:ou)?rs?)?\.?)?[\s,]*(?:(\d+)\s*m(?:in(?:ute)?s?)?\.?)?[\s,]*(?:(\d+)\s*s(?:ec(?:ond)?s?)?\.?)?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^(\d{1,3}):(\d{2})(?::(\d{2}))?$")


class UnreadableReport(ValueError):
    """line: in the file, from 1, or 0 where it is the whole file; why: what is wrong there, in words."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"Line {line}: {why}" if line else why)
        self.line, self.why = line, why


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time as written: three numbers whose order the whole file decides, the time of day, and the zone where
    it is told; else it is by the clock of London."""

    line: int
    parts: tuple[int, int, int]
    at: time
    zone: timezone | None = None

    def on(self, day_first: bool) -> date | None:
        """The day in London, read so; None where there is none."""
        written = self._written(day_first)
        return written and (self.read(day_first).astimezone(LONDON).date() if self.zone else written)

    def read(self, day_first: bool) -> datetime:
        """The moment in UTC, of a reading that gives a day: over the change of the clock hours are as long as ever."""
        written = datetime.combine(self._written(day_first) or date(2000, 1, 1), self.at)
        return written.replace(tzinfo=self.zone or LONDON).astimezone(UTC)

    def _written(self, day_first: bool) -> date | None:
        first, second, third = self.parts
        year, month, day = (first, second, third) if first > 31 else (third, *((second, first) if day_first else (first, second)))
        try:
            found = date(year + 2000 if year < 100 else year, month, day)
        except ValueError:
            return None
        return found if 2000 <= found.year <= 2100 else None


def spelt(cell: str) -> str:
    """A date with its month in words, in figures with the year first."""
    named = _NAMED.match(cell)
    if not named:
        return cell
    month = (named[2] or named[3])[:3].lower()
    if month not in _MONTHS:
        return cell
    year = named[5] if len(named[5]) > 2 else f"20{named[5]}"
    return f"{year}-{_MONTHS.index(month) + 1:02}-{int(named[1] or named[4]):02}{cell[named.end() :]}"


def moment_of(number: int, cell: str) -> Moment:
    found = MOMENT.match(spelt(cell))
    if not found:
        raise UnreadableReport(number, f"“{cell[:40]}” is not a date and time")
    hour, minute, second = int(found[4]), int(found[5]), int(found[6] or 0)
    if found[7] and hour <= 12:
        hour = hour % 12 + (12 if found[7].lower() == "p" else 0)
    elif hour == 24:  # some browsers write the first hour of the day so
        hour = 0
    try:
        at = time(hour, minute, second)
    except ValueError:
        raise UnreadableReport(number, f"“{cell[:40]}” is not a date and time") from None
    moment = Moment(number, (int(found[1]), int(found[2]), int(found[3])), at, _zone(found[8] or ""))
    if moment.on(True) is None and moment.on(False) is None:
        raise UnreadableReport(number, f"“{cell[:40]}” is not a date and time")
    return moment


def _zone(written: str) -> timezone | None:
    name = written.lower().strip("()")
    if name in ("z", "utc", "gmt", "bst"):
        return timezone(timedelta(hours=name == "bst"))
    if not name.startswith(("+", "-")):
        return None
    hours, minutes = int(name[1:3]), int(name[-2:])
    return timezone((-1 if name[0] == "-" else 1) * timedelta(hours=min(hours, 14), minutes=minutes))


def seconds_of(number: int, cell: str) -> int:
    found = _DURATION.match(cell) or _CLOCK.match(cell)
    if not found or not any(found.groups()):
        raise UnreadableReport(number, f"“{cell[:40]}” is not a length of time, like 1h 2m 10s")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def orders_of(moments: list[Moment]) -> list[bool]:
    """Which readings of the dates make sense: [True] day first, [False] month first, both, or none without any date."""
    if not moments:
        return []
    possible = [order for order in (True, False) if all(moment.on(order) for moment in moments)]
    if not possible:
        odd = {order: next(each.line for each in moments if not each.on(order)) for order in (True, False)}
        late, early = max(odd.values()), min(odd.values())
        raise UnreadableReport(late, f"Here the day and the month have changed places against line {early}")
    if len(possible) == 2:
        spans = {order: sorted(moment.read(order) for moment in moments) for order in possible}
        short = [order for order in possible if spans[order][-1] - spans[order][0] <= LONGEST]
        possible = short if len(short) == 1 else possible
    return possible
