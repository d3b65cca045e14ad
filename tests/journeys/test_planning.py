"""A coach plans a weekly series, moves what comes after a date, cancels one, and sees where two sessions meet."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect


def fill_date(page: Page, group: str, on: date) -> None:
    parts = page.get_by_role("group", name=group)
    for name, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        parts.get_by_label(name).fill(str(value))


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_series_is_looked_at_planned_moved_and_cancelled(
    signed_in: Callable[..., Page], good_page: Callable[..., None], script: bool
) -> None:
    page = signed_in("coach", java_script_enabled=script)

    def look(picture: str) -> None:
        if script:
            good_page(page, picture)

    page.goto("/coaching/plan/")
    look("plan")
    page.get_by_role("button", name="Plan a weekly series").click()
    page.get_by_role("link", name="Milford", exact=True).click()
    first = timezone.localdate() + timedelta(days=60)
    first += timedelta(days=(5 - first.weekday()) % 7)  # a Saturday, on which nobody in the demonstration meets
    fill_date(page, "First session", first)
    page.get_by_label("Start", exact=True).fill("19:15" if script else "20:45")
    page.get_by_label("For how many weeks?").fill("5")
    page.get_by_text("Breaks, such as holidays").click()
    row = page.get_by_role("group", name="Break 1")
    second = first + timedelta(days=7)
    for name, value in (("Day", second.day), ("Month", second.month), ("Year", second.year)):
        row.get_by_role("group", name="First day").get_by_label(name).fill(str(value))
    look("series-form")
    page.get_by_role("button", name="Show the weeks").click()
    expect(page.get_by_text("Nothing is planned yet")).to_be_visible()
    skipped = page.get_by_role("listitem").filter(has_text="skipped")
    assert skipped.count() >= 1
    look("series-weeks")
    page.get_by_role("button", name="Plan these sessions").click()
    expect(page.get_by_text("sessions planned. They count in no hours")).to_be_visible()
    expect(page.get_by_text("break on").first).to_be_visible()
    look("series")
    planned = page.get_by_role("link", name="Move").count()
    page.get_by_role("link", name="Move").nth(1).click()
    moved = page.get_by_role("group", name="New date")
    day = int(moved.get_by_label("Day").input_value())
    month, year = (int(moved.get_by_label(name).input_value()) for name in ("Month", "Year"))
    fill_date(page, "New date", date(year, month, day) + timedelta(days=1))
    page.get_by_label("This one and the").check()
    look("session-move")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("Nothing has been moved yet")).to_be_visible()
    look("session-move-days")
    page.get_by_role("button", name="Move them").click()
    expect(page.get_by_text("Moved from Saturday")).to_be_visible()
    page.get_by_role("link", name="Cancel it").click()
    page.get_by_label("Why?").fill("The ward moves house")
    look("session-cancel")
    page.get_by_role("button", name="Cancel the session").click()
    expect(page.get_by_text("The session is cancelled.")).to_be_visible()
    page.get_by_role("link", name="Saturdays from").click()
    expect(page.get_by_text("cancelled: The ward moves house")).to_be_visible()
    assert page.get_by_role("link", name="Move").count() < planned


def test_two_sessions_of_one_coach_at_the_same_time_are_seen_and_asked_about(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page = signed_in("coach")
    for ward, start in (("Winsford", "18:00"), ("Cubley Court", "18:30")):
        page.goto("/coaching/plan/new/")
        page.get_by_role("link", name=ward, exact=True).click()
        fill_date(page, "When?", timezone.localdate() + timedelta(days=1))
        page.get_by_label("Start", exact=True).fill(start)
        page.get_by_role("button", name="Plan session").click()
        page.get_by_text("Session planned.").or_(page.get_by_role("alert")).first.wait_for()
    tick = page.get_by_label("Both are right. Save it all the same")
    expect(page.get_by_role("alert")).to_contain_text("is with Winsford from 18:00")
    expect(page.get_by_label("Start", exact=True)).to_have_value("18:30")
    good_page(page, "overlap-asked")
    tick.check()
    page.get_by_role("button", name="Plan session").click()
    expect(page.get_by_text("Session planned.")).to_be_visible()
    page.goto("/coaching/plan/")
    expect(page.get_by_text("is with Winsford from 18:00").first).to_be_visible()
    good_page(page, "plan-overlap")


def test_an_executive_coach_plans_with_a_sponsor_who_sees_it(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page = signed_in("executive.coach")
    page.goto("/coaching/plan/")
    page.get_by_role("main").get_by_role("button", name="Plan a session").click()
    good_page(page, "plan-executive")
    page.get_by_role("group", name="With whom?").get_by_label("Dr Ifeoma Adebayo").check()
    fill_date(page, "When?", timezone.localdate() + timedelta(days=2))
    page.get_by_label("Start", exact=True).fill("07:35")
    page.get_by_role("button", name="Plan session").click()
    expect(page.get_by_text("Session planned.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Executive coaching with Dr Ifeoma Adebayo")
    good_page(page, "session-executive-planned")
    page.get_by_role("link", name="Log it").click()
    expect(page.get_by_role("group", name="Who came?").get_by_label("Dr Ifeoma Adebayo")).to_be_checked()
    sponsor = signed_in("sponsor")
    sponsor.goto("/coaching/plan/")
    expect(sponsor.get_by_text("07:35")).to_be_visible()
