"""The address at which somebody is written to. Not the one that they sign in with: that one is theirs alone to change."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from people import names
from people.models import Person
from people.verbs import held
from wards.access import ensure


@transaction.atomic
def correct(*, by: Person, person: Person, programme: Any, email: str) -> Person:
    """Put right where a person of the programme is written to. Raises PermissionDenied, ValidationError."""
    ensure(by, "manage_people", programme)
    try:
        email = names.email_address(email)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from None
    row: Person = held(person)
    if row.email != email:
        row.email = email
        row.save(update_fields=["email"])
    return row
