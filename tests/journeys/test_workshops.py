"""An improvement workshop run from its page on a telephone, with and without JavaScript; the hours with their timesheet."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def open_workshop(page: Page, ward: str) -> None:
    page.goto(f"/wards/?q={ward}")
    page.get_by_role("link", name=ward, exact=True).first.click()
    page.get_by_role("link", name=re.compile("The improvement workshop of")).click()
    expect(page.locator("h1")).to_contain_text("Improvement workshop")


def test_the_day_is_run_from_one_page_on_a_telephone(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("coach")
    page.set_viewport_size({"width": 320, "height": 700})
    open_workshop(page, "Winsford")
    good_page(page, "workshop")
    page.set_viewport_size({"width": 320, "height": 700})

    page.get_by_text("Add an area of inequity").click()
    page.get_by_label("Whom does it touch?").fill("Patients who hear badly")
    page.get_by_label("What is unfair?").fill("They miss what is said in the ward round")
    good_page(page)
    page.set_viewport_size({"width": 320, "height": 700})
    page.locator("#inequities").get_by_role("button", name="Write it down").click()
    expect(page.locator("#inequities")).to_contain_text("Patients who hear badly")

    # One field, Enter, and the next: without leaving the page.
    page.evaluate("window.stayed = true")
    field = page.get_by_label("An idea, as it is called out")
    field.click()
    for words in ("A loop for the meeting room", "Write the three points down", "Sit in a circle"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(page.locator("#ideas")).to_contain_text(words)
        expect(field).to_be_focused()
        expect(field).to_have_value("")
        expect(page.locator("[data-said]")).to_contain_text(f"Kept: “{words}”")
    assert page.evaluate("window.stayed") is True
    good_page(page)

    page.get_by_role("link", name="Count the dots").click()
    page.get_by_label("Write the three points down").fill("99")
    good_page(page)
    page.get_by_role("button", name="Save the dots").click()
    first = page.locator("#ideas ol > li").first
    expect(first).to_contain_text("Write the three points down")
    expect(first).to_contain_text("99 dots")

    page.get_by_role("link", name=re.compile("Make it a change idea.*Write the three points down")).click()
    expect(page.get_by_label("Title")).to_have_value("Write the three points down")
    page.get_by_label("Who it is for").fill("Patients who hear badly")
    page.get_by_label("What is unfair today").fill("They miss what is said")
    page.get_by_label("Aim", exact=True).fill("By June everybody leaves with the three points in writing")
    good_page(page)
    page.get_by_role("button", name="Make it a change idea").click()
    remembered = page.get_by_role("link", name=re.compile("The improvement workshop of .*“Write the three points down”, 99 dots"))
    expect(remembered).to_be_visible()
    good_page(page)
    remembered.click()
    expect(page.locator("#chosen")).to_contain_text("By June everybody leaves with the three points in writing")


def test_it_works_without_javascript_by_keyboard_alone(signed_in: Callable[..., Page]) -> None:
    page = signed_in("ward.manager", java_script_enabled=False)
    page.set_viewport_size({"width": 320, "height": 700})
    open_workshop(page, "Shelley")
    page.get_by_label("An idea, as it is called out").focus()
    for words in ("Bigger letters on the door", "Ask before the round"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(page.locator("#ideas")).to_contain_text(words)
        expect(page.get_by_label("An idea, as it is called out")).to_be_focused()
    page.keyboard.type("Ask for 943 476 5919")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("NHS number")
    expect(page.get_by_label("An idea, as it is called out")).to_have_value("Ask for 943 476 5919")


def test_what_is_wrong_in_the_quick_field_is_told_and_not_lost(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page = signed_in("coach")
    open_workshop(page, "Shelley")
    page.get_by_label("An idea, as it is called out").fill("Ask for 943 476 5919")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("NHS number")
    expect(page.get_by_label("An idea, as it is called out")).to_have_value("Ask for 943 476 5919")
    good_page(page)


def test_an_idea_stays_in_its_field_while_there_is_no_connection(signed_in: Callable[..., Page]) -> None:
    page = signed_in("coach")
    open_workshop(page, "Shelley")
    field = page.get_by_label("An idea, as it is called out")
    field.fill("A bench by the window")
    page.context.set_offline(True)
    field.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("There is no connection")
    expect(field).to_have_value("A bench by the window")
    page.context.set_offline(False)
    field.press("Enter")
    expect(page.locator("#ideas ol")).to_contain_text("A bench by the window")
    expect(page.locator("#ideas ol > li").filter(has_text="A bench by the window")).to_have_count(1)


def test_who_was_there_is_counted_and_the_record_prints(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("coach")
    open_workshop(page, "Shelley")
    page.get_by_role("link", name="Say who was there").click()
    page.get_by_label("Current patients").fill("3")
    good_page(page)
    page.get_by_role("button", name="Save who was there").click()
    expect(page.locator("#people")).to_contain_text("3 current patients")
    page.emulate_media(media="print")
    for gone in ("An idea, as it is called out", "Add what you look at", "Count the dots", "Change"):
        expect(page.get_by_text(gone, exact=True).first).to_be_hidden()
    expect(page.locator("#chosen")).to_be_visible()


def test_each_total_of_the_hours_leads_to_its_sessions(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("programme.team")
    page.goto("/coaching/hours/")
    good_page(page)
    page.get_by_role("link", name="By ward").click()
    good_page(page)
    row = page.get_by_role("row").filter(has_text="Shelley").first
    share = row.get_by_role("link").nth(1)
    number = share.inner_text().strip()
    share.click()
    expect(page.get_by_text(f"this ward’s share {number}.")).to_be_visible()
    good_page(page)
    page.goto("/coaching/hours/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take away as a file (Excel)").click()
    assert taken.value.suggested_filename == "hours-of-coaching.xlsx"


def test_a_coachs_month_as_a_timesheet(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("coach")
    page.goto("/coaching/hours/")
    good_page(page)
    page.get_by_role("link", name="My month as a timesheet").click()
    page.get_by_role("link", name="The month before").click()
    expect(page.get_by_text("of coaches’ time in")).to_be_visible()
    good_page(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    expect(page.get_by_role("table").first).to_be_visible()
