"""A writer that commits and keeps its own account of what was acknowledged, to compare afterwards."""

import threading
from contextlib import closing
from pathlib import Path

import psycopg2
import redis

from qiprogramme.embedded import addresses


class Ledger:
    """Writes numbers to PostgreSQL and to Redis as fast as they acknowledge them, until stopped."""

    def __init__(self, data_dir: Path) -> None:
        self.database, self.broker = addresses(data_dir)["MIGRATION_DATABASE_URL"], addresses(data_dir)["REDIS_URL"]
        self.committed: list[int] = []
        self.queued: list[int] = []
        self._next = 0
        self._stop = threading.Event()
        with closing(psycopg2.connect(self.database)) as connection, connection, connection.cursor() as cursor:
            cursor.execute("create table if not exists drill_ledger (number bigint primary key)")

    def __enter__(self) -> "Ledger":
        self._stop.clear()
        self._threads = [threading.Thread(target=write) for write in (self._commit, self._queue)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def lost(self) -> tuple[int, int]:
        """How many acknowledged numbers (PostgreSQL, Redis) no longer have."""
        with closing(psycopg2.connect(self.database)) as connection, connection.cursor() as cursor:
            cursor.execute("select number from drill_ledger")
            kept = {number for (number,) in cursor.fetchall()}
        with closing(redis.Redis.from_url(f"{self.broker}?db=9")) as client:
            waiting = {int(number) for number in client.lrange("drill", 0, -1)}
        return len(set(self.committed) - kept), len(set(self.queued) - waiting)

    def clear(self) -> None:
        with closing(psycopg2.connect(self.database)) as connection, connection, connection.cursor() as cursor:
            cursor.execute("drop table drill_ledger")

    def _commit(self) -> None:
        while not self._stop.wait(0.01):
            try:
                with closing(psycopg2.connect(self.database)) as connection:
                    while not self._stop.wait(0.005):
                        self._next += 1
                        with connection, connection.cursor() as cursor:
                            cursor.execute("insert into drill_ledger values (%s)", [self._next])
                        self.committed.append(self._next)
            except psycopg2.Error:
                continue

    def _queue(self) -> None:
        number = 0
        while not self._stop.wait(0.01):
            try:
                with closing(redis.Redis.from_url(f"{self.broker}?db=9")) as client:
                    while not self._stop.wait(0.005):
                        number += 1
                        client.rpush("drill", number)
                        self.queued.append(number)
            except redis.exceptions.RedisError:
                continue
