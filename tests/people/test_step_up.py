"""Step-up: an export with people in it asks for a fresh proof, of the strongest kind that the account has."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client, RequestFactory

from people.models import Account
from people.step_up import StepUpNeeded, step_up, step_up_first
from tests import factories
from tests.codes import code_now
from tests.conftest import signed_in

PASSWORD = "three words together"
FILE = "/people/?file=csv"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def lead(house: Any, as_owner: Any) -> Account:
    with as_owner():
        return factories.account(house.programme_team, password=PASSWORD)


@pytest.fixture
def secret(lead: Account) -> str:
    made = generate_totp_secret()
    TOTP.activate(lead, made)
    return made


def with_old_proof(account: Account) -> Client:
    browser = Client()
    signed_in(browser, account, "password", "mfa", minutes_ago=6)
    return browser


def test_a_fresh_proof_opens_the_export(lead: Account) -> None:
    browser = Client()
    signed_in(browser, lead, "password", "mfa", minutes_ago=4)
    answer = browser.get(FILE)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")


def test_an_old_proof_leads_to_the_question_and_back(lead: Account, secret: str) -> None:
    browser = with_old_proof(lead)
    away = browser.get(FILE)
    assert (away.status_code, away["Location"]) == (302, "/account/confirm/code/?next=/people/%3Ffile%3Dcsv")
    page = browser.get(away["Location"]).content.decode()
    assert "Show that it is you" in page and "Code" in page
    wrong = browser.post("/account/confirm/code/", {"code": "000000", "next": FILE})
    assert "This code is not right" in wrong.content.decode()
    assert browser.get(FILE).status_code == 302
    back = browser.post("/account/confirm/code/", {"code": code_now(secret), "next": FILE})
    assert (back.status_code, back["Location"]) == (302, FILE)
    assert browser.get(FILE).status_code == 200


def test_whoever_has_a_code_cannot_use_the_password_instead(lead: Account, secret: str) -> None:
    browser = with_old_proof(lead)
    answer = browser.post("/account/confirm/password/", {"password": PASSWORD, "next": FILE})
    assert answer.status_code == 302 and answer["Location"].startswith("/account/confirm/code/")
    assert browser.get(FILE).status_code == 302


def test_a_password_is_enough_where_there_is_nothing_else(lead: Account) -> None:
    browser = with_old_proof(lead)
    assert browser.get(FILE)["Location"].startswith("/account/confirm/password/")
    wrong = browser.post("/account/confirm/password/", {"password": "a guess", "next": FILE})
    assert "This is not your password" in wrong.content.decode()
    assert browser.post("/account/confirm/password/", {"password": PASSWORD, "next": FILE})["Location"] == FILE
    assert browser.get(FILE).status_code == 200


def test_the_way_back_never_leads_to_another_site(lead: Account) -> None:
    browser = with_old_proof(lead)
    answer = browser.post("/account/confirm/password/", {"password": PASSWORD, "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_nothing_to_show_it_with_is_told_in_words(house: Any, as_owner: Any) -> None:
    with as_owner():
        account = factories.account(house.programme_team)
    answer = with_old_proof(account).get(FILE)
    assert answer.status_code == 403 and "You need a password or a second step" in answer.content.decode()


def test_one_click_counts_in_demo_mode_only(lead: Account, settings: Any) -> None:
    browser = Client()
    signed_in(browser, lead, "demo", minutes_ago=60)
    settings.DEMO = True
    assert browser.get(FILE).status_code == 200
    settings.DEMO = False
    assert browser.get(FILE).status_code == 302


def test_another_accounts_proof_counts_for_nothing(lead: Account, house: Any, as_owner: Any) -> None:
    browser = Client()
    signed_in(browser, lead, "mfa")
    session = browser.session
    with as_owner():
        session["account_authentication_methods_user"] = str(factories.account(house.coach).pk)
    session.save()
    assert browser.get(FILE).status_code == 302


def test_the_decorator_asks_before_the_view_runs(lead: Account) -> None:
    request = RequestFactory().get("/")
    request.session, request.user = Client().session, lead
    ran = []
    with pytest.raises(StepUpNeeded):
        step_up_first(lambda request: ran.append(1))(request)
    with pytest.raises(StepUpNeeded):
        step_up(request)
    assert not ran


def test_the_secret_of_the_codes_is_encrypted(lead: Account, secret: str) -> None:
    kept = Authenticator.objects.get(user=lead, type="totp").data["secret"]
    assert secret not in kept and kept.startswith("gAAAA")
