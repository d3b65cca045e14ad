"""The calendar feed as a real calendar reads it: fetched over HTTP from a running server, and shown by khal."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from coaching import plan as planning
from coaching import sessions
from coaching.models import Session
from events import calendar_feeds
from tests import factories
from tests.factories import House, today

LONDON = ZoneInfo("Europe/London")
KHAL = Path(sys.executable).parent / "khal"
CONFIG = """
[calendars]
[[programme]]
path = {folder}/calendar
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
"""
Row = dict[str, str]


class Khal:
    """khal with a calendar and settings of its own, in a folder that goes with the test."""

    def __init__(self, folder: Path, zone: str = "Europe/London") -> None:
        self.folder = folder
        (folder / "calendar").mkdir(parents=True)
        (folder / "config").write_text(CONFIG.format(folder=folder, zone=zone))

    def run(self, *words: str) -> str:
        home = {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder), "XDG_CACHE_HOME": str(self.folder)}
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **home}
        command = [str(KHAL), "--config", str(self.folder / "config"), *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def read(self, address: str) -> None:
        """Fetch the feed, as a calendar does that is given nothing but its address, and take it in."""
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
            assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
            (self.folder / "feed.ics").write_bytes(answer.read())
        self.run("import", "--batch", "--include-calendar", "programme", str(self.folder / "feed.ics"))

    def shown(self, since: date, until: date) -> list[Row]:
        fields = ("uid", "start-long-full", "end-long-full", "title", "status", "location", "url", "all-day")
        wanted = [word for field in fields for word in ("--json", field)]
        lines = self.run("list", "--once", *wanted, since.isoformat(), until.isoformat()).splitlines()
        return [row for line in lines if line.strip() for row in json.loads(line)]


def next_changes() -> list[date]:
    """The next two days on which London's clocks change, whenever this is run."""
    found, day = [], today() + timedelta(days=2)
    while len(found) < 2:
        noons = [datetime.combine(day + timedelta(days=i), time(12), LONDON).utcoffset() for i in (-1, 0)]
        if noons[0] != noons[1]:
            found.append(day)
        day += timedelta(days=1)
    return found


@pytest.fixture
def plan(house: House, acting: Any) -> Callable[..., Session]:
    def one(on: date, at: time, minutes: int = 60) -> Session:
        with acting(house.coach):
            return sessions.plan(
                by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=on, starts_at=at, minutes=minutes
            )

    return one


@pytest.fixture
def address(house: House, acting: Any, as_owner: Any, live_server: Any) -> str:
    with as_owner():
        factories.account(house.ward_manager)
    with acting(house.ward_manager):
        return str(live_server.url) + reverse("calendar_feed", args=[calendar_feeds.make(by=house.ward_manager)])


@pytest.mark.django_db(transaction=True)
def test_khal_shows_sessions_on_both_sides_of_the_clock_changes_and_follows_what_changes(
    house: House, plan: Any, address: str, acting: Any, tmp_path: Path
) -> None:
    days = [change + timedelta(days=i) for change in next_changes() for i in (-1, 0, 1)]
    made = {day: plan(day, time(14, 30), 90) for day in days}
    since, until = today(), days[-1] + timedelta(days=2)
    khal, abroad = Khal(tmp_path / "london"), Khal(tmp_path / "abroad", "UTC")
    khal.read(address)
    rows = khal.shown(since, until)
    # At the same time by the clock on the wall, whatever the season, and as long as planned.
    assert {(row["start-long-full"], row["end-long-full"]) for row in rows} == {(f"{day}T14:30", f"{day}T16:00") for day in days}
    assert {(row["title"], row["location"], row["status"].strip()) for row in rows} == {
        ("Team coaching: Larch Ward", "Video", "CONFIRMED")
    }
    assert {row["url"].rsplit("/", 2)[1] for row in rows} == {str(session.pk) for session in made.values()}
    # And in a calendar without any summer time at the right hour of the world.
    abroad.read(address)
    assert {row["start-long-full"] for row in abroad.shown(since, until)} == {
        f"{datetime.combine(day, time(14, 30), LONDON).astimezone(UTC):%Y-%m-%dT%H:%M}" for day in days
    }

    moved, cancelled = made[days[1]], made[days[4]]
    with acting(house.coach):
        planning.move(by=house.coach, session=moved, held_on=days[1] + timedelta(days=1), starts_at=time(9, 15))
        sessions.did_not_happen(by=house.coach, session=cancelled, status="cancelled", reason="Bank holiday")
    khal.read(address)
    after = {row["uid"]: row for row in khal.shown(since, until)}
    assert len(after) == len(days), "nothing stands twice"
    assert after[f"session-{moved.pk}"]["start-long-full"] == f"{days[2]}T09:15"
    assert not [row for row in after.values() if row["start-long-full"].startswith(days[1].isoformat())]
    assert after[f"session-{cancelled.pk}"]["status"].strip() == "CANCELLED"
    assert after[f"session-{cancelled.pk}"]["title"] == "Cancelled: Team coaching: Larch Ward"
    untouched = [row for row in after.values() if row["uid"] not in {f"session-{one.pk}" for one in (moved, cancelled)}]
    assert {row["status"].strip() for row in untouched} == {"CONFIRMED"}


@pytest.mark.django_db(transaction=True)
def test_khal_shows_the_hour_that_comes_twice_and_a_session_without_a_time(plan: Any, address: str, tmp_path: Path) -> None:
    """A session over the moment at which the clock changes has its length, not the difference of two names of hours."""
    changes = next_changes()
    for change in changes:
        plan(change, time(0, 30), 120)
    untimed = plan(changes[0] + timedelta(days=7), None)
    khal = Khal(tmp_path / "london")
    khal.read(address)
    rows = khal.shown(today(), changes[-1] + timedelta(days=9))
    times = {row["start-long-full"]: row["end-long-full"] for row in rows}
    for change in changes:
        start = datetime.combine(change, time(0, 30), LONDON)
        end = (start.astimezone(UTC) + timedelta(minutes=120)).astimezone(LONDON)
        assert times[f"{change}T00:30"] == f"{end:%Y-%m-%dT%H:%M}"
    (whole_day,) = [row for row in rows if row["all-day"] == "True"]
    assert whole_day["start-long-full"] == f"{untimed.held_on}T00:00"
