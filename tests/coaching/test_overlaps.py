"""A coach in two places at once: seen, asked about, and kept where both are meant."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from coaching import corrections, executive_sessions, plan, sessions
from coaching.models import Session
from coaching.overlaps import Slot, overlaps
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.coaching.logged import NEW, log_in_verb, plan_in_verb, words
from tests.factories import House, days_ago, today

pytestmark = pytest.mark.django_db

ASKED = "Larch coach is with Larch Ward from 14:00 to 15:00"


@pytest.fixture
def pair(house: House, as_owner: Callable[[], Any]) -> House:
    """The larch coach coaches willow as well."""
    with as_owner():
        factories.membership(house.coach, "coach", team=house.willow)
    return house


def stored(as_owner: Callable[[], Any]) -> int:
    with as_owner():
        return Session.objects.count()


def test_the_log_asks_and_keeps_what_is_meant(pair: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    log_in_verb(pair, starts_at=time(14))
    coach = client_of(pair.coach)
    sent = words([pair.willow], [pair.coach], starts_at="14:30", note="What we typed stays")
    page = coach.post(f"{NEW}?team={pair.willow.pk}", sent).content.decode()
    assert ASKED in page
    assert 'name="overlap_is_meant"' in page
    assert "What we typed stays" in page
    assert 'href="#id_overlap_is_meant"' in page and 'id="id_overlap_is_meant"' in page
    assert stored(as_owner) == 1
    assert coach.post(f"{NEW}?team={pair.willow.pk}", sent | {"overlap_is_meant": "on"}).status_code == 302
    assert stored(as_owner) == 2
    assert 'name="overlap_is_meant"' not in coach.get(f"{NEW}?team={pair.willow.pk}").content.decode()


@pytest.mark.parametrize(
    ("start", "minutes", "met"),
    [("13:00", 60, False), ("13:00", 61, True), ("14:59", 10, True), ("15:00", 10, False), ("14:10", 5, True), ("", 60, False)],
)
def test_one_that_ends_as_the_other_begins_is_none(
    pair: House, client_of: Callable[[Person], Client], start: str, minutes: int, met: bool
) -> None:
    log_in_verb(pair, starts_at=time(14))
    sent = words([pair.willow], [pair.coach], starts_at=start, minutes=str(minutes))
    answer = client_of(pair.coach).post(f"{NEW}?team={pair.willow.pk}", sent)
    assert (answer.status_code == 200) is met


def test_the_session_itself_and_cancelled_ones_are_none(pair: House, as_owner: Any) -> None:
    planned = plan_in_verb(pair, starts_at=time(14))
    with acting_as(pair.coach):
        sessions.log(
            by=pair.coach,
            teams=[pair.larch],
            coaches=[pair.coach],
            held_on=today(),
            minutes=60,
            starts_at=time(14),
            planned=planned,
        )
    other = plan_in_verb(pair, teams=[pair.willow], held_on=today() + timedelta(days=1), starts_at=time(14))
    with acting_as(pair.coach):
        plan.cancel(by=pair.coach, session=other, reason="Ill")
    plan_in_verb(pair, held_on=today() + timedelta(days=1), starts_at=time(14))
    assert stored(as_owner) == 3


def test_another_coachs_session_is_none_and_a_hidden_one_is_not_told(pair: House) -> None:
    with acting_as(pair.willow_coach):
        sessions.log(
            by=pair.willow_coach, teams=[pair.willow], coaches=[pair.coach], held_on=days_ago(1), minutes=60, starts_at=time(14)
        )
    with acting_as(pair.associate):
        slot = Slot(days_ago(1), time(14), 60, [pair.coach, pair.associate])
        assert overlaps(pair.associate, [slot]) == {}
    with acting_as(pair.coach):
        assert [each.wards for each in overlaps(pair.coach, [slot])[0]] == ["Willow Ward"]
        assert overlaps(pair.coach, [Slot(days_ago(1), time(14), 60, [pair.associate])]) == {}


def test_planning_and_moving_ask_as_well(pair: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    tomorrow = today() + timedelta(days=1)
    plan_in_verb(pair, held_on=tomorrow, starts_at=time(14))
    coach = client_of(pair.coach)
    sent = words([pair.willow], [pair.coach], on=tomorrow, starts_at="14:15")
    address = f"/coaching/plan/new/?team={pair.willow.pk}"
    assert ASKED in coach.post(address, sent).content.decode()
    other = plan_in_verb(pair, teams=[pair.willow], held_on=tomorrow, starts_at=time(16))
    move = reverse("session_move", args=[other.pk])
    to = {"held_on_day": tomorrow.day, "held_on_month": tomorrow.month, "held_on_year": tomorrow.year}
    moved = to | {"starts_at": "14:15", "version": "1"}
    assert ASKED in coach.post(move, moved).content.decode()
    assert stored(as_owner) == 2
    assert coach.post(move, moved | {"overlap_is_meant": "on"}).status_code == 302
    with as_owner():
        assert Session.objects.get(pk=other.pk).starts_at == time(14, 15)
    page = coach.get("/coaching/plan/").content.decode()
    assert ASKED in page
    assert "Larch coach is with Willow Ward from 14:15 to 15:15" in page


def test_the_verbs_refuse_beside_the_tick(pair: House) -> None:
    log_in_verb(pair, starts_at=time(14))
    with pytest.raises(ValidationError) as refusal:
        log_in_verb(pair, teams=[pair.willow], starts_at=time(14, 30))
    assert list(refusal.value.message_dict) == ["overlap_is_meant"]


def test_a_session_across_midnight_meets_one_of_the_next_day(pair: House) -> None:
    log_in_verb(pair, held_on=days_ago(3), starts_at=time(23, 30), minutes=90)
    said = {}
    for start in (time(0, 15), time(1)):
        with acting_as(pair.coach):
            said[start] = overlaps(pair.coach, [Slot(days_ago(2), start, 60, [pair.coach])])
    assert [each.words for each in said[time(0, 15)][0]] == ["Larch coach is with Larch Ward from 23:30 to 01:00"]
    assert said[time(1)] == {}
    with acting_as(pair.coach):
        assert overlaps(pair.coach, [Slot(days_ago(4), time(23), 600, [pair.coach])]) == {}
        assert overlaps(pair.coach, [Slot(days_ago(3), time(14), 600, [pair.coach])])


def test_a_correction_that_comes_to_another_session_asks_and_an_old_overlap_does_not(
    pair: House, client_of: Callable[[Person], Client], as_owner: Any
) -> None:
    log_in_verb(pair, starts_at=time(14))
    other = log_in_verb(pair, teams=[pair.willow], starts_at=time(15), minutes=30)
    coach, address = client_of(pair.coach), reverse("session_correct", args=[other.pk])
    sent = words([pair.willow], [pair.coach], starts_at="14:30", minutes="30", form_key=None, version="1", why="It was earlier")
    assert 'name="overlap_is_meant"' not in coach.get(address).content.decode()
    page = coach.post(address, sent).content.decode()
    assert ASKED in page and 'id="id_overlap_is_meant"' in page and "It was earlier" in page
    with as_owner():
        assert (Session.objects.get(pk=other.pk).starts_at, Session.objects.get(pk=other.pk).version) == (time(15), 1)
    assert coach.post(address, sent | {"overlap_is_meant": "on"}).status_code == 302
    with as_owner():
        assert Session.objects.get(pk=other.pk).starts_at == time(14, 30)
    again = sent | {"version": "2", "note": "Only the words", "minutes": "25", "why": "Words"}
    assert coach.post(address, again).status_code == 302, "it takes no more time than it did"


def test_a_correction_of_executive_coaching_asks_as_well(house: House, as_owner: Any) -> None:
    sponsors, coach = [house.sponsor], house.executive_coach
    with acting_as(coach):
        for start in (14, 16):
            made = executive_sessions.log(
                by=coach, programme=house.programme, coaches=[coach], sponsors=sponsors, held_on=days_ago(1), minutes=60,
                starts_at=time(start),
            )  # fmt: skip
        right = {
            "by": coach, "session": made, "why": "Earlier", "coaches": [coach], "sponsors": sponsors, "held_on": days_ago(1),
            "minutes": 60, "kind": "executive", "mode": "video", "starts_at": time(14, 30),
        }  # fmt: skip
        with pytest.raises(ValidationError) as refusal:
            corrections.correct_executive(**right)
        assert list(refusal.value.message_dict) == ["overlap_is_meant"]
        corrections.correct_executive(**right, overlap_is_meant=True)
    with as_owner():
        assert Session.objects.get(pk=made.pk).starts_at == time(14, 30)
