"""Taking away and erasing what is kept of a person, with every count as it was."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone

from coaching import sessions
from coaching.models import Attendance
from people import outbox
from people.acting import acting_as
from people.models import Account, Mail, Person
from qiprogramme import personal_data
from tests.factories import House
from wards import retention
from wards.models import AccessNeeds, Membership, RetentionRun

pytestmark = pytest.mark.django_db
Owner = Callable[[], AbstractContextManager[None]]

#: Rows that are counted, and stay under a name that is nobody's.
STAYS = {
    "coaching_action.owner_id",
    "coaching_ask.answered_by_id",
    "coaching_ask.asked_by_id",
    "coaching_attendance.person_id",
    "coaching_coachnote.written_by_id",
    "coaching_digestrun.made_by_id",
    "coaching_series.planned_by_id",
    "coaching_nextstep.set_by_id",
    "coaching_notecopy.person_id",
    "coaching_notecopy.sent_by_id",
    "coaching_session.logged_by_id",
    "coaching_sessioncoach.person_id",
    "events_eventattendance.person_id",
    "ideas_changeidea.owner_id",
    "ideas_finding.signed_off_by_id",
    "ideas_measurepoint.entered_by_id",
    "ideas_progressscore.set_by_id",
    "ideas_reach.confirmed_by_id",
    "ideas_reachstatement.stated_by_id",
    "ideas_rebase.decided_by_id",
    "ideas_stagemove.moved_by_id",
    "impact_summary.approved_by_id",
    "people_mail.again_by_id",
    "wards_agreementdocument.added_by_id",
    "wards_call.done_by_id",
    "wards_ending.ended_by_id",
    "wards_invitation.accepted_by_id",
    "wards_invitation.invited_by_id",
    "wards_joiningcard.lead_id",
    "wards_joiningcard.made_by_id",
    "wards_joiningcard.used_by_id",
    "wards_membership.person_id",
    "wards_pause.begun_by_id",
    "wards_programme.started_by_id",
    "wards_teamstep.taken_by_id",
}
#: Rows that are about the person alone, and go.
GOES = {
    "coaching_reminderchoice.person_id",
    "events_calendarfeed.person_id",
    "people_account.person_id",
    "people_mail.person_id",
    "people_signin.person_id",
    "wards_accessneeds.person_id",
    "wards_call.person_id",
    "wards_consent.person_id",
    "wards_joiningcard.for_person_id",
    "wards_paymentpreference.person_id",
    "wards_safecontact.person_id",
}


@pytest.fixture
def practitioner(house: House, as_owner: Owner) -> Person:
    """Somebody who came to a session, has access needs, a mail, a description and an account."""
    person = house.practitioner
    with acting_as(house.coach):
        sessions.log(
            by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=timezone.localdate(), minutes=60,
            attended=[person],
        )  # fmt: skip
    with as_owner():
        AccessNeeds.objects.create(person=person, team=house.larch, text="A quiet room")
        Membership.objects.filter(person=person).update(described_as="Peer researcher Sam")
        Account.objects.create_user(person.email, person=person)
        mail = Mail(person=person, kind="digest", period="2026-W01", to=person.email, subject="Your week", text="Dear Sam")
        outbox.queue([mail])
    return person


def rows(table: str, column: str, key: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table} where {column} = %s", [key])
        return int(cursor.fetchone()[0])


def test_what_is_kept_can_be_taken_away_without_secrets(practitioner: Person, client_of: Callable[[Any], Client]) -> None:
    answer = client_of(practitioner).get("/account/data/")
    kept = json.loads(answer.content)
    assert kept["Person"][0]["Email"] == practitioner.email
    assert kept["Access needs"][0]["Text"] == "A quiet room"
    assert kept["Role"][0]["Team"] == "Larch Ward"
    assert len(kept["Attendance"]) == 1
    assert "password" not in answer.content.decode().lower()


def test_erasing_takes_who_it_was_and_keeps_every_count(practitioner: Person, house: House, as_owner: Owner) -> None:
    email = practitioner.email
    with acting_as(house.programme_team):
        personal_data.erase(by=house.programme_team, person=practitioner, why="Asked by letter")
    with as_owner():
        person = Person.objects.get(pk=practitioner.pk)
        assert (person.name, person.email, person.title) == ("Somebody who left", "", "")
        assert rows("coaching_attendance", "person_id", person.pk) == 1
        assert Attendance.objects.filter(person=person).count() == 1
        (membership,) = Membership.objects.filter(person=person)
        assert (membership.described_as, membership.ends_on) == ("", timezone.localdate())
        for table in ("people_account", "people_mail", "wards_accessneeds"):
            assert rows(table, "person_id", person.pk) == 0
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from audit.entry where before::text like %s or after::text like %s", [f"%{email}%"] * 2
            )
            assert cursor.fetchone()[0] == 0
            cursor.execute("select count(*) from audit.entry where why = 'Asked by letter'")
            assert cursor.fetchone()[0] > 0


def test_a_person_erases_themselves_and_is_signed_out(practitioner: Person, client_of: Callable[[Any], Client]) -> None:
    browser = client_of(practitioner)
    refused = browser.post("/account/erase/", {"why": "Enough"})
    assert b"cannot be undone" in refused.content
    assert b'value="Enough"' in refused.content
    done = browser.post("/account/erase/", {"why": "Enough", "sure": "on"})
    assert done.status_code == 302
    assert browser.get("/account/").status_code == 302


@pytest.mark.parametrize("other", ["ward_manager", "coach", "national_lead", "provider_lead", "heath_manager", "nobody"])
def test_nobody_else_may(practitioner: Person, house: House, as_owner: Owner, other: str) -> None:
    by = getattr(house, other)
    with acting_as(by):
        with pytest.raises(PermissionDenied):
            personal_data.erase(by=by, person=practitioner, why="Spite")
        with pytest.raises(PermissionDenied):
            personal_data.kept_of(by=by, person=practitioner)
    with as_owner():
        assert Person.objects.get(pk=practitioner.pk).name == practitioner.name


def test_nor_past_the_verb(practitioner: Person, house: House) -> None:
    with acting_as(house.ward_manager), pytest.raises(DatabaseError, match="not yours to erase"), connection.cursor() as cursor:
        cursor.execute("select sec.erase_person(%s)", [practitioner.pk])


def test_the_last_person_who_runs_the_programme_stays(house: House, as_owner: Owner) -> None:
    with acting_as(house.programme_team), pytest.raises(ValidationError, match="last person"):
        personal_data.erase(by=house.programme_team, person=house.programme_team, why="Leaving")
    with as_owner():
        assert Person.objects.get(pk=house.programme_team.pk).name == house.programme_team.name


def test_every_table_that_names_a_person_says_what_erasure_does_to_it(as_owner: Owner) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select c.conrelid::regclass::text, a.attname from pg_constraint c join pg_attribute a"
            " on a.attrelid = c.conrelid and a.attnum = c.conkey[1]"
            " where c.contype = 'f' and c.confrelid = 'people_person'::regclass"
        )
        named = {f"{table}.{column}" for table, column in cursor.fetchall()}
    assert named == STAYS | GOES


@pytest.mark.parametrize("state", [Mail.State.SENT, Mail.State.FAILED, Mail.State.WITHDRAWN])
def test_old_things_go_by_themselves_and_the_night_says_how_many(
    house: House, practitioner: Person, as_owner: Owner, state: str
) -> None:
    with as_owner():
        Mail.objects.filter(person=practitioner).update(state=state, made_at=timezone.now() - timedelta(days=500))
        Membership.objects.filter(person=practitioner).update(ends_on=timezone.localdate() - timedelta(days=100))
        system = Person.objects.get(is_system=True, memberships__programme=house.programme)
    with acting_as(system):
        run = retention.let_go(house.programme, by=system)
        assert (run.gone["mails"], run.gone["details of those who left"], run.gone["calls"]) == (1, 1, 0)
        again = retention.let_go(house.programme, by=system)
        assert again.gone == run.gone
    with as_owner():
        assert not AccessNeeds.objects.filter(person=practitioner).exists()
        assert RetentionRun.objects.count() == 1


def test_what_is_young_stays_and_only_the_system_lets_go(house: House, practitioner: Person, as_owner: Owner) -> None:
    with acting_as(house.programme_team), pytest.raises(DatabaseError, match="only the system"):
        retention.let_go(house.programme, by=house.programme_team)
    with as_owner():
        assert rows("people_mail", "person_id", practitioner.pk) == 1
        assert rows("wards_accessneeds", "person_id", practitioner.pk) == 1
