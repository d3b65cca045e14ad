"""Slice 1: sign in with e-mail and password, sign out, reset; and a form that outlives its session."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.directory import __main__ as directory
from tests.journeys.conftest import Product

PASSWORD = "demonstration-only"


def test_sign_in_and_out(visitor: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = visitor()
    page.goto("/wards/")
    expect(page).to_have_url(re.compile("/account/login/"))
    good_page(page)
    page.get_by_label("Email").fill("ward.manager@demo.example")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value("ward.manager@demo.example")
    good_page(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/wards/$"))
    page.get_by_role("button", name="Sign out").click()
    page.goto("/")
    expect(page).to_have_url(re.compile("/account/login/"))


def test_reset_a_forgotten_password_by_mail(
    visitor: Callable[..., Page], product: Product, good_page: Callable[..., None]
) -> None:
    page = visitor()
    page.goto("/account/login/")
    page.get_by_role("link", name="I have forgotten my password").click()
    good_page(page)
    page.get_by_label("Email").fill("team.member@demo.example")
    page.get_by_role("button", name="Send the link").click()
    good_page(page)
    mails = sorted((product.data_dir / "mails").glob("*"), key=lambda path: path.stat().st_mtime)
    link = next(
        found.group()
        for path in reversed(mails)
        if (found := re.search(r"http://\S+/account/password/reset/key/\S+", path.read_text()))
    )
    page.goto(link)
    good_page(page)
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill("heron-over-the-river")
    page.get_by_role("button", name="Save the new password").click()
    page.goto("/account/login/")
    page.get_by_label("Email").fill("team.member@demo.example")
    page.get_by_label("Password", exact=True).fill("heron-over-the-river")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")


def test_what_was_typed_outlives_the_session(signed_in: Callable[..., Page], good_page: Callable[..., None]) -> None:
    page = signed_in("ward.manager")
    page.get_by_role("link", name="My ward").click()
    page.get_by_role("link", name="Ask for something").click()
    page.locator("[name=title]").fill("A quiet room for talks about rights")
    page.locator("[name=why]").fill("9 of 14 talks in October were held in the corridor")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("what you typed is still here")).to_be_visible()
    page.get_by_label("Email").fill("ward.manager@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    good_page(page)
    page.get_by_role("button", name="Save it now").click()
    expect(page.get_by_text("A quiet room for talks about rights").first).to_be_visible()


def test_nobody_else_gets_in(visitor: Callable[..., Page]) -> None:
    page = visitor()
    for address in ("/national/", "/coaching/reminders/", "/impact/claims/", "/people/"):
        page.goto(address)
        expect(page).to_have_url(re.compile("/account/login/"))
    assert page.goto("/account/signup/").status in {200, 404, 410}  # type: ignore[union-attr]
    assert page.get_by_label("Password").count() == 0


def test_a_provider_s_own_directory_signs_its_people_in_and_nobody_else(
    visitor: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page = visitor()
    page.goto("/wards/")
    good_page(page, "sign-in-directory")
    page.get_by_role("link", name="Brackenfell").click()
    expect(page).to_have_url(re.compile(r"^http://127\.0\.0\.1:"))
    page.locator("[name=login]").fill("demonstration")
    page.locator("[name=password]").fill(directory.PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page).to_have_url(re.compile("^http://localhost:.*/$|/wards/$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/account/")
    good_page(page)
    # Somebody whom the directory knows and the programme does not.
    other = visitor()
    other.goto("/account/login/")
    other.get_by_role("link", name="Brackenfell").click()
    other.locator("[name=login]").fill("stranger")
    other.locator("[name=password]").fill(directory.PASSWORD)
    other.locator("[name=password]").press("Enter")
    expect(other).to_have_url(re.compile("/account/login/with/brackenfell/back/"))
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    good_page(other, "sign-in-directory-refused")
    other.goto("/wards/")
    expect(other).to_have_url(re.compile("/account/login/"))
