"""The second wall under the gate, tried with an unnarrowed manager."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from people.acting import acting_as
from tests import factories
from tests.conftest import owner
from tests.factories import House, days_ago, member
from wards.models import Membership, Team
from wards.reach import reach_of

pytestmark = pytest.mark.django_db


def names(rows: Any) -> set[str]:
    return {row.name for row in rows}


def test_the_tests_themselves_run_as_the_applications_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == ("qi_app", False)


def test_nobody_sees_nothing(house: House) -> None:
    assert not Team.objects.exists()
    with acting_as(house.nobody):
        assert not Team.objects.exists()


def test_a_forgotten_gate_still_shows_only_ones_own_team(house: House) -> None:
    with acting_as(house.ward_manager):
        assert names(Team.objects.all()) == {"Larch Ward"}
    with acting_as(house.provider_lead):
        assert names(Team.objects.all()) == {"Larch Ward", "Willow Ward"}
    with acting_as(house.programme_team):
        assert names(Team.objects.all()) == {"Larch Ward", "Willow Ward", "Heath Ward"}


def test_an_ended_membership_opens_nothing(house: House) -> None:
    with acting_as(house.former_manager):
        assert not Team.objects.exists()


def test_practitioners_are_known_only_inside(house: House) -> None:
    with acting_as(house.sponsor):
        assert not Membership.objects.filter(role="practitioner").exists()
    with acting_as(house.team_member):
        assert Membership.objects.filter(role="practitioner").exists()


def test_those_who_arrange_involvement_know_the_practitioners_of_their_own_provider(house: House) -> None:
    def known(person: Any) -> set[str]:
        with acting_as(person):
            by_wall = set(Membership.objects.filter(role="practitioner").values_list("person__name", flat=True))
            assert by_wall == set(
                Membership.visible.to(person).filter(role="practitioner").values_list("person__name", flat=True)
            )
        return by_wall

    with owner():
        member("Willow's practitioner", "practitioner", team=house.willow)
        member("Heath's practitioner", "practitioner", team=house.heath)
    assert known(house.involvement_lead) == {"Larch practitioner", "Willow's practitioner"}
    assert known(house.programme_team) == {"Larch practitioner", "Willow's practitioner", "Heath's practitioner"}
    assert known(house.provider_lead) == set()
    assert known(house.national_lead) == set()


@pytest.mark.parametrize("function", ["arranged", "paid"])
def test_a_reach_of_its_own_for_involvement_and_its_payment(house: House, function: str) -> None:
    def keys(person: Any) -> set[Any]:
        with acting_as(person), connection.cursor() as cursor:
            cursor.execute(f"select unnest(sec.{function}())")
            found = {UUID(str(key)) for (key,) in cursor.fetchall()}
            assert found == getattr(reach_of(person), function)
        return found

    north = {house.north.pk, house.larch.pk, house.willow.pk}
    assert keys(house.involvement_lead) == north
    assert keys(house.programme_team) == north | {house.programme.pk, house.south.pk, house.heath.pk}
    others = [house.provider_lead, house.national_lead, house.coach, house.ward_manager, house.practitioner, house.nobody]
    assert [keys(person) for person in others] == [set()] * len(others)


def test_a_role_given_taken_or_undone_counts_from_the_next_statement_on(house: House) -> None:
    """How far a person sees is kept for the transaction, and must not outlive what it was worked out from."""

    def sees(*wards: str) -> bool:
        return names(Team.objects.all()) == set(wards)

    with acting_as(house.ward_manager):
        assert sees("Larch Ward")
        with owner():
            given = factories.membership(house.ward_manager, "team_member", team=house.heath).pk
        assert sees("Larch Ward", "Heath Ward")
        with transaction.atomic():
            with owner():
                Membership.objects.filter(pk=given).delete()
            assert sees("Larch Ward")
            transaction.set_rollback(True)
        assert sees("Larch Ward", "Heath Ward")
        with acting_as(house.willow_manager):
            assert sees("Willow Ward")
        with owner():
            Membership.objects.filter(pk=given).update(ends_on=days_ago(1))
        assert sees("Larch Ward")


def test_a_new_ward_team_is_seen_in_the_transaction_that_makes_it(house: House) -> None:
    with acting_as(house.programme_team):
        assert "Elm Ward" not in names(Team.objects.all())
        with owner():
            factories.team(house.south, house.wider, "Elm Ward")
        assert "Elm Ward" in names(Team.objects.all())


def test_what_is_kept_is_one_persons_and_one_days(house: House) -> None:
    """A setting left over for somebody else is not believed."""
    with acting_as(house.programme_team), connection.cursor() as cursor:
        assert len(names(Team.objects.all())) == 3
        cursor.execute("select set_config('app.person_id', %s, true)", [str(house.nobody.pk)])
        assert not Team.objects.exists()
        cursor.execute("select set_config('app.person_id', '', true)")
        assert not Team.objects.exists()
