"""Is it alive, and is it ready to serve: database, broker, migrations, and the heartbeats of worker and beat."""

from contextlib import closing

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from redis.backoff import NoBackoff
from redis.retry import Retry

from qiprogramme import heartbeats


@transaction.non_atomic_requests
@login_not_required
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"live": True})


@transaction.non_atomic_requests
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """200 where every part is well, 503 where one is not; the body says which."""
    parts = {"database": _database(), "broker": _broker(), "migrations": _migrations()}
    parts |= {part: parts["broker"] and heartbeats.is_fresh(part) for part in heartbeats.PARTS}
    return JsonResponse({"ready": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return True
    except DatabaseError:
        return False


def _broker() -> bool:
    # Without a retry of its own redis-py tries for four seconds.
    with closing(redis.Redis.from_url(settings.CACHE_URL, retry=Retry(NoBackoff(), 0), socket_timeout=5)) as client:
        try:
            return bool(client.ping())
        except redis.exceptions.RedisError:
            return False


def _migrations() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False
