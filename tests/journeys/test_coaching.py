"""Slice 2: a coach and the national team log sessions; the three hour measures on the pages that follow."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def open_form_for_two_wards(page: Page) -> None:
    page.goto("/coaching/sessions/new/")
    page.get_by_text("For several wards in one session").click()
    boxes = page.get_by_role("group", name="Which ward team?").get_by_role("checkbox")
    for name in ("Shelley", "Winsford"):
        page.get_by_role("checkbox", name=name).check()
    assert boxes.count() > 2
    page.get_by_role("button", name="Continue").click()


def unfold(page: Page) -> None:
    page.get_by_text("Ward team, coaches, kind, place, start and tools").click()


def test_a_session_of_two_coaches_and_two_wards(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("coach")
    good_page(page, "coach")
    open_form_for_two_wards(page)
    page.get_by_label("How many minutes?").fill("90")
    unfold(page)
    coaches = page.get_by_role("group", name="Who coached?").get_by_role("checkbox")
    for position in range(coaches.count()):
        coaches.nth(position).set_checked(position < 2)
    expect(
        page.get_by_text("This counts as 1.5 hours delivered, 3.0 hours of coaches’ time and 0.75 hours for each ward.")
    ).to_be_visible()
    page.get_by_role("group", name="Who came?").get_by_role("checkbox").first.check()
    page.get_by_label("Others who came").fill("2")
    page.get_by_label("Notes for the ward team").fill("Both wards compared their goals documents.")
    good_page(page, "log-session")
    page.get_by_role("button", name="Save session").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Shelley")
    counted = "Time delivered 1.5 hours, coaches’ time 3.0 hours, each ward’s share 0.75 hours."
    expect(page.locator("main").get_by_text(counted, exact=True)).to_be_visible()
    good_page(page)
    page.get_by_role("link", name="Hours", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    good_page(page)


def test_wrong_fields_say_so_and_lose_nothing(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("coach")
    page.goto("/coaching/sessions/")
    before = page.locator("main").inner_text()
    open_form_for_two_wards(page)
    page.get_by_label("How many minutes?").fill("601")
    page.get_by_label("Day").first.fill("31")
    page.get_by_label("Month").first.fill("2")
    page.get_by_label("Notes for the ward team").fill("Number 943 476 5919 was mentioned")
    page.get_by_role("button", name="Save session").click()
    summary = page.get_by_role("alert")
    for words in ("Minutes must be 600 or fewer", "real date", "NHS number"):
        expect(summary).to_contain_text(words)
    expect(page.get_by_label("How many minutes?")).to_have_value("601")
    expect(page.get_by_label("Notes for the ward team")).to_have_value("Number 943 476 5919 was mentioned")
    good_page(page)
    page.goto("/coaching/sessions/")
    assert page.locator("main").inner_text() == before


def test_the_national_team_logs_for_any_ward(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("programme.team")
    good_page(page, "programme-team")
    page.goto("/coaching/sessions/new/")
    good_page(page)
    page.get_by_role("link", name="Shelley", exact=True).click()
    page.get_by_label("How many minutes?").fill("45")
    page.get_by_role("group", name="Who coached?").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Save session").click()
    expect(page.get_by_text("Time delivered 0.75 hours, coaches’ time 0.75 hours", exact=False).last).to_be_visible()
    page.goto("/coaching/hours/")
    good_page(page)


def test_it_works_without_javascript_and_a_double_click_counts_once(signed_in: Callable[..., Page]) -> None:
    page = signed_in("coach", java_script_enabled=False)
    page.goto("/coaching/sessions/new/")
    page.get_by_role("link", name="Winsford", exact=True).click()
    page.get_by_label("How many minutes?").fill("31")
    page.get_by_role("button", name="Save session").dblclick()
    expect(page.get_by_text("31 minutes, ")).to_be_visible()
    page.goto("/coaching/sessions/?status=delivered")
    expect(page.locator("tr").filter(has_text="0.52")).to_have_count(1)


def test_a_timesheet_is_a_table_on_paper(signed_in: Callable[..., Page]) -> None:
    """A4 is narrower than the width under which the NHS tables fold into one line a value."""
    page = signed_in("coach")
    page.goto("/coaching/hours/timesheet/")
    page.set_viewport_size({"width": 703, "height": 1000})
    sessions = page.get_by_role("table", name="Sessions of the month")
    expect(sessions.get_by_role("cell").nth(1)).to_have_css("display", "flex")
    page.emulate_media(media="print")
    expect(sessions.get_by_role("columnheader", name="Minutes")).to_have_css("position", "static")
    for cell in (sessions.get_by_role("cell").nth(1), sessions.get_by_role("cell").last):
        expect(cell).to_have_css("display", "table-cell")
    expect(sessions.locator(".nhsuk-table__heading").first).to_be_hidden()
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
