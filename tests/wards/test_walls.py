"""The second wall under the gate, tried with an unnarrowed manager."""

from typing import Any

import pytest
from django.db import connection

from people.acting import acting_as
from tests.factories import House
from wards.models import Membership, Team

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
