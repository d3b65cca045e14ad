"""The chain of hashes over the audit: a seal a night, each standing on the one before.

Whoever alters or removes an entry, the database's owner included, breaks the chain from there on, unless they
work out every later seal anew: so the head of the chain goes to the log each night, out of the database.
Source: Schneier and Kelsey, Secure Audit Logs to Support Computer Forensics, 1999 (hash chain over entries).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction


@dataclass(frozen=True)
class Seal:
    """at: when it was made, in UTC; entries: how many it closes; hash: SHA-256 in hexadecimal, the head of the chain."""

    at: datetime
    entries: int
    hash: str


@transaction.atomic
def seal() -> int:
    """Seal what is older than an hour and not sealed. Returns how many entries were sealed; 0 where none waits."""
    sealed = 0
    while made := _one("select sec.seal_changes()"):
        sealed += made
    return sealed


@transaction.atomic
def broken() -> list[int]:
    """Numbers of the seals that do not fit what they closed, oldest first; none where nobody tampered."""
    with connection.cursor() as cursor:
        cursor.execute("select * from sec.broken_seals()")
        return [number for (number,) in cursor.fetchall()]


@transaction.atomic
def last() -> Seal | None:
    """The newest seal, or None before the first night."""
    with connection.cursor() as cursor:
        cursor.execute("select at, entries, hash from sec.last_seal()")
        row = cursor.fetchone()
    return Seal(*row) if row else None


def _one(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
