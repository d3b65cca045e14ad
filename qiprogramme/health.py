"""Is it alive, and is it ready to serve: database, broker, worker's and beat's heartbeat, migrations."""

import time

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from redis.backoff import NoBackoff
from redis.retry import Retry

#: A heartbeat is due every 15 seconds.
FRESH_SECONDS = 60


@login_not_required
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"live": True})


@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """200 where every part answers, 503 with the names of those that do not."""
    parts = {"database": _database(), "broker": _broker(), "migrations": _migrations()}
    parts |= {"worker": _heartbeat("worker"), "beat": _heartbeat("beat")}
    return JsonResponse({"ready": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return True
    except DatabaseError:
        return False


def _broker() -> bool:
    try:
        return bool(redis.Redis.from_url(settings.CACHE_URL, retry=Retry(NoBackoff(), 0)).ping())
    except redis.exceptions.RedisError:
        return False


def _migrations() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _heartbeat(part: str) -> bool:
    try:
        beaten = cache.get(f"heartbeat:{part}")
    except redis.exceptions.RedisError:
        return False
    return beaten is not None and time.time() - beaten < FRESH_SECONDS
