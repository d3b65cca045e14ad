"""A ward is renamed, closed, merged, moved: every earlier figure still reads as it was then."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from coaching import plan, series, sessions
from coaching.models import Series, Session, SessionTeam, SkippedWeek
from coaching.series import Break
from impact.facts import Facts
from people.acting import acting_as
from people.models import Person
from people.verbs import StaleEdit
from tests.conftest import owner
from tests.factories import House, days_ago, member, today
from wards import moves, names
from wards.access import system_person
from wards.models import FormerName, Membership, Team, TeamStep, Ward
from wards.reach import forget

pytestmark = pytest.mark.django_db


def log(house: House, team: Team, days: int, minutes: int = 60) -> Session:
    return sessions.log(by=house.programme_team, teams=[team], coaches=[_coach(team)], held_on=days_ago(days), minutes=minutes)


def _coach(team: Team) -> Person:
    with owner():
        return Membership.objects.filter(team=team, role="coach").latest("starts_on").person


def ward_of(team: Team) -> Ward:
    with owner():
        return Ward.objects.get(covered_by__team=team)


def national(house: House) -> dict[str, Any]:
    """What the nation's figures count, and each provider's share of the minutes."""
    reader = system_person(house.programme)
    with acting_as(reader):
        facts = Facts(house.programme, reader, today())
        shares = {team.provider.name: 0 for team in facts.teams.values()}
        for key, (minutes, _) in facts.hours_of_teams.items():
            shares[facts.teams[key].provider.name] += minutes
        return {
            "wards": len(facts.wards), "providers": len(facts.providers), "minutes": facts.hours.delivered, "shares": shares,
            "sponsored": len(facts.wards_of(facts.sponsored_teams)),
        }  # fmt: skip


@pytest.fixture
def met(house: House) -> House:
    """Larch and Heath have met, so two wards of two providers take part."""
    with acting_as(house.programme_team):
        log(house, house.larch, 40)
        log(house, house.heath, 40)
    return house


def move(house: House, days: int = 10) -> tuple[Ward, Team]:
    with acting_as(house.programme_team):
        after = moves.move(
            by=house.programme_team, ward=ward_of(house.larch), to=house.south, on=days_ago(days), why="The trusts merged"
        )
        forget(house.programme_team)
        return after, Team.visible.to(house.programme_team).get(continues=house.larch)


def test_before_the_move_nothing_changes_and_the_nation_counts_the_ward_once(met: House) -> None:
    before = national(met)
    assert before["wards"] == 2 and before["shares"] == {"Northmoor Care": 60, "Southfield Health": 60}
    after, new = move(met)
    assert national(met) == {**before, "sponsored": 0}
    with acting_as(met.programme_team):
        log(met, new, 3, minutes=90)
    now = national(met)
    assert (now["wards"], now["providers"], now["minutes"]) == (2, 2, 210)
    assert now["shares"] == {"Northmoor Care": 60, "Southfield Health": 150}
    assert after.counted_as == ward_of(met.larch).pk


def test_the_old_provider_reads_what_was_its_own_and_the_new_one_from_the_move_on(met: House) -> None:
    with owner():
        south_lead = member("South lead", "provider_lead", programme=met.programme, provider=met.south)
    _, new = move(met)
    with acting_as(met.programme_team):
        log(met, new, 3)

    def held(person: Person) -> set[tuple[str, int]]:
        forget(person)
        with acting_as(person):
            rows = SessionTeam.visible.to(person).select_related("session")
            return {(str(row.team_id), (today() - row.session.held_on).days) for row in rows}

    assert held(met.provider_lead) == {(str(met.larch.pk), 40)}
    assert held(south_lead) == {(str(met.heath.pk), 40), (str(new.pk), 3)}
    with owner():
        met.larch.refresh_from_db()
        assert (met.larch.provider_id, met.larch.state) == (met.north.pk, Team.State.MOVED)
        assert (new.provider_id, new.state) == (met.south.pk, Team.State.ACTIVE)


def test_its_people_go_along_and_its_sponsor_does_not(met: House) -> None:
    _, new = move(met)
    for person in (met.ward_manager, met.team_member, met.practitioner, met.coach):
        forget(person)
        with acting_as(person):
            assert set(Team.visible.to(person)) == {new}
    forget(met.sponsor)
    with acting_as(met.sponsor):
        assert not Team.visible.to(met.sponsor).exists()
    with owner():
        old = Membership.objects.filter(team=met.larch, ends_on=None)
        assert not old.exists()
        assert Membership.objects.get(team=new, person=met.ward_manager).starts_on == days_ago(10)


def test_what_was_planned_or_logged_since_goes_to_the_new_provider(met: House) -> None:
    from coaching.models import Action

    with acting_as(met.programme_team):
        late = log(met, met.larch, 4)
        with owner():
            Action.objects.create(team=met.larch, session=late, what="Ring the advocate")
        planned = sessions.plan(by=met.programme_team, teams=[met.larch], coaches=[met.coach], held_on=today(), minutes=60)
    _, new = move(met)
    with owner():
        for session in (late, planned):
            session.refresh_from_db()
            assert session.keys == [new.pk]
            assert SessionTeam.objects.get(session=session).team_id == new.pk
        assert Action.objects.get(session=late).team_id == new.pk
        assert SessionTeam.objects.filter(team=met.larch).count() == 1


def test_a_weekly_series_that_still_runs_goes_along_and_can_be_changed_there(met: House) -> None:
    first = today() + timedelta(days=30)
    rest = [Break(first + timedelta(days=7), first + timedelta(days=7))]
    with acting_as(met.coach):
        running = series.plan(
            by=met.coach, team=met.larch, coaches=[met.coach], starts_on=first, ends_on=first + timedelta(days=28), minutes=60,
            breaks=rest,
        )  # fmt: skip
    with acting_as(met.programme_team):
        over = Series.objects.create(
            programme=met.programme, team=met.larch, starts_on=days_ago(60), ends_on=days_ago(40), planned_by=met.coach
        )
    _, new = move(met)
    forget(met.coach)
    with owner():
        assert Series.objects.get(pk=running.pk).team_id == new.pk
        assert {week.team_id for week in SkippedWeek.objects.filter(series=running)} == {new.pk}
        assert Series.objects.get(pk=over.pk).team_id == met.larch.pk
        session = Session.objects.filter(series=running).earliest("held_on")
    with acting_as(met.coach):
        assert plan.cancel(by=met.coach, session=session, reason="Ward closed", with_later=True) >= 3
    with owner():
        assert {row.status for row in Session.objects.filter(series=running)} == {"cancelled"}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"on": days_ago(-2)}, "on", "today or earlier"),
        ({"why": " "}, "why", "Enter the reason"),
        ({"to": "north"}, "to", "another provider"),
    ],
)
def test_a_wrong_move_changes_nothing(met: House, change: dict[str, Any], field: str, words: str) -> None:
    asked: dict[str, Any] = {"to": met.south, "on": days_ago(1), "why": "Merger", **change}
    if asked["to"] == "north":
        asked["to"] = met.north
    ward = ward_of(met.larch)
    with acting_as(met.programme_team), pytest.raises(ValidationError, match=words) as caught:
        moves.move(by=met.programme_team, ward=ward, **asked)
    assert field in caught.value.message_dict
    with owner():
        assert Ward.objects.count() == 3
        assert Ward.objects.get(pk=ward.pk).closed_on is None
        met.larch.refresh_from_db()
        assert met.larch.state == Team.State.ACTIVE


def test_only_the_national_team_moves_a_ward(met: House) -> None:
    ward = ward_of(met.larch)
    for person in (met.national_lead, met.provider_lead, met.ward_manager, met.nobody):
        with acting_as(person), pytest.raises(PermissionDenied):
            moves.move(by=person, ward=ward, to=met.south, on=days_ago(1), why="Mine now")
    with owner():
        assert Ward.objects.count() == 3


def test_a_second_move_of_the_same_ward_is_refused_and_a_move_onwards_counts_once(met: House) -> None:
    after, new = move(met)
    with acting_as(met.programme_team), pytest.raises(ValidationError, match="already"):
        moves.move(by=met.programme_team, ward=ward_of(met.larch), to=met.south, on=days_ago(1), why="Again")
    with acting_as(met.programme_team):
        log(met, new, 5)
        back = moves.move(by=met.programme_team, ward=after, to=met.north, on=days_ago(2), why="It came back")
        forget(met.programme_team)
        last = Team.visible.to(met.programme_team).get(continues=new)
        log(met, last, 1)
    assert back.counted_as == ward_of(met.larch).pk
    found = national(met)
    assert (found["wards"], found["providers"], found["minutes"]) == (2, 2, 240)


def test_closing_and_merging_keep_the_figures(met: House) -> None:
    before = national(met)
    with acting_as(met.programme_team):
        moves.close(by=met.programme_team, ward=ward_of(met.heath), on=days_ago(2), why="Moved into the community")
        moves.merge(
            by=met.programme_team, ward=ward_of(met.larch), into=ward_of(met.willow), on=days_ago(2), why="One ward from now on"
        )
    assert national(met) == before
    with owner():
        assert {t.name: t.state for t in Team.objects.all()} == {
            "Larch Ward": "merged", "Willow Ward": "active", "Heath Ward": "left",
        }  # fmt: skip
        assert TeamStep.objects.filter(team=met.heath).last().reason == "Moved into the community"  # type: ignore[union-attr]
        assert ward_of(met.larch).merged_into_id == ward_of(met.willow).pk


def test_a_ward_cannot_merge_into_a_foreign_or_closed_one(met: House) -> None:
    with acting_as(met.programme_team):
        for other in (ward_of(met.larch), ward_of(met.heath)):
            with pytest.raises(ValidationError, match="same provider"):
                moves.merge(by=met.programme_team, ward=ward_of(met.larch), into=other, on=today(), why="x")
    with owner():
        assert not Ward.objects.exclude(closed_on=None).exists()


def test_a_ward_and_its_team_are_renamed_and_earlier_days_read_the_old_name(met: House) -> None:
    figures = national(met)
    with acting_as(met.programme_team):
        names.rename(by=met.programme_team, thing=ward_of(met.larch), name="Spruce Ward", on=days_ago(20))
        names.rename(by=met.programme_team, thing=ward_of(met.larch), name="Fir Ward", on=days_ago(5))
        team = Team.visible.to(met.programme_team).get(pk=met.larch.pk)
        past = names.past(met.programme_team, [team])
        called = {days: past[team, days_ago(days)] for days in (30, 20, 6, 5, 0)}
    assert called == {30: "Larch Ward", 20: "Spruce Ward", 6: "Spruce Ward", 5: "Fir Ward", 0: "Fir Ward"}
    assert national(met) == figures


def test_a_session_of_an_earlier_day_shows_the_name_of_that_day(met: House, client_of: Any) -> None:
    with acting_as(met.programme_team):
        session = log(met, met.larch, 30)
        names.rename(by=met.programme_team, thing=ward_of(met.larch), name="Spruce Ward", on=days_ago(20))
    page = client_of(met.ward_manager).get(f"/coaching/sessions/{session.pk}/").content.decode()
    assert "Larch Ward" in page and "Larch Ward is now Spruce Ward" in page


def test_a_corrected_spelling_leaves_no_former_name(met: House) -> None:
    with acting_as(met.programme_team):
        names.rename(by=met.programme_team, thing=ward_of(met.larch), name="Larche Ward", on=None, is_correction=True)
        assert not FormerName.visible.to(met.programme_team).exists()
        met.larch.refresh_from_db()
        assert met.larch.name == "Larche Ward"


def test_former_names_are_known_to_whom_the_place_is_known(met: House) -> None:
    with acting_as(met.programme_team):
        names.rename(by=met.programme_team, thing=ward_of(met.larch), name="Spruce Ward", on=days_ago(20))
    for person, seen in ((met.ward_manager, 2), (met.provider_lead, 2), (met.heath_manager, 0), (met.nobody, 0)):
        with acting_as(person):
            assert FormerName.visible.to(person).count() == seen
            assert FormerName.objects.count() == seen
    with acting_as(met.ward_manager), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        FormerName.objects.create(team=met.larch, name="Planted", until=days_ago(1))


@pytest.mark.parametrize(
    ("name", "on", "words"),
    [
        ("Larch Ward", 1, "its name already"),
        ("Willow Ward", 1, "name"),
        ("Spruce", -3, "today or earlier"),
        ("Patient 943 476 5919", 1, "NHS number"),
        ("", 1, "blank"),
    ],
)
def test_a_wrong_name_is_refused_beside_its_field(met: House, name: str, on: int, words: str) -> None:
    with acting_as(met.programme_team), pytest.raises(ValidationError, match=words) as caught, transaction.atomic():
        names.rename(by=met.programme_team, thing=ward_of(met.larch), name=name, on=days_ago(on))
    assert set(caught.value.message_dict) <= {"name", "on"}
    assert ward_of(met.larch).name == "Larch Ward"


def test_the_second_of_two_who_edit_sees_both(met: House) -> None:
    ward = ward_of(met.larch)
    with acting_as(met.programme_team):
        names.rename(by=met.programme_team, thing=ward, name="Spruce", on=days_ago(3), version=1)
        with pytest.raises(StaleEdit) as caught:
            names.rename(by=met.programme_team, thing=ward, name="Fir", on=days_ago(2), version=1)
    assert caught.value.current.name == "Spruce"  # type: ignore[attr-defined]


def test_the_owner_of_a_team_cannot_change_under_its_rows(met: House) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), owner():
        Team.objects.filter(pk=met.larch.pk).update(provider=met.south)
        from django.db import connection

        connection.check_constraints()
