"""The outbox: mails are rows first, then sent, never twice by the machine.

A mail cannot be sent exactly once. So: *queued*, once per person, kind and period → claimed with a row lock →
committed as *sending* just before the server is given the text → *sent*. What was cut off in between
is *uncertain*: nobody but a person sends it again, with the same Message-ID.
"""

import hashlib
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people.models import Mail

#: Where a mail's text says this, its secret stands when it is sent. Pages show the text as it is kept.
SECRET = "{secret}"  # noqa: S105 - a placeholder
#: A mail that is being sent for longer than this was cut off.
CUT_OFF = timedelta(minutes=5)
#: Minutes until the next try after each failure that may pass; then again every 6 hours.
WAITS = (1, 5, 15, 60, 180)
#: After so many tries a mail counts as failed.
MOST_TRIES = 12


def message_id(mail: Mail) -> str:
    """The same for the same person, kind and period, so that a second copy is recognised by mail programmes."""
    digest = hashlib.sha256(f"{mail.person_id}|{mail.kind}|{mail.period}".encode()).hexdigest()[:32]
    return f"<{digest}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


def queue(mails: Iterable[Mail]) -> int:
    """Put mails into the outbox in one statement; those of a person, kind and period that are there stay.

    Returns how many are new.
    """
    mails = list(mails)
    for mail in mails:
        mail.message_id = message_id(mail)
    keys = [mail.pk for mail in mails]
    Mail.objects.bulk_create(mails, ignore_conflicts=True, batch_size=2000)
    return Mail.objects.filter(pk__in=keys).count()


def send_waiting(*, now: datetime | None = None, most: int = 500) -> dict[str, int]:
    """Send what waits, one mail after another. Returns state → how many mails came to it.

    Safe to run side by side: each mail is claimed under a lock that others skip. Runs in no transaction of
    the caller's: each state is committed before the next step.
    """
    counts: dict[str, int] = {}
    if cut_off := _mark_cut_off(now or timezone.now()):
        counts[Mail.State.UNCERTAIN] = cut_off
    server = get_connection()
    try:
        for _ in range(most):
            at = now or timezone.now()
            mail = _claim(at)
            if mail is None:
                break
            state = _send(mail, server, at)
            counts[state] = counts.get(state, 0) + 1
    finally:
        server.close()
    return counts


@transaction.atomic
def _mark_cut_off(now: datetime) -> int:
    stale = Mail.objects.filter(state=Mail.State.SENDING, lease_until__lt=now)
    return stale.update(state=Mail.State.UNCERTAIN, error="The sending was cut off; the server may have taken it.")


@transaction.atomic
def _claim(now: datetime) -> Mail | None:
    waiting = Mail.objects.select_for_update(skip_locked=True).filter(state=Mail.State.QUEUED)
    waiting = waiting.filter(Q(next_try_at=None) | Q(next_try_at__lte=now)).filter(Q(lease_until=None) | Q(lease_until__lt=now))
    mail = waiting.order_by("made_at", "pk").first()
    if mail:
        mail.lease_until, mail.attempts = now + CUT_OFF, mail.attempts + 1
        mail.save(update_fields=["lease_until", "attempts"])
    return mail


def _send(mail: Mail, server: Any, at: datetime) -> str:
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:
        return _try_later(mail, error, at)
    _set(mail, state=Mail.State.SENDING, lease_until=at + CUT_OFF)
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text.replace(SECRET, mail.secret),
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        headers={"Message-ID": mail.message_id},
    )
    if mail.html:
        message.attach_alternative(mail.html.replace(SECRET, mail.secret), "text/html")
    try:
        server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return _refused(mail, code, words, at)
    except smtplib.SMTPResponseException as error:
        return _refused(mail, error.smtp_code, error.smtp_error, at)
    except (OSError, smtplib.SMTPException) as error:
        return _set(mail, state=Mail.State.UNCERTAIN, error=f"The connection broke while sending: {error}"[:300])
    return _set(mail, state=Mail.State.SENT, sent_at=timezone.now(), lease_until=None, error="", secret="")


def _refused(mail: Mail, code: int, words: Any, at: datetime) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    if code < 500:
        return _try_later(mail, f"{code} {text}", at)
    return _set(mail, state=Mail.State.FAILED, lease_until=None, error=f"The mail server refused it: {code} {text}"[:300])


def _try_later(mail: Mail, error: Any, at: datetime) -> str:
    if mail.attempts >= MOST_TRIES:
        return _set(mail, state=Mail.State.FAILED, lease_until=None, error=f"Given up after {mail.attempts} tries: {error}"[:300])
    wait = WAITS[mail.attempts - 1] if mail.attempts <= len(WAITS) else 360
    later = at + timedelta(minutes=wait)
    return _set(mail, state=Mail.State.QUEUED, next_try_at=later, lease_until=None, error=f"Not yet: {error}"[:300])


def _set(mail: Mail, **fields: Any) -> str:
    with transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(**fields)
    return str(fields["state"])


@transaction.atomic
def send_again(mail: Mail) -> bool:
    """Queue an uncertain or failed mail once more, by hand, with the same Message-ID. False where it is in neither state."""
    rows = Mail.objects.filter(pk=mail.pk, state__in=[Mail.State.UNCERTAIN, Mail.State.FAILED])
    return bool(rows.update(state=Mail.State.QUEUED, next_try_at=None, lease_until=None, attempts=0, error=""))
