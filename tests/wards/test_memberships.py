"""Roles: given, ended, handed over, rested; and what happens to each when something is wrong."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from people.acting import acting_as
from tests import factories
from tests.conftest import owner
from tests.factories import House, days_ago, today
from wards import memberships, practitioners
from wards.models import Ending, Membership
from wards.reach import reach_of

pytestmark = pytest.mark.django_db


def rows() -> list[tuple[Any, ...]]:
    with owner():
        return list(Membership.objects.order_by("pk").values_list())


def role_of(house: House, name: str) -> Membership:
    with owner():
        return Membership.objects.select_related("programme", "team", "provider", "person").get(person=getattr(house, name))


def test_a_role_is_handed_over_in_one_step(house: House) -> None:
    by, old = house.programme_team, role_of(house, "ward_manager")
    with acting_as(by):
        made = memberships.hand_over(by=by, membership=old, to=house.team_member, on=today(), reason="Moved to another ward")
    with owner():
        old.refresh_from_db()
        assert (old.ends_on, made.starts_on, made.role) == (days_ago(1), today(), "ward_manager")
        assert Ending.objects.get(membership=old).reason == "Moved to another ward"
    with acting_as(house.ward_manager):
        assert not reach_of(house.ward_manager).teams
    with acting_as(house.team_member):
        assert reach_of(house.team_member).roles == {"team_member", "ward_manager"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"on": days_ago(150)}, "must be after"),
        ({"on": today() + timedelta(days=4000)}, "within three years"),
        ({"to": "ward_manager"}, "holds the role now"),
        ({"to": "heath_manager", "reason": ""}, "blank"),
        ({"reason": "Patient 943 476 5919"}, "NHS number"),
    ],
)
def test_a_role_that_cannot_be_handed_over_is_not_ended_either(house: House, change: dict[str, Any], words: str) -> None:
    by, old, before = house.programme_team, role_of(house, "ward_manager"), rows()
    arguments = {"to": "team_member", "on": today(), "reason": "Moved"} | change
    arguments["to"] = getattr(house, str(arguments["to"]))
    with acting_as(by), pytest.raises(ValidationError, match=words):
        memberships.hand_over(by=by, membership=old, **arguments)
    assert rows() == before


@pytest.mark.parametrize("name", ["ward_manager", "coach", "provider_lead", "involvement_lead", "national_lead", "nobody"])
def test_nobody_else_gives_or_ends_a_role(house: House, name: str) -> None:
    by, old, before = getattr(house, name), role_of(house, "team_member"), rows()
    with acting_as(by):
        with pytest.raises(PermissionDenied):
            memberships.give(by=by, person=by, role="programme_team", programme=house.programme)
        with pytest.raises(PermissionDenied):
            memberships.end(by=by, membership=old, on=today(), reason="x")
        with pytest.raises(PermissionDenied):
            memberships.hand_over(by=by, membership=old, to=by, on=today(), reason="x")
    assert rows() == before


def test_bad_roles_and_forged_scopes_are_refused_in_words(house: House) -> None:
    by, before = house.programme_team, rows()
    with owner():
        elsewhere = factories.programme()
        their_phase = factories.phase(elsewhere)
        their_team = factories.team(house.south, their_phase)
        before = rows()
    tries: list[tuple[dict[str, Any], str]] = [
        ({"role": "emperor", "team": house.larch}, "no such role"),
        ({"role": "system"}, "no such role"),
        ({"role": "ward_manager"}, "a role in a ward team"),
        ({"role": "programme_team", "team": house.larch}, "whole programme"),
        ({"role": "provider_lead", "team": house.larch}, "a role in a provider"),
        ({"role": "ward_manager", "team": their_team}, "no such ward team"),
        ({"role": "provider_lead", "provider": factories.Provider(name="x")}, "no such provider"),
        ({"role": "team_member", "team": house.larch, "person": house.nobody}, "no such person"),
        ({"role": "team_member", "team": house.larch}, "holds this role there already"),
    ]
    for more, words in tries:
        with acting_as(by), pytest.raises(ValidationError, match=words):
            memberships.give(by=by, programme=house.programme, **{"person": house.team_member, **more})
    with acting_as(by), pytest.raises(PermissionDenied):
        memberships.give(by=by, person=house.team_member, role="team_member", programme=elsewhere, team=their_team)
    assert rows() == before


def test_a_past_role_cannot_be_ended_again_and_a_new_start_is_a_new_row(house: House) -> None:
    by, old = house.programme_team, role_of(house, "former_manager")
    with acting_as(by):
        with pytest.raises(ValidationError, match="ended on"):
            memberships.end(by=by, membership=old, on=today(), reason="Again")
        made = memberships.give(
            by=by, person=house.former_manager, role="ward_manager", programme=house.programme, team=house.larch
        )
    with owner():
        assert Membership.objects.filter(person=house.former_manager).count() == 2
        assert made.starts_on == today()


def test_somebody_stays_in_the_national_team(house: House) -> None:
    by, mine = house.programme_team, role_of(house, "programme_team")
    with acting_as(by):
        with pytest.raises(ValidationError, match="Nobody would be left"):
            memberships.end(by=by, membership=mine, on=today(), reason="Leaving")
        memberships.give(by=by, person=house.coach, role="programme_team", programme=house.programme)
        assert memberships.end(by=by, membership=mine, on=today(), reason="Leaving").ends_on == today()


def test_the_reason_for_an_ending_is_not_for_colleagues(house: House) -> None:
    by = house.programme_team
    with acting_as(by):
        memberships.end(by=by, membership=role_of(house, "team_member"), on=today(), reason="Asked to")
    for name, number in (("programme_team", 1), ("ward_manager", 0), ("coach", 0), ("national_lead", 0), ("team_member", 0)):
        with acting_as(getattr(house, name)):
            assert Ending.objects.count() == number, name
            assert Ending.visible.to(getattr(house, name)).count() == number, name


def test_stepping_back_stops_access_at_once_and_coming_back_restores_it(house: House) -> None:
    me = house.practitioner
    with acting_as(me):
        assert reach_of(me).teams == {house.larch.pk}
        assert memberships.step_back(by=me) == 1
        assert not reach_of(me).teams
        with connection.cursor() as cursor:
            cursor.execute("select id from wards_team")
            assert cursor.fetchall() == []
        assert memberships.is_away(me)
        assert memberships.step_back(by=me) == 0
    with acting_as(house.ward_manager):
        assert Membership.objects.get(person=me).away_since is not None
    with acting_as(house.sponsor):
        assert not Membership.objects.filter(person=me).exists()
    with acting_as(me):
        assert memberships.come_back(by=me) == 1
        assert reach_of(me).teams == {house.larch.pk}


def test_stepping_back_rests_no_role_of_anybody_else_and_none_in_the_whole_programme(house: House) -> None:
    with acting_as(house.programme_team):
        assert memberships.step_back(by=house.programme_team) == 0
    with acting_as(house.nobody):
        assert memberships.step_back(by=house.nobody) == 0
    with owner():
        assert not Membership.objects.filter(away_since__isnull=False).exists()


@pytest.mark.parametrize(("number", "words"), [(1, "some"), (4, "some"), (5, "5"), (0, "none")])
def test_outside_the_team_few_practitioners_are_some(house: House, number: int, words: str) -> None:
    with owner():
        Membership.objects.filter(role="practitioner").delete()
        for _ in range(number):
            factories.member("One", "practitioner", team=house.larch)
    for reader in (house.sponsor, house.provider_lead, house.national_lead):
        with acting_as(reader):
            assert practitioners.count_words(reader, house.larch) == words
    with acting_as(house.heath_manager):
        assert practitioners.count_words(house.heath_manager, house.larch) == "none"


def test_the_page_names_people_sponsors_and_numbers_for_each_reader(house: House, client_of: Any) -> None:
    with owner():
        factories.member("Olive Earlier", "sponsor", team=house.larch, ended=20)
    inside = client_of(house.ward_manager).get(f"/wards/{house.larch.pk}/people/").content.decode()
    assert "Larch practitioner" in inside and "Earlier sponsors" in inside and "Olive Earlier" in inside
    assert "/hand-over/" not in inside and "Former manager" in inside
    outside = client_of(house.sponsor).get(f"/wards/{house.larch.pk}/people/").content.decode()
    assert "Larch practitioner" not in outside and "<strong>Some</strong>" in outside
    assert "/hand-over/" in client_of(house.programme_team).get(f"/wards/{house.larch.pk}/people/").content.decode()


def test_the_form_hands_over_to_somebody_known_and_invites_somebody_new(house: House, client_of: Any) -> None:
    browser, old = client_of(house.programme_team), role_of(house, "sponsor")
    first = today() + timedelta(days=1)
    typed = {"on_day": first.day, "on_month": first.month, "on_year": first.year, "reason": "Retired"}
    wrong = browser.post(f"/people/roles/{old.pk}/hand-over/", {**typed, "name": "Ada", "email": "ada@nhs\r\nBcc: x@y.z"})
    assert wrong.status_code == 200 and "Enter an email address in the right form" in wrong.content.decode()
    with owner():
        old.refresh_from_db()
        assert old.ends_on is None
    done = browser.post(f"/people/roles/{old.pk}/hand-over/", {**typed, "name": "Ada", "email": "ada@nhs.example"})
    assert done.status_code == 302
    with owner():
        old.refresh_from_db()
        assert old.ends_on == today()
        from wards.models import Invitation

        assert Invitation.objects.get().starts_on == first
