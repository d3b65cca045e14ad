"""Marks that say which part lives: each is left by its own process, so that one death is not taken for another.

`worker` is left by the worker's own heart, `beat` by beat whenever it sends its tick, `tasks` by that tick
when a worker has carried it out.
"""

import time
from typing import Any

import redis
from celery.signals import before_task_publish, heartbeat_sent
from django.core.cache import cache

PARTS = ("worker", "beat", "tasks")
EVERY_SECONDS = 15
#: Four ticks missed are no accident.
FRESH_SECONDS = 60

_last: dict[str, float] = {}


def mark(part: str) -> None:
    """Leave the mark of a part, at most every five seconds. A broker that is away must not end what reports to it."""
    now = time.time()
    if now - _last.get(part, 0.0) < 5:
        return
    try:
        cache.set(f"heartbeat:{part}", now, 600)
        _last[part] = now
    except redis.exceptions.RedisError:
        return


def is_fresh(part: str) -> bool:
    """Whether the part left its mark within FRESH_SECONDS."""
    try:
        marked = cache.get(f"heartbeat:{part}")
    except redis.exceptions.RedisError:
        return False
    return marked is not None and time.time() - marked < FRESH_SECONDS


@heartbeat_sent.connect
def _worker_lives(**details: Any) -> None:
    mark("worker")


@before_task_publish.connect(sender="qiprogramme.tasks.beat")
def _beat_lives(**details: Any) -> None:
    mark("beat")
