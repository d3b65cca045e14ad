"""What verbs share: a form that counts once, and the refusal to overwrite somebody else's edit."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model

from people.models import Person


class StaleEdit(ValidationError):
    """Somebody else changed the thing after the form was opened. `current` is how it stands now."""

    def __init__(self, current: Any, words: str = "") -> None:
        super().__init__(
            words
            or "Somebody else changed this while you were typing. What you typed is still below, what is saved now "
            "is shown beside it. Save again to replace it.",
            code="stale",
        )
        self.current = current


def refuse_stale(thing: Any, version: int | None) -> None:
    """StaleEdit where `version`, the one the person saw, is not the stored one. None: no check."""
    if version is not None and thing.version != version:
        raise StaleEdit(thing)


def held(thing: Any, version: int | None = None) -> Any:
    """The row afresh, locked until the transaction ends, so that two people's edits come one after the other.

    Raises StaleEdit as `refuse_stale` does. What the caller holds stays as it is, whatever fails later.
    """
    row = type(thing)._base_manager.select_for_update(no_key=True).get(pk=thing.pk)
    refuse_stale(row, version)
    return row


def one_by_one(thing: Any) -> None:
    """Let two people who add to this thing come one after the other; for those who may not change its own row."""
    _wait_for(thing.pk)


def once(by: Person, form_key: uuid.UUID | None, place: Any, *models: type[Model]) -> tuple[uuid.UUID, Any]:
    """(primary key for the row that a form makes, the row of `models` that the same form made before or None).

    The key is this person's, for this place (a row), and no other's, so that one form makes one row however often it is
    sent: a second click waits here for the first to end, and then finds what it made. Sent with other words meanwhile,
    it is asked about (`people.saving`). form_key: None where no form is behind it, which makes a new row each time.
    """
    if form_key is None:
        return models[0]._meta.pk.get_default(), None
    # The time at which the form was made stays in front, as in any other key: rows are listed in this order.
    key = uuid.UUID(bytes=form_key.bytes[:6] + uuid.uuid5(form_key, f"{by.pk} {place.pk}").bytes[6:])
    _wait_for(key)
    for model in models:
        if made := model._base_manager.filter(pk=key).first():
            made.was_made_before = True  # type: ignore[attr-defined]
            return key, made
    return key, None


def _wait_for(key: uuid.UUID) -> None:
    """Hold this key until the transaction ends; whoever else asks for it waits."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7))", [str(key)])
