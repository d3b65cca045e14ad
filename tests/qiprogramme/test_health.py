"""`/health/ready/` names the part that is missing, each one apart; `/health/live/` asks for none."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from qiprogramme import heartbeats
from tests.plugin import ROOT

WELL = {"ready": True, "database": True, "broker": True, "migrations": True, "worker": True, "beat": True, "tasks": True}


@pytest.fixture
def beating(db: None) -> Iterator[None]:
    """Worker and beat have just left their marks."""
    heartbeats._last.clear()
    for part in heartbeats.PARTS:
        heartbeats.mark(part)
    yield
    cache.clear()
    heartbeats._last.clear()


def ready(client: Client) -> tuple[int, dict[str, bool]]:
    answer = client.get("/health/ready/")
    return answer.status_code, answer.json()


def test_all_is_well(client: Client, beating: None) -> None:
    assert ready(client) == (200, WELL)


@pytest.mark.parametrize("part", heartbeats.PARTS)
def test_a_part_without_a_mark_is_named(client: Client, beating: None, part: str) -> None:
    cache.delete(f"heartbeat:{part}")
    assert ready(client) == (503, {**WELL, "ready": False, part: False})


@pytest.mark.parametrize("part", heartbeats.PARTS)
def test_an_old_mark_is_none(client: Client, beating: None, part: str) -> None:
    cache.set(f"heartbeat:{part}", cache.get(f"heartbeat:{part}") - heartbeats.FRESH_SECONDS - 1, 600)
    assert ready(client) == (503, {**WELL, "ready": False, part: False})


def test_a_missing_migration_is_named(
    client: Client, beating: None, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'impact'")
    assert ready(client) == (503, {**WELL, "ready": False, "migrations": False})


def asked_elsewhere(**addresses: str) -> list[Any]:
    """Both addresses, asked of a process that these addresses lead astray."""
    code = """
import django, json
django.setup()
from django.test import Client
for path in ("live", "ready"):
    answer = Client().get(f"/health/{path}/")
    print(json.dumps([answer.status_code, answer.json()]))
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "qiprogramme.settings", **addresses}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_no_database_and_no_broker_are_named_and_the_process_still_lives(beating: None) -> None:
    nowhere = {"DATABASE_URL": "postgresql://qi@127.0.0.1:1/qi", "REDIS_URL": "redis://127.0.0.1:1"}
    live, (status, body) = asked_elsewhere(**nowhere)
    assert live == [200, {"live": True}]
    assert (status, body) == (503, dict.fromkeys(WELL, False))


def test_no_database_alone_leaves_the_rest_well(beating: None) -> None:
    _, (status, body) = asked_elsewhere(DATABASE_URL="postgresql://qi@127.0.0.1:1/qi")
    assert (status, body) == (503, {**WELL, "ready": False, "database": False, "migrations": False})
