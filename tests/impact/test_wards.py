"""Where a ward stands: the list of ward teams, and a ward with its people, coaching and ideas."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from coaching import agreements, sessions
from ideas import change_ideas, measures
from ideas.models import ChangeIdea, Finding, Reach
from tests import factories
from tests.factories import days_ago, today
from wards.models import Team

pytestmark = pytest.mark.django_db


def deliver(house: Any, acting: Any, *teams: Any, minutes: int = 90, days: int = 3) -> Any:
    with acting(house.programme_team):
        return sessions.log(
            by=house.programme_team, teams=list(teams), coaches=[house.coach], held_on=days_ago(days), minutes=minutes
        )


def idea(house: Any, acting: Any, title: str = "Rights explained in plain words", **words: Any) -> ChangeIdea:
    with acting(house.ward_manager):
        return change_ideas.propose(
            by=house.ward_manager, team=house.larch, title=title, who_for="people who need easy words", **words
        )


def measured(house: Any, acting: Any, of: ChangeIdea, values: list[float]) -> Any:
    with acting(house.ward_manager):
        measure = measures.define(
            by=house.ward_manager, team=house.larch, idea=of, name="Hours until explained", better="decrease"
        )
        for i, value in enumerate(values):
            at = today() - timedelta(days=7 * (len(values) - i))
            measures.add_point(by=house.ward_manager, measure=measure, at=at, value=Decimal(value))
    return measure


def read(client_of: Any, person: Any, name: str, *args: Any, query: str = "") -> str:
    response = client_of(person).get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_holds_the_reader_s_own_teams_only(house: Any, client_of: Any) -> None:
    page = read(client_of, house.provider_lead, "ward_list")
    assert "Larch Ward" in page and "Willow Ward" in page
    assert "Heath Ward" not in page and "Southfield" not in page
    assert "2 ward teams" in page


def test_the_list_shows_each_ward_s_share_of_a_shared_session(house: Any, client_of: Any, acting: Any) -> None:
    deliver(house, acting, house.larch, house.willow, minutes=90)
    rows = client_of(house.national_lead).get(reverse("ward_list")).context["table"].rows
    assert {row[0].text: row[3].text for row in rows} == {"Heath Ward": "0.0", "Larch Ward": "0.75", "Willow Ward": "0.75"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=lar", ["Larch Ward"]),
        ("?q=southfield", ["Heath Ward"]),
        ("?region=Y56", ["Heath Ward"]),
        ("?state=paused", []),
        ("?service_type=picu", []),
        ("?service_type=nonsense", ["Heath Ward", "Larch Ward", "Willow Ward"]),
        ("?sort=-name", ["Willow Ward", "Larch Ward", "Heath Ward"]),
        ("?sort=nonsense", ["Heath Ward", "Larch Ward", "Willow Ward"]),
        ("?page=99", ["Heath Ward", "Larch Ward", "Willow Ward"]),
    ],
)
def test_the_list_is_narrowed_and_sorted_by_its_address(house: Any, client_of: Any, query: str, names: list[str]) -> None:
    response = client_of(house.national_lead).get(reverse("ward_list") + query)
    assert response.status_code == 200
    assert [row[0].text for row in response.context["table"].rows] == names


def test_the_file_has_the_rows_of_the_list(house: Any, client_of: Any, acting: Any) -> None:
    deliver(house, acting, house.larch)
    response = client_of(house.provider_lead).get(reverse("ward_list") + "?q=larch&file=csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Type"].startswith("text/csv")
    assert len(lines) == 2 and lines[1].startswith(
        "Larch Ward,Northmoor Care,North West,Adult acute,Wider implementation,Active,90,1"
    )


def test_the_list_says_what_to_do_where_nothing_is_within_reach(house: Any, client_of: Any) -> None:
    page = read(client_of, house.analyst, "ward_list")
    assert "No ward team is within your reach" in page and "Larch" not in page


def test_the_list_asks_as_many_questions_for_many_teams_as_for_few(
    house: Any, client_of: Any, as_owner: Any, django_assert_max_num_queries: Any
) -> None:
    client, address = client_of(house.national_lead), reverse("ward_list")
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    with as_owner():
        for _ in range(12):
            factories.team(house.south, house.wider)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


@pytest.mark.parametrize("name", ["ward", "ward_people", "ward_coaching", "ward_ideas"])
def test_a_ward_is_unknown_to_those_outside(house: Any, client_of: Any, name: str) -> None:
    for person in (
        house.willow_manager,
        house.heath_coach,
        house.former_manager,
        house.analyst,
        house.executive_coach,
        house.nobody,
    ):
        assert client_of(person).get(reverse(name, args=[house.larch.pk])).status_code == 404
    for person in (house.ward_manager, house.coach, house.sponsor, house.provider_lead, house.national_lead, house.practitioner):
        assert client_of(person).get(reverse(name, args=[house.larch.pk])).status_code == 200


def test_a_new_ward_s_page_says_how_to_begin(house: Any, client_of: Any) -> None:
    page = read(client_of, house.ward_manager, "ward", house.larch.pk)
    assert "No change idea yet." in page
    assert "Add the first change idea" in page and reverse("idea_new", args=[house.larch.pk]) in page
    assert "None is planned." in page and "no session has been delivered yet" in page


def test_the_main_action_is_what_the_reader_does_most(house: Any, client_of: Any, acting: Any) -> None:
    idea(house, acting)
    assert "Update a change idea" in read(client_of, house.ward_manager, "ward", house.larch.pk)
    assert "Log a session" in read(client_of, house.coach, "ward", house.larch.pk)
    seen = read(client_of, house.national_lead, "ward", house.larch.pk)
    assert "Log a session" not in seen and "Update a change idea" not in seen and "Ask for something" not in seen


def test_the_sentence_says_where_the_ideas_stand(house: Any, client_of: Any, acting: Any) -> None:
    first = idea(house, acting)
    idea(house, acting, "A quiet hour")
    measured(house, acting, first, [48, 50, 47, 49, 51, 48, 50, 30, 28, 27, 26, 25, 24, 25, 24])
    assert "One idea shows a clear change and one has no measure yet." in read(
        client_of, house.ward_manager, "ward", house.larch.pk
    )


def test_an_idea_without_measure_is_a_question_and_no_empty_chart(house: Any, client_of: Any, acting: Any) -> None:
    idea(house, acting)
    page = read(client_of, house.ward_manager, "ward", house.larch.pk)
    assert "How will you know it helps?" in page and "qi-mini" not in page


def test_the_figures_carry_their_bases(house: Any, client_of: Any, acting: Any, as_owner: Any) -> None:
    deliver(house, acting, house.larch, house.willow, minutes=90)
    one, two = idea(house, acting), idea(house, acting, "A quiet hour")
    with as_owner():
        for which, patients in ((one, 30), (two, 41)):
            Reach.objects.create(
                team=house.larch, idea=which, starts_on=days_ago(60), ends_on=days_ago(30), patients=patients,
                confirmed_by=house.ward_manager, confirmed_on=days_ago(5),
            )  # fmt: skip
        Finding.objects.create(
            team=house.larch, idea=one, key="told", statement="Were told their rights", numerator=23, denominator=25,
            who_asked="patients on the ward", source="Ward survey", on=days_ago(20),
        )  # fmt: skip
    page = client_of(house.ward_manager).get(reverse("ward", args=[house.larch.pk]))
    figures = page.context["ward"].figures
    assert (figures.minutes, figures.sessions) == (45, 1)
    assert (figures.kept, figures.ideas, figures.patients) == (0, 2, 41)
    text = page.content.decode()
    assert "by the largest of 2 ideas, which may overlap" in text
    assert "92%" in text and "23 of 25: patients on the ward" in text


def test_a_result_of_too_few_is_hidden_and_not_in_the_source(house: Any, client_of: Any, acting: Any, as_owner: Any) -> None:
    with as_owner():
        Finding.objects.create(
            team=house.larch, key="told", statement="Were told their rights", numerator=3, denominator=4,
            idea=None, who_asked="patients", source="Ward survey", on=days_ago(20),
        )  # fmt: skip
    page = read(client_of, house.ward_manager, "ward", house.larch.pk)
    assert "Too few people to show" in page and "75%" not in page and "3 of 4" not in page


def test_the_ward_s_requests_and_their_state_are_shown(house: Any, client_of: Any, acting: Any) -> None:
    with acting(house.ward_manager):
        agreements.ask(
            by=house.ward_manager, team=house.larch, title="An interpreter once a week", why="14 of 40 talks were moved"
        )
    page = read(client_of, house.ward_manager, "ward", house.larch.pk)
    assert "An interpreter once a week" in page and "Waiting for an answer" in page and "Ask for something" in page


def test_lived_experience_is_known_inside_only(house: Any, client_of: Any) -> None:
    name = house.practitioner.name
    for page in ("ward", "ward_people"):
        for outsider in (house.national_lead, house.sponsor, house.provider_lead):
            assert name not in read(client_of, outsider, page, house.larch.pk)
        for insider in (house.coach, house.team_member, house.programme_team):
            assert name in read(client_of, insider, page, house.larch.pk)


def test_a_stale_progress_score_is_a_question(house: Any, client_of: Any, acting: Any) -> None:
    with acting(house.coach):
        change_ideas.set_progress(by=house.coach, team=house.larch, score=Decimal("2.5"), on=days_ago(74))
    assert "Last set 74 days ago. Still right?" in read(client_of, house.coach, "ward", house.larch.pk)
    assert reverse("progress", args=[house.larch.pk]) not in read(client_of, house.ward_manager, "ward", house.larch.pk)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Team.State.PAUSED, "This ward team is paused"),
        (Team.State.LEFT, "left the programme"),
        (Team.State.COMPLETED, "completed the programme"),
    ],
)
def test_a_team_that_is_not_active_says_so(house: Any, client_of: Any, as_owner: Any, state: str, words: str) -> None:
    with as_owner():
        team = factories.team(house.north, house.wider, "Rowan Ward", state=state)
        manager = factories.member("Rowan manager", "ward_manager", team=team)
    page = read(client_of, manager, "ward", team.pk)
    assert words in page and "Asked to" in page if state != Team.State.COMPLETED else words in page
    assert "Add a change idea" not in page


def test_the_coaching_page_keeps_delivered_planned_and_missed_apart(house: Any, client_of: Any, acting: Any) -> None:
    deliver(house, acting, house.larch, minutes=60)
    with acting(house.coach):
        sessions.plan(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=today() + timedelta(days=4), minutes=60)
        gone = sessions.plan(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(10), minutes=60)
        sessions.did_not_happen(by=house.coach, session=gone, status="cancelled", reason="Ward closed by infection")
    page = client_of(house.coach).get(reverse("ward_coaching", args=[house.larch.pk]))
    coaching = page.context["coaching"]
    assert (coaching.minutes, len(coaching.coming), coaching.did_not_happen) == (60, 1, 1)
    assert "Ward closed by infection" in page.content.decode()


def test_the_ideas_page_is_narrowed_by_stage(house: Any, client_of: Any, acting: Any) -> None:
    first = idea(house, acting)
    idea(house, acting, "A quiet hour")
    with acting(house.ward_manager):
        change_ideas.move(by=house.ward_manager, idea=first, stage="testing")
    page = read(client_of, house.ward_manager, "ward_ideas", house.larch.pk, query="?stage=testing")
    assert first.title in page and "A quiet hour" not in page


def test_a_ward_with_many_ideas_asks_no_more_questions(
    house: Any, client_of: Any, acting: Any, django_assert_max_num_queries: Any
) -> None:
    measured(house, acting, idea(house, acting), [1, 2, 3])
    client, address = client_of(house.ward_manager), reverse("ward", args=[house.larch.pk])
    client.get(address)
    with django_assert_max_num_queries(80) as few:
        client.get(address)
    for i in range(6):
        measured(house, acting, idea(house, acting, f"Idea {i}"), [1, 2, 3])
    with django_assert_max_num_queries(len(few)):
        client.get(address)
