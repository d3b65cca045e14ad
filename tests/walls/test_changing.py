"""Who reads a row does not thereby change it: raw SQL as the application's role, against the second wall alone."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from ideas.models import ChangeIdea, LibraryEntry
from impact.models import Citation, SummaryDraft
from people.acting import acting_as
from people.keys import new_key
from people.models import Mail
from surveys.models import FreeTextAnswer
from tests import factories
from tests.conftest import owner
from tests.factories import House, days_ago
from tests.walls.objects import Things, things

pytestmark = pytest.mark.django_db


def run(sql: str, *values: Any) -> int:
    """How many rows the statement read or changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def refused(sql: str, *values: Any) -> bool:
    """Whether row-level security refuses the statement, or lets it find no row."""
    try:
        with transaction.atomic():
            return run(sql, *values) == 0
    except ProgrammingError as error:
        assert "row-level security" in str(error) or "permission denied" in str(error)
        return True


@pytest.fixture
def made(house: House) -> Things:
    with owner():
        return things(house)


def free_text(state: str) -> FreeTextAnswer:
    """The one free text there is, in this state."""
    text = FreeTextAnswer.objects.get()
    text.text, text.state = "Kind", state
    text.save()
    return text


@pytest.mark.parametrize("state", ["waiting", "held_back"])
def test_free_text_is_read_by_nobody_of_the_team_before_it_is_let_through(house: House, made: Things, state: str) -> None:
    with owner():
        text = free_text(state)
    for person in (
        house.ward_manager,
        house.team_member,
        house.practitioner,
        house.coach,
        house.provider_lead,
        house.national_lead,
    ):
        with acting_as(person):
            assert run("select from surveys_freetextanswer") == 0
            assert not FreeTextAnswer.visible.to(person).exists()
            assert refused("update surveys_freetextanswer set state = 'shown'")
    with acting_as(house.programme_team):
        assert run("select from surveys_freetextanswer") == 1
        assert FreeTextAnswer.visible.to(house.programme_team).get() == text


def test_free_text_that_was_let_through_is_read_by_its_team_and_changed_by_those_who_run_surveys(
    house: House, made: Things
) -> None:
    with owner():
        text = free_text("shown")
    with acting_as(house.ward_manager):
        assert run("select from surveys_freetextanswer") == 1
        assert FreeTextAnswer.visible.to(house.ward_manager).get() == text
        assert refused("update surveys_freetextanswer set text = 'Rude'")
    with acting_as(house.willow_manager):
        assert run("select from surveys_freetextanswer") == 0
    with acting_as(house.programme_team):
        assert run("update surveys_freetextanswer set state = 'held_back'") == 1
    with owner():
        text.refresh_from_db()
        assert (text.text, text.state) == ("Kind", "held_back")


def test_a_library_entry_is_changed_within_reach_of_its_idea_and_by_no_other_reader(house: House, made: Things) -> None:
    change, remove = "update ideas_libraryentry set title = 'Theirs'", "delete from ideas_libraryentry"
    for person in (house.heath_manager, house.willow_coach, house.analyst, house.executive_coach):
        with acting_as(person):
            assert run("select from ideas_libraryentry") == 1
            assert refused(change) and refused(remove)
    with acting_as(house.ward_manager):
        assert run("update ideas_libraryentry set title = 'Ours'") == 1
    with owner():
        assert LibraryEntry.objects.get().title == "Ours"
        other = ChangeIdea.objects.create(team=house.heath, title="Quiet hour", moved_on=days_ago(1), added_on=days_ago(2))
    plant = (
        "insert into ideas_libraryentry (id, programme_id, idea_id, title, ward_name, service_type, who_for, summary,"
        " what_was_learnt, themes, shared_on) values (%s, %s, %s, 'x', 'x', 'picu', 'x', '', '', '{}', now())"
    )
    with acting_as(house.ward_manager):
        assert refused(plant, new_key(), house.programme.pk, other.pk)
    with acting_as(house.heath_manager):
        assert not refused(plant, new_key(), house.programme.pk, other.pk)


def test_the_draft_of_the_impact_summary_is_read_by_those_who_write_it(house: House) -> None:
    with owner():
        SummaryDraft.objects.create(programme=house.programme, title="Not yet")
        Citation.objects.create(programme=house.programme, position=1, statement="True", source="Review", year=2018)
    for person in (house.analyst, house.ward_manager, house.provider_lead, house.coach):
        with acting_as(person):
            assert run("select from impact_summarydraft") == 0
            assert not SummaryDraft.visible.to(person).exists()
            assert run("select from impact_citation") == 1
            assert refused("delete from impact_citation") and refused("update impact_citation set year = 1")
    for person in (house.national_lead, house.programme_team):
        with acting_as(person):
            assert run("select from impact_summarydraft") == 1


@pytest.mark.parametrize("role", ["ward_manager", "coach", "provider_lead", "national_lead", "analyst", "practitioner", "nobody"])
def test_people_and_their_roles_are_given_by_those_who_may(house: House, role: str) -> None:
    """Nobody else adds a person, changes another's record, or gives anybody, above all themselves, a role."""
    me, key = getattr(house, role), new_key()
    give = (
        "insert into wards_membership (id, person_id, role, programme_id, starts_on, job_role, described_as)"
        " values (%s, %s, 'programme_team', %s, now(), '', '')"
    )
    with acting_as(me):
        assert refused("insert into people_person (id, name, title, email, is_system) values (%s, 'x', '', '', false)", key)
        assert refused("update people_person set name = 'x' where id <> %s", me.pk)
        assert refused(give, key, me.pk, house.programme.pk)
        assert refused("update wards_membership set role = 'programme_team', team_id = null, provider_id = null")
        assert refused("delete from wards_membership")
        assert run("update people_person set title = 'Nurse' where id = %s", me.pk) == 1
    with acting_as(house.programme_team):
        assert run("insert into people_person (id, name, title, email, is_system) values (%s, 'x', '', '', false)", key) == 1
        assert run(give, new_key(), key, house.programme.pk) == 1
        assert run("update people_person set name = 'y' where id = %s", key) == 1


def test_who_arranges_involvement_gives_the_role_of_practitioner_at_their_own_provider_only(house: House) -> None:
    give = (
        "insert into wards_membership (id, person_id, role, programme_id, team_id, starts_on, job_role, described_as)"
        " values (%s, %s, %s, %s, %s, now(), '', '')"
    )
    person = new_key()
    with acting_as(house.involvement_lead):
        assert run("insert into people_person (id, name, title, email, is_system) values (%s, 'Sky', '', '', false)", person) == 1
        assert refused(give, new_key(), person, "ward_manager", house.programme.pk, house.larch.pk)
        assert refused(give, new_key(), person, "practitioner", house.programme.pk, house.heath.pk)
        assert run(give, new_key(), person, "practitioner", house.programme.pk, house.willow.pk) == 1
        assert run("update people_person set name = 'Sky B' where id = %s", person) == 1


def test_a_mail_is_read_by_its_person_and_in_the_programme_that_it_came_from(house: House, made: Things) -> None:
    with owner():
        later = factories.programme()
        elsewhere = factories.member("Their team", "programme_team", programme=later)
        factories.membership(house.coach, "coach", programme=later)
        system = later.memberships.get(role="system").person
        own = Mail.objects.create(person=house.coach, kind="account", period="x", to="a@nhs.example", message_id="<2@x>")
    seen: dict[Any, set[Any]] = {}
    for person in (house.coach, house.programme_team, elsewhere, system, house.national_lead, house.ward_manager):
        with acting_as(person), connection.cursor() as cursor:
            cursor.execute("select id from people_mail")
            seen[person] = {Mail(pk=key).pk for (key,) in cursor.fetchall()}
    assert list(seen.values()) == [{made.mail.pk, own.pk}, {made.mail.pk}, set(), {own.pk}, set(), set()]
    with acting_as(house.coach):
        assert refused("update people_mail set subject = 'x'") and refused("delete from people_mail")


def test_no_reader_of_a_programmes_own_rows_removes_them(house: House, made: Things) -> None:
    """What everybody in the programme reads (its questions, rounds, events, phases, places) they cannot change."""
    tables = ("surveys_questionnaire", "surveys_item", "surveys_wave", "events_event", "wards_phase", "wards_programme",
              "wards_provider", "wards_ward", "impact_citation")  # fmt: skip
    for person in (house.ward_manager, house.coach, house.practitioner):
        with acting_as(person):
            for table in tables:
                assert refused(f"delete from {table}"), table
                assert refused(f"update {table} set id = id"), table


def test_each_command_has_a_policy_of_its_own(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_policies where 'qi_app' = any(roles) and cmd = 'ALL'")
        assert cursor.fetchall() == []
