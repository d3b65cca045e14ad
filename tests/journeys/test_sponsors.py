"""Slice 6: an executive sponsor sees the wards that they sponsor and what those ask, and answers."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_sponsor_answers_what_waits_longest(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("sponsor")
    good_page(page)
    page.goto("/sponsor/")
    good_page(page, "sponsor")
    first = page.locator("article.qi-card--ask").first
    title = first.get_by_role("heading").inner_text()
    first.get_by_role("button", name="Answer").or_(first.get_by_role("link", name="Answer")).first.click()
    page.get_by_role("button", name="Save the answer").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Agreed").check()
    page.locator("textarea").fill("Yes, from January.")
    good_page(page)
    page.get_by_role("button", name="Save the answer").click()
    expect(page.get_by_text("Answer saved.")).to_be_visible()
    page.goto("/sponsor/")
    waiting = page.locator("article.qi-card--ask h3").all_inner_texts()
    assert title not in waiting
    expect(page.locator("table")).to_contain_text(title)


def test_other_wards_are_not_there_for_a_sponsor(signed_in: Callable[..., Page]) -> None:
    page = signed_in("sponsor")
    for address in ("/national/", "/impact/claims/", "/people/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
