"""What somebody has coming, as an iCalendar (RFC 5545): their coaching sessions, and the events that they may know of.

It leaves the product for calendars that other people may look into. So it says kind, ward, time and place, and
nothing of what was said, who comes, or who coaches. It has no CLASS, for Google shows “busy” in place of the words of
what a feed calls private.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vDuration
from icalendar import Event as Entry

from coaching import session_rows
from coaching.models import Session, SessionCoach
from events.meetings import known_to
from events.models import Event
from people.models import Person
from wards.reach import reach_of

LONDON = ZoneInfo("Europe/London")
#: Days that stay in the calendar once they are past.
DAYS_BACK = 92
MOST = 2000
#: How often a calendar is asked to look again; most ask less often.
EVERY = timedelta(hours=1)


def of(person: Person) -> bytes:
    """The calendar of the person who acts. The same rows give the same bytes; a fixed number of queries.

    Without a role it is empty, so that a calendar which still reads it takes out what it had.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PROGRAMME_NAME}//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", settings.PROGRAMME_NAME)
    calendar.add("x-wr-timezone", str(LONDON))
    calendar.add("refresh-interval", EVERY, {"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(EVERY))
    calendar.add_component(_london())
    if reach_of(person).memberships:
        for entry in [*_sessions(person), *_events(person)]:
            calendar.add_component(entry)
    return calendar.to_ical()


def _london() -> Timezone:
    """London's clock by the rule that has held since 1996, which every calendar understands; a list of dates some do not."""
    zone = Timezone()
    zone.add("tzid", str(LONDON))
    for part, name, first, month, before, after in (
        (TimezoneDaylight(), "BST", "1996-03-31T01:00", 3, 0, 1),
        (TimezoneStandard(), "GMT", "1996-10-27T02:00", 10, 1, 0),
    ):
        part.add("dtstart", datetime.fromisoformat(first))
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        zone.add_component(part)
    return zone


def _sessions(person: Person) -> Iterator[Entry]:
    """Those that the person coaches or takes part in, or of a team in which they are now."""
    keys = [person.pk, *(m.team_id for m in reach_of(person).memberships if m.team_id)]
    coached = SessionCoach.visible.to(person).filter(person=person.pk).values("session_id")
    rows = Session.visible.to(person).filter(
        Q(keys__overlap=keys) | Q(pk__in=coached), held_on__gte=timezone.localdate() - timedelta(days=DAYS_BACK)
    )
    for row in session_rows.gather(rows.order_by("held_on", "starts_at", "id")[:MOST], person):
        session = row.session
        words = ": ".join(filter(None, (session.get_kind_display(), "" if session.is_executive else row.wards)))
        entry = _entry(session, "session", words, session.status == Session.Status.CANCELLED)
        if session.starts_at:
            _at(entry, datetime.combine(session.held_on, session.starts_at, LONDON), session.minutes)
        else:
            entry.add("dtstart", session.held_on)
            entry.add("dtend", session.held_on + timedelta(days=1))
        entry.add("transp", "OPAQUE" if session.starts_at and entry["status"] != "CANCELLED" else "TRANSPARENT")
        entry.add("location", session.get_mode_display())
        yield entry


def _events(person: Person) -> Iterator[Entry]:
    rows = known_to(person).filter(starts_at__gte=timezone.now() - timedelta(days=DAYS_BACK))
    for event in rows.order_by("starts_at", "id")[:MOST]:
        entry = _entry(event, "event", event.title, event.status == Event.Status.CANCELLED)
        _at(entry, event.starts_at.astimezone(LONDON), event.minutes)
        entry.add("transp", "TRANSPARENT")
        if event.place:
            entry.add("location", event.place)
        yield entry


def _entry(row: Any, kind: str, words: str, is_cancelled: bool) -> Entry:
    entry, changed = Entry(), row.changed_at.astimezone(UTC).replace(microsecond=0)
    address = settings.SITE_ADDRESS + reverse(kind, args=[row.pk])
    entry.add("uid", f"{kind}-{row.pk}")
    entry.add("sequence", row.version)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("summary", f"Cancelled: {words}" if is_cancelled else words)
    entry.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    entry.add("url", address)
    entry.add("description", f"Sign in to read more: {address}")
    return entry


def _at(entry: Entry, start: datetime, minutes: int) -> None:
    """Its length, not its end: where the clock goes back, one hour has the same name twice."""
    entry.add("dtstart", start)
    entry.add("duration", timedelta(minutes=minutes))
