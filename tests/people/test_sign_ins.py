"""Sessions that can be seen and ended from anywhere, the history of sign-ins, and API tokens."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as product
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from people import sign_ins, tokens
from people.acting import acting_as
from people.browsers import coarse
from people.models import Account, SignIn
from people.names import sign_in_key
from tests import factories
from tests.conftest import owner, signed_in
from wards.access import system_person

PASSWORD, NEW = "three words together", "another three words"
LIST = "/account/sign-ins/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def manager(house: Any, as_owner: Any) -> Account:
    with as_owner():
        return factories.account(house.ward_manager, password=PASSWORD)


def sign_in(account: Account, password: str = PASSWORD, browser: Client | None = None, agent: str = FIREFOX) -> Client:
    browser = browser or Client(headers={"user-agent": agent})
    browser.post("/account/login/", {"login": account.email, "password": password})
    return browser


def is_inside(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def rows(account: Account) -> list[SignIn]:
    with owner():
        return list(SignIn.objects.filter(account=account).order_by("at"))


def put_back(account: Account, field: str, **ago: int) -> None:
    with owner():
        SignIn.objects.filter(account=account).update(**{field: timezone.now() - timedelta(**ago)})


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"), (IPHONE, "Safari on iPhone"), (EDGE, "Edge on Windows"), ("", "A browser"),
        ("x" * 9000, "A browser"),
    ],
)  # fmt: skip
def test_a_browser_is_kept_in_two_words(agent: str, words: str) -> None:
    assert coarse(agent) == words


def test_a_sign_in_and_a_wrong_password_are_both_told(manager: Account) -> None:
    browser = sign_in(manager, "not the one at all")
    sign_in(manager, browser=browser)
    wrong, good = rows(manager)
    assert (wrong.result, wrong.seen_at) == ("wrong_password", None)
    assert (good.result, good.how, good.browser) == ("good", "password", "Firefox on Windows")
    page = browser.get(LIST).content.decode()
    assert "Password not right" in page and "Signed in by password" in page and "this is where you are now" in page


def test_a_wrong_code_of_a_name_is_told_as_well(house: Any, as_owner: Any) -> None:
    with as_owner():
        person = house.practitioner
        account = Account.objects.create_user(None, PASSWORD, person=person, sign_in_name="Kes", sign_in_key=sign_in_key("Kes"))
    browser = Client(headers={"user-agent": IPHONE})
    browser.post(reverse("name_sign_in"), {"name": "Kes", "secret": "not the one"})
    browser.post(reverse("name_sign_in"), {"name": "Kes", "secret": PASSWORD})
    assert [(row.result, row.how) for row in rows(account)] == [("wrong_password", ""), ("good", "password")]
    assert is_inside(browser)


def test_nothing_is_kept_of_an_address_that_nobody_has(manager: Account) -> None:
    Client().post("/account/login/", {"login": "nobody@nhs.example", "password": PASSWORD})
    with owner():
        assert not SignIn.objects.exists()


def test_a_session_is_ended_from_another_browser_at_once(manager: Account) -> None:
    here, there = sign_in(manager), sign_in(manager, agent=IPHONE)
    assert "Safari on iPhone" in here.get(LIST).content.decode()
    answer = here.post(f"{LIST}{rows(manager)[1].pk}/end/", follow=True)
    assert "That browser is signed out" in answer.content.decode()
    assert not is_inside(there) and is_inside(here)
    assert there.get("/wards/")["Location"] == "/account/login/?next=/wards/"


def test_sign_out_everywhere_else_keeps_this_one(manager: Account) -> None:
    here, there, yonder = (sign_in(manager) for _ in range(3))
    assert "2 other browsers are signed out" in here.post(f"{LIST}elsewhere/end/", follow=True).content.decode()
    assert is_inside(here) and not is_inside(there) and not is_inside(yonder)


def test_nobody_ends_or_sees_anothers_session(manager: Account, house: Any, as_owner: Any) -> None:
    mine = sign_in(manager)
    with as_owner():
        other = factories.account(house.team_member, password=PASSWORD)
    theirs = sign_in(other, agent=IPHONE)
    assert mine.post(f"{LIST}{rows(other)[0].pk}/end/").status_code == 404
    mine.post(f"{LIST}elsewhere/end/")
    assert is_inside(theirs)
    assert "iPhone" not in mine.get(LIST).content.decode()
    with acting_as(house.ward_manager):
        assert {row.account_id for row in SignIn.objects.all()} == {manager.pk}, "the wall shows nobody else's"


def test_a_session_lasts_twelve_hours_however_much_it_is_used(manager: Account) -> None:
    browser = sign_in(manager)
    put_back(manager, "at", hours=11, minutes=59)
    assert is_inside(browser)
    put_back(manager, "at", hours=12)
    assert not is_inside(browser)
    assert product.SESSION_COOKIE_AGE == 12 * 60 * 60


def test_only_programme_roles_are_signed_out_after_half_an_hour(manager: Account, house: Any, client_of: Any) -> None:
    browser = sign_in(manager)
    put_back(manager, "seen_at", minutes=90)
    assert is_inside(browser)
    lead = client_of(house.programme_team)
    account = Account.objects.get(person=house.programme_team)
    put_back(account, "seen_at", minutes=29)
    assert lead.get("/people/").status_code == 200
    put_back(account, "seen_at", minutes=31)
    away = lead.get("/people/")
    assert away["Location"] == "/account/login/?next=/people/"
    assert "nothing was done for 30 minutes" in lead.get(away["Location"]).content.decode()
    assert rows(account)[0].ended_at is not None


def test_use_is_noted_at_most_once_a_minute(manager: Account) -> None:
    browser = sign_in(manager)
    first = rows(manager)[0].seen_at
    browser.get("/account/")
    assert rows(manager)[0].seen_at == first
    put_back(manager, "seen_at", minutes=5)
    browser.get("/account/")
    assert timezone.now() - rows(manager)[0].seen_at < timedelta(minutes=1)


def test_a_session_without_its_row_is_nobodys(manager: Account) -> None:
    browser = sign_in(manager)
    session = browser.session
    del session["sign_in"]
    session.save()
    assert not is_inside(browser)


def test_anothers_row_does_not_keep_a_session_open(manager: Account, house: Any, as_owner: Any) -> None:
    browser = sign_in(manager)
    with as_owner():
        other = factories.account(house.team_member, password=PASSWORD)
    sign_in(other)
    session = browser.session
    session["sign_in"] = str(rows(other)[0].pk)
    session.save()
    assert not is_inside(browser)


def test_signing_out_ends_the_row(manager: Account) -> None:
    browser = sign_in(manager)
    browser.post("/account/logout/")
    assert rows(manager)[0].ended_at is not None


def test_a_new_password_ends_every_other_session(manager: Account) -> None:
    here, there = sign_in(manager), sign_in(manager)
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert is_inside(here) and not is_inside(there)
    assert [row.ended_at is None for row in rows(manager)] == [True, False]


def test_signing_in_changes_the_key_of_the_session(manager: Account) -> None:
    """Session fixation: a key that somebody else planted is worth nothing after sign-in."""
    browser = Client()
    browser.get("/account/login/?next=/wards/")
    session = browser.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    browser.cookies["sessionid"] = before
    sign_in(manager, browser=browser)
    after = browser.cookies["sessionid"].value
    assert after != before and is_inside(browser)
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not is_inside(thief)


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(manager: Account, elsewhere: str) -> None:
    answer = Client().post("/account/login/", {"login": manager.email, "password": PASSWORD, "next": elsewhere})
    assert answer["Location"] == "/"


def test_old_sign_ins_are_forgotten_by_the_system_alone(manager: Account, house: Any, settings: Any) -> None:
    browser = sign_in(manager)
    put_back(manager, "at", days=181)
    sign_in(manager)
    with acting_as(house.heath_manager):
        assert sign_ins.forget_old(by=house.heath_manager) == 0
    system = system_person(house.programme)
    with acting_as(system):
        assert sign_ins.forget_old(by=system) == 1
        assert sign_ins.forget_old(by=system) == 0
    assert len(rows(manager)) == 1 and not is_inside(browser)


def test_an_erased_account_takes_its_sign_ins_along(manager: Account, house: Any) -> None:
    from qiprogramme import personal_data

    sign_in(manager)
    with acting_as(house.programme_team):
        personal_data.erase(by=house.programme_team, person=house.ward_manager, why="Asked for it by letter")
    with owner(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        assert not SignIn.objects.exists() and not Account.objects.filter(pk=manager.pk).exists()


# API tokens


def test_a_token_is_shown_once_and_works_until_it_is_ended(manager: Account) -> None:
    browser = sign_in(manager)
    assert "Choose for how long" in browser.post("/account/tokens/new/", {}).content.decode()
    assert not AuthToken.objects.exists()
    made = browser.post("/account/tokens/new/", {"days": "30"})
    token = made.content.decode().split("<code>")[1].split("</code>")[0]
    kept = AuthToken.objects.get(user=manager)
    assert timedelta(days=29) < kept.expiry - timezone.now() <= timedelta(days=30)
    page = browser.get("/account/tokens/").content.decode()
    assert token not in page and kept.token_key[:8] in page
    machine = Client(headers={"authorization": f"Token {token}"})
    assert machine.get("/api/v1/schema/").status_code == 200
    browser.post(f"/account/tokens/{kept.token_key}/end/")
    assert machine.get("/api/v1/schema/").status_code == 401


def test_nobody_ends_anothers_token(manager: Account, house: Any, as_owner: Any) -> None:
    with as_owner():
        other = factories.account(house.team_member, password=PASSWORD)
    tokens.make(by=other, days=30)
    key = AuthToken.objects.get().token_key
    browser = Client()
    signed_in(browser, manager, "password")
    assert browser.post(f"/account/tokens/{key}/end/").status_code == 404
    assert key[:8] not in browser.get("/account/tokens/").content.decode()
    assert AuthToken.objects.filter(user=other).exists()


def test_a_token_lasts_as_long_as_one_may_choose(manager: Account) -> None:
    with pytest.raises(ValueError, match="none of"):
        tokens.make(by=manager, days=3650)
    browser = Client()
    signed_in(browser, manager, "password")
    assert "Choose one of the three" in browser.post("/account/tokens/new/", {"days": "3650"}).content.decode()
    assert not AuthToken.objects.exists()
