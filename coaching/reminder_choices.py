"""Turning a kind of reminder off and on again: by a form, or by the link in the mail, which needs no sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coaching.models import ReminderChoice
from people.acting import acting_as
from people.models import Person
from wards.reach import reach_of

Kind = ReminderChoice.Kind

_SALT = "turn a reminder off"


@dataclass(frozen=True)
class Asked:
    """What a link of a mail speaks of: whose reminder, and of which kind."""

    person: Person
    kind: str


def of_roles(person: Person, kinds: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The kinds that the person's roles of today bring with them, in order."""
    return [kind for kind, roles in kinds.items() if reach_of(person).roles & set(roles)]


def chosen(person: Person) -> dict[str, date | None]:
    """Kind → the last day without it (None: for good), of those that are off today."""
    rows = ReminderChoice.visible.to(person).values_list("kind", "off_until")
    return {kind: until for kind, until in rows if until is None or until >= timezone.localdate()}


@transaction.atomic
def turn_off(*, by: Person, kind: str, until: date | None = None) -> None:
    """No more reminders of this kind for `by`, up to and with the day `until` or for good. In force at once: what is
    made and not yet sent does not go. Raises ValidationError for a day that is past, ValueError for no kind."""
    if until is not None and until < timezone.localdate():
        raise ValidationError({"until": "The day must not be in the past"})
    row, is_new = ReminderChoice.objects.get_or_create(person_id=by.pk, kind=Kind(kind), defaults={"off_until": until})
    if not is_new and row.off_until != until:
        row.off_until = until
        row.save(update_fields=["off_until", "changed_at"])


@transaction.atomic
def turn_on(*, by: Person, kind: str) -> None:
    """Reminders of this kind again, from the next Monday on."""
    ReminderChoice.objects.filter(person_id=by.pk, kind=Kind(kind)).delete()


def token(person_id: object, kind: str) -> str:
    """What stands in the link of a mail: signed, so that nobody can make one up, and good for as long as the key is."""
    return signing.dumps([str(person_id), kind], salt=_SALT)


def link(token: str) -> str:
    return settings.SITE_ADDRESS + reverse("reminders_off", args=["TOKEN"]).replace("TOKEN", token)


def asked(token: str) -> Asked | None:
    """What the link says, or None where it was cut off or made up. Changes nothing."""
    try:
        key, kind = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    with transaction.atomic(), acting_as(key):
        person = Person.objects.filter(pk=key).first()
    return Asked(person, kind) if person and kind in Kind.values else None
