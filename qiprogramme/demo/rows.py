"""The rows of the demo programme before they are stored: keys, dates and chance that come out the same each time."""

import random
import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

SEED = 27
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, f"https://demo.example/{SEED}")
_BATCH = 2000

Row = TypeVar("Row", bound=models.Model)


def key(*parts: Any) -> uuid.UUID:
    """A key that is the same in each load, made from the seed and what the row is called."""
    return uuid.uuid5(_SPACE, "/".join(str(part) for part in parts))


def chance(part: str) -> random.Random:
    """A source of chance of its own for each part, so that one part can change without the others."""
    return random.Random(f"{SEED}/{part}")


def split(total: int, weights: Iterable[float], caps: Iterable[int] | None = None) -> list[int]:
    """Whole numbers that sum to `total`, in proportion to weights, none above its cap (largest remainders).

    >>> split(10, [1, 1, 2]), split(10, [1, 1, 2], [5, 5, 3])
    ([3, 2, 5], [4, 3, 3])
    """
    weights = list(weights)
    limits = list(caps) if caps is not None else [total] * len(weights)
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [min(int(value), limit) for value, limit in zip(exact, limits, strict=True)]
    order = sorted(range(len(parts)), key=lambda i: (int(exact[i]) - exact[i], i))
    while (missing := total - sum(parts)) > 0:
        open_parts = [i for i in order if parts[i] < limits[i]][:missing]
        if not open_parts:
            raise ValueError("The caps leave no room for the total")
        for i in open_parts:
            parts[i] += 1
    return parts


class Calendar:
    """The programme's months, 1 to 27, of which the month of loading is the last."""

    MONTHS = 27

    def __init__(self, today: date) -> None:
        self.today = today
        self._last = today.year * 12 + today.month - 1

    def first(self, month: int) -> date:
        """The first day of a programme month; 28 and later lie ahead, 0 and earlier before the start."""
        year, index = divmod(self._last + month - self.MONTHS, 12)
        return date(year, index + 1, 1)

    def end(self, month: int) -> date:
        return self.first(month + 1) - timedelta(days=1)

    def day(self, month: int, day: int) -> date:
        return self.first(month) + timedelta(days=day - 1)

    def weekday(self, month: int, weekday: int, which: int = 1) -> date:
        """The which-th Monday (0) … Sunday (6) of a programme month."""
        first = self.first(month)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))

    def past(self, day: date) -> date:
        """The day itself, or today where it lies ahead."""
        return min(day, self.today)

    @staticmethod
    def workday(day: date) -> date:
        """The day itself, or the Friday before where it falls on a weekend."""
        return day - timedelta(days=max(0, day.weekday() - 4))

    @staticmethod
    def moment(day: date, at: time) -> datetime:
        return timezone.make_aware(datetime.combine(day, at))


class Rows:
    """Collects rows by model and stores them in bulk, in the order in which the models first came."""

    def __init__(self) -> None:
        self.by_model: dict[type[models.Model], list[Any]] = {}

    def add(self, row: Row) -> Row:
        self.by_model.setdefault(type(row), []).append(row)
        return row

    def of(self, model: type[Row]) -> list[Row]:
        return self.by_model.get(model, [])

    def store(self) -> int:
        """Write everything. Returns how many rows there are."""
        for model, rows in self.by_model.items():
            model._default_manager.bulk_create(rows, batch_size=_BATCH)
        return sum(len(rows) for rows in self.by_model.values())
