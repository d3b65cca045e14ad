"""Calendar feeds: the private address under which somebody's calendar reads what they have coming."""

import secrets

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from events.models import CalendarFeed
from people.keys import hash_of
from people.models import Account, Person


@transaction.atomic
def make(*, by: Person) -> str:
    """A new secret for one's own calendar, in the clear, to be shown once; the one before no longer works.

    Raises ValidationError for somebody without an account.
    """
    account = Account.objects.filter(person=by.pk, is_active=True).first()
    if account is None:
        raise ValidationError("Only somebody who signs in has a calendar address.")
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        person_id=by.pk,
        defaults={"account": account, "token_hash": hash_of(token), "made_at": timezone.now(), "read_on": None},
    )
    return token


@transaction.atomic
def stop(*, by: Person) -> bool:
    """End one's own calendar address at once. False where there was none."""
    return bool(CalendarFeed.objects.filter(person=by.pk).delete()[0])


def feed_of(person: Person) -> CalendarFeed | None:
    """The address that is open now."""
    found: CalendarFeed | None = CalendarFeed.visible.to(person).first()
    return found


def opened(token: str) -> Person | None:
    """Whose calendar it is, to act as (`acting_as`); None where nobody's, or the account was closed.

    Read as nobody, so of the person no more is known than the key.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sec.open_calendar(%s)", [hash_of(token)])
        key = cursor.fetchone()[0]
    return Person(pk=key) if key else None


def note_reading(person: Person) -> None:
    """Keep the day on which a calendar last read it, acting as the person, so that they see that it works."""
    today = timezone.localdate()
    CalendarFeed.objects.filter(person=person.pk).exclude(read_on=today).update(read_on=today)
