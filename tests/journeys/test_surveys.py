"""Slice 4: staff answer by link without an account; the worker rolls up; pages change by enough answers."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Product
from tests.journeys.published import claims


def links_of_shelley(page: Page) -> list[str]:
    """The addresses of the surveys that are open for Shelley: ward staff first."""
    page.get_by_role("link", name="My ward").click()
    page.goto(page.url + "surveys/")
    cards = page.locator(".qi-card").filter(has_text="For staff")
    return [cards.nth(i).locator(".qi-address a").get_attribute("href") or "" for i in range(cards.count())]


def published(product: Product, token: str) -> list[int]:
    """[agreed before, agreed after, answered before, answered after] of the published figure, as the API gives it."""
    claim = claims(product, token)["inclusive_care_change"]
    return [*claim["numerator"], *claim["denominator"]]


def answer(page: Page, link: str, agree: bool) -> None:
    page.goto(link)
    groups = page.locator("fieldset").filter(has=page.get_by_label("Strongly agree"))
    for position in range(groups.count()):
        groups.nth(position).get_by_label("Agree" if agree else "Disagree", exact=True).check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("thank you", re.IGNORECASE))


def test_answers_come_in_over_a_link_and_move_the_pages(
    signed_in: Callable[..., Page], visitor: Callable[..., Page], product: Product, good_page: Callable[..., None]
) -> None:
    manager, lead, staff = signed_in("ward.manager"), signed_in("national.lead"), visitor()
    token = product.manage("api_token", "national.lead@demo.example").split()[-1]
    before = published(product, token)
    for link in links_of_shelley(manager):
        staff.goto(link)
        if staff.get_by_text("inclusive").count():
            break
    good_page(manager)
    good_page(staff, "survey")
    staff.get_by_role("button", name="Send my answers").click()
    expect(staff.get_by_role("alert")).to_be_visible()
    for _ in range(9):
        answer(staff, link, agree=True)
    good_page(staff)
    shown, until = manager.locator("main").inner_text(), time.monotonic() + 120
    while manager.locator("main").inner_text() == shown:
        assert time.monotonic() < until, "nine answers are enough to move the ward's own page"
        time.sleep(1)
        manager.reload()
    assert published(product, token) == before, "nine answers are too few to move a national page"
    answer(staff, link, agree=True)
    until = time.monotonic() + 120
    while published(product, token) == before and time.monotonic() < until:
        time.sleep(1)
    after = published(product, token)
    assert [now - then for now, then in zip(after, before, strict=True)] == [0, 10, 0, 10]
    manager.goto(manager.url)
    expect(manager.locator("main")).to_contain_text("so this does not prove that the programme caused it")
    lead.goto("/national/")
    expect(lead.locator("main")).to_contain_text(f"{after[1]} of {after[3]}")
    good_page(lead)


def test_a_ward_with_few_answers_points_to_the_phase(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("programme.team")
    page.goto("/surveys/")
    good_page(page)
    page.locator("main").get_by_role("link", name=re.compile("after", re.IGNORECASE)).first.click()
    good_page(page)
    page.goto("/wards/?q=Keats")
    page.locator("main").get_by_role("link", name="Keats").first.click()
    page.goto(page.url + "surveys/")
    expect(page.locator("main")).to_contain_text("too few", ignore_case=True)
    good_page(page)
    page.locator("main").get_by_role("link", name=re.compile("phase")).first.click()
    expect(page.locator("main")).to_contain_text("percentage points")
    good_page(page)


def test_easy_read_one_question_a_page(
    signed_in: Callable[..., Page], visitor: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    manager = signed_in("ward.manager")
    manager.get_by_role("link", name="My ward").click()
    manager.goto(manager.url + "surveys/")
    link = manager.locator(".qi-card").filter(has_text="For patients").locator(".qi-address a").first.get_attribute("href")
    page = visitor(java_script_enabled=True)
    page.goto(f"{link}easy-read/")
    good_page(page)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Question 1 of")).to_be_visible()
    page.get_by_role("radio").first.check()
    good_page(page, "easy-read")
    while page.get_by_role("button", name="Next").count():
        if page.get_by_role("radio").count() and not page.locator("input[type=radio]:checked").count():
            page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Your answers")).to_be_visible()
    good_page(page)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("thank you", re.IGNORECASE))
    good_page(page)
    assert page.context.cookies() == []
