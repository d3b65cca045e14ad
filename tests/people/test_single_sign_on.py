"""Single sign-on against a real OpenID Connect server: another process, with a database of its own."""

import json
import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from people.models import Account, SignIn
from people.single_sign_on import Directory
from qiprogramme.environment import directories
from tests import factories
from tests.codes import code_now
from tests.conftest import owner, signed_in
from tests.directory import __main__ as directory
from tests.directory.serving import serving

LOGIN, BACK = "/account/login/with/northmoor/", "/account/login/with/northmoor/back/"


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[str]:
    """The address of the directory, started for this file alone."""
    with serving(f"http://testserver{BACK}") as address:
        yield address


@pytest.fixture
def single_sign_on(server: str, settings: Any) -> dict[str, Any]:
    cache.clear()
    entry = {
        "key": "northmoor",
        "name": "Northmoor Care",
        "server": server,
        "client_id": directory.CLIENT,
        "secret": directory.SECRET,
        "domains": ["northmoor.example"],
    }
    providers = {"openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": _apps(entry)}}
    settings.SOCIALACCOUNT_PROVIDERS = providers
    return entry


def _apps(*entries: dict[str, Any]) -> list[dict[str, Any]]:
    return directories(json.dumps(entries), production=False)


@pytest.fixture
def manager(house: Any, as_owner: Any) -> Account:
    with as_owner():
        return Account.objects.create_user("larch.manager@northmoor.example", person=house.ward_manager)


def at_directory(start: Any, name: str) -> str:
    """What a browser does at the directory: signs in there and is sent back. Returns the way back."""
    with requests.Session() as browser:
        page = browser.get(start["Location"])
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        next_page = re.search(r'name="next" value="([^"]+)"', page.text)
        assert token and next_page
        data = {
            "csrfmiddlewaretoken": token.group(1),
            "login": name,
            "password": directory.PASSWORD,
            "next": next_page.group(1).replace("&amp;", "&"),
        }
        answer = browser.post(page.url, data, allow_redirects=False)
        for _ in range(3):
            if BACK in answer.headers["Location"]:
                break
            answer = browser.get(requests.compat.urljoin(page.url, answer.headers["Location"]), allow_redirects=False)
        parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def signs_in(name: str, *, then: str = "", browser: Client | None = None) -> tuple[Client, Any]:
    browser = browser or Client()
    start = browser.get(LOGIN + (f"?next={then}" if then else ""))
    return browser, browser.get(at_directory(start, name))


def is_inside(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


pytestmark = pytest.mark.usefixtures("single_sign_on")


def test_an_invited_person_signs_in_and_is_known_again(manager: Account) -> None:
    page = Client().get("/account/login/").content.decode()
    assert "Northmoor Care" in page and LOGIN in page
    browser, back = signs_in("manager", then="/wards/")
    assert (back.status_code, back["Location"]) == (302, "/wards/")
    assert is_inside(browser)
    linked = SocialAccount.objects.get(user=manager)
    assert (linked.provider, linked.extra_data) == ("northmoor", {}) and linked.uid
    assert not SocialToken.objects.exists()
    assert [message.subject for message in mail.outbox] == ["Your organisation now signs you in"]
    with owner():
        Account.objects.filter(pk=manager.pk).update(email="married.name@northmoor.example")
    assert is_inside(signs_in("manager")[0]), "known by what never changes, not by the address"
    with owner():
        assert {row.how for row in SignIn.objects.all()} == {"your organisation"}


def test_the_request_uses_a_code_challenge_and_a_state(manager: Account) -> None:
    start = Client().get(LOGIN)
    asked = parse_qs(urlsplit(start["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["code_challenge"] and asked["state"]
    assert asked["response_type"] == ["code"] and asked["redirect_uri"] == [f"http://testserver{BACK}"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("newcomer", "nobody invited them"), ("unverified", "not verified"), ("stranger", "not a domain of the directory's")],
)
def test_nobody_else_gets_in(name: str, why: str, house: Any, as_owner: Any) -> None:
    with as_owner():
        Account.objects.create_user("coach@northmoor.example", person=house.coach)
        Account.objects.create_user("analyst@programme.example", person=house.analyst)
        before = Account.objects.count()
    browser, back = signs_in(name)
    assert back.status_code == 403 and "You need an invitation" in back.content.decode(), why
    assert not is_inside(browser)
    with as_owner():
        assert Account.objects.count() == before and not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(manager: Account) -> None:
    signs_in("manager")
    with owner():
        Account.objects.filter(pk=manager.pk).update(is_active=False)
    assert not is_inside(signs_in("manager")[0])


def test_whoever_is_given_an_old_address_is_not_whoever_had_it(manager: Account) -> None:
    signs_in("manager")
    browser, back = signs_in("namesake")
    assert back.status_code == 403 and not is_inside(browser)
    assert SocialAccount.objects.count() == 1


def test_a_directory_is_no_second_factor(house: Any, as_owner: Any) -> None:
    with as_owner():
        lead = Account.objects.create_user("lead@northmoor.example", person=house.programme_team)
    browser, back = signs_in("lead", then="/people/")
    assert back["Location"] == "/people/"
    assert browser.get("/people/")["Location"].startswith("/account/second-step/")
    secret = generate_totp_secret()
    TOTP.activate(lead, secret)
    browser, back = signs_in("lead", then="/people/")
    assert back["Location"].startswith("/account/login/second-step/") and not is_inside(browser)
    browser.post("/account/login/second-step/", {"code": code_now(secret)})
    assert browser.get("/people/").status_code == 200


def test_an_answer_that_was_not_asked_for_is_refused(manager: Account) -> None:
    start = Client().get(LOGIN)
    stolen = at_directory(start, "manager")
    other = Client()
    assert "could not sign you in" in other.get(stolen).content.decode()
    assert not is_inside(other)


def test_an_answer_counts_once(manager: Account) -> None:
    browser = Client()
    way_back = at_directory(browser.get(LOGIN), "manager")
    assert browser.get(way_back).status_code == 302
    browser.post("/account/logout/")
    assert "could not sign you in" in browser.get(way_back).content.decode()
    assert not is_inside(browser)


def test_a_link_cannot_tie_somebody_elses_directory_account_to_mine(manager: Account, house: Any, as_owner: Any) -> None:
    with as_owner():
        mine = factories.account(house.coach, password="three words together")
    browser = Client()
    signed_in(browser, mine, "password")
    start = browser.get(f"{LOGIN}?process=connect")
    back = browser.get(at_directory(start, "manager"))
    assert back.status_code == 403
    assert not SocialAccount.objects.exists()


def test_the_way_on_never_leads_to_another_site(manager: Account) -> None:
    assert signs_in("manager", then="https://elsewhere.example/")[1]["Location"] == "/"


def test_whoever_has_only_the_directory_shows_there_again_who_they_are(manager: Account) -> None:
    signs_in("manager")
    browser = Client()
    signed_in(browser, manager, "socialaccount", minutes_ago=6)
    away = browser.get("/account/tokens/new/")
    assert away["Location"].startswith(LOGIN) and "prompt" in away["Location"]
    start = browser.get(away["Location"])
    assert parse_qs(urlsplit(start["Location"]).query)["prompt"] == ["login"]
    back = browser.get(at_directory(start, "manager"))
    assert back["Location"] == "/account/tokens/new/" and browser.get(back["Location"]).status_code == 200


def test_a_directory_that_does_not_answer_is_told_in_words(
    manager: Account, single_sign_on: dict[str, Any], settings: Any
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    apps = _apps({**single_sign_on, "server": nobody})
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": apps}}
    assert "could not sign you in" in Client().get(LOGIN).content.decode()


def test_a_person_of_an_entra_tenant_is_tenant_and_object(single_sign_on: dict[str, Any]) -> None:
    """Claims as Microsoft's documents show them; no tenant of theirs was asked."""
    apps = _apps({**single_sign_on, "tenant": "t-1", "server": "https://login.microsoftonline.com/t-1/v2.0"})
    entra = Directory(None, app=SocialApp(provider="openid_connect", **apps[0]))
    assert entra.extract_uid({"id_token": {"sub": "s", "tid": "t-1", "oid": "o-1"}}) == "t-1:o-1"
    for claims in ({"sub": "s", "tid": "t-2", "oid": "o-1"}, {"sub": "s", "tid": "t-1"}, {}):
        with pytest.raises(OAuth2Error):
            entra.extract_uid({"id_token": claims})


def test_a_directory_that_names_two_people_is_not_believed(single_sign_on: dict[str, Any]) -> None:
    plain = Directory(None, app=SocialApp(provider="openid_connect", **_apps(single_sign_on)[0]))
    assert plain.extract_uid({"id_token": {"sub": "a"}, "userinfo": {"sub": "a"}}) == "a"
    with pytest.raises(OAuth2Error):
        plain.extract_uid({"id_token": {"sub": "a"}, "userinfo": {"sub": "b"}})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"secret": ""}, "lacks secret"),
        ({"domains": []}, "lacks domains"),
        ({"key": "North moor"}, "small letters"),
        ({"server": "http://directory.example"}, "https://"),
        ({"tenant": "common"}, "must name that tenant"),
    ],
)
def test_settings_that_are_not_safe_are_refused(change: dict[str, Any], words: str, single_sign_on: dict[str, Any]) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        _apps({**single_sign_on, **change})


def test_production_asks_for_a_safe_connection(single_sign_on: dict[str, Any]) -> None:
    with pytest.raises(ImproperlyConfigured, match="https://"):
        directories(json.dumps([single_sign_on]), production=True)
    with pytest.raises(ImproperlyConfigured, match="not JSON"):
        directories("[", production=True)
