"""The national team looks at what is missing, at every list of places, and finds a ward by its former name."""

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
