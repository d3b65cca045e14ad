"""Monday's digests of a very large programme: found and written, against copying as many ready rows."""

import io
import os
import statistics
import time
from contextlib import closing
from datetime import date
from typing import Any
from uuid import uuid4

import psycopg2

from benchmarks.crowd import ROLES, plant
from benchmarks.walls import connect_as_owner
from qiprogramme.embedded.folders import APP

TEAMS = 5000
RUNS = 7
#: The first Monday of a month, when sponsors have theirs as well.
MONDAY = date(2026, 11, 2)


def lines() -> list[tuple[str, float, float]]:
    """(what, ratio, at most). Each written into the same table by turns, keys and checks included; nothing stays."""
    connect_as_owner()
    address = os.environ.get("MIGRATION_DATABASE_URL") or os.environ["DATABASE_URL"]
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        programme, system = uuid4(), uuid4()
        for table in ("coaching_session", "coaching_sessionteam"):  # a history of 100,000 sessions leaves no trace to wait for
            cursor.execute(f"alter table {table} disable trigger user")
        plant(cursor, programme=programme, system=system, teams=TEAMS, monday=MONDAY)
        cursor.execute("set constraints all immediate")
        cursor.execute("select set_config('app.person_id', %s, true)", [str(system)])
        # COPY knows no row-level security; inside the function the owner's policy lets everything through as well.
        cursor.execute("alter table people_mail no force row level security")
        statement = [str(programme), MONDAY]

        def make() -> None:
            cursor.execute(f"set local role {APP}")
            cursor.execute("select sec.make_digests(%s, %s, 'crowd.example')", statement)
            assert cursor.fetchone() == (TEAMS * len(ROLES),)

        ready = io.BytesIO()
        cursor.execute("savepoint before")
        make()
        cursor.execute("reset role")
        cursor.copy_expert(f"copy (select * from people_mail where programme_id = '{programme}') to stdout", ready)
        cursor.execute("rollback to before")

        def copy() -> None:
            ready.seek(0)
            cursor.copy_expert("copy people_mail from stdin", ready)

        taken: dict[Any, list[float]] = {make: [], copy: []}
        for _ in range(RUNS):
            for work in (make, copy):
                began = time.perf_counter()
                work()
                taken[work].append(time.perf_counter() - began)
                cursor.execute("rollback to before")
        connection.rollback()
    made, copied = (statistics.median(taken[work][1:]) for work in (make, copy))
    people = TEAMS * len(ROLES)
    what = f"finding and writing {people:,} digests of {TEAMS:,} teams ({made * 1e3:.0f} ms) ÷ COPY of as many rows"
    return [(what, made / copied, 2.0)]
