"""Step-up: some pages ask for a fresh proof, of the strongest kind that the account has."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client, RequestFactory
from knox.models import AuthToken

from people.models import Account
from people.step_up import StepUpNeeded, step_up, step_up_first
from tests import factories
from tests.codes import code_now
from tests.conftest import signed_in

PASSWORD = "three words together"
PAGE, FILE = "/account/tokens/new/", "/people/?file=csv"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def manager(house: Any, as_owner: Any) -> Account:
    with as_owner():
        return factories.account(house.ward_manager, password=PASSWORD)


@pytest.fixture
def secret(manager: Account) -> str:
    made = generate_totp_secret()
    TOTP.activate(manager, made)
    return made


def with_old_proof(account: Account) -> Client:
    browser = Client()
    signed_in(browser, account, "password", minutes_ago=6)
    return browser


def aged(browser: Client) -> None:
    """Six minutes go by."""
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 6 * 60
    session.save()


def test_a_fresh_proof_opens_the_page(manager: Account) -> None:
    browser = Client()
    signed_in(browser, manager, "password", minutes_ago=4)
    assert browser.get(PAGE).status_code == 200


def test_an_old_proof_leads_to_the_question_and_back(manager: Account, secret: str) -> None:
    browser = with_old_proof(manager)
    away = browser.get(PAGE)
    assert (away.status_code, away["Location"]) == (302, f"/account/confirm/code/?next={PAGE}")
    page = browser.get(away["Location"]).content.decode()
    assert "Show that it is you" in page and "Code" in page
    wrong = browser.post("/account/confirm/code/", {"code": "000000", "next": PAGE})
    assert "This code is not right" in wrong.content.decode()
    assert browser.get(PAGE).status_code == 302
    back = browser.post("/account/confirm/code/", {"code": code_now(secret), "next": PAGE})
    assert (back.status_code, back["Location"]) == (302, PAGE)
    assert browser.get(PAGE).status_code == 200


def test_a_file_with_people_in_it_asks(house: Any, client_of: Any) -> None:
    browser = client_of(house.programme_team)
    assert browser.get(FILE)["Content-Type"].startswith("text/csv")
    aged(browser)
    assert browser.get("/people/").status_code == 200
    assert browser.get(FILE)["Location"] == "/account/confirm/code/?next=/people/%3Ffile%3Dcsv"


def test_whoever_has_a_code_cannot_use_the_password_instead(manager: Account, secret: str) -> None:
    browser = with_old_proof(manager)
    answer = browser.post("/account/confirm/password/", {"password": PASSWORD, "next": PAGE})
    assert answer.status_code == 302 and answer["Location"].startswith("/account/confirm/code/")
    assert browser.get(PAGE).status_code == 302


def test_a_fresh_password_is_no_proof_where_there_is_a_code(manager: Account, secret: str) -> None:
    browser = Client()
    signed_in(browser, manager, "password")
    assert browser.get(PAGE).status_code == 302


def test_a_password_is_enough_where_there_is_nothing_else(manager: Account) -> None:
    browser = with_old_proof(manager)
    assert browser.get(PAGE)["Location"].startswith("/account/confirm/password/")
    wrong = browser.post("/account/confirm/password/", {"password": "a guess", "next": PAGE})
    assert "This is not your password" in wrong.content.decode()
    assert browser.post("/account/confirm/password/", {"password": PASSWORD, "next": PAGE})["Location"] == PAGE
    assert browser.get(PAGE).status_code == 200


def test_an_account_with_a_name_alone_is_asked_for_its_own_words(house: Any, as_owner: Any) -> None:
    with as_owner():
        account = Account.objects.create_user(None, PASSWORD, person=house.practitioner, sign_in_name="Kes", sign_in_key="kes")
    browser = with_old_proof(account)
    assert browser.post("/account/confirm/password/", {"password": "a guess", "next": PAGE}).status_code == 200
    assert browser.post("/account/confirm/password/", {"password": PASSWORD, "next": PAGE})["Location"] == PAGE


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"])
def test_the_way_back_never_leads_to_another_site(manager: Account, elsewhere: str) -> None:
    browser = with_old_proof(manager)
    answer = browser.post("/account/confirm/password/", {"password": PASSWORD, "next": elsewhere})
    assert answer["Location"] == "/"


def test_a_form_sent_with_an_old_proof_is_kept(manager: Account) -> None:
    browser = with_old_proof(manager)
    browser.get("/account/")
    away = browser.post(PAGE, {"days": "90"})
    assert (away.status_code, away["Location"]) == (302, "/account/confirm/password/?next=/account/continue/")
    assert not AuthToken.objects.exists()
    browser.post("/account/confirm/password/", {"password": PASSWORD, "next": "/account/continue/"})
    assert f'action="{PAGE}"' in browser.get("/account/continue/").content.decode()


def test_nothing_to_show_it_with_is_told_in_words(house: Any, as_owner: Any) -> None:
    with as_owner():
        account = factories.account(house.ward_manager)
    answer = with_old_proof(account).get(PAGE)
    assert answer.status_code == 403 and "This needs a fresh sign-in" in answer.content.decode()


def test_one_click_counts_in_demo_mode_only(manager: Account, settings: Any) -> None:
    browser = Client()
    signed_in(browser, manager, "demo", minutes_ago=60)
    settings.DEMO = True
    assert browser.get(PAGE).status_code == 200
    settings.DEMO = False
    assert browser.get(PAGE).status_code == 302


def test_another_accounts_proof_counts_for_nothing(manager: Account, house: Any, as_owner: Any) -> None:
    browser = Client()
    signed_in(browser, manager, "password")
    session = browser.session
    with as_owner():
        session["account_authentication_methods_user"] = str(factories.account(house.coach).pk)
    session.save()
    assert browser.get(PAGE).status_code == 302


def test_the_decorator_asks_before_the_view_runs(manager: Account) -> None:
    request = RequestFactory().get("/")
    request.session, request.user = Client().session, manager
    ran = []
    with pytest.raises(StepUpNeeded):
        step_up_first(lambda request: ran.append(1))(request)
    with pytest.raises(StepUpNeeded):
        step_up(request)
    assert not ran


def test_the_secret_of_the_codes_is_encrypted(manager: Account, secret: str) -> None:
    kept = Authenticator.objects.get(user=manager, type="totp").data["secret"]
    assert secret not in kept and kept.startswith("gAAAA")
