"""The national team sets up a place, looks at what is missing, and renames a ward."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_the_national_team_sets_up_places(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("programme.team")
    page.get_by_role("link", name="Programme", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Programme")
    good_page(page)
    for name in ("teams", "flow", "wards", "providers", "programmes", "pauses"):
        page.goto(f"/programme/{name}/")
        good_page(page, f"set-up-{name}")
    page.goto("/programme/wards/?q=Lapwing")
    page.get_by_role("link", name="Heron").click()
    expect(page.get_by_text("Lapwing")).to_be_visible()
    good_page(page)
    page.get_by_role("link", name="Move it to another provider").click()
    good_page(page)
    page.get_by_role("button", name="Move the ward").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the reason")
    good_page(page)
    page.goto("/programme/teams/?q=Thorne")
    page.get_by_role("link", name="Thorne").click()
    good_page(page)
    page.get_by_role("link", name="Keep a signed agreement").click()
    good_page(page)
    page.goto("/programme/pauses/new/")
    good_page(page)
