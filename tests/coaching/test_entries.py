"""What the coach enters in a session stands on the ward's page, marked so, though its manager never signs in."""

from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from coaching import entries, sessions
from coaching.models import NextStep, Session
from ideas import change_ideas, measures
from ideas.models import ChangeIdea, Measure, MeasurePoint, ProgressScore, StageMove
from people.acting import acting_as
from people.keys import new_key
from people.models import Person
from tests.factories import House, days_ago, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged(house: House) -> Session:
    with acting_as(house.coach):
        return sessions.log(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(2), minutes=60)


@pytest.fixture
def idea(house: House) -> ChangeIdea:
    with acting_as(house.ward_manager):
        return change_ideas.propose(by=house.ward_manager, team=house.larch, title="Cards", who_for="All", inequity="x", aim="y")


@pytest.fixture
def measure(house: House, idea: ChangeIdea) -> Measure:
    with acting_as(house.ward_manager):
        return measures.define(
            by=house.ward_manager, team=house.larch, idea=idea, name="Hours until explained", unit="hours", definition="x"
        )


def rows(as_owner: Callable[[], Any], model: Any) -> list[Any]:
    with as_owner():
        return list(model.objects.order_by("id"))


def test_all_that_is_entered_in_a_session_stands_on_the_wards_page_and_says_so(
    house: House, logged: Session, idea: ChangeIdea, measure: Measure, client_of: Callable[[Person], Client], as_owner: Any
) -> None:
    coach, here = client_of(house.coach), [logged.pk]
    page = coach.get(reverse("session_entries", args=here)).content.decode()
    assert "Add a value: Hours until explained" in page
    on = days_ago(2)
    date = {"at_day": on.day, "at_month": on.month, "at_year": on.year, "version_of": str(on), "version": "0"}
    score = {"on_day": on.day, "on_month": on.month, "on_year": on.year, "score": "2.5"}
    for address, sent in (
        (reverse("enter_next_step", args=[*here, house.larch.pk]), {"what": "Try the cards with two patients"}),
        (reverse("enter_stage", args=[*here, idea.pk]), {"stage": "testing", "version": "1"}),
        (reverse("enter_value", args=[*here, measure.pk]), {"value": "24.5", **date}),
        (reverse("enter_progress", args=[*here, house.larch.pk]), score),
    ):
        assert coach.get(address).status_code == 200
        for _ in range(2):  # a double click counts once
            assert coach.post(address, sent).status_code == 302, address
    [step], [point], [scored] = rows(as_owner, NextStep), rows(as_owner, MeasurePoint), rows(as_owner, ProgressScore)
    _, moved = rows(as_owner, StageMove)
    assert (step.what, step.session_id, step.set_by_id) == ("Try the cards with two patients", logged.pk, house.coach.pk)
    assert (moved.stage, moved.entered_in, moved.moved_by_id) == ("testing", logged.pk, house.coach.pk)
    assert (point.value, point.at, point.entered_in) == (24.5, on, logged.pk)
    assert (scored.score, scored.on, scored.entered_in) == (2.5, on, logged.pk)
    link = reverse("session", args=here)
    ward = unescape(client_of(house.sponsor).get(f"/wards/{house.larch.pk}/").content.decode())
    for shown in ("Try the cards with two patients", "entered in the session of", "in a coaching session", "Testing", link):
        assert shown in ward, shown
    manager = client_of(house.ward_manager)
    assert f'href="{link}">Entered in a coaching session' in manager.get(reverse("idea", args=[idea.pk])).content.decode()
    assert "Entered in a coaching session" in manager.get(reverse("measure", args=[idea.pk, measure.pk])).content.decode()
    session = unescape(manager.get(link).content.decode())
    for shown in ("Entered in this session", "Cards: testing", "Hours until explained: 24.5 hours", "Progress score: 2.5 of 5"):
        assert shown in session, shown
    assert "Enter for the ward team" not in session


def test_a_later_value_of_the_team_is_the_teams_again(house: House, logged: Session, measure: Measure, as_owner: Any) -> None:
    with acting_as(house.coach):
        entries.add_point(by=house.coach, session=logged, measure=measure, at=days_ago(2), value=Decimal(3), version=0)
    with acting_as(house.ward_manager):
        measures.add_point(by=house.ward_manager, measure=measure, at=days_ago(2), value=Decimal(4), version=1)
    assert [(point.value, point.entered_in) for point in rows(as_owner, MeasurePoint)] == [(4, None)]


def test_who_may_not_enter(
    house: House, logged: Session, idea: ChangeIdea, client_of: Callable[[Person], Client], as_owner: Any
) -> None:
    step = reverse("enter_next_step", args=[logged.pk, house.larch.pk])
    stage = reverse("enter_stage", args=[logged.pk, idea.pk])
    for person, status in ((house.ward_manager, 403), (house.sponsor, 403), (house.heath_coach, 404), (house.nobody, 404)):
        assert client_of(person).post(step, {"what": "Mine"}).status_code == status
        with acting_as(person), pytest.raises(PermissionDenied):
            entries.set_next_step(by=person, session=logged, team=house.larch, what="Mine")
    associate = client_of(house.associate)
    assert associate.get(stage).status_code == 403
    assert associate.get(step).status_code == 200
    with acting_as(house.programme_team), pytest.raises(PermissionDenied):
        entries.set_next_step(by=house.programme_team, session=logged, team=house.heath, what="Not theirs")
    assert client_of(house.programme_team).get(reverse("enter_next_step", args=[logged.pk, house.heath.pk])).status_code == 404
    assert not rows(as_owner, NextStep)
    assert [row.stage for row in rows(as_owner, ChangeIdea)] == ["proposed"]


def test_wrong_words_store_nothing(house: House, logged: Session, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    step = reverse("enter_next_step", args=[logged.pk, house.larch.pk])
    for what, said in ((" ", "Enter the next step"), ("943 476 5919", "NHS number"), ("x" * 201, "200 characters or fewer")):
        assert said in client_of(house.coach).post(step, {"what": what}).content.decode()
    assert not rows(as_owner, NextStep)


def test_nothing_is_entered_in_a_session_to_come_or_called_off(house: House, as_owner: Any, client_of: Any) -> None:
    with acting_as(house.coach):
        words = {"by": house.coach, "teams": [house.larch], "coaches": [house.coach], "minutes": 60}
        ahead = sessions.plan(**words, held_on=today() + (today() - days_ago(3)))
        off = sessions.plan(**words, held_on=days_ago(1))
        off = sessions.did_not_happen(by=house.coach, session=off, status="cancelled", reason="Ill")
        for session in (ahead, off):
            with pytest.raises(ValidationError):
                entries.set_next_step(by=house.coach, session=session, team=house.larch, what="Too early")
            assert client_of(house.coach).get(reverse("session_entries", args=[session.pk])).status_code == 404
        begun = sessions.plan(**words, held_on=today())
        entries.set_next_step(by=house.coach, session=begun, team=house.larch, what="In the middle of it")
    assert [row.what for row in rows(as_owner, NextStep)] == ["In the middle of it"]


def test_the_mark_leads_to_a_session_that_there_is(house: House, idea: ChangeIdea, as_owner: Any) -> None:
    with as_owner(), pytest.raises(IntegrityError, match="stagemove_entered_in"), transaction.atomic():
        StageMove.objects.update(entered_in=new_key())
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
