"""The outbox: mails are rows first, then sent, never twice by the machine.

A mail cannot be sent exactly once. So: *queued*, once per person, kind, period and programme → claimed with a row lock
and a lease, freely retried → committed as *sending* just before the server is given the text → *sent*. What was cut off
in between is *uncertain*: nobody but a person sends it again, with the same Message-ID. One mail of a programme at a
time is being sent, so that no crash leaves more than one uncertain.
"""

import hashlib
import smtplib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from people.acting import acting_as
from people.models import Mail, Person

#: Where a mail's text says this, its secret stands when it is sent. Pages show the text as it is kept.
SECRET = "{secret}"  # noqa: S105 - a placeholder
#: Minutes until the next try after each failure that may pass; then again every 6 hours.
WAITS = (1, 5, 15, 60, 180)
#: After so many tries a mail counts as failed.
MOST_TRIES = 12
#: After so many troubles in a row the server is left alone until the next tick.
MOST_TROUBLES = 3
#: A server that answers this is closing the connection, whatever it was asked (RFC 5321, section 3.8).
_CLOSING = 421
#: So many waiting mails are looked for at a time.
AT_ONCE = 200
#: For so long one tick sends. Well under the time limit of a task, at which the worker would be killed in the middle of a mail.
SECONDS = 240.0


@dataclass(frozen=True)
class Words:
    """What a mail says. secret: stands where the text says SECRET; headers: besides the usual ones."""

    subject: str
    text: str
    html: str = ""
    secret: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Room:
    """A higher room that keeps the content of its mails as data. words: puts a mail into words, as late as it is sent;
    unwanted: why it is not to go any more, in words; "" where it is."""

    words: Callable[[Mail], Words]
    unwanted: Callable[[Mail], str]


_rooms: dict[str, Room] = {}


def words_come_from(room: Room, *, kinds: Iterable[str]) -> None:
    """Let a room word the mails of these kinds that have `content`."""
    _rooms.update(dict.fromkeys(kinds, room))


def words_of(mail: Mail) -> Words:
    """What the mail says: as it was given to a server once, else as it would be now."""
    if mail.content is None or mail.kind not in _rooms:
        return Words(mail.subject, mail.text, mail.html, mail.secret)
    words = _rooms[mail.kind].words(mail)
    return replace(words, subject=mail.subject, text=mail.text, html=mail.html) if mail.text else words


def message_id(mail: Mail) -> str:
    """The same for the same person, kind, period and programme, so that a second copy is recognised by mail programmes."""
    about = f"{mail.person_id}|{mail.kind}|{mail.period}|{mail.programme_id or ''}"
    return f"<{hashlib.sha256(about.encode()).hexdigest()[:32]}@{domain()}>"


def domain() -> str:
    """The sender's, which stands in each Message-ID."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")


def queue(mails: Iterable[Mail]) -> int:
    """Put mails into the outbox in one statement; those of a person, kind, period and programme that are there stay.

    Returns how many are new.
    """
    mails = list(mails)
    for mail in mails:
        mail.message_id = message_id(mail)
    keys = [mail.pk for mail in mails]
    Mail.objects.bulk_create(mails, ignore_conflicts=True, batch_size=2000)
    return Mail.objects.filter(pk__in=keys).count()


def send_waiting(*, now: datetime | None = None, seconds: float = SECONDS) -> dict[str, int]:
    """Send what waits, one mail after another, for at most `seconds`. Returns state → how many mails came to it.

    Safe to run side by side: while one mail is being sent, another call leaves it at that. Runs in no transaction of
    the caller's: each state is committed before the next step.
    """
    until = time.monotonic() + seconds
    counts: Counter[str] = Counter()
    if cut_off := _mark_cut_off(now or timezone.now()):
        counts[Mail.State.UNCERTAIN] = cut_off
    server, claims = get_connection(), _claims(now)
    troubles = 0
    try:
        while time.monotonic() < until and troubles < MOST_TROUBLES and (mail := next(claims, None)):
            became = _send(mail, server, now or timezone.now())
            if not became.state:
                break
            counts[became.state] += 1
            troubles = troubles + 1 if became.is_trouble else 0
            if troubles:
                _close(server)
    finally:
        _close(server)
    return dict(counts)


def _close(server: Any) -> None:
    """A connection on which something went wrong is not used again, and may not even let itself be closed."""
    with suppress(OSError):
        server.close()


def _lease() -> timedelta:
    return timedelta(seconds=settings.MAIL_LEASE_SECONDS)


@transaction.atomic
def _mark_cut_off(now: datetime) -> int:
    stale = Mail.objects.filter(state=Mail.State.SENDING, lease_until__lt=now)
    return stale.update(state=Mail.State.UNCERTAIN, error="The sending was cut off; the server may have taken it.")


def _claims(now: datetime | None) -> Iterator[Mail]:
    """Each mail that waits, claimed as its turn comes. Looked for many at a time, for each look goes through all of them."""
    while keys := _waiting(now or timezone.now()):
        found = False
        for key in keys:
            if mail := _claim(key, now or timezone.now()):
                found = True
                yield mail
        if not found:  # another sender has them
            return


@transaction.atomic
def _waiting(now: datetime) -> list[Any]:
    """The next keys: what somebody waits for, like an invitation, before what is made for many; none while a mail is being
    sent."""
    if Mail.objects.filter(state=Mail.State.SENDING).exists():
        return []
    rows = _due(now).annotate(is_for_many=Q(content__isnull=False)).order_by("is_for_many", "made_at", "pk")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


def _due(now: datetime) -> QuerySet[Mail]:
    waiting = Mail.objects.filter(state=Mail.State.QUEUED).filter(Q(next_try_at=None) | Q(next_try_at__lte=now))
    return waiting.filter(Q(lease_until=None) | Q(lease_until__lt=now))


@transaction.atomic
def _claim(key: Any, now: datetime) -> Mail | None:
    mail = _due(now).select_for_update(skip_locked=True).filter(pk=key).first()
    if mail:
        mail.lease_until, mail.attempts = now + _lease(), mail.attempts + 1
        mail.save(update_fields=["lease_until", "attempts"])
    return mail


@dataclass(frozen=True)
class _Became:
    """What a try came to. state: "" where another sender is at work. is_trouble: it is the server, and no single mail."""

    state: str
    is_trouble: bool = False


class _Overtaken(Exception):
    """The lease ran out and another sender has the mail, or another mail of the programme is being sent."""


class _Unwanted(Exception):
    """It is not to go any more; why not."""


def _send(mail: Mail, server: Any, at: datetime) -> _Became:
    """Give one claimed mail to the server."""
    try:
        words = _last_words(mail)
    except _Unwanted as error:
        return _end(mail, state=Mail.State.WITHDRAWN, lease_until=None, error=str(error))
    is_given = False

    def give() -> None:
        nonlocal is_given
        mail.lease_until = _begin(mail, words, at)
        is_given = True

    try:
        message = _message(mail, words)
        server.open()
        if hasattr(server, "before_data"):
            server.before_data = give
        else:
            give()
        server.send_messages([message])
    except _Overtaken:
        _let_go(mail)
        return _Became("")
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return _refused(mail, code, said, at, address=True)
    except OSError as error:  # every SMTPException is one
        if not is_given:
            return _try_later(mail, error, at)
        if isinstance(error, smtplib.SMTPResponseException):
            return _refused(mail, error.smtp_code, error.smtp_error, at)
        broke = f"The connection broke while sending: {error}"[:300]
        return _end(mail, is_trouble=True, state=Mail.State.UNCERTAIN, error=broke)
    except ValueError as error:
        return _end(mail, state=Mail.State.FAILED, lease_until=None, error=f"It cannot be written as a mail: {error}"[:300])
    return _end(mail, state=Mail.State.SENT, sent_at=timezone.now(), lease_until=None, error="", secret="")


@transaction.atomic
def _last_words(mail: Mail) -> Words:
    """What it says now that it goes. In a transaction: outside one the database knows nobody who might read.
    Raises _Unwanted."""
    if mail.content is not None and mail.kind in _rooms and (why := _rooms[mail.kind].unwanted(mail)):
        raise _Unwanted(why)
    with acting_as(mail.person_id):  # to find anybody but oneself the wall goes through everybody's roles
        return words_of(mail)


def _message(mail: Mail, words: Words) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        words.subject,
        words.text.replace(SECRET, words.secret),
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        # Nobody's answering machine need answer (RFC 3834).
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", **words.headers},
    )
    if words.html:
        message.attach_alternative(words.html.replace(SECRET, words.secret), "text/html")
    message.message()  # raises ValueError here, before anybody is asked to take it
    return message


def _mine(mail: Mail) -> QuerySet[Mail]:
    """The row, while nobody else has taken a lease of it or put it back by hand."""
    return Mail.objects.filter(pk=mail.pk, lease_until=mail.lease_until)


@transaction.atomic
def _begin(mail: Mail, words: Words, at: datetime) -> datetime:
    """Commit that it is being sent, with the words it has. Returns until when. Raises _Overtaken."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"outbox {mail.programme_id or ''}"])
    until = max(at, timezone.now()) + _lease()  # a slow server may have taken its time up to here
    others = Mail.objects.filter(state=Mail.State.SENDING, programme_id=mail.programme_id)
    written = {"subject": words.subject, "text": words.text, "html": words.html}
    if others.exists() or not _mine(mail).filter(state=Mail.State.QUEUED).update(
        state=Mail.State.SENDING, lease_until=until, **written
    ):
        raise _Overtaken
    return until


@transaction.atomic
def _let_go(mail: Mail) -> None:
    _mine(mail).filter(state=Mail.State.QUEUED).update(lease_until=None, attempts=F("attempts") - 1)


def _refused(mail: Mail, code: int, said: Any, at: datetime, address: bool = False) -> _Became:
    """address: it is the address that the server refuses, and not this one text."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    if code < 500:
        return _try_later(mail, f"{code} {text}", at, is_trouble=not address or code == _CLOSING)
    error = f"The mail server refused it: {code} {text}"[:300]
    return _end(mail, state=Mail.State.FAILED, lease_until=None, address_refused=address, error=error)


def _try_later(mail: Mail, error: Any, at: datetime, is_trouble: bool = True) -> _Became:
    if mail.attempts >= MOST_TRIES:
        given_up = f"Given up after {mail.attempts} tries: {error}"[:300]
        return _end(mail, is_trouble=is_trouble, state=Mail.State.FAILED, lease_until=None, error=given_up)
    wait = WAITS[mail.attempts - 1] if mail.attempts <= len(WAITS) else 360
    later = at + timedelta(minutes=wait)
    not_yet = f"Not yet: {error}"[:300]
    return _end(mail, is_trouble=is_trouble, state=Mail.State.QUEUED, next_try_at=later, lease_until=None, error=not_yet)


def _end(mail: Mail, *, is_trouble: bool = False, **fields: Any) -> _Became:
    """What became of this try, also where it took so long that the mail counted as uncertain meanwhile."""
    with transaction.atomic():
        _mine(mail).exclude(state=Mail.State.SENT).update(**fields)
    return _Became(str(fields["state"]), is_trouble)


@transaction.atomic
def send_again(*, by: Person, mail: Mail, to: str = "") -> bool:
    """Queue an uncertain or failed mail once more, by hand, with the same Message-ID. False where it is in neither state.

    by: who decided so; the caller has asked whether they may. to: the address, where it was corrected. What is queued
    counts as an address that works, until a server refuses it anew.
    """
    rows = Mail.objects.filter(pk=mail.pk, state__in=[Mail.State.UNCERTAIN, Mail.State.FAILED])
    fresh = {"state": Mail.State.QUEUED, "next_try_at": None, "lease_until": None, "attempts": 0, "error": ""}
    return bool(rows.update(to=to or mail.to, again_by=by.pk, address_refused=False, **fresh))
