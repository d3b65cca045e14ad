"""Invitations: one address, one button, one use; singly and in a list."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from people.acting import acting_as
from people.keys import hash_of
from people.models import Account, Mail, Person
from tests import factories
from tests.conftest import owner, signed_in
from tests.factories import House, today
from wards import invitation_lists, invitations
from wards.models import Invitation, Membership
from wards.roles import ROLES

pytestmark = pytest.mark.django_db
ADDRESS = "ruth.okoro@nhs.example"
PASSWORD = "three quiet words here"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def invite(house: House, **more: Any) -> tuple[Invitation, str]:
    """An invitation and the token in its mail."""
    by = house.programme_team
    fields = {"role": "ward_manager", "team": house.larch, "name": "Ruth Okoro", "email": ADDRESS, **more}
    with acting_as(by):
        made = invitations.invite(by=by, programme=house.programme, **fields)
    with owner():
        return made, Mail.objects.get(period=f"{made.pk.hex}-{made.sent}").secret


def stored() -> tuple[int, int, int, int]:
    with owner():
        return (Person.objects.count(), Account.objects.count(), Membership.objects.count(), Invitation.objects.count())


def test_the_mail_tells_the_link_and_the_table_does_not(house: House) -> None:
    made, token = invite(house)
    with owner():
        mail = Mail.objects.get(kind="invitation")
        row = Invitation.objects.get(pk=made.pk)
    assert len(token) >= 43 and token not in mail.text and "{secret}" in mail.text and mail.to == ADDRESS
    assert token not in str(list(Invitation.objects.values())) and row.token_hash == hash_of(token)
    assert row.expires_at - timezone.now() > timedelta(days=6, hours=23)


def test_opening_the_link_changes_nothing_and_tells_no_other_site(house: House) -> None:
    _, token = invite(house)
    before = stored()
    for method in ("get", "head", "get"):
        answer = getattr(Client(), method)(f"/invitation/{token}/")
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "same-origin" and "no-store" in answer.headers["Cache-Control"]
    assert stored() == before
    with owner():
        assert Invitation.objects.get().accepted_at is None


def test_a_newcomer_accepts_and_the_link_is_used_up(house: House) -> None:
    _, token = invite(house)
    answer = Client().post(f"/invitation/{token}/", {"name": "Ruth Okoro", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    with owner():
        account = Account.objects.get(email=ADDRESS)
        held = Membership.objects.get(person=account.person_id)
        assert (held.role, held.team_id, held.starts_on) == ("ward_manager", house.larch.pk, today())
    before = stored()
    again = Client().post(f"/invitation/{token}/", {"name": "Ruth Okoro", "password": PASSWORD})
    assert again.status_code == 410 and "accepted already" in again.content.decode()
    assert stored() == before


def test_an_easy_password_keeps_everything_as_it_was(house: House) -> None:
    _, token = invite(house)
    before = stored()
    answer = Client().post(f"/invitation/{token}/", {"name": "Ruth Okoro", "password": "short"})
    assert answer.status_code == 200 and "too short" in answer.content.decode() and "Ruth Okoro" in answer.content.decode()
    assert stored() == before


def test_an_address_that_has_an_account_gets_a_membership_and_no_second_account(house: House) -> None:
    with owner():
        somebody = factories.person("Ruth", email=ADDRESS)
        account = factories.account(somebody)
    _, token = invite(house)
    before = stored()
    page = Client().post(f"/invitation/{token}/", {"name": "x", "password": PASSWORD})
    assert page.status_code == 200 and "You have an account with this address already" in page.content.decode()
    assert stored() == before
    browser = Client()
    signed_in(browser, account, "mfa")
    assert browser.get(f"/invitation/{token}/").status_code == 200
    assert stored() == before
    assert browser.post(f"/invitation/{token}/").status_code == 302
    with owner():
        assert Account.objects.filter(email=ADDRESS).count() == 1
        assert Membership.objects.get(person=somebody).role == "ward_manager"


def test_a_person_of_the_programme_without_an_account_stays_one_person(house: House) -> None:
    with owner():
        known = factories.member("Ruth of old", "team_member", team=house.willow)
        Person.objects.filter(pk=known.pk).update(email=ADDRESS)
    _, token = invite(house)
    Client().post(f"/invitation/{token}/", {"name": "Ruth Okoro", "password": PASSWORD})
    with owner():
        assert Account.objects.get(email=ADDRESS).person_id == known.pk
        assert Membership.objects.filter(person=known).count() == 2


def test_nobody_takes_an_invitation_of_another_address(house: House, client_of: Callable[[Any], Client]) -> None:
    _, token = invite(house)
    before = stored()
    browser = client_of(house.heath_manager)
    before = stored()
    assert browser.post(f"/invitation/{token}/").status_code == 403
    with acting_as(house.heath_manager), pytest.raises(ValidationError, match="another email address"):
        invitations.accept(by=house.heath_manager, token=token)
    assert stored() == before


def test_expired_withdrawn_and_replaced_links_say_so_and_do_nothing(house: House) -> None:
    made, token = invite(house)
    with acting_as(house.programme_team):
        invitations.resend(by=house.programme_team, invitation=made)
    assert Client().get(f"/invitation/{token}/").status_code == 404
    with owner():
        newer = Mail.objects.exclude(secret="").get(kind="invitation").secret
        assert Mail.objects.filter(kind="invitation", state="withdrawn", secret="").count() == 1
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    before = stored()
    old = Client().post(f"/invitation/{newer}/", {"name": "Ruth", "password": PASSWORD})
    assert old.status_code == 410 and "too old" in old.content.decode()
    with acting_as(house.programme_team):
        invitations.withdraw(by=house.programme_team, invitation=made)
        with pytest.raises(ValidationError, match="withdrawn on"):
            invitations.resend(by=house.programme_team, invitation=made)
    gone = Client().post(f"/invitation/{newer}/", {"name": "Ruth", "password": PASSWORD})
    assert gone.status_code == 410 and "withdrawn" in gone.content.decode()
    assert stored() == before


@pytest.mark.parametrize("token", ["x", "A" * 43, "..%2f..", "’" * 20])
def test_a_made_up_link_is_unknown(house: House, token: str) -> None:
    assert Client().get(f"/invitation/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"role": "emperor"}, "no such role"),
        ({"email": "not an address"}, "right form"),
        ({"email": "a@nhs.example\nBcc: b@nhs.example"}, "right form"),
        ({"email": "a@nhs.example\r\n\r\nHello"}, "right form"),
        ({"email": "аnna@nhs.example"}, "not on an English keyboard"),  # a Cyrillic а
        ({"name": "Rut\u0440 Okoro"}, "two alphabets"),
        ({"name": "Ruth\u202eoroko"}, "cannot be seen"),
        ({"name": ""}, "Enter their name"),
        ({"name": "943 476 5919"}, "NHS number"),
        ({"email": "person1@nhs.example", "name": "x" * 201}, "200 characters"),
    ],
)
def test_bad_input_is_refused_in_words_and_nothing_is_stored(house: House, more: dict[str, Any], words: str) -> None:
    before = stored()
    with pytest.raises(ValidationError, match=words):
        invite(house, **more)
    assert stored() == before
    with owner():
        assert not Mail.objects.filter(kind="invitation").exists()


def test_who_may_not_invite_sends_nothing(house: House) -> None:
    for by in (house.ward_manager, house.national_lead, house.involvement_lead, house.nobody):
        with acting_as(by), pytest.raises(PermissionDenied):
            invitations.invite(by=by, programme=house.programme, role="team_member", team=house.larch, name="Ruth", email=ADDRESS)
    with owner():
        assert not Invitation.objects.exists() and not Mail.objects.filter(kind="invitation").exists()


def test_a_known_and_an_unknown_address_get_the_same_answer(house: House, client_of: Callable[[Any], Client]) -> None:
    """Of an account outside the programme the national team learns nothing."""
    with owner():
        factories.account(factories.person("Elsewhere", email="known@nhs.example"))
    browser, answers = client_of(house.programme_team), []
    for address in ("known@nhs.example", "nobody@nhs.example"):
        day = {"starts_on_day": today().day, "starts_on_month": today().month, "starts_on_year": today().year}
        typed = {"role": "team_member", "place": str(house.larch.pk), "name": "Ruth", "email": address, **day}
        assert browser.post("/people/invitations/new/", typed).status_code == 302
        answers.append(browser.get("/people/invitations/").content.decode().replace(address, "X"))
    banner = [re.search(r"An invitation is on its way to X\.[^<]*", answer) for answer in answers]
    assert banner[0] and banner[1] and banner[0].group() == banner[1].group()


def test_practitioners_invitations_are_not_for_national_readers(house: House) -> None:
    invite(house, role="practitioner")
    for person, number in ((house.programme_team, 1), (house.involvement_lead, 1), (house.national_lead, 0), (house.coach, 0)):
        with acting_as(person):
            assert Invitation.objects.count() == number
            assert Invitation.visible.to(person).count() == number


LIST = """name,email,role,ward,job
Ruth Okoro,ruth@nhs.example,Ward manager,Larch Ward,
Sam Bell,sam@nhs.example,team member,Willow Ward (Northmoor Care),Nurse
"Bell, Ann",ann@nhs.example,Provider QI lead,Southfield Health
Ruth Okoro,RUTH@nhs.example,ward_manager,larch ward,
"""


def trial(house: House, text: str) -> invitation_lists.Trial:
    with acting_as(house.programme_team):
        return invitation_lists.trial(by=house.programme_team, programme=house.programme, text=text)


def test_a_list_says_line_by_line_what_would_happen_and_sends_nothing(house: House) -> None:
    before = stored()
    found = trial(house, LIST)
    assert [(line.number, line.outcome) for line in found.lines] == [(2, "invite"), (3, "invite"), (4, "invite"), (5, "nothing")]
    assert found.lines[3].words == "Nothing: the same as line 2"
    assert found.lines[1].words == "Invite sam@nhs.example as Team member in Willow Ward"
    assert stored() == before
    with acting_as(house.programme_team):
        invitation_lists.send(by=house.programme_team, programme=house.programme, text=LIST)
    with owner():
        assert Invitation.objects.count() == 3 == Mail.objects.filter(kind="invitation").count()
    assert [line.outcome for line in trial(house, LIST).lines] == ["nothing"] * 4


def test_one_wrong_line_and_nobody_is_invited(house: House) -> None:
    wrong = {
        "Ruth,ruth@nhs,Ward manager,Larch Ward": "right form",
        "Ruth,ruth@nhs.example,Emperor,Larch Ward": "no role called “Emperor”",
        "Ruth,ruth@nhs.example,Ward manager,Nowhere": "no active ward team called “Nowhere”",
        "Ruth,ruth@nhs.example,Ward manager": "it is missing",
        "Ruth,ruth@nhs.example,System,": "no role",
        ",ruth@nhs.example,Ward manager,Larch Ward": "name is missing",
        "Ruth\u200b,ruth@nhs.example,Ward manager,Larch Ward": "cannot be seen",
        "Ruth,ruth@nhs.example,National team,Larch Ward": "leave the place empty",
        "Ruth,ruth@nhs.example,Ward manager,Larch Ward,943 476 5919": "NHS number",
        "Ruth,ruth@nhs.example\rBcc: x@y.example,Ward manager,Larch Ward": "right form",
        '"Ruth,ruth@nhs.example': "right form",
        "x" * 700: "longer than 600",
    }
    text = "Sam,sam@nhs.example,Team member,Willow Ward\n" + "\n".join(wrong)
    found = trial(house, text)
    assert [line.outcome for line in found.lines] == ["invite"] + ["wrong"] * len(wrong)
    for line, words in zip(found.lines[1:], wrong.values(), strict=True):
        assert words in line.words, line
    with acting_as(house.programme_team), pytest.raises(ValidationError, match="Nobody was invited"):
        invitation_lists.send(by=house.programme_team, programme=house.programme, text=text)
    with owner():
        assert not Invitation.objects.exists()


def test_ten_thousand_lines_are_tried_and_sent_in_seconds(house: House, django_assert_max_num_queries: Any) -> None:
    text = "\n".join(f"Person {i},p{i}@nhs.example,Team member,Larch Ward,Nurse" for i in range(10_000))
    began = time.monotonic()
    with django_assert_max_num_queries(20):
        assert trial(house, text).invites == 10_000

    with acting_as(house.programme_team), django_assert_max_num_queries(60):
        invitation_lists.send(by=house.programme_team, programme=house.programme, text=text)
    assert time.monotonic() - began < 60
    with owner():
        assert Invitation.objects.count() == 10_000 == Mail.objects.filter(kind="invitation").count()
    with pytest.raises(ValidationError, match="10,001 lines"):
        trial(house, text + "\nOne,more@nhs.example,Team member,Larch Ward")


def test_the_page_tries_first_and_sends_with_the_second_button(house: House, client_of: Callable[[Any], Client]) -> None:
    browser = client_of(house.programme_team)
    page = browser.post("/people/invitations/list/", {"text": LIST, "try": "yes"})
    assert "Send these invitations" in page.content.decode() and stored()[3] == 0
    bad = browser.post("/people/invitations/list/", {"text": LIST + "x", "send": "yes"})
    assert bad.status_code == 200 and "Nobody was invited" in bad.content.decode() and stored()[3] == 0
    assert "Ruth Okoro,ruth@nhs.example" in bad.content.decode()
    assert browser.post("/people/invitations/list/", {"text": LIST, "send": "yes"}).status_code == 302
    assert stored()[3] == 3


def test_roles_read_well_inside_a_sentence() -> None:
    words = {key: ROLES[key].words for key in ("coach", "provider_lead", "sponsor", "practitioner")}
    assert words == {
        "coach": "QI coach", "provider_lead": "provider QI lead", "sponsor": "executive sponsor",
        "practitioner": "lived experience practitioner",
    }  # fmt: skip
