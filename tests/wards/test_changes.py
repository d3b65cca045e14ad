"""Who may read what was changed, and in which words."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching.agreements import agree
from coaching.models import Action
from ideas import change_ideas
from ideas.models import ChangeIdea
from people import reading, seals
from people.acting import acting_as
from tests.factories import House
from wards.changes import Change, changes, of_thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(house: House) -> Action:
    with acting_as(house.coach):
        return agree(by=house.coach, team=house.larch, what="Print ten cards")


def seen_by(person: Any, **narrowed: Any) -> list[Change]:
    with acting_as(person):
        return changes(person, **narrowed)


def test_a_change_says_who_what_before_and_after(house: House, action: Action) -> None:
    with acting_as(house.coach, why="They have printed them"):
        Action.objects.filter(pk=action.pk).update(what="Print twenty cards")
    newest, first = seen_by(house.ward_manager, owners=[house.larch.pk], tables=["coaching_action"])
    assert (newest.who, newest.what, newest.why) == ("Larch coach", "Changed: action", "They have printed them")
    assert [(field.label, field.before, field.after) for field in newest.fields] == [
        ("What", "Print ten cards", "Print twenty cards")
    ]
    assert first.what == "Added: action"
    assert ("What", "", "Print ten cards") in [(field.label, field.before, field.after) for field in first.fields]


@pytest.mark.parametrize("reader", ["ward_manager", "coach", "sponsor", "provider_lead", "programme_team", "national_lead"])
def test_readers_of_the_thing_read_its_changes(house: House, action: Action, reader: str) -> None:
    assert seen_by(getattr(house, reader), things=[action.pk])


@pytest.mark.parametrize("other", ["willow_manager", "heath_coach", "former_manager", "analyst", "executive_coach", "nobody"])
def test_nobody_else_does(house: House, action: Action, other: str) -> None:
    assert not seen_by(getattr(house, other), things=[action.pk])
    assert not seen_by(getattr(house, other), tables=["coaching_action"])


def test_with_nobody_set_there_is_nothing(house: House, action: Action) -> None:
    assert changes(house.programme_team) == []


def test_that_somebody_is_a_practitioner_is_told_inside_only(
    house: House, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    with as_owner():
        house.practitioner.memberships.update(described_as="Peer")
    described = {
        reader: [
            c for c in seen_by(getattr(house, reader), tables=["wards_membership"]) if c.fields and c.what.startswith("Changed")
        ]
        for reader in ("ward_manager", "sponsor", "national_lead", "provider_lead", "programme_team")
    }
    assert {reader for reader, found in described.items() if found} == {"ward_manager", "programme_team"}


def test_of_people_only_the_names_of_fields_are_kept(house: House) -> None:
    with acting_as(house.sponsor):
        house.sponsor.title = "Chief nurse and sponsor"
        house.sponsor.save(update_fields=["title"])
    (change,) = [c for c in seen_by(house.programme_team, things=[house.sponsor.pk]) if c.what.startswith("Changed")]
    assert [(field.label, field.is_named_only) for field in change.fields] == [("Title", True)]
    with connection.cursor() as cursor:
        cursor.execute("set role qi_owner")
        cursor.execute("select count(*) from audit.entry where after::text like '%Chief nurse and%'")
        assert cursor.fetchone() == (0,)
        cursor.execute("set role qi_app")


def test_an_idea_shows_what_became_of_its_parts(house: House) -> None:
    with acting_as(house.ward_manager):
        idea = change_ideas.propose(
            by=house.ward_manager,
            team=house.larch,
            title="Quiet hour",
            who_for="Those who find it loud",
            inequity="Noise",
            aim="Calm",
        )
        change_ideas.move(by=house.ward_manager, idea=idea, stage=ChangeIdea.Stage.TESTING)
        told = of_thing(house.ward_manager, idea)
    assert {change.what for change in told} >= {"Added: change idea", "Changed: change idea", "Added: stage move"}
    (moved,) = [c for c in told if c.what == "Changed: change idea"]
    assert ("Stage", "Proposed", "Testing") in [(field.label, field.before, field.after) for field in moved.fields]


def test_reading_and_taking_away_leave_a_mark(house: House) -> None:
    with acting_as(house.programme_team):
        reading.note(by=house.programme_team, what="people", owners=[house.programme.pk], action="export", rows=51)
    (change,) = seen_by(house.programme_team, tables=["people"])
    assert change.what == "Taken away as a file: people"
    assert [(field.label, field.after) for field in change.fields] == [("Rows", "51")]
    assert not seen_by(house.ward_manager, tables=["people"])


def test_a_reading_without_a_reader_is_refused(house: House) -> None:
    with pytest.raises(DatabaseError, match="a reading has a reader"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select sec.note_reading('read', 'x', null, array[]::uuid[], 'reach', '{}')")


def test_many_changes_take_as_many_queries_as_one(house: House) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert seen_by(house.coach, owners=[house.larch.pk], tables=["coaching_action"])
        return len(found)

    with acting_as(house.coach):
        agree(by=house.coach, team=house.larch, what="Print a card")
    few = queries()
    with acting_as(house.coach):
        for number in range(30):
            agree(by=house.coach, team=house.larch, what=f"Print card {number}")
    assert queries() == few


def test_what_the_programme_runs_on_is_sealed_and_tampering_shows(
    house: House, action: Action, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update audit.entry set at = at - interval '2 hours'")
    assert seals.seal() > 0
    assert seals.seal() == 0
    assert seals.broken() == []
    assert len(seals.last().hash) == 64
    with as_owner(), connection.cursor() as cursor:
        cursor.execute('update audit.entry set after = \'{"what": "Nothing"}\' where row_id = %s', [action.pk])
    assert len(seals.broken()) == 1


def test_a_removed_entry_shows_and_each_later_seal_stands_on_the_one_before(
    house: House, action: Action, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    def age() -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("update audit.entry set at = at - interval '2 hours' where at > now() - interval '1 hour'")

    age()
    seals.seal()
    with acting_as(house.coach):
        agree(by=house.coach, team=house.larch, what="Second")
    assert seals.seal() == 0, "younger than an hour"
    age()
    assert seals.seal() > 0
    assert seals.broken() == []
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("delete from audit.entry where row_id = %s", [action.pk])
    assert seals.broken()


def test_the_application_cannot_touch_the_seals() -> None:
    for statement in ("select * from audit.seal", "select audit.make_seal('0', 1)", "delete from audit.entry"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_page_searches_filters_pages_and_its_file_is_on_record(house: House, client_of: Callable[[Any], Client]) -> None:
    with acting_as(house.coach):
        for number in range(30):
            agree(by=house.coach, team=house.larch, what=f"Print card {number}")
    browser = client_of(house.programme_team)
    page = browser.get("/programme/changes/", {"q": "print card", "kind": "coaching_action"})
    assert page.content.count(b"Print card") >= 25
    assert b"Older changes" in page.content
    older = browser.get("/programme/changes/" + page.context["older"])
    assert 5 <= older.content.count(b"Added: action") < 25
    nonsense = browser.get("/programme/changes/", {"since": "yesterday", "who": "me", "before": "x"})
    assert nonsense.status_code == 200
    file = browser.get("/programme/changes/", {"q": "print card", "file": "csv"})
    assert file.content.decode().count("Added: action") == 30
    (mark,) = seen_by(house.programme_team, tables=["record of changes"])
    assert mark.what == "Taken away as a file: record of changes"


def test_a_kind_that_does_not_exist_is_not_found(house: House, client_of: Callable[[Any], Client]) -> None:
    assert client_of(house.programme_team).get(f"/changes/account/{house.larch.pk}/").status_code == 404
