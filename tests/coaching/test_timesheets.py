"""A coach's month: the minutes of each delivered session, also with wards that are theirs no longer."""

import csv
import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from coaching import own_time
from coaching.models import Session
from people.acting import acting_as
from people.models import Person
from tests.factories import House, days_ago, today
from wards.models import Membership

pytestmark = pytest.mark.django_db


def test_a_coachs_month_as_a_timesheet(logged: House, client_of: Callable[[Person], Client]) -> None:
    month = f"{days_ago(3):%Y-%m}"
    browser = client_of(logged.coach)
    page = unescape(browser.get(f"/coaching/hours/timesheet/?month={month}").content.decode())
    assert "8.0 hours</strong> of coaches’ time in 3 delivered sessions" in page
    assert "Timesheet of Larch coach" in page and "Heath" not in page
    answer = browser.get(f"/coaching/hours/timesheet/?month={month}&file=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sorted(int(row["coaches_time_minutes"]) for row in rows) == [30, 90, 360]
    assert "No session was delivered" in browser.get("/coaching/hours/timesheet/?month=2024-01").content.decode()
    wrong = browser.get("/coaching/hours/timesheet/?month=May").content.decode()
    assert "Enter the month as year and month" in wrong and "delivered session" not in wrong
    # A coach never opens a colleague's: the address is passed over.
    other = browser.get(f"/coaching/hours/timesheet/?month={month}&coach={logged.heath_coach.pk}").content.decode()
    assert "Timesheet of Larch coach" in other and "Heath" not in other
    national = client_of(logged.programme_team)
    assert "Choose a coach to see" in national.get("/coaching/hours/timesheet/").content.decode()
    chosen = national.get(f"/coaching/hours/timesheet/?month={month}&coach={logged.heath_coach.pk}").content.decode()
    assert "1.0 hours</strong>" in chosen and "Timesheet of Heath coach" in chosen
    assert client_of(logged.ward_manager).get("/coaching/hours/timesheet/").status_code == 404


def test_a_coachs_own_time_stays_theirs_when_the_ward_does_not(
    logged: House, as_owner: Callable[[], Any], client_of: Callable[[Person], Client]
) -> None:
    """Who coaches a ward no longer opens none of its sessions; the minutes they gave stand in their timesheet."""
    month = f"{days_ago(3):%Y-%m}"
    with as_owner():
        Membership.objects.filter(person=logged.coach, team=logged.larch).update(ends_on=days_ago(1))
    browser = client_of(logged.coach)
    page = unescape(browser.get("/coaching/hours/").content.decode())
    assert "Besides these, 1 session (6.0 hours) was with wards that you coach no longer" in page
    assert "1 session of team coaching and improvement workshops" in page  # that with Larch and Willow
    sheet = unescape(browser.get(f"/coaching/hours/timesheet/?month={month}").content.decode())
    assert "8.0 hours</strong> of coaches’ time in 3 delivered sessions" in sheet
    assert sheet.count("A ward that is no longer yours") >= 2
    assert "Larch Ward" not in sheet.replace("Willow Ward and 1 other", "")
    rows = list(
        csv.DictReader(io.StringIO(browser.get(f"/coaching/hours/timesheet/?month={month}&file=csv").content.decode("utf-8-sig")))
    )
    assert sorted(int(row["coaches_time_minutes"]) for row in rows) == [30, 90, 360]
    today_page = unescape(browser.get("/").content.decode())
    with as_owner():
        alone = Session.objects.get(kind="workshop")
    assert browser.get(f"/coaching/sessions/{alone.pk}/").status_code == 404
    if days_ago(3).month == today().month:
        assert "7.5" in today_page
    # Nobody else's time is told: the associate still has the joint session, and the national team has none of its own.
    with acting_as(logged.associate):
        assert own_time.own_time() == []
    with acting_as(logged.programme_team):
        assert own_time.own_time() == []


def test_taking_a_timesheet_away_is_asked_again_and_on_record(
    logged: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any]
) -> None:
    month = f"{days_ago(3):%Y-%m}"
    address = f"/coaching/hours/timesheet/?month={month}&coach={logged.heath_coach.pk}&file=xlsx"
    browser = client_of(logged.programme_team)
    assert browser.get(address).status_code == 200
    log = unescape(browser.get("/programme/changes/").content.decode())
    assert "timesheet of a coach" in log.lower()
    session = browser.session
    session["account_authentication_methods"] = [
        {**each, "at": each["at"] - 3600} for each in session["account_authentication_methods"]
    ]
    session.save()
    refused = browser.get(address)
    assert refused.status_code == 302
    assert "spreadsheet" not in refused.headers["Content-Type"]
