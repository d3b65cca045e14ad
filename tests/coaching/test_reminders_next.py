"""What would come next Monday, and mails that a person has to look at: the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from coaching import reminder_choices, reminders
from coaching.models import Session, SessionTeam
from people.acting import acting_as
from people.models import Mail, Person
from tests.factories import House, days_ago, today

pytestmark = pytest.mark.django_db

NEXT = "/coaching/reminders/next/"


@pytest.fixture
def late(house: House, as_owner: Callable[[], Any]) -> Session:
    """A session of Larch Ward that is past and not logged."""
    with as_owner():
        session = Session.objects.create(programme=house.programme, keys=[house.larch.pk], held_on=days_ago(3), minutes=60)
        SessionTeam.objects.create(session=session, team=house.larch, programme=house.programme, minutes=60)
    return session


def page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_sees_ones_own_and_each_line_opens_the_thing_to_do(
    house: House, late: Session, client_of: Callable[[Person], Client]
) -> None:
    shown = page(client_of(house.coach), NEXT)
    assert f'href="/coaching/sessions/{late.pk}/log/"' in shown
    assert "Willow Ward" not in shown and "Everybody" not in shown
    assert "Nothing to say, so no email" in page(client_of(house.ward_manager), NEXT)
    assert "Your roles bring no reminders" in page(client_of(house.analyst), NEXT)


def test_what_is_shown_is_what_is_sent_then(house: House, late: Session) -> None:
    """The page and the making ask the same function."""
    monday = reminders.next_monday(today())
    with acting_as(house.coach):
        (seen,) = reminders.digests(house.programme, by=house.coach, today=monday, person=house.coach.pk)
    with acting_as(house.programme_team):
        reminders.make_week(house.programme, by=house.programme_team, today=monday)
        sent = Mail.objects.get(person=house.coach)
    assert (sent.kind, sent.period, sent.content) == (seen.kind, seen.period, seen.found)


def test_nobody_asks_for_anothers(house: House, late: Session) -> None:
    with acting_as(house.willow_coach):
        assert reminders.digests(house.programme, by=house.willow_coach, today=today(), person=house.coach.pk) == []
        assert reminders.digests(house.programme, by=house.willow_coach, today=today()) == []


def test_the_national_team_sees_anybodys_and_who_would_be_sent_nothing(
    house: House, late: Session, client_of: Callable[[Person], Client]
) -> None:
    browser = client_of(house.programme_team)
    shown = page(browser, NEXT)
    assert f'href="{NEXT}{house.coach.pk}/"' in shown and f'href="{NEXT}{house.heath_coach.pk}/"' in shown
    found = page(browser, f"{NEXT}?q=larch")
    assert f'href="{NEXT}{house.coach.pk}/"' in found and f'href="{NEXT}{house.heath_coach.pk}/"' not in found
    assert f'href="{NEXT}{house.ward_manager.pk}/"' in found  # nothing to say to
    assert f'href="/coaching/sessions/{late.pk}/log/"' in page(browser, f"{NEXT}{house.coach.pk}/")


@pytest.mark.parametrize("why", ["off", "no address", "refused"])
def test_it_says_why_somebody_would_be_sent_nothing(
    house: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any], why: str
) -> None:
    words = {"off": "Turned off", "no address": "No email address", "refused": "were refused for good"}
    if why == "off":
        with acting_as(house.coach):
            reminder_choices.turn_off(by=house.coach, kind="digest-coach")
        assert "You turned it off" in page(client_of(house.coach), NEXT)
    elif why == "no address":
        with as_owner():
            Person.objects.filter(pk=house.coach.pk).update(email="")
    else:
        refused_mail(house, as_owner)
    assert words[why] in page(client_of(house.programme_team), f"{NEXT}{house.coach.pk}/")
    with acting_as(house.programme_team):
        assert reminders.make_week(house.programme, by=house.programme_team, today=reminders.next_monday(today())) == 2


def refused_mail(house: House, as_owner: Callable[[], Any]) -> Mail:
    with as_owner():
        return Mail.objects.create(
            person=house.coach, programme_id=house.programme.pk, kind="digest-coach", period="2026-W01", to=house.coach.email,
            content=[{"what": "plan", "key": str(house.larch.pk), "team": "Larch Ward"}], subject="Plan", text="Plan",
            message_id="<1@x>", state=Mail.State.FAILED, address_refused=True, error="550 no such person",
        )  # fmt: skip


def test_an_address_is_put_right_and_the_mail_goes_again(
    house: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any]
) -> None:
    mail = refused_mail(house, as_owner)
    browser = client_of(house.programme_team)
    assert "Addresses that do not work" in page(browser, "/coaching/reminders/")
    address = f"/coaching/reminders/{mail.pk}/"
    assert house.coach.email in page(browser, address)
    wrong = browser.post(address, {"email": "nobody at all"})
    assert "in the right form" in wrong.content.decode() and "nobody at all" in wrong.content.decode()
    with as_owner():
        mail.refresh_from_db()
        assert mail.state == Mail.State.FAILED
    assert browser.post(address, {"email": "right@nhs.example"}).status_code == 302
    with as_owner():
        mail.refresh_from_db()
        assert (mail.state, mail.to, mail.message_id, mail.address_refused) == ("queued", "right@nhs.example", "<1@x>", False)
        assert Person.objects.get(pk=house.coach.pk).email == "right@nhs.example"
    assert "Addresses that do not work" not in page(browser, "/coaching/reminders/")


@pytest.mark.parametrize("name", ["coach", "national_lead", "heath_coach"])
def test_nobody_else_puts_it_right(
    house: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any], name: str
) -> None:
    mail = refused_mail(house, as_owner)
    answer = client_of(getattr(house, name)).post(f"/coaching/reminders/{mail.pk}/", {"email": "mine@nhs.example"})
    assert answer.status_code == (403 if name == "coach" else 404)
    with as_owner():
        mail.refresh_from_db()
        assert (mail.state, mail.to) == ("failed", house.coach.email)


def test_an_uncertain_mail_goes_again_by_one_press_and_one_only(
    house: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any]
) -> None:
    mail = refused_mail(house, as_owner)
    with as_owner():
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.UNCERTAIN, address_refused=False)
    browser = client_of(house.programme_team)
    address = f"/coaching/reminders/{mail.pk}/"
    assert "Send it again" in page(browser, address)
    for _ in range(2):
        assert browser.post(address).status_code == 302
    with as_owner():
        mail.refresh_from_db()
        assert (mail.state, mail.attempts, mail.message_id) == ("queued", 0, "<1@x>")
    assert "Send it again" not in page(browser, address)


def test_the_pages_take_as_many_queries_for_many_people(
    house: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests import factories

    browser = client_of(house.programme_team)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(browser, NEXT)
        counts.append(len(asked))
        with as_owner():
            for _ in range(8):
                factories.member("", "coach", team=factories.team(house.south, house.wider))
    assert counts[0] == counts[1]
