"""Who takes part: invited by a link, joined with a card, handed over, stepped back and come back."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Product


def shelley(page: Page) -> str:
    """The address of the people of Shelley."""
    page.goto("/wards/?q=Shelley")
    href = page.get_by_role("link", name="Shelley", exact=True).first.get_attribute("href")
    return f"{href}people/"


def test_the_national_team_sees_a_ward_teams_people_and_hands_a_role_over(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page = signed_in("programme.team")
    address = shelley(page)
    page.goto(address)
    good_page(page, "ward-people")
    page.get_by_role("link", name="Hand over the role of Dr Ifeoma Adebayo").click()
    good_page(page, "hand-over")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the name of the next person")
    page.get_by_label("Who takes over?").fill("Rosalind Achebe")
    page.get_by_label("Email address").fill("rosalind.achebe@nhs.example")
    page.get_by_label("Why?").fill("Change of post")
    good_page(page)
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("An invitation as executive sponsor is on its way to Rosalind Achebe")).to_be_visible()
    page.goto("/people/invitations/")
    expect(page.get_by_text("rosalind.achebe@nhs.example")).to_be_visible()
    good_page(page, "invitations")
    page.goto(f"{address}new/")
    good_page(page)


def test_a_pasted_list_is_tried_put_right_and_sent_and_a_newcomer_accepts(
    signed_in: Callable[..., Page], visitor: Callable[..., Page], good_page: Callable[..., None], product: Product
) -> None:
    page = signed_in("programme.team")
    page.goto("/people/invitations/list/")
    good_page(page)
    page.get_by_label("The list").fill(
        "Noor Haddad, noor.haddad@nhs.example, Team member, Shelly\nIan Frost, ian@nhs, Team member, Shelley"
    )
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.get_by_text("There is no active ward team called “Shelly”").first).to_be_visible()
    good_page(page, "invitation-list-wrong")
    page.get_by_label("The list").fill("Noor Haddad, noor.haddad@nhs.example, Team member, Shelley, Nurse")
    page.get_by_role("button", name="Show what would happen").click()
    good_page(page, "invitation-list")
    page.get_by_role("button", name="Send these invitations").click()
    expect(page.get_by_text("1 person is invited.")).to_be_visible()
    link = mailed_link(page, product.data_dir, "noor.haddad@nhs.example")
    guest = visitor()
    guest.goto(link)
    good_page(guest, "invitation")
    guest.get_by_role("button", name="Accept and open my account").click()
    expect(guest.get_by_role("alert")).to_contain_text("Choose a password")
    guest.get_by_label("Choose a password").fill("harbour lantern meadow")
    guest.get_by_role("button", name="Accept and open my account").click()
    expect(guest.get_by_text("Welcome. You are Team member in Shelley")).to_be_visible()
    again = visitor()
    answer = again.goto(link)
    assert answer is not None
    assert answer.status == 410
    good_page(again)


def mailed_link(page: Page, data_dir: Path, to: str) -> str:
    """The link in the mail that the worker wrote, which it does within a minute."""
    for _ in range(45):
        for file in (data_dir / "mails").glob("*.log"):
            for mail in file.read_text().split("-" * 79):
                if f"To: {to}" in mail and (found := re.search(r"/invitation/[\w-]+/", mail)):
                    return found.group()
        page.wait_for_timeout(2000)
    raise AssertionError(f"no mail to {to}")


def test_somebody_joins_with_a_card_says_what_they_need_steps_back_and_comes_back(
    signed_in: Callable[..., Page], visitor: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    team = signed_in("programme.team")
    address = shelley(team)
    team.goto(address)
    team.get_by_role("link", name="Make a card to join with").click()
    good_page(team, "cards")
    team.get_by_role("button", name="Make a card").click()
    good_page(team, "card")
    code = team.locator(".qi-code").inner_text()
    guest = visitor()
    guest.goto("/join/")
    good_page(guest, "join")
    guest.get_by_label("Code on your card").fill(code.lower())
    guest.get_by_role("button", name="Go on").click()
    good_page(guest, "join-name")
    guest.get_by_label("Choose a name").fill("Kingfisher")
    guest.get_by_role("button", name="Join").click()
    expect(guest.get_by_role("heading", name="My code card")).to_be_visible()
    good_page(guest, "code-card")
    codes = guest.locator("code.qi-code").all_inner_texts()
    assert len(codes) == 20
    guest.goto("/account/about-me/")
    good_page(guest, "about-me")
    guest.get_by_label("How do you want to be described?").fill("Expert by experience")
    guest.get_by_label("My access needs, safe contact and payment wish may be kept").check()
    guest.get_by_label("What do you need in order to take part?").fill("Large print")
    guest.get_by_label("Phone", exact=True).check()
    guest.get_by_label("Phone number or postal address").fill("01632 960 555")
    guest.get_by_role("button", name="Save").click()
    expect(guest.get_by_text("Saved. You can change this at any time.")).to_be_visible()
    guest.goto("/account/")
    good_page(guest)
    guest.get_by_role("button", name="Step back").click()
    expect(guest.get_by_text("You have stepped back. Your team sees")).to_be_visible()
    guest.goto("/")
    expect(guest.get_by_role("button", name="I am back")).to_be_visible()
    good_page(guest)
    answer = guest.goto(address)
    assert answer is not None
    assert answer.status == 404
    manager = signed_in("ward.manager")
    manager.goto(address)
    expect(manager.get_by_role("row").filter(has_text="Kingfisher")).to_contain_text("Away")
    guest.goto("/")
    guest.get_by_role("button", name="I am back").click()
    expect(guest.get_by_text("Welcome back.")).to_be_visible()
    guest.get_by_role("button", name="Sign out").first.click()
    guest.goto("/account/name/")
    good_page(guest, "name-sign-in")
    guest.get_by_label("Your name here").fill("kingfisher")
    guest.get_by_label("A code from your card, or your own words").fill(codes[0])
    guest.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest.get_by_role("heading", name="Today", level=1)).to_be_visible()


def test_those_who_arrange_involvement_find_needs_and_calls(
    signed_in: Callable[..., Page], good_page: Callable[..., None]
) -> None:
    page = signed_in("programme.team")
    page.goto("/people/practitioners/")
    good_page(page, "practitioners")
    page.locator("table a").first.click()
    expect(page.get_by_text("That you opened this page is put on record.")).to_be_visible()
    good_page(page, "practitioner")
    page.goto("/people/calls/")
    good_page(page, "calls")
    page.get_by_role("button", name="Done").first.click()
    expect(page.get_by_text("was told.", exact=False).first).to_be_visible()
    page.goto("/people/invitations/new/")
    good_page(page)
