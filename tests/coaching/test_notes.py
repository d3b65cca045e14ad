"""The shared notes go to the ward team once, by mail or on paper, and the page says who got them and when."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from coaching import agreements, notes, sessions, tasks
from coaching.models import NoteCopy, Session
from people.acting import acting_as
from people.models import Mail, Person
from tests.factories import House, days_ago
from tests.people.test_outbox import Postbox, postbox
from wards.models import SafeContact

pytestmark = pytest.mark.django_db
__all__ = ["postbox"]


@pytest.fixture
def logged(house: House, as_owner: Callable[[], Any]) -> Session:
    """Of Larch Ward: the ward manager and the practitioner have an address, the practitioner wishes to be rung up, and the
    team member has no address."""
    with as_owner():
        Person.objects.filter(pk=house.team_member.pk).update(email="")
        SafeContact.objects.create(person=house.practitioner, team=house.larch, way=SafeContact.Way.PHONE)
    with acting_as(house.coach):
        made = sessions.log(
            by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(1), minutes=60,
            note="We drew the process.", coach_note="For coaches only",
        )  # fmt: skip
        agreements.agree(by=house.coach, team=house.larch, what="Print ten cards", owner=house.team_member, session=made)
    return made


def stored(as_owner: Callable[[], Any], model: Any, **fields: Any) -> list[Any]:
    with as_owner():
        return list(model.objects.filter(**fields).order_by("id"))


def test_notes_go_out_once_and_it_is_seen_who_got_them(
    house: House, logged: Session, postbox: Postbox, client_of: Callable[[Person], Client], as_owner: Any
) -> None:
    coach, address = client_of(house.coach), reverse("session_notes", args=[logged.pk])
    page = coach.get(address).content.decode()
    assert "Send notes" in page
    assert "on paper: no email address" in page
    assert coach.post(address, {"do": "send"}).status_code == 302
    assert "sent already" in coach.post(address, {"do": "send"}, follow=True).content.decode()
    assert len(stored(as_owner, NoteCopy)) == 3
    assert not stored(as_owner, Mail)
    assert tasks.send_mail()["sent"] == 1
    assert tasks.send_mail() == {}
    [taken] = postbox.taken
    text = taken.decode()
    for words in ("We drew the process.", "Print ten cards", "Larch coach sent these notes"):
        assert words in text
    assert "For coaches only" not in text
    [mail] = stored(as_owner, Mail)
    assert (mail.person_id, mail.kind, mail.state) == (house.ward_manager.pk, "session notes", "sent")
    ways = {copy.person_id: (copy.way, copy.state) for copy in stored(as_owner, NoteCopy)}
    assert ways == {
        house.ward_manager.pk: ("mail", "sent"),
        house.practitioner.pk: ("paper", "waiting"),
        house.team_member.pk: ("paper", "waiting"),
    }
    page = unescape(coach.get(address).content.decode())
    assert "Sent by email" in page
    assert "2 people are not reached by email" in page
    assert coach.post(address, {"do": "paper"}).status_code == 302
    assert "Nothing has changed" in coach.post(address, {"do": "paper"}, follow=True).content.decode()
    assert {copy.state for copy in stored(as_owner, NoteCopy)} == {"sent"}
    assert "Handed over on paper" in coach.get(address).content.decode()
    with acting_as(house.coach):
        first = logged.note_sent_at
        assert notes.send(by=house.coach, session=logged).note_sent_at != first
    assert len(stored(as_owner, NoteCopy)) == 3
    assert len(postbox.taken) == 1


def test_a_mail_that_was_refused_is_told(
    house: House, logged: Session, postbox: Postbox, client_of: Callable[[Person], Client], as_owner: Any
) -> None:
    postbox.refuses = "550 No such person"
    with acting_as(house.coach):
        notes.send(by=house.coach, session=logged)
    assert tasks.send_mail() == {"failed": 1}
    page = client_of(house.coach).get(reverse("session_notes", args=[logged.pk])).content.decode()
    assert "By email: could not be sent" in page


def test_who_may_not_send_them(house: House, logged: Session, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    address = reverse("session_notes", args=[logged.pk])
    for person, status in ((house.ward_manager, 403), (house.sponsor, 403), (house.willow_coach, 404), (house.nobody, 404)):
        assert client_of(person).post(address, {"do": "send"}).status_code == status
        with acting_as(person), pytest.raises(PermissionDenied):
            notes.send(by=person, session=logged)
    assert not stored(as_owner, NoteCopy)
    assert [row.note_sent_at for row in stored(as_owner, Session)] == [None]


def test_nothing_to_send(house: House, logged: Session, as_owner: Any, client_of: Callable[[Person], Client]) -> None:
    with as_owner():
        Session.objects.update(note=" ")
    answer = client_of(house.coach).post(reverse("session_notes", args=[logged.pk]), {"do": "send"}, follow=True)
    assert "There are no shared notes to send" in answer.content.decode()
    with acting_as(house.coach), pytest.raises(ValidationError):
        notes.send(by=house.coach, session=logged)
    assert not stored(as_owner, NoteCopy)


def test_names_of_who_got_them_stay_in_the_circle(house: House, logged: Session) -> None:
    with acting_as(house.coach):
        notes.send(by=house.coach, session=logged)
    for person, number in ((house.coach, 3), (house.practitioner, 3), (house.sponsor, 0), (house.national_lead, 0)):
        with acting_as(person):
            assert NoteCopy.visible.to(person).count() == NoteCopy.objects.count() == number, person
