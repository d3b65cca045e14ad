"""The calendar feed: whose it is, what stands in it and what does not, and that it follows what changes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from coaching import plan as planning
from coaching import sessions
from coaching.models import ExecutiveRecord, Session, SessionCoach
from events import calendar_feeds
from events.models import CalendarFeed, Event
from people.keys import hash_of
from people.models import Account
from tests import factories
from tests.factories import House, days_ago, today
from wards.models import Membership

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def uncounted() -> None:
    cache.clear()


def entries(address: str, browser: Client | None = None) -> dict[str, Any]:
    """UID → VEVENT of what a calendar reads, signed out."""
    answer = (browser or Client()).get(address)
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content)
    return {str(entry["uid"]): entry for entry in found.walk("VEVENT")}


def test_a_session_stands_in_the_calendars_of_coach_and_team_with_time_and_place(
    house: House, planned: Any, address_of: Any
) -> None:
    session = planned()
    for person in (house.coach, house.ward_manager, house.practitioner, house.sponsor):
        (entry,) = entries(address_of(person)).values()
        assert str(entry["summary"]) == "Team coaching: Larch Ward"
        assert entry["dtstart"].to_ical().decode() == f"{session.held_on:%Y%m%d}T140000"
        assert entry["dtstart"].params["TZID"] == "Europe/London"
        assert entry["duration"].dt == timedelta(minutes=60)
        assert (str(entry["status"]), str(entry["location"])) == ("CONFIRMED", "Video")
        assert "class" not in entry, "Google would show “busy” and no words"
        assert str(entry["url"]).endswith(f"/coaching/sessions/{session.pk}/")


def test_nobody_else_has_it(house: House, planned: Any, address_of: Any) -> None:
    planned()
    for person in (house.willow_coach, house.heath_manager, house.executive_coach, house.nobody, house.provider_lead):
        assert entries(address_of(person)) == {}, person.name


def test_the_calendar_says_what_it_is_and_how_often_to_look(house: House, address_of: Any) -> None:
    lines = Client().get(address_of(house.coach)).content.decode().split("\r\n")
    for line in (
        "VERSION:2.0", "METHOD:PUBLISH", "X-WR-CALNAME:Mental Health Act QI Programme", "X-WR-TIMEZONE:Europe/London",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "TZID:Europe/London",
    ):  # fmt: skip
        assert line in lines, line
    assert all(len(line.encode()) <= 75 for line in lines)


def test_nothing_confidential_is_in_it(house: House, acting: Any, address_of: Any) -> None:
    with acting(house.coach):
        sessions.log(
            by=house.coach, teams=[house.larch], coaches=[house.coach, house.associate], held_on=days_ago(1), minutes=60,
            attended=[house.practitioner, house.ward_manager], note="Kingfisher came", coach_note="Bittern", others=3,
            tools=["pdsa"], decision="Which barrier",
        )  # fmt: skip
    content = Client().get(address_of(house.coach)).content.decode()
    assert "Team coaching: Larch Ward" in content
    for word in (
        "Kingfisher",
        "Bittern",
        "barrier",
        "Larch coach",
        "Larch practitioner",
        "Larch ward manager",
        "ATTENDEE",
        "@nhs",
    ):
        assert word not in content, word


def test_a_session_with_a_ward_that_the_reader_may_not_know_does_not_name_it(
    house: House, planned: Any, address_of: Any, as_owner: Any
) -> None:
    with as_owner():
        factories.membership(house.coach, "coach", team=house.heath)
    planned(teams=[house.larch, house.heath])
    (mine,) = entries(address_of(house.ward_manager)).values()
    (theirs,) = entries(address_of(house.coach)).values()
    assert str(mine["summary"]) == "Team coaching: Larch Ward and 1 other"
    assert str(theirs["summary"]) == "Team coaching: Heath Ward, Larch Ward"


def test_executive_coaching_says_that_it_is_and_no_more(house: House, as_owner: Any, address_of: Any) -> None:
    with as_owner():
        session = Session.objects.create(
            programme=house.programme, kind="executive", keys=[house.programme.pk, house.executive_coach.pk, house.sponsor.pk],
            minutes=60, held_on=today(),
        )  # fmt: skip
        ExecutiveRecord.objects.create(session=session, programme=house.programme, keys=session.keys, note="Serin")
        SessionCoach.objects.create(session=session, person=house.executive_coach)
    for person in (house.executive_coach, house.sponsor):
        address = address_of(person)
        (entry,) = entries(address).values()
        assert str(entry["summary"]) == "Executive coaching, one to one"
        content = Client().get(address).content.decode()
        assert not [word for word in ("Serin", "Larch", house.sponsor.name, house.executive_coach.name) if word in content]
    assert entries(address_of(house.programme_team)) == {}
    with as_owner():
        Membership.objects.filter(person=house.sponsor).update(ends_on=days_ago(1))
    assert entries(address_of(house.sponsor)) == {}


def test_without_a_start_it_takes_the_day_and_keeps_nobody_busy(planned: Any, address_of: Any, house: House) -> None:
    session = planned(starts_at=None)
    (entry,) = entries(address_of(house.coach)).values()
    assert entry["dtstart"].dt == session.held_on
    assert entry["dtend"].dt == session.held_on + timedelta(days=1)
    assert str(entry["transp"]) == "TRANSPARENT"
    assert "duration" not in entry


def test_a_change_arrives_under_the_same_name_with_a_higher_number(
    house: House, planned: Any, address_of: Any, acting: Any
) -> None:
    session, address = planned(), address_of(house.ward_manager)
    ((name, before),) = entries(address).items()
    with acting(house.coach):
        planning.move(by=house.coach, session=session, held_on=session.held_on + timedelta(days=1), starts_at=time(9, 0))
    ((again, moved),) = entries(address).items()
    assert (again, moved["dtstart"].dt.date()) == (name, session.held_on + timedelta(days=1))
    assert moved["sequence"] == before["sequence"] + 1
    assert moved["dtstamp"].dt >= before["dtstamp"].dt
    with acting(house.coach):
        session.refresh_from_db()
        sessions.did_not_happen(by=house.coach, session=session, status="cancelled", reason="Ward closed by infection")
    ((last, cancelled),) = entries(address).items()
    assert (last, str(cancelled["status"])) == (name, "CANCELLED")
    assert str(cancelled["summary"]) == "Cancelled: Team coaching: Larch Ward"
    assert cancelled["sequence"] == moved["sequence"] + 1
    assert "infection" not in cancelled.to_ical().decode()


def test_when_a_session_was_changed_is_kept_whatever_statement_changes_it(planned: Any, as_owner: Any) -> None:
    session = planned()
    with as_owner():
        Session.objects.filter(pk=session.pk).update(changed_at=timezone.now() - timedelta(days=5))
        Session.objects.filter(pk=session.pk).update(minutes=session.minutes)
        before = Session.objects.get(pk=session.pk).changed_at
        Session.objects.filter(pk=session.pk).update(minutes=45)
        assert Session.objects.get(pk=session.pk).changed_at > before


def test_events_that_the_person_may_know_of_are_in_it(house: House, address_of: Any, as_owner: Any) -> None:
    at = timezone.now() + timedelta(days=3)
    with as_owner():
        for kind, title in (("webinar", "Sharing day"), ("steering", "Steering group")):
            Event.objects.create(programme=house.programme, kind=kind, title=title, starts_at=at, minutes=90, place="Online")
        Event.objects.create(
            programme=house.programme, kind="workshop", title="Off", starts_at=at, minutes=90, status="cancelled"
        )
        Event.objects.create(programme=factories.programme(), kind="webinar", title="Elsewhere", starts_at=at, minutes=90)
    found = {str(entry["summary"]): entry for entry in entries(address_of(house.ward_manager)).values()}
    assert set(found) == {"Sharing day", "Cancelled: Off"}
    assert found["Sharing day"]["dtstart"].dt == at.astimezone(LONDON).replace(microsecond=0)
    assert str(found["Cancelled: Off"]["status"]) == "CANCELLED"
    assert "Steering group" in {str(entry["summary"]) for entry in entries(address_of(house.associate)).values()}


@pytest.mark.parametrize("ending", ["ended", "stepped back", "not begun"])
def test_a_role_that_opens_nothing_today_empties_it(
    house: House, planned: Any, address_of: Any, as_owner: Any, ending: str
) -> None:
    planned()
    address = address_of(house.team_member)
    assert len(entries(address)) == 1
    change = {
        "ended": {"ends_on": days_ago(1)},
        "stepped back": {"away_since": timezone.now()},
        "not begun": {"starts_on": today() + timedelta(days=1)},
    }[ending]
    with as_owner():
        Membership.objects.filter(person=house.team_member).update(**change)
    assert entries(address) == {}


def test_a_closed_account_closes_it(house: House, planned: Any, address_of: Any, as_owner: Any) -> None:
    planned()
    address = address_of(house.coach)
    with as_owner():
        Account.objects.filter(person=house.coach).update(is_active=False)
    answer = Client().get(address)
    assert (answer.status_code, b"Larch" in answer.content) == (404, False)
    with as_owner():
        Account.objects.get(person=house.coach).delete()
        assert not CalendarFeed.objects.exists()


def test_an_erased_person_has_none(house: House, address_of: Any, as_owner: Any, acting: Any) -> None:
    from qiprogramme import personal_data

    address = address_of(house.team_member)
    with acting(house.programme_team):
        personal_data.erase(by=house.programme_team, person=house.team_member, why="Asked")
    assert Client().get(address).status_code == 404
    with as_owner():
        assert not CalendarFeed.objects.exists()


def test_only_the_hash_of_the_secret_is_kept_and_a_new_one_ends_the_old(
    house: House, address_of: Any, as_owner: Any, acting: Any
) -> None:
    old = address_of(house.coach)
    new = address_of(house.coach)
    token = new.removesuffix(".ics").rpartition("/")[2]
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)
    assert len(token) >= 43
    with as_owner(), connection.cursor() as cursor:
        assert CalendarFeed.objects.get().token_hash == hash_of(token)
        cursor.execute("select count(*) from audit.entry where after::text like %s", [f"%{hash_of(token)[:12]}%"])
        assert cursor.fetchone()[0] == 0
    with acting(house.coach):
        assert calendar_feeds.stop(by=house.coach)
        assert not calendar_feeds.stop(by=house.coach)
    assert Client().get(new).status_code == 404


def test_one_persons_address_is_nobody_elses_to_see_or_end(house: House, address_of: Any, acting: Any, as_owner: Any) -> None:
    address = address_of(house.coach)
    for other in (house.programme_team, house.ward_manager, house.nobody):
        with acting(other):
            assert calendar_feeds.feed_of(other) is None
            assert not CalendarFeed.objects.exists()
            assert not calendar_feeds.stop(by=other)
    assert Client().get(address).status_code == 200
    with as_owner():
        assert CalendarFeed.objects.count() == 1


def test_it_is_read_as_its_person_whoever_is_signed_in(house: House, planned: Any, address_of: Any, client_of: Any) -> None:
    planned()
    assert len(entries(address_of(house.coach), client_of(house.heath_manager))) == 1
    assert entries(address_of(house.heath_manager), client_of(house.coach)) == {}


def test_what_was_read_before_is_not_sent_again(house: House, planned: Any, address_of: Any, as_owner: Any) -> None:
    session, address = planned(), address_of(house.coach)
    first = Client().get(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Referrer-Policy"] == "no-referrer"
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    with as_owner():
        Session.objects.filter(pk=session.pk).update(minutes=45)
    changed = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


def test_who_only_asks_whether_it_is_there_learns_the_same_without_the_content(
    planned: Any, address_of: Any, house: House
) -> None:
    planned()
    address = address_of(house.coach)
    whole, head = Client().get(address), Client().head(address)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "ETag", "Cache-Control"):
        assert head[name] == whole[name]
    assert head["Content-Length"] == str(len(whole.content))
    assert Client().head(address, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    packed = Client().get(address, headers={"Accept-Encoding": "gzip", "Accept": "*/*"})
    assert (packed.status_code, packed.content) == (200, whole.content), "Outlook reads no packed calendar"


def test_nothing_sends_a_calendar_elsewhere_or_forbids_it_to_read(planned: Any, address_of: Any, house: House) -> None:
    """Google asks for robots.txt first, follows no redirect to a sign-in, and sends no Accept; Outlook sends */*."""
    planned()
    address = address_of(house.coach)
    assert Client().get("/robots.txt").status_code == 404
    for accept in ("", "*/*", "text/calendar", "text/html"):
        answer = Client().get(address, headers={"Accept": accept, "User-Agent": "Google-Calendar-Importer"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8"), accept
        assert "Set-Cookie" not in answer.headers and not answer.cookies


def test_a_name_with_signs_of_the_format_and_of_other_scripts_comes_through_whole(
    house: House, planned: Any, address_of: Any, as_owner: Any
) -> None:
    name = r"Lärche, Ost; „Süd“ \ West \n " + "木" * 40
    with as_owner():
        house.larch.name = name
        house.larch.save()
    planned()
    address = address_of(house.coach)
    (entry,) = entries(address).values()
    assert str(entry["summary"]) == f"Team coaching: {name}"
    lines = Client().get(address).content.split(b"\r\n")
    assert all(len(line) <= 75 and line.decode() for line in lines[:-1]), "folded between characters, never inside one"


def test_an_address_that_is_nobodys_says_nothing_and_tries_are_counted(house: House, address_of: Any) -> None:
    for token in ("x", "a" * 43, "../..", "é", "a" * 5000):
        assert Client().get(f"/events/calendar/{token}.ics").status_code == 404
    for i in range(60):
        last = Client().get(f"/events/calendar/wrong{i}.ics")
    assert (last.status_code, last["Retry-After"]) == (429, "300")
    good = address_of(house.coach)
    assert [Client().get(good).status_code for _ in range(61)][-2:] == [200, 429]
    assert Client().post(good).status_code == 405


def test_the_number_of_queries_does_not_grow(house: House, planned: Any, address_of: Any) -> None:
    planned()
    address = address_of(house.coach)
    entries(address)
    with CaptureQueriesContext(connection) as few:
        entries(address)
    for days in range(8, 20):
        planned(days)
    with CaptureQueriesContext(connection) as many:
        assert len(entries(address)) == 13
    assert len(many) == len(few) < 25


def test_the_clock_of_london_in_it_is_the_clock_of_london(house: House, address_of: Any) -> None:
    """Every half hour about the changes of twelve years, by the VTIMEZONE alone, is what the time zone database says."""
    zone = Calendar.from_ical(Client().get(address_of(house.coach)).content).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    assert not isinstance(zone, ZoneInfo)
    for year in range(2024, 2036):
        for month in (3, 10):
            start = datetime(year, month, 24, tzinfo=UTC)
            for half_hours in range(8 * 48):
                at = start + timedelta(minutes=30 * half_hours)
                wall = at.astimezone(LONDON)
                naive = wall.replace(tzinfo=None)
                if wall.fold == 0 and naive != (at + timedelta(hours=1)).astimezone(LONDON).replace(tzinfo=None):
                    assert naive.replace(tzinfo=zone).utcoffset() == wall.utcoffset(), wall


def test_old_sessions_leave_it(house: House, acting: Any, address_of: Any) -> None:
    with acting(house.coach):
        for days in (10, 91, 93):
            sessions.log(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(days), minutes=60)
    dates = {entry["dtstart"].dt for entry in entries(address_of(house.coach)).values()}
    assert dates == {days_ago(10), days_ago(91)}
    assert all(isinstance(each, date) for each in dates)
