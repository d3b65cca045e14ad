"""Two browsers at the same moment, each on a connection of its own."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from coaching import sessions
from coaching.models import Session
from people.acting import acting_as
from people.models import Mail, Person
from qiprogramme import personal_data
from tests import factories
from tests.conftest import owner
from tests.factories import House, days_ago, today
from wards import invitations, memberships, moves
from wards.models import Membership, TeamWard

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*does: Callable[[], Any]) -> list[str]:
    """What came of each, done on a connection of its own: "done", or the kind of error."""
    ready, found = threading.Barrier(len(does)), [""] * len(does)

    def one(place: int) -> None:
        ready.wait()
        try:
            does[place]()
            found[place] = "done"
        except Exception as error:
            found[place] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(does))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def slowly(by: Person, does: Callable[[], Any]) -> Callable[[], None]:
    """Acts as `by`, and waits a moment before it commits."""

    def run() -> None:
        with acting_as(by), transaction.atomic():
            does()
            time.sleep(0.5)

    return run


def test_of_the_last_two_who_run_a_programme_only_one_leaves_at_once(house: House) -> None:
    with owner():
        second = factories.member("Second", "programme_team", programme=house.programme)
        rows = [Membership.objects.select_related("programme").get(person=who) for who in (house.programme_team, second)]

    def leave(row: Membership) -> Callable[[], None]:
        by = Person(pk=row.person_id, name="x")
        return slowly(by, lambda: memberships.end(by=by, membership=row, on=today(), reason="Leaves"))

    assert sorted(at_once(*map(leave, rows))) == ["ValidationError", "done"]
    with owner():
        assert Membership.objects.filter(role="programme_team", ends_on=None).count() == 1


def test_of_the_last_two_one_is_not_erased_while_the_other_leaves(house: House) -> None:
    with owner():
        second = factories.member("Second", "programme_team", programme=house.programme)
        row = Membership.objects.select_related("programme").get(person=second)
    first, other = (Person(pk=who.pk, name="x") for who in (house.programme_team, second))
    outcome = at_once(
        slowly(first, lambda: personal_data.erase(by=first, person=first, why="Leaves")),
        slowly(other, lambda: memberships.end(by=other, membership=row, on=today(), reason="Leaves")),
    )
    assert sorted(outcome) == ["ValidationError", "done"]
    with owner():
        assert Membership.objects.filter(role="programme_team", ends_on=None).count() == 1


def test_an_invitation_pressed_twice_at_once_gives_one_role(house: House) -> None:
    by = house.programme_team
    with owner():
        robin = factories.person("Robin", email="robin@nhs.example")
        factories.account(robin)
    with acting_as(by):
        invitations.invite(
            by=by, programme=house.programme, role="team_member", team=house.larch, name="Robin", email="robin@nhs.example"
        )
        with transaction.atomic():
            token = Mail.objects.get(to="robin@nhs.example").secret

    def accept() -> None:
        me = Person(pk=robin.pk, name="x")
        slowly(me, lambda: invitations.accept(by=me, token=token))()

    assert sorted(at_once(accept, accept)) == ["ValidationError", "done"]
    with owner():
        assert Membership.objects.filter(person=robin).count() == 1


@pytest.mark.parametrize("how", ["moves", "logs"])
def test_no_session_stays_behind_with_a_team_that_moves_meanwhile(house: House, how: str) -> None:
    """Whichever comes first: what is held after the move is the new team's, or is refused in words."""
    with owner():
        ward = TeamWard.objects.get(team=house.larch).ward
    begun = threading.Event()

    def move() -> None:
        by = Person(pk=house.programme_team.pk, name="x")
        if how == "logs":
            begun.wait(20)
        with acting_as(by), transaction.atomic():
            moves.move(by=by, ward=ward, to=house.south, on=days_ago(3), why="A new contract")
            begun.set()
            time.sleep(0.5)

    def log() -> None:
        by = Person(pk=house.coach.pk, name="x")
        if how == "moves":
            begun.wait(20)
        with acting_as(by), transaction.atomic():
            sessions.log(by=by, teams=[house.larch], coaches=[house.coach], held_on=days_ago(1), minutes=60)
            begun.set()
            time.sleep(0.5)

    outcome = at_once(move, log)
    assert outcome == (["done", "ValidationError"] if how == "moves" else ["done", "done"])
    with owner():
        assert not Session.objects.filter(keys__contains=[house.larch.pk]).exists()
        assert Session.objects.count() == (0 if how == "moves" else 1)


def test_a_role_is_not_begun_in_a_team_that_closes_meanwhile(house: House) -> None:
    with owner():
        ward = TeamWard.objects.get(team=house.larch).ward
        robin = factories.person("Robin", email="robin@nhs.example")
        factories.account(robin)
    with acting_as(house.programme_team):
        invitations.invite(
            by=house.programme_team, programme=house.programme, role="team_member", team=house.larch, name="Robin",
            email="robin@nhs.example",
        )  # fmt: skip
        with transaction.atomic():
            token = Mail.objects.get(to="robin@nhs.example").secret
    begun = threading.Event()

    def close() -> None:
        by = Person(pk=house.programme_team.pk, name="x")
        with acting_as(by), transaction.atomic():
            moves.close(by=by, ward=ward, on=today(), why="Fewer beds")
            begun.set()
            time.sleep(0.5)

    def accept() -> None:
        begun.wait(20)
        me = Person(pk=robin.pk, name="x")
        with acting_as(me):
            invitations.accept(by=me, token=token)

    assert at_once(close, accept) == ["done", "ValidationError"]
    with pytest.raises(ValidationError), acting_as(robin):
        invitations.accept(by=robin, token=token)
    with owner():
        assert not Membership.objects.filter(person=robin).exists()
