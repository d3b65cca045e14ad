"""A second factor is demanded of roles across the programme, whatever way led into the session."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory

from people.acting import acting_as
from people.middleware import ActingPerson
from people.models import Account
from tests import factories
from tests.codes import code_now
from tests.conftest import signed_in
from wards.middleware import SecondFactor, is_needed
from wards.roles import ROLES

PASSWORD, NEW = "three words together", "another three words"
SIGN_IN, STEP, SET_UP = "/account/login/", "/account/login/second-step/", "/account/second-step/"
WIDE = ["programme_team", "national_lead", "executive_coach", "analyst"]


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
    RecoveryCodes.activate(lead)
    return made


def with_password(account: Account, password: str = PASSWORD) -> tuple[Client, Any]:
    browser = Client()
    return browser, browser.post(SIGN_IN, {"login": account.email, "password": password})


def is_inside(browser: Client) -> bool:
    return browser.get("/people/").status_code == 200


def test_the_roles_that_need_it_are_those_across_the_programme() -> None:
    assert {key for key, role in ROLES.items() if role.needs_second_factor} == {*WIDE, "system"}


@pytest.mark.parametrize("role", WIDE)
def test_a_password_alone_opens_nothing_but_the_set_up(role: str, house: Any, as_owner: Any) -> None:
    with as_owner():
        account = factories.account(getattr(house, role), password=PASSWORD)
    browser, answer = with_password(account)
    assert answer["Location"] == "/"
    for address in ("/", "/account/", "/wards/", "/account/tokens/new/", "/account/password/change/"):
        away = browser.get(address)
        assert (away.status_code, away["Location"].split("?")[0]) == (302, SET_UP), address
    page = browser.get(SET_UP).content.decode()
    assert "Your role reaches across the whole programme" in page and "Add a passkey" in page


@pytest.mark.parametrize("role", ["ward_manager", "coach", "sponsor", "provider_lead", "nobody"])
def test_other_roles_need_none(role: str, house: Any, as_owner: Any) -> None:
    with as_owner():
        account = factories.account(getattr(house, role), password=PASSWORD)
    browser, _ = with_password(account)
    assert browser.get("/").status_code == 200


def test_a_role_that_has_ended_demands_none(house: Any, as_owner: Any) -> None:
    with as_owner():
        person = factories.person("Was in the national team")
        factories.membership(person, "programme_team", programme=house.programme, ended=1)
        account = factories.account(person, password=PASSWORD)
    assert with_password(account)[0].get("/").status_code == 200


def test_public_pages_stay_open(lead: Account) -> None:
    browser, _ = with_password(lead)
    assert browser.get("/help/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_and_signing_in_with_its_code(lead: Account) -> None:
    browser, _ = with_password(lead)
    page = browser.get("/account/second-step/app/").content.decode()
    found = re.search(r'<strong class="qi-address">(\w{32})</strong>', page)
    assert found
    wrong = browser.post("/account/second-step/app/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    assert not Authenticator.objects.exists()
    done = browser.post("/account/second-step/app/", {"code": code_now(found.group(1))})
    assert done["Location"] == "/account/second-step/recovery-codes/"
    assert len(re.findall(r"<li>\d{4} \d{4}</li>", browser.get(done["Location"]).content.decode())) == 10
    assert is_inside(browser), "whoever sets it up has shown it"
    again, step = with_password(lead)
    assert step["Location"] == STEP and not is_inside(again)


def test_code_after_password(lead: Account, secret: str) -> None:
    browser, answer = with_password(lead)
    assert answer["Location"] == STEP and "_auth_user_id" not in browser.session
    assert not is_inside(browser)
    wrong = browser.post(STEP, {"code": "000000"})
    assert wrong.status_code == 200 and "This code is not right" in wrong.content.decode()
    assert not is_inside(browser)
    assert browser.post(STEP, {"code": code_now(secret)})["Location"] == "/"
    assert is_inside(browser)


def test_a_code_counts_once(lead: Account, secret: str) -> None:
    code = code_now(secret)
    first, _ = with_password(lead)
    assert first.post(STEP, {"code": code}).status_code == 302
    second, _ = with_password(lead)
    assert second.post(STEP, {"code": code}).status_code == 200
    assert not is_inside(second)


def test_a_recovery_code_counts_once(lead: Account, secret: str) -> None:
    code = Authenticator.objects.get(user=lead, type="recovery_codes").wrap().get_unused_codes()[3]
    first, _ = with_password(lead)
    first.post(STEP, {"code": code})
    assert is_inside(first)
    second, _ = with_password(lead)
    assert "This code is not right" in second.post(STEP, {"code": code}).content.decode()
    assert not is_inside(second)
    assert len(Authenticator.objects.get(user=lead, type="recovery_codes").wrap().get_unused_codes()) == 9


def test_codes_cannot_be_guessed_for_long(lead: Account, secret: str) -> None:
    browser, _ = with_password(lead)
    for _ in range(10):
        browser.post(STEP, {"code": "000000"})
    answer = browser.post(STEP, {"code": code_now(secret)})
    assert "Too many tries" in answer.content.decode()
    assert not is_inside(browser)


# Ways round it


def test_a_new_password_by_mail_does_not_replace_it(lead: Account, secret: str) -> None:
    browser = Client()
    browser.post("/account/password/reset/", {"email": lead.email})
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", mail.outbox[0].body)
    assert link
    form = browser.get(link.group(1), follow=True)
    browser.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert not is_inside(browser), "a reset signs nobody in"
    again, answer = with_password(lead, NEW)
    assert answer["Location"] == STEP and not is_inside(again)


def test_a_session_with_a_password_alone_is_refused_though_a_factor_exists(lead: Account, secret: str) -> None:
    browser = Client()
    signed_in(browser, lead, "password")
    away = browser.get("/people/")
    assert away["Location"] == "/account/confirm/code/?next=/people/"
    browser.post("/account/confirm/code/", {"code": code_now(secret), "next": "/people/"})
    assert is_inside(browser)


def test_a_session_without_any_record_is_refused(lead: Account, secret: str) -> None:
    browser = Client()
    browser.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert not is_inside(browser)


def test_single_sign_on_alone_is_refused(lead: Account) -> None:
    browser = Client()
    signed_in(browser, lead, "socialaccount")
    assert browser.get("/people/")["Location"].split("?")[0] == SET_UP


def test_a_password_change_needs_it_and_keeps_it(lead: Account, secret: str) -> None:
    browser = Client()
    signed_in(browser, lead, "password")
    browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    lead.refresh_from_db()
    assert lead.check_password(PASSWORD), "nothing changed without the second step"
    signed_in(browser, lead, "password", "mfa")
    browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    lead.refresh_from_db()
    assert lead.check_password(NEW) and is_inside(browser)
    assert with_password(lead, NEW)[1]["Location"] == STEP


def test_taking_the_last_factor_away_closes_the_door_at_once(lead: Account, secret: str) -> None:
    browser = Client()
    signed_in(browser, lead, "password", "mfa")
    assert is_inside(browser)
    browser.post("/account/second-step/app/stop/")
    assert not Authenticator.objects.exists(), "recovery codes alone are no factor"
    assert browser.get("/people/")["Location"].split("?")[0] == SET_UP


def test_a_factor_cannot_be_added_or_taken_away_with_a_password_alone(lead: Account, secret: str) -> None:
    browser = Client()
    signed_in(browser, lead, "password")
    for address in ("app/stop/", "passkeys/add/", "recovery-codes/", "recovery-codes/new/"):
        away = browser.post(SET_UP + address)
        assert away.status_code in {302, 405} and "/confirm/code/" in away.get("Location", "/confirm/code/"), address
    assert Authenticator.objects.filter(user=lead).count() == 2
    assert browser.get(SET_UP + "recovery-codes/").status_code == 302
    assert browser.get(SET_UP + "recovery-codes/file/").status_code == 302


def test_the_api_answers_in_its_own_language(lead: Account) -> None:
    browser = Client()
    signed_in(browser, lead, "password")
    answer = browser.get("/api/v1/claims/")
    assert answer.status_code == 403 and answer["Content-Type"] == "application/json"
    assert "second step" in answer.json()["detail"]


def test_a_token_needs_no_second_factor_and_opens_no_page(lead: Account) -> None:
    from people import tokens

    token = tokens.make(by=lead, days=30)
    browser = Client(headers={"authorization": f"Token {token}"})
    assert browser.get("/api/v1/claims/").status_code == 200
    assert browser.get("/people/").status_code == 302


def test_one_click_counts_in_demo_mode_only(lead: Account, settings: Any) -> None:
    browser = Client()
    signed_in(browser, lead, "demo")
    settings.DEMO = True
    assert is_inside(browser)
    settings.DEMO = False
    assert not is_inside(browser)


def test_it_refuses_where_it_cannot_tell(lead: Account, house: Any) -> None:
    """Outside `acting_as` every table of roles is empty, which must not read as “no role”."""
    request = RequestFactory().get("/")
    request.user, request.person = lead, house.programme_team
    assert is_needed(request)
    request.person = None
    with acting_as(lead.person_id):
        assert is_needed(request)
    request.person = house.nobody
    with acting_as(house.nobody):
        assert not is_needed(request)


def test_it_is_asked_inside_the_acting_person(settings: Any) -> None:
    order = settings.MIDDLEWARE
    acting = f"{ActingPerson.__module__}.{ActingPerson.__name__}"
    assert order.index(acting) < order.index(f"{SecondFactor.__module__}.{SecondFactor.__name__}")


def test_a_form_that_was_sent_is_kept(lead: Account, secret: str) -> None:
    browser = Client()
    signed_in(browser, lead, "password")
    away = browser.post("/account/tokens/new/", {"days": "30"})
    assert away["Location"] == "/account/confirm/code/?next=/account/continue/"


@pytest.mark.django_db(transaction=True)
def test_security_mails_tell_of_changes(lead: Account) -> None:
    browser, _ = with_password(lead)
    page = browser.get("/account/second-step/app/").content.decode()
    secret = re.search(r'<strong class="qi-address">(\w{32})</strong>', page)
    assert secret
    browser.post("/account/second-step/app/", {"code": code_now(secret.group(1))})
    assert [message.subject for message in mail.outbox] == ["An app for codes was set up"]
    assert mail.outbox[0].to == [lead.email] and "Was it not you?" in mail.outbox[0].body
