"""Nothing typed is lost without a connection: the next log on the same page, a plan, a series, and any other form."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.test_logging import NEW, PHONE, log_form_of
from tests.journeys.test_planning import fill_date

KEPT = "It is sent as soon as there is a connection"
#: Milliseconds in which the button of the design system takes a second press for a double click.
DOUBLE_CLICK = 1100


def form_of(page: Page, address: str, ward: str) -> None:
    page.goto(address)
    page.get_by_role("link", name=ward, exact=True).click()
    page.get_by_label("How many minutes?").wait_for()


def test_what_was_kept_is_put_away_and_another_one_is_typed_on_the_same_page(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page = signed_in("coach")
    page.set_viewport_size(PHONE)
    log_form_of(page, "Winsford")
    page.context.set_offline(True)
    page.get_by_label("Notes for the ward team").fill("Basement one")
    page.get_by_role("button", name="Save session").click()
    told = page.locator("[data-unsent]")
    expect(told).to_contain_text(KEPT)
    expect(page.get_by_label("Notes for the ward team")).to_be_hidden()  # else the next session is typed over it
    good_page(page, "log-put-away")
    page.get_by_role("button", name="Change it").click()
    page.get_by_label("How many minutes?").fill("26")
    page.wait_for_timeout(DOUBLE_CLICK)
    page.get_by_role("button", name="Save session").click()
    page.get_by_role("button", name="Type another one").click()
    expect(page.get_by_label("Notes for the ward team")).to_have_value("")
    page.get_by_label("Notes for the ward team").fill("Basement two")
    page.get_by_label("How many minutes?").fill("27")
    page.wait_for_timeout(DOUBLE_CLICK)
    page.get_by_role("button", name="Save session").click()
    expect(told.locator("li").filter(has_text=KEPT)).to_have_count(2)
    page.context.set_offline(False)
    for hours in ("0.43", "0.45"):
        expect(told.locator("li").filter(has_text=f"sent. Session logged. Time delivered {hours}")).to_have_count(1)
    page.goto("/coaching/sessions/?status=delivered")
    for hours in ("0.43", "0.45"):
        expect(page.locator("tr").filter(has_text="Winsford").filter(has_text=hours)).to_have_count(1)


def test_what_was_typed_can_be_read_when_a_colleague_has_logged_the_session_meanwhile(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page, colleague = signed_in("coach"), signed_in("programme.team")
    page.goto("/coaching/plan/")
    address = page.get_by_role("link", name="Log it").first.get_attribute("href")
    assert address
    page.goto(address)
    colleague.goto(address)
    page.context.set_offline(True)
    page.get_by_label("Notes for the ward team").fill("Seen from the basement")
    page.get_by_role("button", name="Save session").click()
    expect(page.locator("[data-unsent]")).to_contain_text(KEPT)
    colleague.get_by_label("Notes for the ward team").fill("Seen from upstairs")
    colleague.get_by_role("button", name="Save session").click()
    expect(colleague.get_by_text("Session logged.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-unsent] li").first).to_contain_text("not saved")
    expect(page.get_by_label("Notes for the ward team")).to_be_visible()
    page.goto("/")
    page.locator("[data-unsent]").get_by_role("link", name="Open the form").click()
    expect(page.get_by_text("This session is not planned any more: delivered")).to_be_visible()
    page.locator("[data-unsent]").get_by_text("What you typed", exact=True).click()
    expect(page.locator("[data-unsent]").get_by_text("Seen from the basement")).to_be_visible()
    good_page(page, "log-typed")


def test_a_plan_is_kept_and_sent_once(signed_in: Callable[..., Page]) -> None:
    page = signed_in("coach")
    form_of(page, "/coaching/plan/new/", "Winsford")
    fill_date(page, "When?", timezone.localdate() + timedelta(days=40))
    page.get_by_label("Start", exact=True).fill("06:05")
    page.context.set_offline(True)
    page.get_by_role("button", name="Plan session").click()
    told = page.locator("[data-unsent]")
    expect(told.locator("li")).to_contain_text("Plan for Winsford")
    expect(told).to_contain_text(KEPT)
    page.context.set_offline(False)
    expect(told.locator("li")).to_contain_text("sent. Session planned.")
    told.get_by_role("link", name="Open the session").click()
    expect(page.get_by_text("06:05").first).to_be_visible()
    page.goto("/coaching/plan/?page=1")
    expect(page.locator("[data-unsent] li")).to_have_count(0)


def test_the_draft_of_a_series_comes_back_and_goes_once_it_is_planned(signed_in: Callable[..., Page]) -> None:
    page = signed_in("coach")
    form_of(page, "/coaching/plan/weekly/", "Kestrel")
    address = page.url
    page.get_by_label("Start", exact=True).fill("06:10")
    page.get_by_label("For how many weeks?").fill("3")
    page.goto("/")
    page.goto(address)
    expect(page.get_by_text("What you typed before is back")).to_be_visible()
    expect(page.get_by_label("Start", exact=True)).to_have_value("06:10")
    page.get_by_role("button", name="Show the weeks").click()
    page.get_by_role("button", name="Plan these sessions").click()
    expect(page.get_by_text("planned. They count in no hours")).to_be_visible()
    page.goto(address)
    expect(page.get_by_label("Start", exact=True)).to_have_value("")
    expect(page.get_by_text("What you typed before is back")).to_have_count(0)


@pytest.mark.parametrize("name", ["weekly", "cancel", "action"])
def test_no_form_leaves_the_page_without_a_connection(
    signed_in: Callable[..., Page], good_page: Callable[..., None], name: str
) -> None:
    page = signed_in("coach")
    if name == "weekly":
        form_of(page, "/coaching/plan/weekly/", "Shelley")
        field, button = page.get_by_label("Start", exact=True), page.get_by_role("button", name="Show the weeks")
    elif name == "cancel":
        page.goto("/coaching/plan/")
        page.get_by_role("link", name="Cancel").first.click()
        field, button = page.get_by_label("Why?"), page.get_by_role("button", name="Cancel the session")
    else:
        page.goto(NEW)
        ward = page.get_by_role("link", name="Shelley", exact=True).get_attribute("href") or ""
        page.goto(f"/wards/{ward.partition('team=')[2]}/actions/new/")
        field, button = page.get_by_label("What was agreed?"), page.get_by_role("main").get_by_role("button").first
    field.fill("17:05")
    address = page.url
    page.context.set_offline(True)
    button.click()
    expect(page.locator("[data-unsent]")).to_contain_text("There is no connection. Nothing was sent")
    assert page.url == address
    expect(field).to_have_value("17:05")
    if name == "cancel":
        good_page(page, "no-connection")
    page.context.set_offline(False)
    expect(page.locator("[data-unsent]")).not_to_contain_text("There is no connection")
