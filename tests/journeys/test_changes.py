"""What happened and who did it: read beside the thing and across the programme; one's own data taken and erased."""

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect


def test_a_change_is_read_beside_the_ward_and_in_the_record(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    manager = signed_in("ward.manager")
    manager.get_by_role("link", name="Ideas", exact=True).click()
    manager.locator("main a[href^='/ideas/']").first.click()
    manager.get_by_role("link", name="Change what is written").click()
    manager.get_by_label("Aim").fill("Everybody knows their plan by heart")
    manager.get_by_role("button", name="Save").first.click()
    manager.get_by_role("link", name="Everything that was changed").click()
    expect(manager.locator("table")).to_contain_text("→ Everybody knows their plan by heart")
    good_page(manager)
    manager.get_by_role("link", name="My ward").click()
    manager.get_by_role("link", name="What was changed here").click()
    expect(manager.locator("table")).to_contain_text("Everybody knows their plan by heart")
    good_page(manager)

    team = signed_in("programme.team")
    team.goto("/programme/changes/?q=plan+by+heart")
    expect(team.locator("table")).to_contain_text("Joanne Kettlewell")
    good_page(team)
    with team.expect_download() as download:
        team.get_by_role("link", name="Take away as a file").click()
    assert "plan by heart" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    team.goto("/programme/changes/")
    expect(team.locator("table")).to_contain_text("Taken away as a file: record of changes")


def test_ones_own_data_is_taken_away_and_erasing_asks_first(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page = signed_in("team.member")
    page.goto("/account/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Take it away as a file").click()
    kept = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert kept["Person"][0]["Email"] == "team.member@demo.example"
    page.get_by_role("link", name="Erase it").click()
    good_page(page)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be undone")
    good_page(page)
    page.get_by_role("link", name="Keep it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
