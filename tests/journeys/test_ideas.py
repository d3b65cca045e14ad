"""Slice 3: a ward manager adds a change idea, moves its stage, adds a PDSA cycle and points, sees the run chart."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect


def fill_date(page: Page, day: date) -> None:
    page.get_by_label("Day").fill(str(day.day))
    page.get_by_label("Month").fill(str(day.month))
    page.get_by_label("Year").fill(str(day.year))


def test_from_an_idea_to_its_run_chart(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("ward.manager")
    good_page(page, "ward-manager")
    page.get_by_role("link", name="My ward").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Shelley")
    good_page(page, "ward")
    page.get_by_role("link", name="Add a change idea").click()
    good_page(page)
    page.get_by_role("button", name=re.compile("Add|Save")).last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("input[name=title]").fill("Prayer times on the ward clock")
    page.locator("[name=who_for]").fill("People who pray during the day")
    page.locator("[name=inequity]").fill("Meals and groups fall into prayer times")
    page.locator("[name=how_known]").fill("Four people told us in the community meeting")
    page.locator("[name=aim]").fill("By June nobody has to choose between a meal and a prayer")
    page.get_by_role("button", name=re.compile("Add|Save")).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Prayer times on the ward clock")
    good_page(page)

    page.get_by_role("link", name="Move the stage").click()
    page.get_by_label("Testing").check()
    good_page(page)
    page.locator("main form").get_by_role("button").last.click()
    expect(page.get_by_text("The idea is now at “Testing”")).to_be_visible()

    page.get_by_role("link", name="Plan a cycle").click()
    page.get_by_label("Plan", exact=True).fill("Show prayer times on one clock for a week")
    page.get_by_label("Prediction").fill("Nobody misses a meal")
    good_page(page)
    page.locator("main form").get_by_role("button").last.click()
    expect(page.get_by_text("Cycle 1 was planned")).to_be_visible()

    page.locator("main a").filter(has_text="Add a measure").first.click()
    page.get_by_label("Name").fill("Meals missed for prayer")
    page.get_by_label("Unit").fill("meals")
    page.locator("input[name=better][value=decrease]").check()
    page.locator("[name=definition]").fill("Meals that somebody missed to pray, from the kitchen's list")
    good_page(page)
    page.locator("main form").get_by_role("button").last.click()
    expect(page.get_by_text("was added. Next: enter its first value.")).to_be_visible()
    today = timezone.localdate()
    for position, value in enumerate([9, 8, 9, 7, 9, 8, 4, 3, 4, 2, 3, 2]):
        if not page.locator("[name=value]").count():
            page.locator("main a[href$='/points/new/']").first.click()
        page.locator("[name=value]").fill(str(value))
        fill_date(page, today - timedelta(weeks=11 - position))
        page.locator("main form").get_by_role("button").last.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Meals missed for prayer")
    expect(page.locator("svg[role=img]:visible").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("mean")
    good_page(page, "measure")
    page.get_by_role("link", name="My ward").click()
    expect(page.locator("main")).to_contain_text("Prayer times on the ward clock")


def test_two_people_edit_the_same_idea(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    manager, coach = signed_in("ward.manager"), signed_in("coach")
    manager.goto("/ideas/")
    manager.locator("main").get_by_role("link", name=re.compile("goals|care plan", re.IGNORECASE)).first.click()
    address = manager.url + "edit/"
    for page in (manager, coach):
        page.goto(address)
    manager.locator("[name=aim]").fill("By March everybody has set one goal of their own")
    manager.locator("main form").get_by_role("button").last.click()
    expect(manager.get_by_text("Your changes to the idea were saved.")).to_be_visible()
    coach.locator("[name=aim]").fill("By June, said the coach")
    coach.locator("main form").get_by_role("button").last.click()
    expect(coach.locator("main")).to_contain_text("By March everybody has set one goal of their own")
    expect(coach.locator("[name=aim]")).to_have_value("By June, said the coach")
    good_page(coach)


def test_a_practitioner_and_a_team_member_look_around(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    for name in ("practitioner", "team.member"):
        page = signed_in(name)
        good_page(page, name.replace(".", "-"))
        page.goto("/ideas/")
        good_page(page)
        page.goto("/library/")
        good_page(page)
        page.locator("main").get_by_role("link").last.click()
        good_page(page)
        page.goto("/events/")
        good_page(page)
