"""The API of sessions: the three measures under their own names, and no more than the reader may see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching import executive_sessions, sessions
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.factories import House, days_ago

pytestmark = pytest.mark.django_db
SESSIONS = "/api/v1/sessions/"


@pytest.fixture
def logged(house: House, as_owner: Callable[[], Any]) -> House:
    with as_owner():
        factories.membership(house.coach, "coach", team=house.willow)
        factories.membership(house.associate, "associate", team=house.willow)
    with acting_as(house.coach):
        sessions.log(
            by=house.coach, teams=[house.larch, house.willow], coaches=[house.coach, house.associate], held_on=days_ago(3),
            minutes=91, others=2, attended=[house.practitioner], note="For the team", tools=["pdsa"],
        )  # fmt: skip
        planned = sessions.plan(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(1), minutes=45)
        sessions.did_not_happen(by=house.coach, session=planned, status="cancelled", reason="Ill")
    with acting_as(house.executive_coach):
        executive_sessions.log(
            by=house.executive_coach, programme=house.programme, coaches=[house.executive_coach], sponsors=[house.sponsor],
            held_on=days_ago(2), minutes=60, note="Between the two",
        )  # fmt: skip
    return house


def read(browser: Client, query: str = "") -> list[dict[str, Any]]:
    answer = browser.get(f"{SESSIONS}{query}")
    assert answer.status_code == 200
    found = answer.json()
    assert found["count"] == len(found["results"])
    return list(found["results"])


def test_the_measures_stand_under_their_own_names(logged: House, client_of: Callable[[Person], Client]) -> None:
    cancelled, executive, team = read(client_of(logged.programme_team))
    assert (team["time_delivered_minutes"], team["coaches_time_minutes"], team["planned_or_held_minutes"]) == (91, 182, 91)
    assert [(share["name"], share["each_wards_share_minutes"]) for share in team["ward_shares"]] == [
        ("Larch Ward", 46), ("Willow Ward", 45),
    ]  # fmt: skip
    assert (team["number_of_wards"], team["number_of_coaches"], team["people_who_came"], team["others_who_came"]) == (2, 2, 1, 2)
    assert (executive["time_delivered_minutes"], executive["ward_shares"], executive["kind"]) == (60, [], "executive")
    assert (cancelled["status"], cancelled["reason"]) == ("cancelled", "Ill")
    names = ("time_delivered_minutes", "coaches_time_minutes", "people_who_came", "others_who_came")
    assert [cancelled[name] for name in names] == [None] * 4
    assert cancelled["ward_shares"][0]["each_wards_share_minutes"] is None


def test_nobody_is_told_more_than_the_pages_tell(logged: House, client_of: Callable[[Person], Client]) -> None:
    for person in (logged.programme_team, logged.executive_coach, logged.coach):
        text = str(read(client_of(person)))
        assert "Between the two" not in text
        assert "For the team" not in text
        assert "practitioner" not in text
    [half] = read(client_of(logged.willow_manager))
    assert ([share["name"] for share in half["ward_shares"]], half["number_of_wards"]) == (["Willow Ward"], 2)
    assert [row["kind"] for row in read(client_of(logged.executive_coach))] == ["executive"]
    assert read(client_of(logged.heath_manager)) == read(client_of(logged.nobody)) == []
    assert Client().get(SESSIONS).status_code == 401
    assert client_of(logged.programme_team).post(SESSIONS, {}).status_code in (403, 405)


def test_it_narrows_like_the_page(logged: House, client_of: Callable[[Person], Client]) -> None:
    browser = client_of(logged.programme_team)
    assert len(read(browser, "?status=delivered&kind=headline")) == 1
    assert len(read(browser, f"?ward={logged.willow.pk}")) == 1
    wrong = browser.get(f"{SESSIONS}?month=last")
    assert (wrong.status_code, list(wrong.json())) == (400, ["month"])
    assert browser.get(f"{SESSIONS}?page=99").status_code == 404


def test_as_many_queries_for_many_sessions(logged: House, client_of: Callable[[Person], Client]) -> None:
    browser, counts = client_of(logged.coach), []
    for more in (1, 12):
        with acting_as(logged.coach):
            for _ in range(more):
                sessions.log(by=logged.coach, teams=[logged.larch], coaches=[logged.coach], held_on=days_ago(9), minutes=30)
        with CaptureQueriesContext(connection) as queries:
            browser.get(SESSIONS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_schema_describes_it(logged: House, client_of: Callable[[Person], Client]) -> None:
    browser = client_of(logged.programme_team)
    schema = browser.get("/api/v1/schema/?format=json").json()
    said = schema["paths"][SESSIONS]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert said == {"$ref": "#/components/schemas/SessionPage"}
    fields = schema["components"]["schemas"]["SessionItem"]["properties"]
    assert set(read(browser)[0]) == set(fields)
