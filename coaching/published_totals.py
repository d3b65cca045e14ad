"""What a programme's published total of hours counts."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from coaching.models import PublishedTotal, Session
from people.models import Person
from people.verbs import held
from wards.access import ensure_sets_up


@transaction.atomic
def count_in(*, by: Person, total: PublishedTotal, kinds: Collection[str], version: int | None = None) -> PublishedTotal:
    """Say which kinds of session with ward teams the total counts from now on; published editions stay as they are.

    Executive coaching is never in it. Raises PermissionDenied, ValidationError by field, StaleEdit.
    """
    ensure_sets_up(by, total.programme_id)
    row: PublishedTotal = held(total, version)
    if not kinds:
        raise ValidationError({"kinds": "Choose at least one kind of session"})
    if unknown := set(kinds) - {str(kind) for kind in Session.TEAM_KINDS}:
        raise ValidationError({"kinds": f"The total cannot count this: {', '.join(sorted(unknown))}"})
    row.kinds = [str(kind) for kind in Session.TEAM_KINDS if kind in kinds]
    row.version += 1
    row.save()
    return row


def words(totals: Iterable[PublishedTotal]) -> str:
    """“team coaching and improvement workshops”; nothing where programmes count different kinds."""
    said = {total.words for total in totals}
    return said.pop() if len(said) == 1 else ""
