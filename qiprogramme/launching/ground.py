"""The ground a launch stands on: the data folder, its secret key, the addresses of database and broker."""

import errno
import os
import secrets
import socket
from contextlib import closing
from pathlib import Path

import psycopg2
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from qiprogramme.embedded import Servers, addresses, make_data_folder, servers
from qiprogramme.launching.steps import RefusalToLaunch, step

ROOT = Path(__file__).resolve().parent.parent.parent


def data_folder() -> Path:
    """DATA_DIR, or `.data` beside the code; made where missing, for this user alone."""
    folder = Path(os.environ.get("DATA_DIR") or ROOT / ".data").absolute()
    make_data_folder(folder)
    return folder.resolve()


def keep_secret_key(folder: Path) -> None:
    """Write a random secret key into the data folder, once; only this user may read it."""
    kept = folder / "secret-key"
    if kept.exists() and kept.read_text().strip():
        return
    fresh = folder / f"secret-key.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    fresh.rename(kept)


def port() -> int:
    """PORT from the environment, 8000 where none is given."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 1 <= int(given) <= 65535:
        raise RefusalToLaunch(f"PORT must be a number from 1 to 65535 and is “{given}”: try `make run PORT=8001`.")
    return int(given)


def listening_addresses(number: int) -> list[str]:
    """Where the web server listens: this machine only, IPv4, and IPv6 where the machine has it.

    Raises RefusalToLaunch where something else listens there already.
    """
    found = []
    for family, host, shown in ((socket.AF_INET, "127.0.0.1", "127.0.0.1"), (socket.AF_INET6, "::1", "[::1]")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, number))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                another = f"choose another port, as in `make run PORT={number + 1 if number < 65535 else 8001}`"
                raise RefusalToLaunch(f"Port {number} is in use by another program: stop that one, or {another}.") from error
            if error.errno == errno.EACCES:
                raise RefusalToLaunch(f"Port {number} is for the system's own use: try `make run PORT=8001`.") from error
            if family == socket.AF_INET6:
                continue
            raise RefusalToLaunch(f"Port {number} cannot be used ({error.strerror}): try `make run PORT=8001`.") from error
        found.append(f"{shown}:{number}")
    return found


def check_what_is_given() -> None:
    """Ask the servers that DATABASE_URL, MIGRATION_DATABASE_URL and REDIS_URL name. Raises RefusalToLaunch where one cannot."""
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL"):
        if url := os.environ.get(name):
            if not url.startswith(("postgresql://", "postgres://")):
                raise RefusalToLaunch(f"{name} must begin with postgresql://, for the product runs on PostgreSQL alone.")
            try:
                psycopg2.connect(url, connect_timeout=10).close()
            except psycopg2.OperationalError as error:
                raise RefusalToLaunch(_silent(name, "PostgreSQL", error)) from error
    if url := os.environ.get("REDIS_URL"):
        if not url.startswith(("redis://", "rediss://", "unix://")):
            raise RefusalToLaunch("REDIS_URL must begin with redis://, rediss:// or unix://.")
        with closing(redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=10)) as client:
            try:
                client.ping()
            except redis.exceptions.RedisError as error:
                raise RefusalToLaunch(_silent("REDIS_URL", "Redis", error)) from error


def _silent(name: str, server: str, error: Exception) -> str:
    first = next(iter(str(error).strip().splitlines()), "no reason given")
    return f"The {server} of {name} cannot be used ({first}): start it, correct {name}, or leave it out for one of our own."


def embedded_where_needed(folder: Path) -> Servers | None:
    """Start what DATABASE_URL and REDIS_URL do not name. None where both are given."""
    postgres, redis = not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL")
    if not postgres and not redis:
        return None
    names = " and ".join(name for name, wanted in (("PostgreSQL", postgres), ("Redis", redis)) if wanted)
    with step(f"Starting {names}"):
        return servers(folder, postgres=postgres, redis=redis)


def environment(folder: Path, number: int) -> dict[str, str]:
    """The environment of every part: the caller's, with the data folder's servers where none are named."""
    found = {**addresses(folder), **{name: value for name, value in os.environ.items() if value}}
    if os.environ.get("DATABASE_URL") and not os.environ.get("MIGRATION_DATABASE_URL"):
        found.pop("MIGRATION_DATABASE_URL", None)
    return found | {"DATA_DIR": str(folder), "PORT": str(number), "DJANGO_SETTINGS_MODULE": "qiprogramme.settings"}
