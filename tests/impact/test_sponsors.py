"""A sponsor's page: requests first, the longest wait on top; then the wards; then what came of answers."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from coaching import agreements, sessions
from coaching.models import Ask
from tests import factories
from tests.factories import days_ago, today

pytestmark = pytest.mark.django_db


def asked(house: Any, as_owner: Any, title: str, *, days: int, team: Any = None) -> Ask:
    with as_owner():
        return Ask.objects.create(
            team=team or house.larch, title=title, why="14 of 40 talks were moved", cost="About £310 a week",
            asked_by=house.ward_manager, asked_on=days_ago(days),
        )  # fmt: skip


def read(client_of: Any, person: Any) -> Any:
    return client_of(person).get(reverse("sponsor"))


def test_the_page_is_for_sponsors_and_deputies_only(house: Any, client_of: Any, as_owner: Any) -> None:
    with as_owner():
        deputy = factories.member("Deputy", "deputy_sponsor", team=house.larch)
        former = factories.member("Former sponsor", "sponsor", team=house.larch, ended=1)
    assert read(client_of, house.sponsor).status_code == 200
    assert read(client_of, deputy).status_code == 200
    for person in (
        former,
        house.ward_manager,
        house.coach,
        house.programme_team,
        house.national_lead,
        house.provider_lead,
        house.nobody,
    ):
        assert read(client_of, person).status_code == 404


def test_the_longest_wait_is_on_top_with_the_only_main_button(house: Any, client_of: Any, as_owner: Any) -> None:
    asked(house, as_owner, "Open the garden", days=2)
    asked(house, as_owner, "An interpreter", days=12)
    page = read(client_of, house.sponsor)
    text = page.content.decode()
    assert [ask.title for ask in page.context["page"].waiting] == ["An interpreter", "Open the garden"]
    assert "waiting 12 days" in text and "waiting 2 days" in text and "About £310 a week" in text
    buttons = re.findall(r"<a\s[^>]*>\s*Answer\s*</a>", text)
    assert ["nhsuk-button--secondary" in button for button in buttons] == [False, True]


def test_requests_of_other_wards_are_not_there(house: Any, client_of: Any, as_owner: Any) -> None:
    asked(house, as_owner, "Willow's own request", days=5, team=house.willow)
    text = read(client_of, house.sponsor).content.decode()
    assert "Willow" not in text and "Nothing is waiting for your answer" in text


def test_an_answer_moves_the_request_below(house: Any, client_of: Any, as_owner: Any, acting: Any) -> None:
    ask = asked(house, as_owner, "An interpreter", days=12)
    with acting(house.sponsor):
        agreements.answer(by=house.sponsor, ask=ask, verdict="agreed", words="Yes, from January.")
    page = read(client_of, house.sponsor)
    assert page.context["page"].waiting == []
    assert "✓ Agreed" in page.content.decode()


def test_the_next_meeting_and_the_reasons_of_a_quiet_ward_are_shown(house: Any, client_of: Any, acting: Any) -> None:
    assert "None planned" in read(client_of, house.sponsor).content.decode()
    with acting(house.coach):
        sessions.plan(
            by=house.coach,
            teams=[house.larch],
            coaches=[house.coach],
            held_on=today() + timedelta(days=5),
            minutes=30,
            kind="sponsor",
        )
    text = read(client_of, house.sponsor).content.decode()
    day = today() + timedelta(days=5)
    assert f"{day:%A} {day.day} {day:%B}" in text and "None planned" not in text
    assert "No session yet" in text


def test_more_wards_cost_no_more_queries(house: Any, client_of: Any, as_owner: Any, django_assert_max_num_queries: Any) -> None:
    client = client_of(house.sponsor)
    client.get(reverse("sponsor"))
    with django_assert_max_num_queries(60) as few:
        client.get(reverse("sponsor"))
    with as_owner():
        for name in ("Rowan", "Birch", "Alder"):
            factories.membership(house.sponsor, "sponsor", team=factories.team(house.north, house.wider, name))
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("sponsor"))
