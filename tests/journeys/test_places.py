"""The national team looks at what is missing, at every list of places, and finds a ward by its former name."""

import re
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


FORMS = re.compile(r"/(new|edit|close|merge|move|step|agreement|contact|end)/$|/rename/")


def forms_on(page: Page, address: str) -> list[str]:
    """The addresses of the forms to which a page of the set-up leads."""
    page.goto(address)
    links = page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return [href for href in dict.fromkeys(links) if href.startswith("/programme/") and FORMS.search(href)]


def thing(page: Page, address: str, name: str) -> str:
    page.goto(address)
    return page.get_by_role("link", name=name, exact=True).first.get_attribute("href") or ""


def test_every_form_of_the_set_up_is_for_everybody(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("programme.team")
    places = (
        thing(page, "/programme/providers/?q=Brackenfell", "Brackenfell Mental Health NHS Foundation Trust"),
        thing(page, "/programme/wards/?q=Byron", "Byron"),
        thing(page, "/programme/teams/?q=Thorne", "Thorne"),
        thing(page, "/programme/programmes/", "National Mental Health Act QI Programme"),
    )
    tried = []
    for place in places:
        page.goto(place)
        good_page(page)
        tried += forms_on(page, place)
    tried += [form for name in ("providers", "programmes", "pauses") for form in forms_on(page, f"/programme/{name}/")]
    assert len(tried) >= 17
    for form in dict.fromkeys(tried):
        page.goto(form)
        button = page.locator("main form[method=post] button").first
        button.click()
        good_page(page)


def test_a_ward_is_moved_without_javascript(signed_in: Callable[..., Page]) -> None:
    page = signed_in("programme.team", java_script_enabled=False, viewport={"width": 320, "height": 900})
    ward = thing(page, "/programme/wards/?q=Wren", "Wren")
    page.goto(f"{ward}move/")
    page.get_by_role("button", name="Move the ward").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the new provider")
    expect(page.get_by_role("alert")).to_contain_text("Choose whether the earlier values go along")
    page.get_by_label("To which provider?").select_option("South Weald Healthcare NHS Trust")
    page.get_by_label("Reason").fill("The trust took it over")
    page.get_by_label("Leave them behind: the charts start anew").check()
    page.get_by_role("button", name="Move the ward").click()
    expect(page.get_by_text("Ward moved.")).to_be_visible()
    expect(page.get_by_text("South Weald Healthcare NHS Trust").first).to_be_visible()
    page.goto(ward)
    expect(page.get_by_text("Moved to another provider")).to_be_visible()
