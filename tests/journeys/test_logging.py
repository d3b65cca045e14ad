"""A coach logs in a ward corridor: few taps on a phone, by keyboard alone, and without a connection."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.test_planning import fill_date

PHONE = {"width": 320, "height": 640}
NEW = "/coaching/sessions/new/"


@dataclass
class Hand:
    """Counts what the coach does: each tap, and each typing into a field, is one. Scrolling is none."""

    interactions: int = 0

    def tap(self, thing: Locator) -> None:
        self.interactions += 1
        thing.click()

    def type(self, field: Locator, words: str) -> None:
        self.interactions += 1
        field.fill(words)


def came(page: Page) -> Locator:
    return page.get_by_role("group", name="Who came?").get_by_role("checkbox")


def log_form_of(page: Page, ward: str) -> None:
    page.goto(NEW)
    page.get_by_role("link", name=ward, exact=True).click()
    page.get_by_label("How many minutes?").wait_for()


def plan_today(page: Page, ward: str) -> None:
    """A session to log of one's own: those of the demonstration may be logged by other tests, and by night are few."""
    page.goto("/coaching/plan/new/")
    page.get_by_role("link", name=ward, exact=True).click()
    fill_date(page, "When?", timezone.localdate())
    page.get_by_label("Start", exact=True).fill("00:00")
    page.get_by_role("button", name="Plan session").click()
    page.get_by_text("Session planned.").wait_for()


@pytest.fixture
def logged(signed_in: Callable[..., Page]) -> Callable[[int], int]:
    """How many sessions the coach's list has with so many minutes, seen from another browser; each test has its own number."""
    elsewhere = signed_in("coach")

    def count(minutes: int) -> int:
        text = elsewhere.context.request.get("/coaching/sessions/?status=delivered&file=csv").text().removeprefix("\ufeff")
        return sum(row["time_delivered_minutes"] == str(minutes) for row in csv.DictReader(io.StringIO(text)))

    return count


def test_a_planned_session_is_logged_in_four_interactions_on_a_phone(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page, hand = signed_in("coach"), Hand()
    page.set_viewport_size(PHONE)
    hand.tap(page.get_by_role("button", name="Log it").first)
    expect(page.get_by_text("Filled in from your plan")).to_be_visible()
    hand.tap(came(page).first)
    hand.type(page.get_by_label("Notes for the ward team"), "Two cards were tried")
    hand.tap(page.get_by_role("button", name="Save session"))
    expect(page.get_by_text("Session logged. Time delivered")).to_be_visible()
    expect(page.get_by_text("Two cards were tried")).to_be_visible()
    assert hand.interactions <= 4
    good_page(page)


def test_a_planned_session_is_logged_by_keyboard_alone(signed_in: Callable[..., Page]) -> None:
    page = signed_in("coach")

    def tab_to(thing: Locator) -> None:
        for _ in range(150):
            if thing.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        pytest.fail(f"the keyboard does not come to {thing}")

    plan_today(page, "Winsford")
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    tab_to(page.get_by_role("button", name="Log it").first)
    page.keyboard.press("Enter")
    page.get_by_text("Filled in from your plan").wait_for()
    tab_to(came(page).first)
    page.keyboard.press("Space")
    tab_to(page.get_by_label("Notes for the ward team"))
    page.keyboard.type("Logged without a mouse")
    tab_to(page.get_by_role("button", name="Save session"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Session logged. Time delivered")).to_be_visible()
    expect(page.get_by_text("Logged without a mouse")).to_be_visible()


def test_same_as_last_time_from_the_teams_page(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("coach")
    page.set_viewport_size(PHONE)
    log_form_of(page, "Milford")  # a ward that has been quiet for weeks: nothing else of today is its last time
    page.get_by_label("How many minutes?").fill("47")
    page.get_by_text("Ward team, coaches, kind, place, start and tools").click()
    page.get_by_label("Phone", exact=True).check()
    page.get_by_label("Start", exact=True).fill("07:10")
    page.get_by_role("button", name="Save session").click()
    expect(page.get_by_text("Session logged.")).to_be_visible()
    page.get_by_role("link", name="Milford", exact=True).first.click()
    another = page.get_by_role("main").get_by_role("link", name="Log another session")  # where one of the plan waits
    another.or_(page.get_by_role("main").get_by_role("button", name="Log a session")).click()
    page.get_by_role("link", name="Same as last time").click()
    expect(page.get_by_text("Filled in as on")).to_contain_text("phone")
    expect(page.get_by_label("How many minutes?")).to_have_value("47")
    expect(page.get_by_label("Start", exact=True)).to_have_value("07:10")
    good_page(page, "log-same")


def test_two_logs_typed_without_a_connection_are_sent_once_and_in_order(
    signed_in: Callable[..., Page], good_page: Callable[..., None], logged: Callable[[int], int]
) -> None:
    first = signed_in("coach")
    second = first.context.new_page()
    for page, ward in ((first, "Winsford"), (second, "Cubley Court")):
        page.set_viewport_size(PHONE)
        log_form_of(page, ward)
    order: list[str] = []
    first.context.on("request", lambda request: order.append(request.post_data or "") if request.method == "POST" else None)
    first.context.set_offline(True)
    for page, minutes, note in ((first, "28", "Corridor one"), (second, "29", "Corridor two")):
        page.get_by_label("How many minutes?").fill(minutes)
        page.get_by_label("Notes for the ward team").fill(note)
        page.get_by_role("button", name="Save session").click()
        expect(page.locator("[data-unsent]")).to_contain_text("It is sent as soon as there is a connection")
    assert (logged(28), logged(29)) == (0, 0)
    good_page(second, "log-kept")
    second.close()
    first.context.set_offline(False)
    told = first.locator("[data-unsent]")
    for ward in ("Winsford", "Cubley Court"):
        expect(told.locator("li").filter(has_text=ward)).to_contain_text("sent. Session logged. Time delivered 0.4")
    good_page(first, "log-sent")
    assert (logged(28), logged(29)) == (1, 1)
    assert ["one" in data for data in order if "Corridor" in data] == [True, False]
    told.locator("li").first.get_by_role("link", name="Open the session").click()
    expect(first.get_by_text("Corridor one")).to_be_visible()
    expect(first.locator("[data-unsent] li")).to_have_count(0)


@pytest.mark.parametrize(("way", "minutes"), [("by the browser itself", 21), ("later", 22)])
def test_an_answer_that_was_lost_counts_once(
    signed_in: Callable[..., Page], logged: Callable[[int], int], way: str, minutes: int
) -> None:
    page = signed_in("coach")
    lost: list[int] = []
    posts: list[str] = []
    log_form_of(page, "Winsford")
    page.get_by_label("How many minutes?").fill(str(minutes))

    def lose(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append(route.fetch(max_redirects=0).status)
        return route.abort("connectionreset")

    page.route(re.compile(re.escape(NEW)), lose)
    page.context.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.context.set_offline(way == "later")
    page.get_by_role("button", name="Save session").click()
    if way == "later":
        expect(page.locator("[data-unsent]")).to_contain_text("kept in this browser")
        page.context.set_offline(False)
    for _ in range(60):
        if lost:
            break
        page.wait_for_timeout(250)
    assert lost == [302]
    assert logged(minutes) == 1
    if way == "later":
        page.context.set_offline(True)
        page.context.set_offline(False)
        expect(page.locator("[data-unsent] li")).to_contain_text("sent. ")
        assert len(posts) == 2
    else:
        page.goto("/")
        expect(page.get_by_text("Session logged. Time delivered").first).to_be_visible()
    expect(page.locator("[data-unsent] li").filter(has_text="kept in this browser")).to_have_count(0)
    assert logged(minutes) == 1


def test_what_the_server_refuses_is_told_and_opened_with_what_was_typed(
    signed_in: Callable[..., Page], good_page: Callable[..., None], logged: Callable[[int], int]
) -> None:
    page = signed_in("coach")
    log_form_of(page, "Winsford")
    page.context.set_offline(True)
    page.get_by_label("How many minutes?").fill("601")
    page.get_by_label("Notes for the ward team").fill("Too long a day")
    page.get_by_role("button", name="Save session").click()
    expect(page.locator("[data-unsent]")).to_contain_text("kept in this browser")
    page.context.set_offline(False)
    line = page.locator("[data-unsent] li").filter(has_text="Winsford")
    expect(line).to_contain_text("not saved")
    expect(line).to_contain_text("Minutes must be 600 or fewer")
    good_page(page, "log-refused")
    page.goto("/")
    page.locator("[data-unsent]").get_by_role("link", name="Open the form").click()
    expect(page.get_by_label("How many minutes?")).to_have_value("601")
    expect(page.get_by_label("Notes for the ward team")).to_have_value("Too long a day")
    good_page(page)
    page.get_by_label("How many minutes?").fill("23")
    page.get_by_role("button", name="Save session").click()
    expect(page.get_by_text("Session logged.")).to_be_visible()
    expect(page.locator("[data-unsent] li")).to_have_count(0)
    assert logged(23) == 1


def test_a_draft_comes_back_and_goes_when_it_is_thrown_away_or_saved(signed_in: Callable[..., Page]) -> None:
    page = signed_in("coach")
    log_form_of(page, "Winsford")
    address = page.url
    page.get_by_label("Notes for the ward team").fill("Half a sentence")
    page.goto("/")
    page.goto(address)
    expect(page.get_by_text("What you typed before is back")).to_be_visible()
    expect(page.get_by_label("Notes for the ward team")).to_have_value("Half a sentence")
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("What you typed before is back")).to_have_count(0)
    expect(page.get_by_label("Notes for the ward team")).to_have_value("")
    page.get_by_label("Notes for the ward team").fill("A whole sentence, a draft no more")
    page.get_by_role("button", name="Save session").click()
    expect(page.get_by_text("Session logged.")).to_be_visible()
    page.goto(address)
    expect(page.get_by_label("Notes for the ward team")).to_have_value("")


def test_nobody_else_in_this_browser_sees_it_and_signing_out_clears_it(
    signed_in: Callable[..., Page], logged: Callable[[int], int]
) -> None:
    page = signed_in("coach")
    log_form_of(page, "Winsford")
    page.context.set_offline(True)
    page.get_by_label("How many minutes?").fill("24")
    page.get_by_label("Notes for the ward team").fill("For my eyes alone")
    page.get_by_role("button", name="Save session").click()
    expect(page.locator("[data-unsent]")).to_contain_text("kept in this browser")
    page.context.clear_cookies(name="sessionid")  # the session ends before there is a connection again
    page.context.set_offline(False)
    expect(page.locator("[data-unsent]")).to_contain_text("You are signed out. Sign in again, and it is sent")
    page.goto("/demo/")
    kept = "() => JSON.stringify(Object.values(localStorage))"
    assert "For my eyes alone" in page.evaluate(kept)
    other = page.get_by_text("associate@demo.example", exact=True)
    page.get_by_role("listitem").filter(has=other).get_by_role("button").click()
    page.get_by_role("heading", level=1).wait_for()
    expect(page.locator("[data-unsent] li")).to_have_count(0)
    assert "For my eyes alone" not in page.content()
    assert logged(24) == 0
    page.get_by_role("button", name="Sign out").click()
    page.goto("/demo/")
    mine = page.get_by_text("coach@demo.example", exact=True)
    page.get_by_role("listitem").filter(has=mine).get_by_role("button").click()
    expect(page.locator("[data-unsent] li")).to_contain_text("sent. ")
    assert logged(24) == 1


def test_signing_out_asks_and_clears(signed_in: Callable[..., Page], logged: Callable[[int], int]) -> None:
    page = signed_in("coach")
    kept = "() => JSON.stringify(Object.values(localStorage))"
    log_form_of(page, "Winsford")
    page.get_by_label("How many minutes?").fill("25")
    page.get_by_label("Notes for the ward team").fill("Typed and left")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save session").click()
    expect(page.locator("[data-unsent]")).to_contain_text("kept in this browser")
    asked: list[str] = []

    def answer(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss() if len(asked) == 1 else dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", answer)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("[data-unsent]")).to_contain_text("There is no connection. Nothing was sent")
    assert not asked and "Typed and left" in page.evaluate(kept)
    page.route("**/help/", lambda route: route.abort())  # nothing is sent meanwhile
    page.context.set_offline(False)
    page.get_by_role("button", name="Sign out").click()
    assert "1 session has not been sent yet" in asked[0]
    assert "Typed and left" in page.evaluate(kept)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(r"/account/login/|/$"))
    assert "Typed and left" not in page.evaluate(kept)
    assert logged(25) == 0
