"""A ward moves: its open ideas and their charts go on under the new team, and the old team's stay as they were."""

from collections.abc import Callable
from typing import Any

import pytest

from ideas import change_ideas, testing_cycles
from ideas.models import Annotation, ChangeIdea, Measure, MeasurePoint, Reach, StageMove, TestingCycle
from ideas.reach import reached
from impact.facts import Facts
from people.acting import acting_as
from people.models import Person
from tests.conftest import owner
from tests.factories import House, days_ago, member, today
from wards import moves
from wards.access import system_person
from wards.models import Team, TeamStep, Ward
from wards.reach import forget

pytestmark = pytest.mark.django_db
MOVED = 10


def move(house: House, *, takes_values: bool = False, days: int = MOVED) -> Team:
    with owner():
        ward = Ward.objects.get(covered_by__team=house.larch)
    with acting_as(house.programme_team):
        moves.move(
            by=house.programme_team,
            ward=ward,
            to=house.south,
            on=days_ago(days),
            why="The trusts merged",
            takes_values=takes_values,
        )
        forget(house.programme_team)
        return Team.visible.to(house.programme_team).get(continues=house.larch)


def read(person: Person, model: Any, **which: Any) -> list[Any]:
    forget(person)
    with acting_as(person):
        return list(model.visible.to(person).filter(**which))


def test_open_ideas_go_on_and_the_old_ones_stay_as_they_were(house: House, idea: ChangeIdea, measure: Measure) -> None:
    with acting_as(house.ward_manager):
        change_ideas.move(by=house.ward_manager, idea=idea, stage="testing")
        testing_cycles.start(
            by=house.ward_manager, idea=idea, plan="Try it on one corridor", prediction="It helps", started_on=today()
        )
        gone = change_ideas.propose(by=house.ward_manager, team=house.larch, title="Given up", who_for="All")
        change_ideas.move(by=house.ward_manager, idea=gone, stage="abandoned", reason="Nobody asked for it")
    with owner():
        before = list(ChangeIdea.objects.filter(team=house.larch).values())
    new = move(house)
    [after] = read(house.ward_manager, ChangeIdea)
    assert (after.team_id, after.continues_id, after.stage) == (new.pk, idea.pk, "testing")
    assert (after.title, after.aim, after.themes, after.owner_id) == (idea.title, idea.aim, idea.themes, house.ward_manager.pk)
    [came] = read(house.ward_manager, StageMove)
    assert (came.idea_id, came.stage, came.on) == (after.pk, "testing", days_ago(MOVED))
    assert came.reason == "The ward came from Northmoor Care"
    [cycle] = read(house.ward_manager, TestingCycle)
    assert (cycle.idea_id, cycle.number, cycle.plan) == (after.pk, 1, "Try it on one corridor")
    with owner():
        assert list(ChangeIdea.objects.filter(team=house.larch).values()) == before
        assert TestingCycle.objects.get(idea=idea).team_id == house.larch.pk
    assert {row.pk for row in read(house.provider_lead, ChangeIdea)} == {idea.pk, gone.pk}
    with acting_as(house.ward_manager):
        change_ideas.move(by=house.ward_manager, idea=after, stage="adapted")
    with owner():
        assert ChangeIdea.objects.get(pk=idea.pk).stage == "testing"


@pytest.mark.parametrize("takes_values", [True, False])
def test_earlier_values_go_along_where_the_old_provider_agreed(
    house: House, measure: Measure, enter: Callable[..., None], takes_values: bool
) -> None:
    enter(measure, [30, 28, 26, 24])  # 21, 14, 7 and 0 days ago
    with owner():
        points = list(MeasurePoint.objects.filter(measure=measure, at__lt=days_ago(MOVED)).values())
    move(house, takes_values=takes_values)
    [after] = read(house.ward_manager, Measure)
    assert (after.continues_id, after.name, after.target) == (measure.pk, measure.name, measure.target)
    values = [int(point.value) for point in read(house.ward_manager, MeasurePoint, measure=after)]
    assert values == ([30, 28, 26, 24] if takes_values else [26, 24])
    assert [note.text for note in read(house.ward_manager, Annotation)] == ["The ward came from Northmoor Care"]
    with owner():
        assert list(MeasurePoint.objects.filter(measure=measure).values()) == points
    assert [int(point.value) for point in read(house.provider_lead, MeasurePoint)] == [30, 28]
    with owner():
        south_lead = member("South lead", "provider_lead", programme=house.programme, provider=house.south)
    assert [int(point.value) for point in read(south_lead, MeasurePoint)] == values


def test_the_nation_counts_a_moved_idea_and_its_patients_once(house: House, idea: ChangeIdea) -> None:
    from coaching import sessions

    with acting_as(house.coach):
        sessions.log(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(30), minutes=60)

    def reach(found: ChangeIdea, team: Team, patients: int, ago: int) -> None:
        with owner():
            Reach.objects.create(
                team=team,
                idea=found,
                starts_on=days_ago(ago),
                ends_on=days_ago(ago - 2),
                patients=patients,
                confirmed_on=days_ago(ago - 2),
            )

    reach(idea, house.larch, 20, 25)
    new = move(house)
    [after] = read(house.ward_manager, ChangeIdea)
    reach(after, new, 25, 5)
    forget(house.coach)
    with acting_as(house.coach):
        sessions.log(by=house.coach, teams=[new], coaches=[house.coach], held_on=days_ago(3), minutes=60)
        change_ideas.move(by=house.coach, idea=after, stage="testing")
    reader = system_person(house.programme)
    with acting_as(reader):
        facts = Facts(house.programme, reader, today())
        assert dict(facts.ideas) == {**dict.fromkeys(ChangeIdea.Stage.values, 0), "testing": 1}
        # The same patients may have been there before and after the move.
        assert facts.reach.patients == 25
        assert facts.reached_by({house.larch.pk}).patients == 20
        assert facts.reached_by({new.pk}).patients == 25
        assert "One ward moved" in facts.moved_words(facts.teams)
        assert facts.moved_words({house.heath.pk}) == ""


def test_a_ward_that_moves_twice_is_one_ward_still() -> None:
    def row(team: str, idea: str, patients: int) -> Any:
        return Reach(team_id=team, idea_id=idea, patients=patients, confirmed_on=today())

    rows = [row("a", "1", 9), row("b", "2", 11), row("c", "3", 7)]
    provider_of = {"a": "x", "b": "y", "c": "z"}
    assert reached(rows, [], provider_of).patients == 27
    assert reached(rows, [], provider_of, {"b": "a", "c": "b", "2": "1", "3": "2"}).patients == 11
    assert [row.team_id for row in rows] == ["a", "b", "c"]


def test_both_teams_pages_tell_of_the_move(house: House, idea: ChangeIdea, client_of: Any) -> None:
    new = move(house)
    [after] = read(house.ward_manager, ChangeIdea)
    lead, manager = client_of(house.provider_lead), client_of(house.ward_manager)
    old_ward = lead.get(f"/wards/{house.larch.pk}/").content.decode()
    assert "This ward moved to another provider" in old_ward and "Southfield Health" in old_ward
    old_idea = lead.get(f"/ideas/{idea.pk}/").content.decode()
    assert "The idea goes on there." in old_idea and str(after.pk) not in old_idea
    new_ward = manager.get(f"/wards/{new.pk}/").content.decode()
    assert "This ward came from another provider" in new_ward and "Northmoor Care" in new_ward
    new_idea = manager.get(f"/ideas/{after.pk}/").content.decode()
    assert "This idea came with the ward from another provider" in new_idea and str(idea.pk) not in new_idea
    wide = client_of(house.programme_team)
    assert f"/ideas/{after.pk}/" in wide.get(f"/ideas/{idea.pk}/").content.decode()
    assert f"/ideas/{idea.pk}/" in wide.get(f"/ideas/{after.pk}/").content.decode()
    assert f"What was counted until then stays with {house.north}" in wide.get(f"/providers/{house.north.pk}/").content.decode()
    came = wide.get(f"/providers/{house.south.pk}/").content.decode()
    assert "Larch Ward came from another provider" in came
    with owner():
        assert TeamStep.objects.filter(team=house.larch).last().reason == "To Southfield Health: The trusts merged"  # type: ignore[union-attr]
