"""A second step in a real browser: a passkey of a virtual authenticator, and codes from an app; and where one is signed in."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.codes import code_now

PASSWORD = "demonstration-only"
GoodPage = Callable[..., None]


def with_password(page: Page, name: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(f"{name}@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def virtual_key(page: Page) -> Any:
    """A phone with a fingerprint, as the browser's own protocol plays one."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    made = protocol.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    return protocol, made["authenticatorId"]


def test_a_passkey_is_demanded_set_up_and_used(visitor: Callable[..., Page], good_page: GoodPage) -> None:
    page = visitor()
    protocol, key = virtual_key(page)
    with_password(page, "national.lead")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    good_page(page, "second-step")
    page.goto("/national/")
    expect(page).to_have_url(re.compile("/account/second-step/"))
    page.get_by_role("button", name="Add a passkey").click()
    good_page(page)
    page.get_by_label("What do you want to call it?").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    good_page(page, "recovery-codes")
    expect(page.locator(".qi-recovery li")).to_have_count(10)
    page.get_by_role("link", name="Go to Today").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")

    page.get_by_role("button", name="Sign out").click()
    with_password(page, "national.lead")
    expect(page).to_have_url(re.compile("/account/login/second-step/"))
    good_page(page, "second-step-at-sign-in")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")

    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    good_page(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    page.goto("/account/sign-ins/")
    expect(page.get_by_text("Signed in by passkey").first).to_be_visible()
    good_page(page, "sign-ins")
    for address in ("/account/second-step/", "/account/second-step/passkeys/"):
        page.goto(address)
        good_page(page)
    page.get_by_role("link", name="Rename").click()
    good_page(page)
    page.get_by_role("link", name="Back to my passkeys").click()
    page.get_by_role("link", name="Remove").click()
    good_page(page)

    page.get_by_role("button", name="Sign out").click()
    protocol.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That did not work")).to_be_visible()
    page.goto("/national/")
    expect(page).to_have_url(re.compile("/account/login/"))


def test_codes_from_an_app(visitor: Callable[..., Page], good_page: GoodPage) -> None:
    page = visitor()
    with_password(page, "analyst")
    page.get_by_role("button", name="Set up an app").click()
    good_page(page, "set-up-an-app")
    secret = page.locator("strong.qi-address").inner_text()
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    good_page(page)
    assert page.locator("strong.qi-address").inner_text() == secret, "a wrong code does not change the key"
    page.get_by_label("Code from the app").fill(code_now(secret))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    recovery = page.locator(".qi-recovery li").first.inner_text()
    for address in ("/account/second-step/app/stop/", "/account/second-step/recovery-codes/new/", "/account/tokens/new/"):
        page.goto(address)
        good_page(page)
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your new token")
    good_page(page)
    page.get_by_role("link", name="I have copied it").click()
    good_page(page)
    page.get_by_role("button", name="Sign out").click()

    with_password(page, "analyst")
    page.get_by_label("Code", exact=True).fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    page.goto("/account/confirm/code/")
    good_page(page)
    page.get_by_label("Code", exact=True).fill(recovery)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_ward_role_shows_its_password_again(visitor: Callable[..., Page], good_page: GoodPage) -> None:
    page = visitor()
    with_password(page, "coach")
    page.goto("/account/confirm/password/?next=/account/tokens/")
    good_page(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("API tokens")
