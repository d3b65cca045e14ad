"""The three hour measures, and the way from each total down to its sessions."""

import csv
import io
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from coaching import hours, sessions
from coaching.models import Session
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.factories import House, days_ago, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged(house: House, as_owner: Callable[[], Any]) -> House:
    """90 minutes of two coaches with two wards, a workshop of 360, and one of 60 at heath; one planned, one missed."""
    with as_owner():
        factories.membership(house.coach, "coach", team=house.willow)
        factories.membership(house.associate, "associate", team=house.willow)
    with acting_as(house.coach):
        log = {"by": house.coach, "held_on": days_ago(3)}
        sessions.log(**log, teams=[house.larch, house.willow], coaches=[house.coach, house.associate], minutes=90)
        sessions.log(
            **log, teams=[house.larch], coaches=[house.coach], minutes=360, kind=Session.Kind.WORKSHOP, note="=1+1", others=3
        )
        sessions.log(**log, teams=[house.larch], coaches=[house.coach], minutes=30, kind=Session.Kind.SPONSOR)
        sessions.plan(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=today(), minutes=45)
        missed = sessions.plan(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(1), minutes=50)
        sessions.did_not_happen(by=house.coach, session=missed, status="missed", reason="=HYPERLINK(1)")
    with acting_as(house.heath_coach):
        sessions.log(by=house.heath_coach, teams=[house.heath], coaches=[house.heath_coach], held_on=days_ago(3), minutes=60)
    return house


def test_the_measures_of_the_programme(logged: House) -> None:
    with acting_as(logged.programme_team):
        rows = hours.delivered(Session.visible.to(logged.programme_team))
        assert hours.total(rows) == hours.Hours(delivered=510, coaches=600, sessions=3)
        assert hours.total(rows.filter(kind="team")) == hours.Hours(150, 240, 2)
        parts = {part.name: (part.minutes, part.sessions) for part in hours.shares_by("team", rows)}
        assert parts == {"Larch Ward": (405, 2), "Willow Ward": (45, 1), "Heath Ward": (60, 1)}
        assert [(part.name, part.minutes, part.sessions) for part in hours.shares_by("provider", rows)] == [
            ("Northmoor Care", 450, 2),
            ("Southfield Health", 60, 1),
        ]
        coaches = hours.by_coach(rows)
        assert sum(part.minutes for part in coaches) == hours.total(rows).coaches
        by_kind = hours.by_kind(Session.visible.to(logged.programme_team))
        assert by_kind["sponsor"] == hours.Hours(30, 30, 1)
        assert sum(done for _, done, _ in hours.by_month(Session.visible.to(logged.programme_team))) == 510


def test_the_page_of_the_national_team(logged: House, client_of: Callable[[Person], Client]) -> None:
    page = unescape(client_of(logged.programme_team).get("/coaching/hours/").content.decode())
    for shown in (
        "8.5",
        "3 sessions of team coaching and improvement workshops",
        "Without workshops: 2.5",
        "10.0",
        "Southfield Health",
        "Heath coach",
    ):
        assert shown in page, shown
    assert f"/coaching/sessions/?status=delivered&kind=headline&ward={logged.larch.pk}" in page


def test_a_coach_sees_their_own(logged: House, client_of: Callable[[Person], Client]) -> None:
    page = unescape(client_of(logged.coach).get("/coaching/hours/").content.decode())
    assert "My hours of coaching" in page
    assert "2 sessions of team coaching and improvement workshops" in page
    assert "Heath" not in page
    assert client_of(logged.ward_manager).get("/coaching/hours/").status_code == 404
    assert client_of(logged.nobody).get("/coaching/hours/").status_code == 404
    assert "No session has been planned or logged yet" in client_of(logged.willow_coach).get("/coaching/hours/").content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, "6 sessions"),
        ({"status": "planned"}, "1 session<"),
        ({"status": "delivered", "kind": "headline"}, "3 sessions"),
        ({"kind": "workshop"}, "1 session<"),
        ({"ward": "LARCH", "status": "delivered"}, "3 sessions"),
        ({"provider": "SOUTH"}, "1 session<"),
        ({"coach": "ASSOCIATE"}, "1 session<"),
        ({"month": "2001-01"}, "No session fits"),
        ({"month": "last"}, "Enter the month as year and month"),
        ({"kind": "party"}, "There is a problem"),
    ],
)
def test_the_list_narrows(logged: House, client_of: Callable[[Person], Client], query: dict[str, str], count: str) -> None:
    known = {"LARCH": logged.larch, "SOUTH": logged.south, "ASSOCIATE": logged.associate}
    asked = {name: str(known[value].pk) if value in known else value for name, value in query.items()}
    page = client_of(logged.programme_team).get(f"/coaching/sessions/?{urlencode(asked)}").content.decode()
    assert count in page


def _file(browser: Client, query: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"/coaching/sessions/?file=csv{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_holds_what_its_reader_may_see(logged: House, client_of: Callable[[Person], Client]) -> None:
    whole = _file(client_of(logged.programme_team))
    assert len(whole) == 6
    assert sum(int(row["time_delivered_minutes"] or 0) for row in whole) == 540
    [both] = [row for row in whole if row["number_of_wards"] == "2"]
    assert (both["time_delivered_minutes"], both["coaches_time_minutes"], both["each_wards_share_minutes"]) == ("90", "180", "45")
    [missed] = [row for row in whole if row["status"] == "Did not attend"]
    assert missed["reason"] == "'=HYPERLINK(1)"
    assert missed["time_delivered_minutes"] == missed["coaches_time_minutes"] == missed["each_wards_share_minutes"] == ""
    [heath] = _file(client_of(logged.heath_manager))
    assert heath["wards"] == "Heath Ward"
    assert _file(client_of(logged.nobody)) == []
    assert len(_file(client_of(logged.programme_team), "&kind=workshop")) == 1
    [willow] = _file(client_of(logged.willow_manager))
    assert (willow["wards"], willow["number_of_wards"]) == ("Willow Ward", "2")
