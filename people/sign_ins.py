"""Sign-ins: each try with a known account, and the session that a good one opened.

A session lives while its row has no end and is younger than SESSION_COOKIE_AGE: so it can be ended from anywhere,
at once, and no activity makes it last longer. The row tells when, how and with what kind of browser; no address.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from people.acting import acting_as
from people.browsers import coarse
from people.models import Account, Person, SignIn

#: Where the session carries the key of its sign-in.
SESSION_KEY = "sign_in"
#: How often the time of the last use is written.
SEEN_EVERY = timedelta(minutes=1)


def opened(request: HttpRequest, account: Account) -> SignIn:
    """A session begins: whatever way led into it, it is one row."""
    records = get_authentication_records(request, account)
    row = _row(request, account, how=how(records), seen_at=timezone.now())
    request.session[SESSION_KEY] = str(row.pk)
    return row


def failed(request: HttpRequest, account: Account, result: str) -> None:
    """A try with a wrong password or code. Stays, whatever becomes of the request."""
    _row(request, account, result=result)


def how(records: Iterable[dict[str, Any]]) -> str:
    """“password and code”, from the sign-in library's records of this session."""
    found = dict.fromkeys(_kind(record) for record in records)
    return " and ".join(words for words in found if words)[:60]


KINDS = {
    "password": "password",
    "socialaccount": "your organisation",
    "code_card": "code card",
    "demo": "one click in the demonstration",
    "totp": "code",
    "recovery_codes": "recovery code",
    "webauthn": "passkey",
}


def _kind(record: dict[str, Any]) -> str:
    return KINDS.get(record.get("type") or record.get("method", ""), "")


def live_session(request: HttpRequest) -> SignIn | None:
    """The row of this request's session with its person, or None where it has ended, is too old, or is another account's.

    Notes at most once a minute that it was used; what is returned still has the time of the use before.
    """
    account: Any = request.user
    with acting_as(account.person_id), transaction.atomic():
        row = _rows(account.person_id).filter(pk=_key(request), account=account).select_related("person").order_by().first()
        now = timezone.now()
        if row and row.seen_at and now - row.seen_at > SEEN_EVERY:
            SignIn.objects.filter(pk=row.pk).update(seen_at=now)
    return row


def _key(request: HttpRequest) -> Any:
    try:
        return UUID(request.session.get(SESSION_KEY, ""))
    except (ValueError, TypeError):
        return None


def _rows(person_id: Any) -> QuerySet[SignIn]:
    oldest = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return SignIn.objects.filter(person=person_id, result=SignIn.Result.GOOD, ended_at=None, at__gt=oldest)


def live(person: Person) -> QuerySet[SignIn]:
    """The sessions that are open now, the latest first."""
    return _rows(person.pk).order_by("-seen_at")


def history(person: Person, most: int = 50) -> QuerySet[SignIn]:
    """The latest tries, good and bad."""
    return SignIn.objects.filter(person=person).order_by("-at")[:most]


@transaction.atomic
def end(*, by: Person, key: Any = None, keep: Any = None) -> int:
    """End the session `key` of one's own, or all of them but `keep`. Returns how many."""
    rows = _rows(by.pk)
    rows = rows.filter(pk=key) if key else rows.exclude(pk=keep)
    return rows.update(ended_at=timezone.now())


def end_this(request: HttpRequest) -> None:
    """The session of this request is over: signed out."""
    if key := _key(request):
        SignIn.objects.filter(pk=key, ended_at=None).update(ended_at=timezone.now())


def end_others(request: HttpRequest, account: Account) -> None:
    """A new password ends every other session; Django closes them, and the list says so."""
    with acting_as(account.person_id), transaction.atomic():
        _rows(account.person_id).exclude(pk=_key(request)).update(ended_at=timezone.now())


@transaction.atomic
def forget_old(*, by: Person, now: datetime | None = None) -> int:
    """Delete what is older than SIGN_IN_HISTORY_DAYS. `by` is the system itself; the wall lets nobody else. Returns how many."""
    oldest = (now or timezone.now()) - timedelta(days=settings.SIGN_IN_HISTORY_DAYS)
    return SignIn.objects.filter(at__lt=oldest).delete()[0]


def _row(request: HttpRequest, account: Account, **fields: Any) -> SignIn:
    browser = coarse(request.META.get("HTTP_USER_AGENT", ""))
    row = SignIn(account=account, person_id=account.person_id, browser=browser, **fields)
    row.save(force_insert=True)
    return row
