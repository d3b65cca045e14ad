"""Joining with a printed card, signing in with a chosen name, and coming back when the card was lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from people import code_cards
from people.acting import acting_as
from people.models import Account, Person, SignInCode
from tests.conftest import owner
from tests.factories import House
from wards import cards
from wards.models import JoiningCard, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def card(house: House, for_person: Person | None = None) -> tuple[JoiningCard, str]:
    by = house.involvement_lead
    with acting_as(by):
        return cards.make(by=by, team=house.larch, lead=by, for_person=for_person)


def stored() -> tuple[int, int, int]:
    with owner():
        return (Person.objects.count(), Account.objects.count(), Membership.objects.count())


def joined(house: House, name: str = "Bluebell") -> tuple[Account, list[str]]:
    _, code = card(house)
    return cards.join(code=code, name=name)


def test_somebody_joins_without_any_address_and_signs_in_with_each_code_once(house: House) -> None:
    _, code = card(house)
    browser = Client()
    assert "You join Larch Ward" in browser.get(f"/join/?code={code}").content.decode()
    answer = browser.post("/join/", {"code": code.lower().replace("-", " "), "name": "Bluebell"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/code-card/")
    page = browser.get("/account/code-card/").content.decode()
    assert "Your name here: <strong>Bluebell</strong>" in page
    assert "My code card" in browser.get("/account/").content.decode()
    with owner():
        account = Account.objects.get(sign_in_name="Bluebell")
        held = Membership.objects.get(person=account.person_id)
        assert account.email is None and (held.role, held.team_id) == ("practitioner", house.larch.pk)
    codes = code_cards.shown(account)
    assert len(codes) == code_cards.CODES and all(one in page for one in codes)
    assert not any(one in str(list(SignInCode.objects.values())) for one in codes)
    first = Client().post("/account/name/", {"name": "blue bell", "secret": codes[0].lower()})
    assert first.status_code == 302
    second = Client().post("/account/name/", {"name": "Bluebell", "secret": codes[0]})
    assert second.status_code == 200 and "was used before" in second.content.decode()
    assert Client().post("/account/name/", {"name": "Bluebell", "secret": codes[1]}).status_code == 302
    assert code_cards.left(account) == code_cards.CODES - 2


def test_own_words_work_beside_the_codes(house: House) -> None:
    _, code = card(house)
    easy = Client().post("/join/", {"code": code, "name": "Bluebell", "passphrase": "short"})
    assert easy.status_code == 200 and "too short" in easy.content.decode()
    Client().post("/join/", {"code": code, "name": "Bluebell", "passphrase": "kettle meadow lantern"})
    for _ in range(2):
        assert Client().post("/account/name/", {"name": "Bluebell", "secret": "kettle meadow lantern"}).status_code == 302


def test_a_card_works_once_and_opening_it_changes_nothing(house: House) -> None:
    _, code = card(house)
    before = stored()
    for method in ("get", "head"):
        assert getattr(Client(), method)(f"/join/?code={code}").status_code == 200
    assert stored() == before
    cards.join(code=code, name="Bluebell")
    before = stored()
    again = Client().post("/join/", {"code": code, "name": "Heather"})
    assert again.status_code == 200 and "used already" in again.content.decode()
    assert stored() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Choose a name"),
        ("ab", "3 to 40 characters"),
        ("Bluebell", "looks like it"),
        ("BLUE-BELL", "looks like it"),
        ("B1uebell", "looks like it"),
        ("Вluebell", "two alphabets"),  # a Cyrillic В
        ("Blue@bell", "letters and numbers"),
        ("943 476 5919", "NHS number"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_the_card_stays_good(house: House, name: str, words: str) -> None:
    joined(house)
    _, code = card(house)
    before = stored()
    answer = Client().post("/join/", {"code": code, "name": name})
    assert answer.status_code == 200 and words in answer.content.decode()
    assert stored() == before
    assert cards.join(code=code, name="Heather")[0].sign_in_name == "Heather"


def test_old_and_withdrawn_cards_say_so(house: House) -> None:
    made, code = card(house)
    with acting_as(house.programme_team):
        cards.withdraw(by=house.programme_team, card=made)
    answer = Client().post("/join/", {"code": code, "name": "Heather"})
    assert "no longer works" in answer.content.decode()
    with owner():
        JoiningCard.objects.update(withdrawn_at=None, expires_at=timezone.now() - timedelta(seconds=1))
    assert "too old" in Client().get(f"/join/?code={code}").content.decode()
    assert "not right" in Client().post("/join/", {"code": "AAAAA-BBBBB-CCCCC"}).content.decode()
    with owner():
        assert not Account.objects.filter(sign_in_key__isnull=False).exists()


def test_who_does_not_arrange_involvement_makes_no_card(house: House) -> None:
    for by in (
        house.ward_manager,
        house.coach,
        house.practitioner,
        house.national_lead,
        house.provider_lead,
        house.heath_manager,
    ):
        with acting_as(by), pytest.raises(PermissionDenied):
            cards.make(by=by, team=house.larch, lead=house.involvement_lead)
    with acting_as(house.involvement_lead):
        with pytest.raises(PermissionDenied):
            cards.make(by=house.involvement_lead, team=house.heath, lead=house.involvement_lead)
        with pytest.raises(ValidationError, match="arranges involvement"):
            cards.make(by=house.involvement_lead, team=house.larch, lead=house.coach)
    with owner():
        assert not JoiningCard.objects.exists()


def test_a_lost_card_is_replaced_through_the_lead_and_everything_old_ends(house: House) -> None:
    account, old = joined(house)
    signed_in = Client()
    signed_in.post("/account/name/", {"name": "Bluebell", "secret": old[0]})
    assert signed_in.get("/account/code-card/").status_code == 200
    with owner():
        person = account.person
    _, code = card(house, for_person=person)
    browser = Client()
    page = browser.get(f"/join/?code={code}")
    assert "brings you back" in page.content.decode()
    assert code_cards.left(account) == code_cards.CODES - 1
    assert browser.post("/join/", {"code": code, "again": "yes"}).status_code == 302
    new = code_cards.shown(account)
    assert new and not set(new) & set(old)
    assert signed_in.get("/account/code-card/").status_code == 302
    assert Client().post("/account/name/", {"name": "Bluebell", "secret": old[1]}).status_code == 200
    assert Client().post("/account/name/", {"name": "Bluebell", "secret": new[0]}).status_code == 302
    assert "used already" in Client().post("/join/", {"code": code, "again": "yes"}).content.decode()
    with owner():
        assert Membership.objects.filter(person=person).count() == 1


def test_only_a_practitioner_with_a_chosen_name_gets_a_card_to_come_back_with(house: House) -> None:
    for person in (house.practitioner, house.team_member, house.heath_manager):
        with pytest.raises(ValidationError):
            card(house, for_person=person)
    with owner():
        assert not JoiningCard.objects.exists()


def test_names_are_not_told_and_not_guessed(house: House) -> None:
    joined(house)
    wrong = [Client().post("/account/name/", {"name": name, "secret": "AAAAA-AAAAA"}) for name in ("Bluebell", "Nobodyatall")]
    said = [answer.content.decode().replace("Bluebell", "X").replace("Nobodyatall", "X") for answer in wrong]
    assert ["The name or the code is not right" in one for one in said] == [True, True]
    for _ in range(10):
        last = Client().post("/account/name/", {"name": "Bluebell", "secret": "AAAAA-AAAAA"})
    assert "Too many tries" in last.content.decode()
    assert Client().post("/account/name/", {"name": "Heather", "secret": "x"}).content.decode().count("Too many tries") == 0


def test_codes_of_joining_cards_cannot_be_tried_without_end(house: House) -> None:
    for _ in range(60):
        Client().post("/join/", {"code": "AAAAA-BBBBB-CCCCC"})
    assert Client().post("/join/", {"code": "AAAAA-BBBBB-CCCCC"}).status_code == 429


def test_the_code_of_a_card_is_shown_to_its_maker_alone(house: House, client_of: Any) -> None:
    browser = client_of(house.involvement_lead)
    answer = browser.post(f"/wards/{house.larch.pk}/people/cards/", {"lead": str(house.involvement_lead.pk)})
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "data:image/svg+xml;base64," in page and "Involvement Lead" in page and 'class="qi-code"' in page
    other = client_of(house.programme_team).get(answer.headers["Location"]).content.decode()
    assert "can no longer be shown" in other and 'class="qi-code"' not in other
    assert client_of(house.ward_manager).get(answer.headers["Location"]).status_code == 404


def aged(browser: Client) -> None:
    """Six minutes go by."""
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 6 * 60
    session.save()


def test_a_name_without_an_address_shows_again_that_it_is_they(house: House) -> None:
    account, codes = joined(house)
    browser = Client()
    browser.post("/account/name/", {"name": "Bluebell", "secret": codes[0]})
    assert browser.get("/account/data/").status_code == 200
    aged(browser)
    away = browser.get("/account/data/")
    assert (away.status_code, away.headers["Location"]) == (302, "/account/confirm/name/?next=/account/data/")
    page = browser.get(away.headers["Location"]).content.decode()
    assert "Show that it is you" in page and "A code from your card, or your own words" in page
    wrong = browser.post("/account/confirm/name/", {"secret": codes[0], "next": "/account/data/"})
    assert wrong.status_code == 200 and "was used before" in wrong.content.decode()
    assert browser.get("/account/data/").status_code == 302
    elsewhere = browser.post("/account/confirm/name/", {"secret": codes[1], "next": "https://elsewhere.example/"})
    assert elsewhere.headers["Location"] == "/"
    assert browser.get("/account/data/").status_code == 200
    assert code_cards.left(account) == code_cards.CODES - 2


def test_own_words_show_it_as_well_and_an_empty_card_says_whom_to_ask(house: House) -> None:
    account, codes = joined(house)
    browser = Client()
    browser.post("/account/name/", {"name": "Bluebell", "secret": codes[0]})
    with owner():
        SignInCode.objects.filter(account=account).update(used_at=timezone.now())
    assert "No code of your card is left" in browser.get("/account/confirm/name/").content.decode()
    account.set_password("kettle meadow lantern")
    account.save()
    browser = Client()
    browser.post("/account/name/", {"name": "Bluebell", "secret": "kettle meadow lantern"})
    aged(browser)
    assert browser.get("/account/data/").headers["Location"].startswith("/account/confirm/name/")
    assert browser.post("/account/confirm/name/", {"secret": "kettle meadow lantern", "next": "/"}).status_code == 302
    assert browser.get("/account/data/").status_code == 200


def test_who_signs_in_with_an_address_has_no_such_page(house: House, client_of: Any) -> None:
    assert client_of(house.coach).get("/account/confirm/name/").status_code == 404
