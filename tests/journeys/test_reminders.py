"""Slice 5: Monday's digests, made now by a button; what went out, and the mails themselves."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Product


def test_make_this_weeks_now_and_read_what_went_out(
    signed_in: Callable[..., Page], product: Product, good_page: Callable[..., None]
) -> None:
    page = signed_in("programme.team")
    page.goto("/coaching/reminders/")
    good_page(page)
    button = page.get_by_role("button", name="Make this week’s reminders now")
    if button.count():
        button.click()
        expect(page.get_by_text("reminders were made")).to_be_visible()
    expect(page.get_by_text("This week’s were made on")).to_be_visible()
    good_page(page)
    page.goto("/coaching/reminders/?state=sent")
    digests = page.locator("main").get_by_role(
        "link", name=re.compile("Sessions to log|Ward teams without|Next session|Open actions")
    )
    until = time.monotonic() + 120
    while not digests.count() and time.monotonic() < until:
        time.sleep(1)
        page.reload()
    digests.first.click()
    expect(page.locator("pre")).to_contain_text("http://localhost")
    good_page(page)
    assert list((product.data_dir / "mails").glob("*")), "in development the mails are files"


def test_a_coach_reads_their_own(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("coach")
    page.goto("/coaching/reminders/")
    good_page(page)
    expect(page.get_by_role("button", name="Make this week")).to_have_count(0)
