"""A session that was logged wrongly is put right: with a reason, by whoever may log it, and its earlier version kept."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from coaching import agreements, corrections, executive_sessions, hours, sessions
from coaching.models import Action, Attendance, ExecutiveRecord, Session, SessionTeam
from people.acting import acting_as
from people.models import Person
from people.verbs import StaleEdit
from tests import factories
from tests.coaching.logged import NHS_NUMBER, words
from tests.factories import House, days_ago, today

pytestmark = pytest.mark.django_db
Look = Callable[..., list[Any]]


@pytest.fixture
def logged(pair: House) -> Session:
    """60 minutes of the larch coach with Larch Ward; the ward manager and two others came."""
    with acting_as(pair.coach):
        return sessions.log(
            by=pair.coach, teams=[pair.larch], coaches=[pair.coach], held_on=days_ago(3), minutes=60, others=2,
            attended=[pair.ward_manager], note="We drew the process.", coach_note="Tired", tools=["pdsa"], decision="what next",
        )  # fmt: skip


def right(house: House, **changes: Any) -> dict[str, Any]:
    """The correction as the browser sends it."""
    stands = {
        "attended": [str(house.ward_manager.pk)], "others": "2", "note": "We drew the process.", "coach_note": "Tired",
        "tools": ["pdsa"], "decision": "what next", "form_key": None, "version": "1", "why": "It was longer",
    }  # fmt: skip
    return words([house.larch], [house.coach], on=days_ago(3), **(stands | changes))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"why": "  "}, "Enter the reason"),
        ({"why": NHS_NUMBER}, "This looks like an NHS number"),
        ({"minutes": "0"}, "Minutes must be 1 or more"),
        ({"minutes": "601"}, "Minutes must be 600 or fewer"),
        ({"held_on_year": "2099"}, "The date must be today or in the past"),
        ({"note": f"Mr X, {NHS_NUMBER}"}, "This looks like an NHS number"),
        ({"coaches": []}, "Choose at least one coach"),
        ({"tools": []}, "Choose the tool that was used"),
        ({"teams": ["nonsense"]}, "Choose ward teams that you may log for"),
    ],
)
def test_a_wrong_correction_changes_nothing(
    pair: House, logged: Session, client_of: Callable[[Person], Client], rows: Look, change: dict[str, Any], said: str
) -> None:
    address = reverse("session_correct", args=[logged.pk])
    answer = client_of(pair.coach).post(address, right(pair, minutes="90") | change)
    assert answer.status_code == 200
    assert said in unescape(answer.content.decode())
    assert [(row.minutes, row.version) for row in rows(Session)] == [(60, 1)]


def test_a_team_on_which_something_hangs_stays(
    pair: House, logged: Session, client_of: Callable[[Person], Client], rows: Look
) -> None:
    with acting_as(pair.coach):
        agreements.agree(by=pair.coach, team=pair.larch, what="Print cards", session=logged)
    address = reverse("session_correct", args=[logged.pk])
    moved = right(pair, teams=[str(pair.willow.pk)], attended=[], coach_note="")
    answer = client_of(pair.coach).post(address, moved)
    assert "A ward team cannot be taken out while actions" in answer.content.decode()
    assert [row.team_id for row in rows(SessionTeam)] == [pair.larch.pk]
    assert [row.team_id for row in rows(Action)] == [pair.larch.pk]
    assert len(rows(Attendance)) == 1


def test_the_wrong_ward_is_put_right(pair: House, client_of: Callable[[Person], Client], rows: Look) -> None:
    with acting_as(pair.coach):
        wrong = sessions.log(by=pair.coach, teams=[pair.larch], coaches=[pair.coach], held_on=days_ago(3), minutes=60)
    sent = words([pair.willow], [pair.coach], on=days_ago(3), form_key=None, why="It was Willow", version="1")
    assert client_of(pair.coach).post(reverse("session_correct", args=[wrong.pk]), sent).status_code == 302
    assert [(row.team_id, row.minutes) for row in rows(SessionTeam)] == [(pair.willow.pk, 60)]
    assert client_of(pair.ward_manager).get(reverse("session", args=[wrong.pk])).status_code == 404
    assert client_of(pair.willow_manager).get(reverse("session", args=[wrong.pk])).status_code == 200


def test_who_came_may_stay_after_leaving_the_team(pair: House, logged: Session, as_owner: Any, rows: Look) -> None:
    with as_owner():
        pair.ward_manager.memberships.update(ends_on=days_ago(10), starts_on=days_ago(100))
    with acting_as(pair.coach):
        words_ = {"teams": [pair.larch], "coaches": [pair.coach], "held_on": days_ago(3), "kind": "team", "mode": "video"}
        corrections.correct(
            by=pair.coach, session=logged, why="Longer", minutes=70, attended=[pair.ward_manager], version=1, **words_
        )
    assert [row.person_id for row in rows(Attendance)] == [pair.ward_manager.pk]
    assert [row.minutes for row in rows(Session)] == [70]


@pytest.mark.parametrize("role", ["ward_manager", "sponsor", "national_lead", "willow_coach", "heath_coach", "executive_coach"])
def test_only_those_who_may_log_it_correct_it(pair: House, logged: Session, rows: Look, role: str) -> None:
    person = getattr(pair, role)
    with acting_as(person):
        for verb, more in (
            (corrections.correct, {"why": "Mine", "teams": [pair.larch], "coaches": [pair.coach], "held_on": days_ago(3),
                                   "minutes": 5, "kind": "team", "mode": "video"}),
            (corrections.withdraw, {"status": "cancelled", "reason": "Mine"}),
            (corrections.put_back, {"why": "Mine"}),
        ):  # fmt: skip
            with pytest.raises(PermissionDenied):
                verb(by=person, session=logged, **more)  # type: ignore[operator]
    assert [(row.minutes, row.status, row.version) for row in rows(Session)] == [(60, "delivered", 1)]


def test_back_from_cancelled_to_the_plan_and_on_to_logged(pair: House, client_of: Callable[[Person], Client], rows: Look) -> None:
    with acting_as(pair.coach):
        planned = sessions.plan(by=pair.coach, teams=[pair.larch], coaches=[pair.coach], held_on=days_ago(1), minutes=60)
        sessions.did_not_happen(by=pair.coach, session=planned, status="cancelled", reason="Ward closed")
    coach, address = client_of(pair.coach), reverse("session_put_back", args=[planned.pk])
    assert "This was a mistake" in coach.get(reverse("session", args=[planned.pk])).content.decode()
    assert "Ward closed" in coach.get(address).content.decode()
    for wrong, said in (
        ({"now": "held", "why": ""}, "Enter the reason"),
        ({"why": "Wrong week"}, "Choose whether it took place"),
        ({"now": "held", "why": "Wrong week", "version": "7"}, "Somebody else changed this"),
    ):
        assert said in coach.post(address, {"version": "2"} | wrong).content.decode(), said
    assert [row.status for row in rows(Session)] == ["cancelled"]
    good = {"now": "held", "why": "Wrong week", "version": "2"}
    first = coach.post(address, good)
    assert first["Location"] == coach.post(address, good)["Location"] == reverse("session_log", args=[planned.pk])
    assert [(row.status, row.reason, row.version) for row in rows(Session)] == [("planned", "", 3)]
    sent = words([pair.larch], [pair.coach], on=days_ago(1), version="3")
    assert coach.post(first["Location"], sent).status_code == 302
    assert [(row.status, row.minutes) for row in rows(Session)] == [("delivered", 60)]
    page = unescape(coach.get(reverse("session", args=[planned.pk])).content.decode())
    assert "Larch coach: Wrong week" in page
    assert "Before: Ward closed" in page
    with acting_as(pair.coach), pytest.raises(ValidationError):
        corrections.put_back(by=pair.coach, session=planned, why="Again")


def test_a_logged_session_that_did_not_happen_leaves_every_total(
    pair: House, logged: Session, client_of: Callable[[Person], Client], rows: Look
) -> None:
    coach, address = client_of(pair.coach), reverse("session_withdraw", args=[logged.pk])
    assert "Enter the reason" in coach.post(address, {"status": "missed", "version": "1"}).content.decode()
    good = {"status": "missed", "reason": "Logged for the wrong day", "version": "1"}
    assert coach.post(address, good).status_code == coach.post(address, good).status_code == 302
    assert [(row.status, row.reason, row.version) for row in rows(Session)] == [("missed", "Logged for the wrong day", 2)]
    assert not rows(Attendance)
    with acting_as(pair.programme_team):
        assert hours.total(hours.delivered(Session.visible.to(pair.programme_team))) == hours.Hours(0, 0, 0)
    page = unescape(coach.get(reverse("session", args=[logged.pk])).content.decode())
    assert "Before: Delivered" in page
    assert "Larch ward manager" in page  # who came, as it said before
    with acting_as(pair.coach), pytest.raises(StaleEdit):
        corrections.withdraw(by=pair.coach, session=logged, status="missed", reason="Again", version=1)


def test_executive_coaching_is_corrected_by_its_coach_and_tells_nobody_what_was_said(
    house: House, as_owner: Any, client_of: Callable[[Person], Client], rows: Look
) -> None:
    with as_owner():
        other = factories.member("Heath sponsor", "sponsor", team=house.heath)
    with acting_as(house.executive_coach):
        logged = executive_sessions.log(
            by=house.executive_coach, programme=house.programme, coaches=[house.executive_coach], sponsors=[house.sponsor],
            held_on=days_ago(2), minutes=45, note="The first words",
            actions=[agreements.Agreed("Walk the ward", house.sponsor)],
        )  # fmt: skip
    on = days_ago(2)
    sent = {
        "held_on_day": on.day, "held_on_month": on.month, "held_on_year": on.year, "minutes": "60", "kind": "executive_group",
        "mode": "phone", "coaches": [str(house.executive_coach.pk)], "attended": [str(house.sponsor.pk), str(other.pk)],
        "note": "The second words", "why": "Two came", "version": "1",
    }  # fmt: skip
    address = reverse("session_correct", args=[logged.pk])
    coach = client_of(house.executive_coach)
    assert "The first words" in coach.get(address).content.decode()
    for person, status in ((house.sponsor, 403), (house.programme_team, 403), (other, 404), (house.coach, 404)):
        assert client_of(person).post(address, sent).status_code == status, person
    assert coach.post(address, sent).status_code == coach.post(address, sent).status_code == 302
    [session], [record], [action] = rows(Session), rows(ExecutiveRecord), rows(Action)
    assert (session.minutes, session.version, session.note, record.note) == (60, 2, "", "The second words")
    sides = {house.executive_coach.pk, house.sponsor.pk, other.pk}
    assert set(record.keys) == set(action.keys) == sides
    assert {row.person_id for row in rows(Attendance)} == {house.sponsor.pk, other.pk}
    theirs = unescape(client_of(house.sponsor).get(reverse("session", args=[logged.pk])).content.decode())
    assert "Before: The first words" in theirs
    assert "Walk the ward" in theirs
    wide = unescape(client_of(house.programme_team).get(reverse("session", args=[logged.pk])).content.decode())
    assert "Two came" in wide
    assert "Before: 45" in wide
    assert "first words" not in wide
    assert "second words" not in wide
    assert "Walk the ward" not in wide


def test_a_session_to_come_cannot_be_corrected(pair: House, rows: Look) -> None:
    with acting_as(pair.coach):
        planned = sessions.plan(by=pair.coach, teams=[pair.larch], coaches=[pair.coach], held_on=today(), minutes=60)
        for call in (
            lambda: corrections.put_back(by=pair.coach, session=planned, why="No"),
            lambda: corrections.withdraw(by=pair.coach, session=planned, status="missed", reason="No"),
        ):
            with pytest.raises(ValidationError):
                call()
    assert [(row.status, row.version) for row in rows(Session)] == [("planned", 1)]
