"""Reminders turned off and on: by the form, by the link in a mail, and by a mail programme's own button."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from coaching import reminder_choices, reminders
from coaching.models import ReminderChoice
from people import outbox
from people.acting import acting_as
from people.models import Mail, Person
from qiprogramme import personal_data
from tests.factories import House, today

pytestmark = pytest.mark.django_db

ADDRESS = "/coaching/reminders/choices/"


def sent(what: str, until: date | None = None) -> dict[str, str]:
    day = {"day": until.day, "month": until.month, "year": until.year} if until else {"day": "", "month": "", "year": ""}
    return {"digest_coach": what, **{f"digest_coach_until_{part}": str(number) for part, number in day.items()}}


def goes_to_coach(house: House, on: date) -> bool:
    """Whether the week of that day makes the coach a mail."""
    with acting_as(house.programme_team):
        reminders.make_week(house.programme, by=house.programme_team, today=on)
        return Mail.objects.filter(person=house.coach, period=reminders.week_of(on)).exists()


def choices(as_owner: Callable[[], Any]) -> list[tuple[Any, str, date | None]]:
    with as_owner():
        return list(ReminderChoice.objects.values_list("person", "kind", "off_until"))


def test_off_for_good_and_on_again(house: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any]) -> None:
    browser = client_of(house.coach)
    assert browser.post(ADDRESS, sent("off")).status_code == 302
    assert choices(as_owner) == [(house.coach.pk, "digest-coach", None)]
    assert not goes_to_coach(house, today())
    assert 'value="off" checked' in browser.get(ADDRESS).content.decode()
    browser.post(ADDRESS, sent("on"))
    assert choices(as_owner) == []
    assert goes_to_coach(house, reminders.next_monday(today()))


def test_off_until_a_day_and_the_monday_after_it_comes_again(house: House, client_of: Callable[[Person], Client]) -> None:
    monday = reminders.next_monday(today())
    client_of(house.coach).post(ADDRESS, sent("until", monday))
    assert not goes_to_coach(house, monday)
    assert goes_to_coach(house, monday + timedelta(days=7))


def test_off_until_midweek_holds_for_that_week_however_late_it_is_made(
    house: House, client_of: Callable[[Person], Client]
) -> None:
    monday = reminders.next_monday(today())
    client_of(house.coach).post(ADDRESS, sent("until", monday + timedelta(days=1)))
    assert not goes_to_coach(house, monday + timedelta(days=3))


@pytest.mark.parametrize(("what", "until"), [("until", None), ("until", -1), ("nonsense", None), ("", None)])
def test_a_choice_that_cannot_be_is_told_beside_its_field(
    house: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any], what: str, until: int | None
) -> None:
    answer = client_of(house.coach).post(ADDRESS, sent(what, until and today() + timedelta(days=until)))
    assert answer.status_code == 200
    field = "digest_coach_until" if what == "until" else "digest_coach"
    assert f'id="id_{field}-error"' in answer.content.decode()
    assert choices(as_owner) == []


def test_it_holds_at_once_for_what_is_made_and_has_not_gone(house: House) -> None:
    assert goes_to_coach(house, today())
    with acting_as(house.coach):
        reminder_choices.turn_off(by=house.coach, kind="digest-coach")
    with acting_as(house.programme_team):
        assert outbox.send_waiting() == {"withdrawn": 1, "sent": 2}
        assert Mail.objects.get(person=house.coach).text == ""


def test_colleagues_keep_theirs(house: House) -> None:
    with acting_as(house.coach):
        reminder_choices.turn_off(by=house.coach, kind="digest-coach")
    assert not goes_to_coach(house, today())
    with acting_as(house.programme_team):
        assert Mail.objects.filter(person=house.willow_coach).exists()


def test_nobody_turns_off_another_persons(house: House, as_owner: Callable[[], Any]) -> None:
    from django.db import ProgrammingError, transaction

    with acting_as(house.programme_team), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        reminder_choices.turn_off(by=house.coach, kind="digest-coach")
    assert choices(as_owner) == []


# The link in a mail


def link(person: Person, kind: str = "digest-coach") -> str:
    return reminder_choices.link(reminder_choices.token(person.pk, kind)).removeprefix("http://localhost:8000")


def test_opening_the_link_changes_nothing_and_the_button_does(house: House, as_owner: Callable[[], Any]) -> None:
    scanner = Client()
    for method in ("get", "head", "options"):
        getattr(scanner, method)(link(house.coach))
    assert choices(as_owner) == []
    page = scanner.get(link(house.coach)).content.decode()
    assert "Turn off “Coach&#x27;s week”?" in page
    assert house.coach.name not in page and house.coach.email not in page
    answer = scanner.post(link(house.coach), {"do": "off"})
    assert (answer.status_code, answer["Location"]) == (302, link(house.coach))
    assert choices(as_owner) == [(house.coach.pk, "digest-coach", None)]
    assert "is turned off" in scanner.get(link(house.coach)).content.decode()
    scanner.post(link(house.coach), {"do": "on"})
    assert choices(as_owner) == []


def test_one_click_of_a_mail_programme_needs_no_cookie_and_no_redirect(house: House, as_owner: Callable[[], Any]) -> None:
    """RFC 8058: a POST with this body and nothing else."""
    programme = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = programme.post(link(house.coach), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert choices(as_owner) == [(house.coach.pk, "digest-coach", None)]


def test_it_is_the_links_person_whoever_is_signed_in(
    house: House, client_of: Callable[[Person], Client], as_owner: Callable[[], Any]
) -> None:
    client_of(house.willow_coach).post(link(house.coach), {"do": "off"})
    assert choices(as_owner) == [(house.coach.pk, "digest-coach", None)]


@pytest.mark.parametrize("spoilt", ["nonsense", "WyJhIiwiYiJd:1:x", ""])
def test_a_link_that_was_cut_off_or_made_up_changes_nothing(house: House, as_owner: Callable[[], Any], spoilt: str) -> None:
    address = f"/coaching/reminders/off/{spoilt}/" if spoilt else link(house.coach).replace("e", "f", 1)[:-9] + "/"
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"do": "off"}).status_code == 404
    assert choices(as_owner) == []


def test_a_link_of_somebody_who_is_gone_or_of_no_kind_does_not_work(house: House) -> None:
    assert Client().post(link(Person(), "digest-coach"), {"do": "off"}).status_code == 404
    assert Client().post(link(house.coach, "digest-cook"), {"do": "off"}).status_code == 404


@pytest.mark.parametrize("site", ["http://localhost:8000", "https://qi.example"])
def test_the_mail_names_its_own_way_out(house: House, settings: Any, site: str) -> None:
    settings.SITE_ADDRESS = site
    assert goes_to_coach(house, today())
    with acting_as(house.programme_team):
        words = outbox.words_of(Mail.objects.select_related("person").get(person=house.coach))
    address = f"{site}/coaching/reminders/off/{words.secret}/"
    assert words.headers["List-Unsubscribe"] == f"<{address}>"
    assert words.headers.get("List-Unsubscribe-Post") == ("List-Unsubscribe=One-Click" if site.startswith("https") else None)
    assert address in words.text.replace(outbox.SECRET, words.secret)
    assert f"{site}{ADDRESS}" in words.text


def test_what_was_chosen_goes_with_the_person(house: House, as_owner: Callable[[], Any]) -> None:
    with acting_as(house.coach):
        reminder_choices.turn_off(by=house.coach, kind="digest-coach")
        assert "Reminder choice" in personal_data.kept_of(by=house.coach, person=house.coach)
    with acting_as(house.programme_team):
        personal_data.erase(by=house.programme_team, person=house.coach, why="Asked")
    assert choices(as_owner) == []
