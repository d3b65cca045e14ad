"""Executive coaching: logged by the executive coach, counted for the national team, seen by the two sides."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from coaching import executive_sessions
from coaching.models import Action, Attendance, ExecutiveRecord, Session, SessionTeam
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.factories import House, days_ago, today
from wards.models import Membership, Team

pytestmark = pytest.mark.django_db

NEW = "/coaching/sessions/new/"
PLAN = "/coaching/plan/new/"


@pytest.fixture
def second(house: House, as_owner: Callable[[], Any]) -> Person:
    """A sponsor of another provider."""
    with as_owner():
        return factories.member("Heath sponsor", "sponsor", team=house.heath)


def words(house: House, **changes: Any) -> dict[str, Any]:
    on = days_ago(2)
    return {
        "held_on_day": on.day, "held_on_month": on.month, "held_on_year": on.year, "minutes": "45", "kind": "executive",
        "mode": "video", "coaches": [str(house.executive_coach.pk)], "attended": [str(house.sponsor.pk)],
        "form_key": str(uuid.uuid4()), **changes,
    }  # fmt: skip


def stored(as_owner: Callable[[], Any], model: Any) -> list[Any]:
    with as_owner():
        return list(model.objects.all())


def test_the_two_sides_and_the_national_team_see_it(
    house: House, second: Person, client_of: Callable[[Person], Client], as_owner: Any
) -> None:
    coach = client_of(house.executive_coach)
    form = coach.get(NEW).content.decode()
    assert "Larch sponsor" in form
    assert "Heath sponsor" in form
    assert "Notes for the two sides" in form
    more = {"note": "One habit to try", "tools": ["equity_pause"], "decision": "what to ask", "action_1_what": "Walk the ward"}
    sent = words(house, **more, action_1_who=str(house.sponsor.pk))
    first = coach.post(NEW, sent)
    assert first.status_code == coach.post(NEW, sent).status_code == 302
    [session] = stored(as_owner, Session)
    assert (session.minutes, session.note, session.status) == (45, "", "delivered")
    assert set(session.keys) == {house.programme.pk, house.executive_coach.pk, house.sponsor.pk}
    assert not stored(as_owner, SessionTeam)
    assert [(row.person_id, row.team_id) for row in stored(as_owner, Attendance)] == [(house.sponsor.pk, None)]
    [record], [action] = stored(as_owner, ExecutiveRecord), stored(as_owner, Action)
    assert (record.note, record.tools, record.decision) == ("One habit to try", ["equity_pause"], "what to ask")
    assert set(record.keys) == set(action.keys) == {house.executive_coach.pk, house.sponsor.pk}
    assert (action.team_id, action.what, action.owner_id) == (None, "Walk the ward", house.sponsor.pk)
    assert "Walk the ward" in client_of(house.sponsor).get("/coaching/actions/?show=mine").content.decode()
    done = f"/coaching/actions/{action.pk}/done/"
    assert client_of(house.programme_team).post(done).status_code == 404
    assert [row.done_on for row in stored(as_owner, Action)] == [None]
    assert client_of(house.executive_coach).post(done).status_code == 302
    for person in (house.executive_coach, house.sponsor, house.programme_team):
        page = client_of(person).get(first["Location"]).content.decode()
        assert "Time delivered 0.75 hours, coaches’ time 0.75 hours." in page
        assert "Larch sponsor" in page
    for person in (second, house.ward_manager, house.coach, house.provider_lead, house.analyst):
        assert client_of(person).get(first["Location"]).status_code == 404, person
    hours = client_of(house.programme_team).get("/coaching/hours/").content.decode()
    assert "1 session, in no other figure" in hours


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"attended": []}, "Choose who came"),
        ({"attended": ["nonsense"]}, "Choose sponsors from the list"),
        ({"attended": "BOTH"}, "A one to one session has one sponsor"),
        ({"attended": "MANAGER"}, "Choose sponsors from the list"),
        ({"coaches": []}, "Choose at least one coach"),
        ({"kind": "team"}, "Choose the kind of session from the list"),
        ({"minutes": "601"}, "Minutes must be 600 or fewer"),
        ({"held_on_year": "2099"}, "The date must be today or in the past"),
        ({"note": "943 476 5919"}, "This looks like an NHS number"),
        ({"decision": "what to ask"}, "Choose the tool that was used for this decision"),
        ({"tools": ["nonsense"]}, "Choose the tools from the list"),
    ],
)
def test_wrong_fields(
    house: House, second: Person, client_of: Callable[[Person], Client], as_owner: Any, change: dict[str, Any], said: str
) -> None:
    named = {"BOTH": [house.sponsor, second], "MANAGER": [house.ward_manager]}
    if isinstance(change.get("attended"), str):
        change = {"attended": [str(person.pk) for person in named[change["attended"]]]}
    answer = client_of(house.executive_coach).post(NEW, words(house, **change))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not stored(as_owner, Session)


def test_nobody_else_logs_it(house: House, as_owner: Any) -> None:
    for person in (house.programme_team, house.coach, house.sponsor, house.national_lead):
        with acting_as(person), pytest.raises(PermissionDenied):
            executive_sessions.log(
                by=person, programme=house.programme, coaches=[house.executive_coach], sponsors=[house.sponsor],
                held_on=days_ago(1), minutes=60,
            )  # fmt: skip
    assert not stored(as_owner, Session)


def test_only_sponsors_of_the_programme(house: House, as_owner: Any) -> None:
    with acting_as(house.executive_coach), pytest.raises(ValidationError) as refusal:
        executive_sessions.log(
            by=house.executive_coach, programme=house.programme, coaches=[house.executive_coach],
            sponsors=[house.ward_manager], held_on=days_ago(1), minutes=60,
        )  # fmt: skip
    assert "attended" in refusal.value.message_dict
    assert not stored(as_owner, Session)


def test_the_executive_coach_knows_the_sponsors_and_no_ward(house: House) -> None:
    with acting_as(house.executive_coach):
        roles = set(
            Membership.objects.exclude(person=house.executive_coach).filter(team__isnull=False).values_list("role", flat=True)
        )
        assert roles == {"sponsor"}
        assert not Team.objects.exists()
        seen = Membership.visible.to(house.executive_coach).filter(team_id=house.larch.pk)
        assert set(seen.values_list("role", flat=True)) == {"sponsor"}
        assert not Person.objects.filter(pk=house.ward_manager.pk).exists()


def to_come(house: House, **changes: Any) -> dict[str, Any]:
    on = changes.pop("on", today() + timedelta(days=3))
    return words(house, **{"held_on_day": on.day, "held_on_month": on.month, "held_on_year": on.year, **changes})


def test_it_is_planned_seen_by_its_sides_and_logged_from_the_plan(
    house: House, second: Person, client_of: Callable[[Person], Client], as_owner: Any
) -> None:
    coach = client_of(house.executive_coach)
    assert "Plan a session" in coach.get("/coaching/plan/").content.decode()
    sent = to_come(house, on=today(), starts_at="10:00")
    first = coach.post(PLAN, sent)
    assert coach.post(PLAN, sent)["Location"] == first["Location"]
    [session] = stored(as_owner, Session)
    assert (session.status, session.minutes, session.note) == ("planned", 45, "")
    assert not stored(as_owner, Attendance), "who is expected has not come yet"
    for person in (house.executive_coach, house.sponsor, house.programme_team):
        page = client_of(person).get("/coaching/plan/").content.decode()
        assert "Executive coaching with Larch sponsor" in page, person
        assert "Executive coaching with Larch sponsor" in client_of(person).get(first["Location"]).content.decode()
    for person in (second, house.coach, house.ward_manager):
        assert client_of(person).get(first["Location"]).status_code == 404, person
    assert client_of(house.sponsor).get(PLAN).status_code == 403
    again = coach.post(PLAN, to_come(house, on=today(), starts_at="10:30")).content.decode()
    assert "Larch coach" not in again and "is with a sponsor from 10:00 to 10:45" in again
    address = reverse("session_log", args=[session.pk])
    page = coach.get(address).content.decode()
    assert f'value="{house.sponsor.pk}" checked' in page
    on = today()
    held = {"held_on_day": on.day, "held_on_month": on.month, "held_on_year": on.year}
    assert coach.post(address, words(house, **held, version="1", note="One habit to try")).status_code == 302
    [session], [record] = stored(as_owner, Session), stored(as_owner, ExecutiveRecord)
    assert (session.status, session.version, record.note) == ("delivered", 2, "One habit to try")
    assert [row.person_id for row in stored(as_owner, Attendance)] == [house.sponsor.pk]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"attended": []}, "Choose with whom"),
        ({"attended": "BOTH"}, "A one to one session has one sponsor"),
        ({"coaches": []}, "Choose at least one coach"),
        ({"on": days_ago(1)}, "The date must be today or later"),
        ({"on": today() + timedelta(days=500)}, "The date must be within the next year"),
        ({"minutes": "0"}, "Minutes must be 1 or more"),
        ({"starts_at": "noon-ish"}, "The start must be a time"),
    ],
)
def test_a_wrong_plan_plans_nothing(
    house: House, second: Person, client_of: Callable[[Person], Client], as_owner: Any, change: dict[str, Any], said: str
) -> None:
    change = dict(change)
    if change.get("attended") == "BOTH":
        change["attended"] = [str(house.sponsor.pk), str(second.pk)]
    assert said in client_of(house.executive_coach).post(PLAN, to_come(house, **change)).content.decode()
    assert not stored(as_owner, Session)


def test_nobody_else_plans_it(house: House, as_owner: Any) -> None:
    for person in (house.programme_team, house.coach, house.sponsor, house.national_lead):
        with acting_as(person), pytest.raises(PermissionDenied):
            executive_sessions.plan(
                by=person, programme=house.programme, coaches=[house.executive_coach], sponsors=[house.sponsor],
                held_on=today(), minutes=60,
            )  # fmt: skip
    assert not stored(as_owner, Session)
