"""Slice 7: a national lead opens the national picture, each published figure down to its rows, and takes it away."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pikepdf
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Product
from tests.journeys.published import claims


def test_the_national_picture_opens_down_to_the_rows(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("national.lead")
    good_page(page, "national-lead")
    page.get_by_role("link", name="National picture").first.click()
    good_page(page, "national")
    page.locator(".qi-figure").first.get_by_role("link").first.click()
    good_page(page)
    page.goto("/impact/claims/")
    good_page(page)
    for key in ("coaching_hours", "patients_reached", "winsford_heard", "interviews_considerate", "qi_tools_confidence_change"):
        page.goto(f"/impact/claims/{key}/")
        good_page(page)
        page.goto(f"/impact/claims/{key}/rows/")
        good_page(page)
    page.goto("/impact/claims/inclusive_care_change/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("percentage points")
    good_page(page, "claim")


def test_the_summary_is_read_published_and_taken_away(
    signed_in: Callable[..., Page], visitor: Callable[..., Page], good_page: Callable[..., None], tmp_path: Path
) -> None:
    page = signed_in("national.lead")
    page.goto("/impact/summaries/draft/")
    good_page(page, "summary")
    for words in ("51 wards", "33 providers", "more than 1,750 hours", "more than 350 staff", "at least 800 patients"):
        expect(page.locator("main")).to_contain_text(words, ignore_case=True)
    for kind, address in (("xlsx", "/impact/summaries/draft/workbook/"), ("pdf", "/impact/summaries/draft/pdf/")):
        with page.expect_download() as download:
            page.evaluate("address => { location.href = address }", address)
        download.value.save_as(tmp_path / f"summary.{kind}")
    with pikepdf.open(tmp_path / "summary.pdf") as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).startswith("en")
    book = openpyxl.load_workbook(tmp_path / "summary.xlsx", read_only=True)
    assert len(book.sheetnames) > 3
    book.close()
    page.goto("/impact/summaries/new/")
    good_page(page)
    if page.get_by_label("Title").input_value() == "":
        page.get_by_label("Title").fill("Fairer care: what the programme did")
    page.get_by_role("checkbox").last.check()
    correction = page.locator("[name=correction]")
    if correction.count():
        correction.fill("Tried once more")
    page.get_by_role("button", name="Publish this edition").click()
    expect(page.get_by_text(re.compile(r"Edition \d+ is published"))).to_be_visible()
    good_page(page)
    public = page.get_by_role("link", name=re.compile("public", re.IGNORECASE)).first.get_attribute("href")
    stranger = visitor()
    stranger.goto(str(public))
    expect(stranger.locator("main")).to_contain_text("51 wards", ignore_case=True)
    good_page(stranger)


def test_one_more_hour_moves_the_published_hours_by_one(signed_in: Callable[..., Page], product: Product) -> None:
    token = product.manage("api_token", "national.lead@demo.example").split()[-1]
    before = claims(product, token)["coaching_hours"]["value"]
    page = signed_in("programme.team")
    page.goto("/coaching/sessions/new/")
    page.get_by_role("link", name="Shelley", exact=True).click()
    page.get_by_label("How many minutes?").fill("60")
    page.get_by_role("group", name="Who coached?").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Save session").click()
    expect(page.locator("main")).to_contain_text("Time delivered 1.0 hours")
    assert claims(product, token)["coaching_hours"]["value"] - before == 1


def test_every_other_role_lands_on_a_page_that_works(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    for name in ("analyst", "provider.lead", "associate", "executive.coach"):
        page = signed_in(name)
        good_page(page, name.replace(".", "-"))
        links = page.locator("header nav a")
        addresses = [links.nth(i).get_attribute("href") or "/" for i in range(links.count())]
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            good_page(page)
    for address in ("/who-can-see-what/", "/help/", "/privacy/", "/accessibility/", "/account/"):
        page.goto(address)
        good_page(page)
