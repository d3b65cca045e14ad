"""The demo programme: a national programme of 51 wards and 27 months, from individual rows.

`load` builds every row in memory with keys, dates and chance that are the same each time, stores them in
bulk and has them rolled up by the ordinary code. The published figures come out of these rows through the
same claims as a real programme's. It writes to every table past the gate, so it runs as the tables' owner
and only where no real programme is held.
"""

import time
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from qiprogramme.demo import (
    agreements,
    events,
    evidence,
    executive_sessions,
    ideas,
    involvement,
    people,
    places,
    sessions,
    set_up,
    summary,
    surveys,
    workshops,
)
from qiprogramme.demo.rows import Calendar, Rows
from surveys.rollups import roll_up
from wards.models import Programme

#: The apps whose rows a reset deletes.
_OURS = ("people", "wards", "ideas", "coaching", "surveys", "events", "impact", "account", "knox")


class Refused(Exception):
    """There is a real programme, which the demonstration must not touch."""


@dataclass(frozen=True)
class Loaded:
    """programme: the demonstration; rows: how many were written (0: it was there already); rolled_up: teams' parts."""

    programme: Programme
    rows: int
    rolled_up: int
    seconds: float


def load(today: date | None = None) -> Loaded:
    """Build the demo programme as it stands on a day; the day's month is the programme's 27th.

    The same day gives the same rows, but for the keys of what one ward's move makes; within one month only what lies
    before and after the day differs. Where the demo is loaded already nothing changes. Raises Refused on a database
    with a real programme.
    """
    began = time.monotonic()
    found = _present()
    if found:
        return Loaded(found, 0, 0, time.monotonic() - began)
    calendar = Calendar(today or timezone.localdate())
    rows = build(calendar)
    with transaction.atomic():
        written = rows.store()
        set_up.move_a_ward(rows, calendar)
    programme = rows.of(Programme)[0]
    rolled_up = roll_up(programme)
    with connection.cursor() as cursor:
        # So many rows at once: until PostgreSQL has counted them anew it plans each page for empty tables.
        cursor.execute("analyze")
    return Loaded(programme, written, rolled_up, time.monotonic() - began)


def build(calendar: Calendar) -> Rows:
    """Every row of the demo programme, not yet stored."""
    rows = Rows()
    where = places.build(rows, calendar)
    who = people.build(rows, calendar, where)
    involvement.build(rows, calendar)
    set_up.build(rows, calendar, where, who)
    coaching = sessions.build(rows, calendar, where, who)
    executive_sessions.build(rows, calendar, where, who)
    changes = ideas.build(rows, calendar, where, who)
    workshops.build(rows, where, coaching, changes)
    agreements.build(rows, calendar, where, who, coaching)
    evidence.build(rows, calendar, where, who, changes)
    surveys.build(rows, calendar, where)
    events.build(rows, calendar, where, who)
    summary.build(rows, where)
    return rows


def reset() -> None:
    """Delete the demo programme and everything that was done in it. Raises Refused where there is a real one."""
    _present()
    tables = [model._meta.db_table for app in _OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    with transaction.atomic(), connection.cursor() as cursor:
        names = ", ".join(connection.ops.quote_name(table) for table in [*tables, "django_session"])
        # Rows written in this transaction still wait for their checks, and nothing may wait in an emptied table.
        cursor.execute("set constraints all immediate")
        cursor.execute(f"truncate {names}, audit.entry, audit.seal cascade")
        cursor.execute("set constraints all deferred")


def _present() -> Programme | None:
    programmes = list(Programme.objects.all())
    if any(not programme.is_demo for programme in programmes):
        raise Refused("This database holds a real programme; the demonstration is loaded into an empty one only.")
    return programmes[0] if programmes else None
