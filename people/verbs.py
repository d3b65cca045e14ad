"""What verbs share: one savepoint each, and the refusal to overwrite somebody else's edit."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


class StaleEdit(ValidationError):
    """Somebody else changed the thing after the form was opened. `current` is how it stands now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(
            "Somebody else changed this while you were typing. What you typed is still below, what is saved now "
            "is shown beside it. Save again to replace it.",
            code="stale",
        )
        self.current = current


def refuse_stale(thing: Any, version: int | None) -> None:
    """StaleEdit where `version`, the one the person saw, is not the stored one. None: no check."""
    if version is not None and thing.version != version:
        raise StaleEdit(thing)
