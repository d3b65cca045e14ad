"""What executive coaching was about is read by its two sides alone: through the pages, the files, the record of changes
and with raw SQL as the application's role."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from coaching.models import Action, ExecutiveRecord, SessionTool
from people.acting import acting_as
from people.keys import new_key
from people.models import Person
from tests import factories
from tests.conftest import owner
from tests.factories import House
from tests.walls.objects import Things, things
from tests.walls.test_catalogue import ask, readable

pytestmark = pytest.mark.django_db

WORD = "Serin"
SIDES = ["executive_coach", "sponsor"]
OTHERS = [
    "programme_team", "national_lead", "analyst", "provider_lead", "involvement_lead", "coach", "associate", "ward_manager",
    "practitioner", "heath_coach", "nobody", "another_executive_coach", "another_sponsor", "former_sponsor", "system",
]  # fmt: skip


@pytest.fixture
def made(house: House) -> Things:
    with owner():
        return things(house)


@pytest.fixture
def people(house: House, made: Things) -> Callable[[str], Person]:
    """Those of the house, and some who stand close to the two sides; a former sponsor was one of them."""
    with owner():
        former = factories.member("Former sponsor", "sponsor", team=house.willow, ended=1)
        ExecutiveRecord.objects.update(keys=[house.executive_coach.pk, house.sponsor.pk, former.pk])
        more = {
            "another_executive_coach": factories.member("Second", "executive_coach", programme=house.programme),
            "another_sponsor": factories.member("Heath sponsor", "sponsor", team=house.heath),
            "former_sponsor": former,
            "system": Person.objects.get(memberships__role="system", memberships__programme=house.programme),
        }
    return lambda name: more.get(name) or getattr(house, name)


@pytest.mark.parametrize("role", OTHERS)
def test_raw_sql_finds_no_word_of_it(people: Callable[[str], Person], role: str) -> None:
    with acting_as(people(role)):
        assert [name for name in readable() if ask(f"select 1 from {name} t where t::text like %s limit 1", f"%{WORD}%")] == []
        if role != "former_sponsor":  # whose audit it was once; no page leads there
            told = ask(
                "select before::text, after::text from sec.changes(null, null, null, null, null, null, null, null, null, 9999)"
            )
            assert WORD not in str(told)


@pytest.mark.parametrize("role", SIDES)
def test_the_two_sides_read_it(people: Callable[[str], Person], made: Things, role: str, client_of: Any) -> None:
    person = people(role)
    with acting_as(person):
        found = {name for name in readable() if ask(f"select 1 from {name} t where t::text like %s limit 1", f"%{WORD}%")}
        assert found == {"coaching_executiverecord", "coaching_action"}
        assert ExecutiveRecord.visible.to(person).count() == Action.visible.to(person).filter(team=None).count() == 1
    page = client_of(person).get(reverse("session", args=[made.executive.pk])).content.decode()
    for words in ("Serin at the board", "Serin asks the board", "PDSA cycle", "Serin first"):
        assert words in page
    history = client_of(person).get(reverse("thing_changes", args=["session", made.executive.pk])).content.decode()
    assert "Serin at the board" in history


@pytest.mark.parametrize("role", ["programme_team", "national_lead"])
def test_no_page_tells_it_to_those_who_see_the_whole_programme(
    people: Callable[[str], Person], made: Things, role: str, client_of: Callable[[Person], Client]
) -> None:
    browser = client_of(people(role))
    page = browser.get(reverse("session", args=[made.executive.pk])).content.decode()
    assert "read by those who took part alone" in page
    assert "1 more person" in page or "Larch sponsor" in page  # who came counts
    record = ExecutiveRecord._meta.verbose_name
    addresses = [
        reverse("session", args=[made.executive.pk]),
        "/coaching/sessions/", "/coaching/sessions/?file=csv", "/coaching/sessions/?kind=executives", "/coaching/hours/",
        "/coaching/actions/", "/coaching/actions/?show=overdue", "/coaching/plan/", "/programme/changes/",
        "/programme/changes/?q=Serin", "/programme/changes/?file=csv",
        reverse("thing_changes", args=["session", made.executive.pk]), "/", "/impact/claims/", "/api/v1/claims/",
    ]  # fmt: skip
    for address in addresses:
        answer = browser.get(address)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert answer.status_code == 200, address
        assert WORD.encode() not in text.replace(b'value="Serin"', b"").replace(b"q=Serin", b""), address
    with owner():
        rows = [("record-of-executive-coaching", ExecutiveRecord.objects.get().pk), ("action", Action.objects.get(team=None).pk)]
    assert record == "record of executive coaching"
    for kind, key in rows:
        assert browser.get(reverse("thing_changes", args=[kind, key])).status_code == 404


def test_what_is_kept_of_a_person_tells_it_to_themselves_alone(people: Callable[[str], Person], client_of: Any) -> None:
    sponsor = people("sponsor")
    theirs = json.loads(client_of(sponsor).get("/account/data/").content)
    assert "Serin asks the board" in str(theirs)
    taken = client_of(people("programme_team")).get(reverse("data_of", args=[sponsor.pk]))
    assert taken.status_code == 200
    assert WORD not in taken.content.decode()


def test_nobody_else_writes_it(people: Callable[[str], Person], made: Things) -> None:
    with owner():
        before = [(row.note, row.keys) for row in ExecutiveRecord.objects.all()]
    for role in ("programme_team", "another_executive_coach", "former_sponsor"):
        person = people(role)
        with acting_as(person):
            assert ExecutiveRecord.objects.update(note="Taken over") == 0
            assert Action.objects.filter(team=None).update(what="Taken over") == 0
        with acting_as(person), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Action(id=new_key(), session=made.executive, keys=[person.pk], what="Planted").save(force_insert=True)
    with owner():
        assert [(row.note, row.keys) for row in ExecutiveRecord.objects.all()] == before
        assert Action.objects.filter(team=None).count() == 1


def test_the_sessions_own_row_and_tools_cannot_hold_it(people: Callable[[str], Person], made: Things) -> None:
    with acting_as(people("executive_coach")):
        with pytest.raises(IntegrityError, match="session_executive_says_nothing"), transaction.atomic():
            made.executive.note = "Here after all"
            made.executive.save()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SessionTool(session=made.executive, tool="pdsa").save(force_insert=True)
    with owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from coaching_session where note = 'Here after all'")
        assert cursor.fetchone() == (0,)
