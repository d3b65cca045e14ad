"""What row-level security costs: a page as the app role, against the same as the owner of the tables; and its queries alone."""

import os
import statistics
import time
from collections.abc import Callable
from math import inf
from typing import Any

from qiprogramme.embedded.folders import APP

RUNS = 40

#: The wall works out the reader's keys in each query, some 0.05 ms each time: much of a query of 0.5 ms, little of a page.
QUERIES_ALONE = 1.6


def lines() -> list[tuple[str, float, float]]:
    """(what, ratio, at most). On the rows of the database at hand, as the person who sees the most of them."""
    connect_as_owner()
    from django.db import transaction
    from django.utils import timezone

    from people.acting import acting_as
    from wards.models import Membership, Team
    from wards.reach import in_force

    held = Membership.objects.filter(in_force(timezone.localdate()), role="programme_team").select_related("person", "programme")
    widest = max(held, key=lambda one: Team.objects.filter(programme=one.programme).count())
    found = []
    for what, reader, page, limit in pages(widest.person, widest.programme):
        with acting_as(reader), transaction.atomic():
            queries = _asked(page)
            walled, ratio = _by_turns(page)
            found.append((f"{what} with row-level security ({walled * 1e3:.1f} ms) ÷ without", ratio, limit))
            walled, ratio = _by_turns(lambda queries=queries: _answers(queries))
            words = f"{what}, its {len(queries)} queries alone with row-level security ({walled * 1e3:.1f} ms) ÷ without"
            found.append((words, ratio, QUERIES_ALONE))
    return found


def pages(person: Any, programme: Any) -> list[tuple[str, Any, Callable[[], object], float]]:
    """(what, as whom, what draws it, the ratio at most) for somebody of the programme team."""
    from django.test import RequestFactory

    from impact.national import picture
    from impact.views.wards import ward_list
    from people.models import Account
    from wards.access import system_person
    from wards.views.places import provider_list

    request: Any = RequestFactory().get("/")
    request.person, request.user = person, Account(person=person)
    return [
        ("ward list", person, lambda: ward_list(request), 1.15),
        ("provider list", person, lambda: provider_list(request), 1.15),
        ("national picture", system_person(programme), lambda: picture(programme), 1.3),
    ]


def connect_as_owner() -> None:
    """Django on the owner's connection, which can step down to the app role and back."""
    os.environ["DATABASE_URL"] = os.environ.get("MIGRATION_DATABASE_URL") or os.environ["DATABASE_URL"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiprogramme.settings")
    import django

    django.setup()


def _asked(page: Callable[[], object]) -> list[tuple[str, Any]]:
    """The queries that read rows for a page, as the app role asks them."""
    from django.db import connection

    asked = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute(f"set local role {APP}")
    page()  # settles what is worked out once: the reach, the content of caches
    with connection.execute_wrapper(keep):
        page()
    return asked


def _answers(queries: list[tuple[str, Any]]) -> list[int]:
    """How many rows each query gives."""
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for sql, params in queries:
            cursor.execute(sql, params)
            found.append(len(cursor.fetchall()))
    return found


def _by_turns(work: Callable[[], object]) -> tuple[float, float]:
    """(shortest seconds with the wall, how many times as long as without). The ratio is the median of pairs of
    neighbours, each order in turn: whatever else slows the machine slows both of a pair."""
    from django.db import connection

    shortest, ratios = inf, []
    for i in range(RUNS):
        taken, given = {}, {}
        for role in (APP, "none") if i % 2 else ("none", APP):
            with connection.cursor() as cursor:
                cursor.execute(f"set local role {role}")
            began = time.perf_counter()
            given[role] = work()
            taken[role] = time.perf_counter() - began
        if isinstance(given[APP], list) and given[APP] != given["none"]:
            raise SystemExit("The wall keeps rows from the page that the gate gives: the times cannot be compared.")
        shortest = min(shortest, taken[APP])
        ratios.append(taken[APP] / taken["none"])
    return shortest, statistics.median(ratios)
