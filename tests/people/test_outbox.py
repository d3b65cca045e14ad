"""Sending: once, to a real SMTP server; and what happens when it says no, later, or breaks off."""

import email
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from people import outbox
from people.acting import acting_as
from people.models import Mail
from tests.factories import House

pytestmark = pytest.mark.django_db


class Postbox:
    """Takes mails; `says` is the answer to DATA, `breaks_off` closes the connection in its place."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.says = "250 OK"
        self.refuses = ""
        self.breaks_off = False
        self.breaks_once = False

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return "553 sender refused" if address.endswith("refused.example") else "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.breaks_off:
            self.breaks_off = not self.breaks_once
            assert server.transport is not None
            server.transport.abort()
        else:
            self.taken.append(envelope.content or b"")
        return self.says


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "people.mail_server.SMTPBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


@pytest.fixture
def mail(house: House) -> Iterator[Mail]:
    with acting_as(house.programme_team):
        made = Mail(
            person=house.coach,
            programme_id=house.programme.pk,
            kind="digest-coach",
            period="2026-W45",
            to="coach@nhs.example",
            subject="Your week",
            text="Plan",
            html="<p>Plan</p>",
        )
        outbox.queue([made])
        yield made


def now_later(**by: float) -> Any:
    return timezone.now() + timedelta(**by)


def test_sent_once_with_text_and_html_and_a_fixed_message_id(postbox: Postbox, mail: Mail) -> None:
    assert outbox.send_waiting() == {"sent": 1}
    assert outbox.send_waiting() == {}
    assert len(postbox.taken) == 1
    read: Message = email.message_from_bytes(postbox.taken[0])
    assert read["Message-ID"] == mail.message_id
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    mail.refresh_from_db()
    assert mail.sent_at is not None


def test_the_same_person_kind_and_period_are_queued_once(mail: Mail, house: House) -> None:
    again = Mail(
        person=house.coach,
        programme_id=house.programme.pk,
        kind=mail.kind,
        period=mail.period,
        to=mail.to,
        subject="Twice",
        text="",
    )
    assert outbox.queue([again]) == 0
    assert Mail.objects.get().subject == "Your week"


def test_an_address_that_fails_for_good_stops_being_tried(postbox: Postbox, mail: Mail) -> None:
    postbox.refuses = "550 no such person"
    assert outbox.send_waiting() == {"failed": 1}
    assert outbox.send_waiting(now=now_later(days=2)) == {}
    mail.refresh_from_db()
    assert "550" in mail.error


def test_a_server_that_is_busy_is_asked_again_later(postbox: Postbox, mail: Mail) -> None:
    postbox.says = "451 try later"
    assert outbox.send_waiting() == {"queued": 1}
    assert outbox.send_waiting() == {}
    postbox.says = "250 OK"
    postbox.taken.clear()
    assert outbox.send_waiting(now=now_later(minutes=2)) == {"sent": 1}


def test_a_server_that_is_down_costs_no_mail(postbox: Postbox, mail: Mail, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    assert outbox.send_waiting() == {"queued": 1}
    mail.refresh_from_db()
    assert mail.next_try_at is not None
    assert "Not yet" in mail.error


def test_waits_grow_and_end(mail: Mail, settings: Any) -> None:
    settings.EMAIL_BACKEND = "people.mail_server.SMTPBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    waits = []
    for attempt in range(outbox.MOST_TRIES):
        outbox.send_waiting(now=now_later(hours=7 * attempt))
        mail.refresh_from_db()
        if mail.state == Mail.State.QUEUED:
            assert mail.next_try_at is not None
            waits.append(round((mail.next_try_at - now_later(hours=7 * attempt)).total_seconds() / 60))
    assert waits[:6] == [1, 5, 15, 60, 180, 360]
    assert mail.state == Mail.State.FAILED


def test_a_broken_connection_leaves_it_uncertain_and_is_not_repeated(postbox: Postbox, mail: Mail) -> None:
    postbox.breaks_off = True
    assert outbox.send_waiting() == {"uncertain": 1}
    postbox.breaks_off = False
    assert outbox.send_waiting(now=now_later(days=1)) == {}
    assert postbox.taken == []


def test_a_sender_that_was_killed_leaves_it_uncertain(postbox: Postbox, mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENDING, lease_until=timezone.now() - timedelta(seconds=1))
    assert outbox.send_waiting() == {"uncertain": 1}
    assert postbox.taken == []


def test_an_uncertain_mail_goes_again_by_hand_with_the_same_message_id(postbox: Postbox, mail: Mail, house: House) -> None:
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.UNCERTAIN)
    assert outbox.send_again(by=house.programme_team, mail=mail) is True
    assert outbox.send_again(by=house.programme_team, mail=mail) is False
    assert outbox.send_waiting() == {"sent": 1}
    assert mail.message_id.encode() in postbox.taken[0]
    mail.refresh_from_db()
    assert mail.again_by == house.programme_team


def test_a_mail_that_was_sent_is_never_sent_again_by_hand(postbox: Postbox, mail: Mail, house: House) -> None:
    outbox.send_waiting()
    assert outbox.send_again(by=house.programme_team, mail=mail) is False
    assert outbox.send_waiting() == {}
    assert len(postbox.taken) == 1


def test_an_address_that_was_refused_is_marked_and_going_again_takes_the_mark_away(
    postbox: Postbox, mail: Mail, house: House
) -> None:
    postbox.refuses = "550 no such person"
    outbox.send_waiting()
    mail.refresh_from_db()
    assert mail.address_refused
    assert outbox.send_again(by=house.programme_team, mail=mail, to="corrected@nhs.example") is True
    postbox.refuses = ""
    assert outbox.send_waiting() == {"sent": 1}
    mail.refresh_from_db()
    assert (mail.to, mail.address_refused) == ("corrected@nhs.example", False)
    assert mail.message_id.encode() in postbox.taken[0]


@pytest.mark.parametrize(("says", "state"), [("554 this text is not wanted", "failed"), ("452 the disk is full", "queued")])
def test_a_text_that_is_refused_says_nothing_of_the_address(postbox: Postbox, mail: Mail, says: str, state: str) -> None:
    postbox.says = says
    assert outbox.send_waiting() == {state: 1}
    mail.refresh_from_db()
    assert not mail.address_refused


def test_an_address_that_is_refused_for_now_is_tried_again(postbox: Postbox, mail: Mail) -> None:
    postbox.refuses = "450 mailbox busy"
    assert outbox.send_waiting() == {"queued": 1}
    postbox.refuses = ""
    assert outbox.send_waiting(now=now_later(minutes=2)) == {"sent": 1}


def test_a_sender_that_is_refused_is_nobodys_address(postbox: Postbox, mail: Mail, settings: Any) -> None:
    """A wrong setting must not mark the addresses of everybody."""
    settings.DEFAULT_FROM_EMAIL = "programme@refused.example"
    assert outbox.send_waiting() == {"queued": 1}
    mail.refresh_from_db()
    assert (mail.address_refused, postbox.taken) == (False, [])
    assert "553" in mail.error


def test_a_mail_that_cannot_be_written_fails_and_the_next_one_goes(postbox: Postbox, mail: Mail, house: House) -> None:
    Mail.objects.filter(pk=mail.pk).update(subject="Two\nlines")
    outbox.queue([another(house)])
    assert outbox.send_waiting() == {"failed": 1, "sent": 1}
    assert len(postbox.taken) == 1


def test_after_a_broken_connection_the_next_mail_goes_by_a_new_one(postbox: Postbox, mail: Mail, house: House) -> None:
    outbox.queue([another(house)])
    postbox.breaks_off = True
    postbox.breaks_once = True
    assert outbox.send_waiting() == {"uncertain": 1, "sent": 1}
    assert len(postbox.taken) == 1


def test_a_server_in_trouble_is_left_alone_until_the_next_tick(mail: Mail, house: House, settings: Any) -> None:
    settings.EMAIL_BACKEND = "people.mail_server.SMTPBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    outbox.queue([another(house, f"2026-W{week}") for week in range(20, 30)])
    assert outbox.send_waiting() == {"queued": outbox.MOST_TROUBLES}
    assert Mail.objects.filter(attempts=0).count() == 11 - outbox.MOST_TROUBLES


def test_while_one_mail_is_being_sent_another_sender_leaves_it_at_that(postbox: Postbox, mail: Mail, house: House) -> None:
    """So that no crash leaves more than one uncertain."""
    going = another(house)
    outbox.queue([going])
    Mail.objects.filter(pk=going.pk).update(state=Mail.State.SENDING, lease_until=now_later(minutes=1))
    assert outbox.send_waiting() == {}
    assert outbox.send_waiting(now=now_later(minutes=2)) == {"uncertain": 1, "sent": 1}


def test_a_sender_whose_lease_ran_out_sends_nothing(postbox: Postbox, mail: Mail) -> None:
    slow = outbox._claim(mail.pk, timezone.now())
    assert slow is not None
    quick = outbox._claim(mail.pk, now_later(minutes=5))
    assert quick is not None and quick.pk == slow.pk
    for claimed, state in ((slow, ""), (quick, "sent")):
        server = outbox.get_connection()
        assert outbox._send(claimed, server, timezone.now()).state == state
        server.close()
    assert len(postbox.taken) == 1


def test_an_answer_that_came_late_is_believed(postbox: Postbox, mail: Mail) -> None:
    """Counted as uncertain meanwhile, the mail is known to be taken once the server says so."""
    claimed = outbox._claim(mail.pk, timezone.now())
    assert claimed is not None
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.UNCERTAIN)
    assert outbox._end(claimed, state=Mail.State.SENT, sent_at=timezone.now()).state == "sent"
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_an_answer_that_came_after_it_was_sent_again_by_hand_puts_nothing_back(mail: Mail, house: House) -> None:
    """A first sender that was cut off for so long must not have the machine send what a second one is sending."""
    slow = outbox._claim(mail.pk, timezone.now())
    assert slow is not None
    slow.lease_until = outbox._begin(slow, outbox.words_of(slow), timezone.now())
    assert outbox._mark_cut_off(now_later(minutes=5)) == 1
    assert outbox.send_again(by=house.programme_team, mail=mail)
    second = outbox._claim(mail.pk, now_later(minutes=5))
    assert second is not None and second.attempts == slow.attempts
    second.lease_until = outbox._begin(second, outbox.words_of(second), now_later(minutes=5))
    outbox._refused(slow, 451, "try later", timezone.now())
    mail.refresh_from_db()
    assert (mail.state, mail.next_try_at) == ("sending", None)


def test_a_slow_greeting_leaves_the_whole_lease_for_the_mail(mail: Mail) -> None:
    """Until the text is given a server may take as long as until it counts as cut off."""
    claimed = outbox._claim(mail.pk, timezone.now())
    assert claimed is not None
    assert outbox._begin(claimed, outbox.words_of(claimed), now_later(minutes=-2)) > now_later(seconds=100)


def test_addresses_that_are_refused_for_now_hold_nobody_else_up(postbox: Postbox, mail: Mail, house: House) -> None:
    """A mailbox that is full says nothing of the server."""
    outbox.queue([another(house, f"2026-W{week}") for week in range(20, 30)])
    postbox.refuses = "450 mailbox busy"
    assert outbox.send_waiting() == {"queued": 11}


def test_a_server_that_closes_whatever_it_is_asked_is_left_alone(postbox: Postbox, mail: Mail, house: House) -> None:
    outbox.queue([another(house, f"2026-W{week}") for week in range(20, 30)])
    postbox.refuses = "421 going down"
    assert outbox.send_waiting() == {"queued": outbox.MOST_TROUBLES}


def test_what_somebody_waits_for_goes_before_what_is_made_for_many(postbox: Postbox, mail: Mail, house: House) -> None:
    """An invitation does not stand behind the digests of a Monday."""
    Mail.objects.filter(pk=mail.pk).update(content=[], kind="of no room")
    outbox.queue([another(house)])
    outbox.send_waiting()
    assert [email.message_from_bytes(taken)["Subject"] for taken in postbox.taken] == ["The next week", "Your week"]


def test_more_than_are_looked_for_at_a_time_all_go(postbox: Postbox, mail: Mail, house: House) -> None:
    outbox.queue([another(house, str(number)) for number in range(outbox.AT_ONCE + 1)])
    assert outbox.send_waiting() == {"sent": outbox.AT_ONCE + 2}


def test_no_answering_machine_is_asked_to_answer(postbox: Postbox, mail: Mail) -> None:
    outbox.send_waiting()
    assert email.message_from_bytes(postbox.taken[0])["Auto-Submitted"] == "auto-generated"


def another(house: House, period: str = "2026-W46") -> Mail:
    return Mail(
        person=house.coach, programme_id=house.programme.pk, kind="digest-coach", period=period, to="coach@nhs.example",
        subject="The next week", text="Plan",
    )  # fmt: skip
