"""Reads that leave a mark in the audit: opening what only few may read, and taking names away as a file."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from people.models import Person


@transaction.atomic
def note(
    *,
    by: Person,
    what: str,
    owners: Iterable[UUID],
    action: str = "read",
    thing: UUID | None = None,
    circle: str = "reach",
    **details: Any,
) -> None:
    """Keep on record that `by` read something, or took it away as a file, in the transaction of the reading.

    what: the thing in words, such as “access needs”; owners: keys of the teams, providers or programmes, or of the
    person, that it belongs to: whoever reads those may read the entry; action: "read" or "export"; circle: "reach",
    "inner", "arranged" or "person", as in `people.audit.audited`; details: such as rows=51.
    """
    if by is None:
        raise ValueError("a reading has a reader")
    with connection.cursor() as cursor:
        cursor.execute(
            "select sec.note_reading(%s, %s, %s::uuid, %s::uuid[], %s, %s::jsonb)",
            [action, what, thing, list(owners), circle, json.dumps(details)],
        )
