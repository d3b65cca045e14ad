"""Signing in and out, a new password by mail, and what was typed when the session had ended."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from ideas.models import ChangeIdea
from people.acting import acting_as
from people.kept_forms import KEY_COOKIE, OWNER_COOKIE, _place
from people.models import Account
from tests import factories

PASSWORD = "three words together"


@pytest.fixture
def manager(house: Any, as_owner: Any) -> Account:
    with as_owner():
        return factories.account(house.ward_manager, password=PASSWORD)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def sign_in(browser: Client, email: str, password: str = PASSWORD, next: str = "") -> Any:
    return browser.post("/account/login/", {"login": email, "password": password, **({"next": next} if next else {})})


def test_a_signed_out_reader_signs_in_and_comes_to_the_page(manager: Account) -> None:
    browser = Client()
    away = browser.get("/ideas/")
    assert (away.status_code, away["Location"]) == (302, "/account/login/?next=/ideas/")
    back = sign_in(browser, manager.email, next="/ideas/")
    assert (back.status_code, back["Location"]) == (302, "/ideas/")
    assert browser.get("/account/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(manager: Account) -> None:
    browser = Client()
    wrong, unknown = sign_in(browser, manager.email, "not the one at all"), sign_in(browser, "nobody@nhs.example")
    for answer in (wrong, unknown):
        assert answer.status_code == 200
        assert "The email address or the password is not right" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_each_empty_field_has_a_message_of_its_own(db: None) -> None:
    page = Client().post("/account/login/", {}).content.decode()
    assert "There is a problem" in page
    assert "Enter your email address" in page and "Enter your password" in page
    assert "Error: Sign in" in page


def test_signing_out_ends_the_session(manager: Account) -> None:
    browser = Client()
    sign_in(browser, manager.email)
    assert browser.post("/account/logout/").status_code == 302
    assert browser.get("/").status_code == 302


def test_nobody_signs_themselves_up(db: None) -> None:
    browser = Client()
    assert "You need an invitation" in browser.get("/account/signup/").content.decode()
    browser.post("/account/signup/", {"email": "new@nhs.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not Account.objects.filter(email="new@nhs.example").exists()


def test_a_new_password_comes_by_mail_and_the_page_tells_nothing(manager: Account) -> None:
    browser = Client()
    known = browser.post("/account/password/reset/", {"email": manager.email}, follow=True).content.decode()
    unknown = browser.post("/account/password/reset/", {"email": "nobody@nhs.example"}, follow=True).content.decode()
    assert known.split("<main")[1] == unknown.split("<main")[1]
    to_known, to_unknown = mail.outbox
    assert "There is no account with this address" in to_unknown.body.replace("\n", " ")
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", to_known.body)
    assert link
    form = browser.get(link.group(1), follow=True)
    assert "Choose a new password" in form.content.decode()
    done = browser.post(
        form.redirect_chain[-1][0], {"password1": "another three words", "password2": "another three words"}, follow=True
    )
    assert "Your password is changed" in done.content.decode()
    assert sign_in(Client(), manager.email, "another three words").status_code == 302
    assert sign_in(Client(), manager.email).status_code == 200
    assert "no longer works" in Client().get(link.group(1), follow=True).content.decode()


def test_changing_the_password_asks_for_the_current_one(manager: Account) -> None:
    browser = Client()
    sign_in(browser, manager.email)
    new = {"password1": "another three words", "password2": "another three words"}
    wrong = browser.post("/account/password/change/", {"oldpassword": "a guess", **new})
    assert "This is not your current password" in wrong.content.decode()
    assert browser.post("/account/password/change/", {"oldpassword": PASSWORD, **new})["Location"] == "/account/"
    manager.refresh_from_db()
    assert manager.check_password("another three words")


def test_too_many_tries_are_told_in_words(manager: Account, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip", "login_failed": "100/m/ip,10/5m/key"}
    browser = Client()
    for _ in range(2):
        assert sign_in(browser, manager.email, "not the one at all").status_code == 200
    refused = sign_in(browser, manager.email)
    assert refused.status_code == 429
    assert "Too many tries" in refused.content.decode()
    assert "_auth_user_id" not in browser.session


def test_a_password_cannot_be_guessed_for_long_and_others_of_the_house_may_still_sign_in(
    manager: Account, house: Any, as_owner: Any
) -> None:
    with as_owner():
        colleague = factories.account(house.team_member, password=PASSWORD)
    for _ in range(10):
        sign_in(Client(), manager.email, "not the one at all")
    refused = sign_in(Client(), manager.email)
    assert "Too many tries with this email address" in refused.content.decode()
    assert sign_in(Client(), colleague.email).status_code == 302, "a hospital is one address"
    for _ in range(10):
        sign_in(Client(), "nobody@nhs.example")
    unknown = sign_in(Client(), "nobody@nhs.example")
    assert "Too many tries with this email address" in unknown.content.decode(), "known or not, the words are the same"


def test_the_pages_of_the_sign_in_library_that_we_do_not_support_have_no_address(manager: Account) -> None:
    browser = Client()
    sign_in(browser, manager.email)
    assert browser.get("/account/email/").status_code == 404


# What was typed when the session had ended

IDEA = {"title": "Rights in plain words", "aim": "Everybody knows\ntheir rights"}


def address(house: Any) -> str:
    return f"/wards/{house.larch.pk}/ideas/new/"


def ended(browser: Client) -> None:
    """The session is gone, as after twelve hours; the browser keeps its other cookies."""
    browser.session.flush()
    del browser.cookies["sessionid"]


@pytest.fixture
def browser(manager: Account) -> Client:
    browser = Client()
    sign_in(browser, manager.email)
    browser.get("/account/")
    return browser


def test_a_form_sent_after_the_session_ended_is_kept_and_saved_by_a_press(browser: Client, manager: Account, house: Any) -> None:
    ended(browser)
    away = browser.post(address(house), IDEA)
    assert away["Location"] == "/account/login/?next=/account/continue/"
    assert "what you typed is still here" in browser.get(away["Location"]).content.decode()
    with acting_as(house.ward_manager):
        assert not ChangeIdea.visible.to(house.ward_manager).exists()
    back = sign_in(browser, manager.email, next="/account/continue/")
    assert back["Location"] == "/account/continue/"
    page = browser.get("/account/continue/").content.decode()
    assert f'action="{address(house)}"' in page
    assert "Rights in plain words" in page and "Everybody knows" in page
    with acting_as(house.ward_manager):
        assert not ChangeIdea.visible.to(house.ward_manager).exists(), "nothing is saved without a press"


def test_another_account_in_the_same_browser_never_sees_it(browser: Client, house: Any, as_owner: Any) -> None:
    ended(browser)
    browser.post(address(house), IDEA)
    with as_owner():
        other = factories.account(house.team_member, password=PASSWORD)
    sign_in(browser, other.email)
    answer = browser.get("/account/continue/")
    assert answer.status_code == 302 and answer["Location"] == "/"
    browser.post("/account/continue/")
    assert cache.get(_place(browser.cookies[KEY_COOKIE].value)), "the other one cannot throw it away"


def test_a_browser_in_which_nobody_was_signed_in_keeps_nothing(house: Any) -> None:
    browser = Client()
    away = browser.post(address(house), IDEA)
    assert (away.status_code, away["Location"]) == (302, "/account/login/?next=/")
    assert KEY_COOKIE not in browser.cookies
    assert "could not be kept" in browser.get("/account/login/").content.decode()


def test_a_made_up_owner_opens_nothing(browser: Client, manager: Account, house: Any) -> None:
    ended(browser)
    browser.cookies[OWNER_COOKIE] = "f" * 64
    browser.post(address(house), IDEA)
    sign_in(browser, manager.email)
    assert browser.get("/account/continue/").status_code == 302


def test_passwords_and_large_forms_are_not_kept(browser: Client, house: Any) -> None:
    ended(browser)
    browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "x", "password2": "x"})
    assert KEY_COOKIE not in browser.cookies
    browser.post(address(house), {"title": "x" * 200_001})
    assert KEY_COOKIE not in browser.cookies


def test_what_is_thrown_away_is_gone(browser: Client, manager: Account, house: Any) -> None:
    ended(browser)
    browser.post(address(house), IDEA)
    key = browser.cookies[KEY_COOKIE].value
    sign_in(browser, manager.email)
    assert browser.post("/account/continue/").status_code == 302
    assert cache.get(_place(key)) is None
    assert "no longer kept" in browser.get("/account/continue/", follow=True).content.decode()


def test_a_form_with_an_old_token_is_kept_if_our_own_page_sent_it(manager: Account, house: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    foreign = strict.post(address(house), IDEA, headers={"origin": "https://elsewhere.example"})
    assert foreign.status_code == 403 and KEY_COOKIE not in strict.cookies
    silent = strict.post(address(house), IDEA)
    assert silent.status_code == 403 and KEY_COOKIE not in strict.cookies
    ours = strict.post(address(house), IDEA, headers={"origin": "http://testserver"})
    assert (ours.status_code, ours["Location"]) == (302, "/account/continue/")
    assert "Rights in plain words" in strict.get("/account/continue/").content.decode()
    with acting_as(house.ward_manager):
        assert not ChangeIdea.visible.to(house.ward_manager).exists()
