"""A digest is of its week, a sponsor's of its month: caught up with, never twice, and never after its time."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from coaching import reminder_choices, reminders
from coaching.models import Action, Ask
from people import outbox
from people.acting import acting_as
from people.models import Mail, Person
from tests import factories
from tests.factories import House, days_ago, today
from wards import memberships
from wards.models import Membership

pytestmark = pytest.mark.django_db

NEXT = "/coaching/reminders/next/"


@pytest.fixture
def asked(house: House, as_owner: Callable[[], Any]) -> House:
    """Something waits for the sponsor of Larch Ward, who is there for years."""
    with as_owner():
        Membership.objects.filter(person=house.sponsor).update(starts_on=date(2020, 1, 1))
        Ask.objects.create(
            team=house.larch, title="An interpreter", why="x", asked_by=house.ward_manager, asked_on=date(2026, 10, 20)
        )
    return house


def sponsors(house: House, *days: date) -> list[str]:
    """For which months the sponsor was made a mail, where the weeks of these days were made on these days."""
    with acting_as(house.programme_team):
        for day in days:
            reminders.make_week(house.programme, by=house.programme_team, today=day)
        mails = Mail.objects.filter(person=house.sponsor).order_by("period")
        return [mail.period for mail in mails]


@pytest.mark.parametrize(
    ("days", "months"),
    [
        ([date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 30)], ["2026-11"]),
        # Nothing ran in the week of the first Monday.
        ([date(2026, 11, 12), date(2026, 11, 16)], ["2026-11"]),
        # A week is of the month of its Monday, however late it is made.
        ([date(2026, 11, 9), date(2026, 12, 3), date(2026, 12, 7)], ["2026-11", "2026-12"]),
        ([date(2026, 12, 28), date(2027, 1, 3), date(2027, 1, 4)], ["2026-12", "2027-01"]),
        ([date(2027, 1, 2)], ["2026-12"]),
    ],
)
def test_a_sponsor_hears_once_a_month_on_the_first_monday_that_has_something_to_say(
    asked: House, days: list[date], months: list[str]
) -> None:
    assert sponsors(asked, *days) == months


def test_what_comes_up_later_in_the_month_is_told_on_the_next_monday(asked: House, as_owner: Callable[[], Any]) -> None:
    with as_owner():
        Ask.objects.update(answer=Ask.Answer.NOT_NOW)
    assert sponsors(asked, date(2026, 11, 2)) == []
    with as_owner():
        Ask.objects.update(answer=Ask.Answer.WAITING)
    assert sponsors(asked, date(2026, 11, 9)) == ["2026-11"]


def test_a_sponsor_who_turned_it_off_until_a_day_hears_after_it(asked: House) -> None:
    monday = reminders.next_monday(today())
    with acting_as(asked.sponsor):
        reminder_choices.turn_off(by=asked.sponsor, kind="digest-sponsor", until=monday)
    assert sponsors(asked, monday) == []
    assert len(sponsors(asked, monday + timedelta(days=7))) == 1


def test_in_advance_a_sponsor_sees_whether_this_months_was_made(asked: House, client_of: Callable[[Person], Client]) -> None:
    shown = client_of(asked.sponsor).get(NEXT).content.decode()
    assert "An interpreter" in shown and "before next month" not in shown
    sponsors(asked, reminders.next_monday(today()))
    shown = client_of(asked.sponsor).get(NEXT).content.decode()
    assert "An interpreter" in shown and "before next month" in shown


def test_in_advance_one_sees_what_each_programme_would_send(
    house: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any]
) -> None:
    with as_owner():
        other = factories.programme(name="Culture of Care")
        factories.membership(house.coach, "coach", team=factories.team(house.south, factories.phase(other), "Alder Ward"))
    shown = client_of(house.coach).get(NEXT).content.decode()
    assert "Larch Ward: plan a session" in shown and "Alder Ward: plan a session" in shown
    assert f"Coach&#x27;s week, {house.programme.name}" in shown and "Coach&#x27;s week, Culture of Care" in shown


def made_on(house: House, day: date) -> Mail:
    """The coach's mail of that day's week."""
    with acting_as(house.programme_team):
        reminders.make_week(house.programme, by=house.programme_team, today=day)
        return Mail.objects.get(person=house.coach)


def what_became(house: House, mail: Mail) -> str:
    with acting_as(house.programme_team):
        outbox.send_waiting()
        mail.refresh_from_db()
        return str(mail.state)


def test_what_did_not_go_in_its_week_does_not_go_with_the_next_one(house: House, client_of: Callable[[Person], Client]) -> None:
    """The mail server was away for a week: nobody is told of two weeks at once."""
    mail = made_on(house, days_ago(7))
    assert what_became(house, mail) == "withdrawn"
    page = client_of(house.programme_team).get(f"/coaching/reminders/{mail.pk}/").content.decode()
    assert "Its time was over before it could go" in page
    assert mail.text == ""


def test_one_of_an_earlier_week_goes_again_by_hand(house: House, client_of: Callable[[Person], Client]) -> None:
    mail = made_on(house, days_ago(7))
    with acting_as(house.programme_team):
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.UNCERTAIN)
    browser = client_of(house.programme_team)
    assert browser.post(f"/coaching/reminders/{mail.pk}/").status_code == 302
    assert what_became(house, mail) == "sent"
    assert "Sent again by" in browser.get(f"/coaching/reminders/{mail.pk}/").content.decode()
    assert mail.again_by_id == house.programme_team.pk


@pytest.mark.parametrize("how", ["ended", "away"])
def test_whoever_left_before_it_went_is_not_written_to(house: House, as_owner: Callable[[], Any], how: str) -> None:
    mail = made_on(house, today())
    if how == "away":
        with acting_as(house.coach):
            memberships.step_back(by=house.coach)
    else:
        with as_owner():
            Membership.objects.filter(person=house.coach).update(ends_on=days_ago(1))
    assert what_became(house, mail) == "withdrawn"


def test_an_action_in_a_mail_opens_the_action_with_its_button(
    house: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any]
) -> None:
    with as_owner():
        action = Action.objects.create(team=house.larch, what="Print the cards", owner=house.coach, due_on=days_ago(1))
    shown = client_of(house.coach).get(NEXT).content.decode()
    assert f'href="/coaching/actions/{action.pk}/"' in shown
    page = client_of(house.coach).get(f"/coaching/actions/{action.pk}/").content.decode()
    assert f'action="/coaching/actions/{action.pk}/done/"' in page
