"""What the log form is filled in with, and what it tells the script that keeps it without a connection."""

import re
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.test import Client

from coaching.models import Session
from people.kept_forms import mark_of
from people.models import Account, Person
from tests.coaching.logged import NEW, log_in_verb, plan_in_verb, words
from tests.coaching.test_executive_sessions import words as executive_words
from tests.factories import House, days_ago, today
from wards.models import Team, TeamStep

pytestmark = pytest.mark.django_db


def ticked(page: str, name: str) -> set[str]:
    boxes = [tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag and "checked" in tag]
    return {found.group(1) for tag in boxes if (found := re.search(r'value="([^"]+)"', tag))}


def typed(page: str, name: str) -> str:
    [tag] = [tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag]
    found = re.search(r'value="([^"]*)"', tag)
    return found.group(1) if found else ""


def test_same_as_last_time_copies_teams_coaches_minutes_mode_and_start(
    pair: House, client_of: Callable[[Person], Client]
) -> None:
    log_in_verb(pair, held_on=days_ago(20), minutes=33, starts_at=time(8), mode="phone")
    log_in_verb(
        pair, teams=[pair.larch, pair.willow], coaches=[pair.coach, pair.associate], held_on=days_ago(7), minutes=75,
        mode="in_person", starts_at=time(14, 30), attended=[pair.team_member], note="Last week's words",
    )  # fmt: skip
    plan_in_verb(pair, held_on=today(), minutes=11)
    page = client_of(pair.coach).get(f"{NEW}?team={pair.larch.pk}&same=1").content.decode()
    assert ticked(page, "teams") == {str(pair.larch.pk), str(pair.willow.pk)}
    assert ticked(page, "coaches") == {str(pair.coach.pk), str(pair.associate.pk)}
    assert ticked(page, "mode") == {"in_person"}
    assert (typed(page, "minutes"), typed(page, "starts_at")) == ("75", "14:30")
    assert typed(page, "held_on_day") == str(today().day)
    assert not ticked(page, "attended")
    assert "Last week's words" not in re.sub(r"<aside.*?</aside>", "", page, flags=re.S)
    assert "Filled in as on" in page


def test_same_as_last_time_of_wards_that_one_may_not_all_log_takes_the_one_asked_for(
    pair: House, client_of: Callable[[Person], Client]
) -> None:
    log_in_verb(pair, teams=[pair.larch, pair.willow], held_on=days_ago(7))
    page = client_of(pair.willow_coach).get(f"{NEW}?team={pair.willow.pk}&same=1").content.decode()
    assert ticked(page, "teams") == {str(pair.willow.pk)}
    assert "Larch Ward" not in page


def test_without_a_last_time_nothing_is_copied(house: House, client_of: Callable[[Person], Client]) -> None:
    page = client_of(house.coach).get(f"{NEW}?team={house.larch.pk}&same=1").content.decode()
    assert 'value="60"' in page and "Filled in as on" not in page
    assert "Same as last time" not in page


def test_a_planned_one_that_waits_is_named_before_it_is_logged_twice(pair: House, client_of: Callable[[Person], Client]) -> None:
    waiting = plan_in_verb(pair, held_on=days_ago(1))
    coach = client_of(pair.coach)
    assert f"/coaching/sessions/{waiting.pk}/log/" in coach.get(f"{NEW}?team={pair.larch.pk}").content.decode()
    assert f"/coaching/sessions/{waiting.pk}/log/" not in coach.get(f"{NEW}?team={pair.willow.pk}").content.decode()
    assert f"/coaching/sessions/{waiting.pk}/log/" in coach.get(f"/wards/{pair.larch.pk}/").content.decode()
    assert f"/coaching/sessions/{waiting.pk}/log/" in coach.get(f"/wards/{pair.larch.pk}/coaching/").content.decode()
    assert (
        f"/coaching/sessions/{waiting.pk}/log/"
        not in client_of(pair.ward_manager).get(f"/wards/{pair.larch.pk}/").content.decode()
    )


def test_the_link_of_a_wards_page_leads_to_its_own_form(pair: House, client_of: Callable[[Person], Client]) -> None:
    coach = client_of(pair.coach)
    ward = coach.get(f"/wards/{pair.larch.pk}/").content.decode()
    [address] = set(re.findall(rf'href="({NEW}\?team=[^"]+)"', ward))
    form = coach.get(address).content.decode()
    assert ticked(form, "teams") == {str(pair.larch.pk)}


def test_the_page_says_whose_it_is_and_which_form_was_saved(
    house: House, client_of: Callable[[Person], Client], as_owner: Any
) -> None:
    coach, sent = client_of(house.coach), words([house.larch], [house.coach])
    page = coach.post(f"{NEW}?team={house.larch.pk}", sent, follow=True).content.decode()
    with as_owner():
        mark = mark_of(Account.objects.get(person=house.coach))
        assert Session.objects.count() == 1
    assert f'data-person="{mark}"' in page
    assert f'data-sent="{sent["form_key"]}"' in page
    assert str(house.coach.pk) not in mark
    form = coach.get(f"{NEW}?team={house.larch.pk}").content.decode()
    assert 'data-keep="Larch Ward"' in form
    assert "data-sent=" not in form
    assert f'data-person="{mark}"' not in client_of(house.associate).get("/").content.decode()
    assert "data-person" not in Client().get("/account/login/").content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"minutes": "0"}, "Minutes must be 1 or more"),
        ({"minutes": "601"}, "Minutes must be 600 or fewer"),
        ({"coaches": []}, "Choose at least one coach"),
        ({"starts_at": "late"}, "The start must be a time, like 14:00"),
        ({"kind": "party"}, "Choose the kind of session from the list"),
    ],
)
def test_a_wrong_plan_is_told_and_plans_nothing(
    house: House, client_of: Callable[[Person], Client], as_owner: Any, change: dict[str, Any], said: str
) -> None:
    sent = words([house.larch], [house.coach], on=today()) | {"starts_at": "14:05"} | change
    page = client_of(house.coach).post(f"/coaching/plan/new/?team={house.larch.pk}", sent).content.decode()
    assert said in page and "There is a problem" in page
    assert "starts_at" in change or 'value="14:05"' in page
    with as_owner():
        assert not Session.objects.exists()


def test_a_team_that_had_left_by_then_is_told_beside_its_field_and_nothing_typed_is_lost(
    pair: House, client_of: Callable[[Person], Client], as_owner: Any
) -> None:
    with as_owner():
        pair.larch.state = Team.State.LEFT
        pair.larch.save()
        TeamStep.objects.create(team=pair.larch, state=Team.State.LEFT, on=days_ago(10), reason="Asked to")
    coach, address = client_of(pair.coach), f"{NEW}?team={pair.larch.pk}"
    sent = words([pair.larch], [pair.coach], note="Typed in vain?", on=days_ago(9))
    page = coach.post(address, sent).content.decode()
    group = page[page.index('name="teams"') - 2500 : page.index('name="teams"')]
    assert "Larch Ward left the programme on" in group, "beside the field"
    assert re.search(r"<details[^>]* open", page), "the folded part with the mistake stands open"
    assert "Typed in vain?" in page and 'value="60"' in page
    with as_owner():
        assert not Session.objects.exists()
    on = days_ago(11)
    good = sent | {"held_on_day": on.day, "held_on_month": on.month, "held_on_year": on.year}
    assert coach.post(address, good).status_code == 302


def test_executive_coaches_are_asked_about_two_at_once_as_well(
    house: House, client_of: Callable[[Person], Client], as_owner: Any
) -> None:
    coach, sent = client_of(house.executive_coach), executive_words(house, starts_at="09:00")
    assert coach.post(NEW, sent).status_code == 302
    again = executive_words(house, starts_at="09:30")
    page = coach.post(NEW, again).content.decode()
    assert "is with a sponsor from 09:00 to 09:45" in page
    assert coach.post(NEW, again | {"overlap_is_meant": "on"}).status_code == 302
    with as_owner():
        assert Session.objects.count() == 2
