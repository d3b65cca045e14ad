"""Somebody puts the programme into their own calendar, and a coach takes who came from a Teams report."""

import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, time

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.factories import today
from tests.wards import teams_reports as teams
from tests.wards.teams_reports import Stay


def read(address: str) -> Calendar:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
        return Calendar.from_ical(answer.read())


def test_a_calendar_address_is_made_read_replaced_and_stopped(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page = signed_in("ward.manager")
    page.goto("/account/")
    page.get_by_role("link", name="My calendar").click()
    good_page(page, "calendar")
    page.get_by_role("button", name="Make my calendar address").click()
    good_page(page)
    page.get_by_role("button", name="Make my calendar address").click()
    first = page.locator("code").inner_text()
    page.get_by_text("Google Calendar", exact=True).click()
    good_page(page, "calendar-made")
    found = read(first)
    assert any("Team coaching" in str(entry["summary"]) for entry in found.walk("VEVENT"))
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_text("A calendar last read it on")).to_be_visible()
    good_page(page)
    page.get_by_role("button", name="Replace it").click()
    good_page(page)
    page.get_by_role("button", name="Replace my calendar address").click()
    second = page.locator("code").inner_text()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(first)
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("link", name="Stop it").click()
    good_page(page)
    page.get_by_role("button", name="Stop my calendar address").click()
    expect(page.get_by_text("The address no longer works")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(second)


def test_a_coach_takes_who_came_from_a_teams_report(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("coach")
    page.goto("/coaching/sessions/new/")
    page.get_by_role("link", name="Winsford", exact=True).click()
    people = page.get_by_role("group", name="Who came?").locator("label")
    first, second = (people.nth(i).inner_text().split(",")[0] for i in range(2))
    page.get_by_label("How many minutes?").fill("44")
    page.get_by_role("button", name="Save session").click()
    page.get_by_role("link", name="Take who came from a Teams report").click()
    page.get_by_text("How to get the report from Microsoft Teams").click()
    good_page(page, "attendance-upload")
    start = datetime.combine(today(), time(14, 0))
    page.get_by_label("Attendance report").set_input_files(
        {"name": "report.csv", "mimeType": "text/csv", "buffer": b"Full Name\tJoin Time\r\nRuth\tsoon\r\n"}
    )
    page.get_by_role("button", name="Read the report").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2: “soon” is not a date and time")
    good_page(page)
    given, _, surname = second.partition(" ")
    stays = [
        Stay(first, "", 0, 46),
        Stay(f"{surname.upper()}, {given} (NORTHMOOR CARE)", "", 1, 46),
        Stay(f"Bystander{'s' * 120} (Guest)", "", 5, 30),
    ]
    for said in ("Nothing is saved yet", "saving it again changes nothing"):
        content = teams.as_teams(teams.tabs(teams.lines_2022(stays, start, teams.iso)))
        page.get_by_label("Attendance report").set_input_files({"name": "report.csv", "mimeType": "text/csv", "buffer": content})
        page.get_by_role("button", name="Read the report").click()
        expect(page.get_by_text("3 people, 2 recognised.")).to_contain_text(said)
        good_page(page, "attendance-review")
        page.get_by_role("button", name="Save who came").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Winsford")
        expect(page.get_by_text("1 other", exact=True)).to_be_visible()
        for name in (first, second):
            expect(page.get_by_role("listitem").filter(has_text=name).first).to_be_visible()
        good_page(page)
        if page.get_by_text("Nothing was changed").is_visible():
            break
        page.get_by_role("link", name="Take who came from a Teams report").click()
    expect(page.get_by_text("Nothing was changed: all of this was recorded already.")).to_be_visible()
