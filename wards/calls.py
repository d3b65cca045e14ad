"""The call list: what to tell those who are reached by phone or post, in place of a mail."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.models import Person
from people.verbs import held
from wards.access import ensure
from wards.models import Call, SafeContact
from wards.reach import reach_of


def ways_of(by: Person, people: Iterable[Any]) -> dict[Any, SafeContact]:
    """Person's key → how they wish to be reached, of those who said so, as far as `by` may know."""
    rows = SafeContact.visible.to(by).filter(person__in=list(people)).order_by("changed_at")
    return {row.person_id: row for row in rows}


@transaction.atomic
def done(*, by: Person, call: Call) -> Call:
    """Note that somebody was told. Raises PermissionDenied; ValidationError where it was noted already."""
    ensure(by, "arrange_involvement")
    row: Call = held(call)
    if row.team_id not in reach_of(by).arranged:
        raise ValidationError("This person is not one whose involvement you arrange.")
    if row.done_at:
        raise ValidationError("Somebody noted this already. Nothing has changed.", code="done")
    row.done_at, row.done_by = timezone.now(), by
    row.save(update_fields=["done_at", "done_by"])
    return row
