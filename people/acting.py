"""Who is acting: kept in a context variable, told to PostgreSQL at the start of each transaction.

Row-level security and the audit triggers read the settings `app.person_id`, `app.request_id` and
`app.why`. They are transaction-local, so that a pooled connection cannot carry one person's rights
into another's request. With nobody set, every tenant table is empty.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg2.extensions import TRANSACTION_STATUS_INERROR


@dataclass(frozen=True, slots=True)
class Actor:
    """person_id: who; request_id: which request or task; why: the reason given, if any."""

    person_id: UUID | None = None
    request_id: str = ""
    why: str = ""

    def settings(self) -> tuple[str, str, str]:
        return (str(self.person_id or ""), self.request_id, self.why)


SET_ACTOR = (
    "select set_config('app.person_id', %s, true), set_config('app.request_id', %s, true), set_config('app.why', %s, true)"
)

_actor: ContextVar[Actor] = ContextVar("actor", default=Actor())  # noqa: B039 - frozen


def current() -> Actor:
    """The actor of this thread, task or request; an empty one where nobody is set."""
    return _actor.get()


@contextmanager
def acting_as(person: Any, *, request_id: str = "", why: str = "") -> Iterator[None]:
    """Act as a person (a Person, its key, or None for nobody) until the block ends.

    Transactions begun inside carry the person; one that is open already is told at once and told
    back at the end.
    """
    person_id = getattr(person, "pk", person)
    token = _actor.set(Actor(person_id, request_id or current().request_id, why or current().why))
    _tell_open_transaction()
    try:
        yield
    finally:
        _actor.reset(token)
        _tell_open_transaction()


def become(person: Any) -> None:
    """Act as a person from here to the end of the `acting_as` block around: for the API, which learns
    who is asking only inside the request's transaction."""
    _actor.set(Actor(getattr(person, "pk", person), current().request_id, current().why))
    _tell_open_transaction()


def _tell_open_transaction() -> None:
    if not connection.in_atomic_block or connection.connection is None:
        return
    # An aborted transaction takes no statement; its rollback undoes the setting as well.
    if connection.connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
        return
    with connection.connection.cursor() as cursor:
        cursor.execute(SET_ACTOR, current().settings())
