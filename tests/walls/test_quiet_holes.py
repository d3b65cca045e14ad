"""Ways by which something is told, kept or left undone without anybody asking for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from events import calendar_feeds
from people.acting import acting_as
from people.models import Account, Mail, Person
from people.nhs_numbers import refuse_nhs_number
from qiprogramme import personal_data
from tests import factories
from tests.conftest import owner
from tests.factories import House, today
from wards import cards, invitations, memberships, moves
from wards.changes import changes
from wards.models import Invitation, Membership, TeamContact, TeamWard

pytestmark = pytest.mark.django_db


def role_of(person: Person) -> Membership:
    with owner():
        return Membership.objects.select_related("programme", "team", "provider", "person").get(person=person)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def test_why_a_role_ended_is_not_told_by_the_record_of_changes(house: House, client_of: Any) -> None:
    by = house.programme_team
    with acting_as(by):
        memberships.end(by=by, membership=role_of(house.team_member), on=today(), reason="Was unwell for long")
    with owner():
        assert ask("select count(*) from audit.entry where table_name = 'wards_membership' and action = 'update'")[0][0] == 1
    for reader in (house.ward_manager, house.sponsor, house.provider_lead, house.national_lead):
        with acting_as(reader):
            told = changes(reader)
            assert any("Role" in row.what or "role" in row.what for row in told), [row.what for row in told]
            assert "unwell" not in repr(told)


def test_nothing_of_what_a_person_said_of_themselves_is_kept_after_erasure(house: House) -> None:
    person = house.practitioner
    with acting_as(person):
        from wards import practitioners

        practitioners.describe_me(by=person, words="Peer researcher Sam")
    with acting_as(house.programme_team):
        personal_data.erase(by=house.programme_team, person=person, why="Asked by letter")
    with owner():
        kept = ask("select id from audit.entry where (before::text || coalesce(after::text, '')) like '%%researcher Sam%%'")
        assert kept == []
        named = ask("select after ? 'described_as' from audit.entry where table_name = 'wards_membership' and row_id is not null")
        assert (True,) in named


def test_the_mail_of_an_invitation_goes_with_whom_it_invited(house: House) -> None:
    by = house.programme_team
    with acting_as(by):
        invitations.invite(
            by=by,
            programme=house.programme,
            role="team_member",
            team=house.larch,
            name="Robin Ashdown",
            email="robin@nhs.example",
        )
    with owner():
        person = factories.person("Robin Ashdown", email="robin@nhs.example")
        factories.membership(person, "team_member", team=house.larch)
        TeamContact.objects.create(
            team=house.willow, provider=house.north, name="Robin Ashdown", email="Robin@nhs.example", phone="020 7946 0000"
        )
    with acting_as(by):
        personal_data.erase(by=by, person=person, why="Asked by letter")
    with owner():
        for table in ("people_mail", "wards_invitation", "wards_teamcontact", "people_person"):
            assert ask(f"select id from {table} t where t::text ilike '%%robin%%'") == [], table


def test_a_person_with_a_calendar_is_erased_by_somebody_else(house: House) -> None:
    with owner():
        factories.account(house.team_member)
    with acting_as(house.team_member):
        calendar_feeds.make(by=house.team_member)
    with acting_as(house.programme_team):
        personal_data.erase(by=house.programme_team, person=house.team_member, why="Asked")
    with owner():
        assert not Account.objects.filter(person=house.team_member.pk).exists()
        assert ask("select count(*) from events_calendarfeed") == [(0,)]


def test_a_row_whose_key_is_changed_leaves_its_entries_all_the_same(house: House) -> None:
    key = role_of(house.team_member).pk
    with owner():
        before = ask("select count(*) from audit.entry")[0][0]
    with acting_as(house.programme_team):
        ask("update wards_membership set id = gen_random_uuid(), job_role = 'Forged' where id = %s returning id", key)
    with owner():
        entries = ask("select action, row_id = %s from audit.entry order by id offset %s", key, before)
    assert sorted(entries) == [("delete", True), ("insert", False)]


@pytest.mark.parametrize("gap", ["\u00a0", "\u2009", "  ", "\t", "\u2013", "\u2011", ".", "/", "\u200b", " - "])
def test_an_nhs_number_is_refused_whatever_stands_between_its_digits(gap: str) -> None:
    with pytest.raises(ValidationError, match="NHS number"):
        refuse_nhs_number(f"seen with {gap.join(('943', '476', '5919'))} today")


@pytest.mark.parametrize("state", ["moved", "merged", "left"])
def test_an_invitation_to_a_team_that_ended_gives_no_role_there(house: House, state: str) -> None:
    by = house.programme_team
    with owner():
        person = factories.person("Robin Ashdown", email="robin@nhs.example")
        factories.account(person)
        ward = TeamWard.objects.get(team=house.larch).ward
        other = TeamWard.objects.get(team=house.willow).ward
    with acting_as(by):
        invitations.invite(
            by=by, programme=house.programme, role="team_member", team=house.larch, name="Robin", email="robin@nhs.example"
        )
        token = Mail.objects.get(to="robin@nhs.example").secret
        if state == "moved":
            moves.move(by=by, ward=ward, to=house.south, on=today(), why="A new contract")
        elif state == "merged":
            moves.merge(by=by, ward=ward, into=other, on=today(), why="Fewer beds")
        else:
            moves.close(by=by, ward=ward, on=today(), why="Fewer beds")
    with acting_as(person):
        with pytest.raises(ValidationError), transaction.atomic():
            invitations.accept(by=person, token=token)
        assert not Membership.objects.filter(person=person).exists()


def test_a_card_of_a_team_that_ended_lets_nobody_in(house: House) -> None:
    by = house.programme_team
    with acting_as(house.involvement_lead):
        _, code = cards.make(by=house.involvement_lead, team=house.larch, lead=house.involvement_lead)
    with owner():
        ward = TeamWard.objects.get(team=house.larch).ward
    with acting_as(by):
        moves.move(by=by, ward=ward, to=house.south, on=today(), why="A new contract")
    with pytest.raises(ValidationError):
        cards.join(code=code, name="Robin of Larch")
    with owner():
        assert not Person.objects.filter(name="Robin of Larch").exists()


@pytest.mark.parametrize("state", ["moved", "left"])
def test_no_role_begins_in_a_team_that_ended(house: House, state: str) -> None:
    by = house.programme_team
    with owner():
        ward = TeamWard.objects.get(team=house.larch).ward
    with acting_as(by):
        if state == "moved":
            moves.move(by=by, ward=ward, to=house.south, on=today(), why="A new contract")
        else:
            moves.close(by=by, ward=ward, on=today(), why="Fewer beds")
        house.larch.refresh_from_db()
        with pytest.raises(ValidationError):
            memberships.give(by=by, person=house.heath_manager, role="ward_manager", programme=house.programme, team=house.larch)


@pytest.mark.parametrize("on", ["9999-12-31", "9000-01-01", "0001-01-01"])
@pytest.mark.parametrize("who", ["programme_team", "team_member"])
def test_a_role_that_ends_on_an_absurd_day_is_refused_in_words(house: House, client_of: Any, on: str, who: str) -> None:
    from datetime import date

    with owner():
        factories.member("Second", "programme_team", programme=house.programme)
    by = house.programme_team
    with acting_as(by), pytest.raises(ValidationError):
        memberships.end(by=by, membership=role_of(getattr(house, who)), on=date.fromisoformat(on), reason="x")


def test_the_national_team_is_not_left_empty_later_either(house: House) -> None:
    """Somebody whose own last day is set already does not count as the one who stays."""
    by = house.programme_team
    with owner():
        second = factories.member("Second", "programme_team", programme=house.programme)
    with acting_as(by):
        memberships.end(by=by, membership=role_of(second), on=today() + timedelta(days=7), reason="Leaves")
        with pytest.raises(ValidationError, match="Nobody would be left"):
            memberships.end(by=by, membership=role_of(by), on=today(), reason="Leaves")
        with pytest.raises(ValidationError, match="last person"):
            personal_data.erase(by=by, person=by, why="Leaves")


def test_a_national_reader_invites_nobody_under_the_application(house: House) -> None:
    from django.db import ProgrammingError

    with acting_as(house.national_lead), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Invitation.objects.create(
            programme=house.programme, role="programme_team", name="Self", email=house.national_lead.email,
            invited_by=house.national_lead, token_hash="x" * 64, starts_on=today(),
            expires_at="2099-01-01T00:00Z",
        )  # fmt: skip
