"""Starting, sharing and stopping both servers: whoever uses them holds a lease, the last one out stops them."""

import fcntl
import os
import shutil
from pathlib import Path

from qiprogramme.embedded import postgres_server, redis_server
from qiprogramme.embedded.folders import Mutex, addresses, make_data_folder, make_socket_folder, socket_folder


class Servers:
    """Running servers that this process has a share in until `release()`."""

    def __init__(self, data_dir: Path, lease: int, *, postgres: bool = True, redis: bool = True, durable: bool = True) -> None:
        self.data_dir = data_dir
        self.urls = addresses(data_dir)
        self._lease: int | None = lease
        self._postgres, self._redis, self._durable = postgres, redis, durable

    @property
    def superuser_url(self) -> str:
        return f"postgresql://postgres@/postgres?host={socket_folder(self.data_dir)}"

    def fallen(self) -> list[str]:
        """Names of those that do not answer."""
        folder = socket_folder(self.data_dir)
        return [
            *(["PostgreSQL"] if self._postgres and not postgres_server.answers(folder) else []),
            *(["Redis"] if self._redis and not redis_server.answers(folder) else []),
        ]

    def start(self) -> None:
        """Start what does not run. Raises EmbeddedError with one sentence for the person at the keyboard."""
        folder = make_socket_folder(self.data_dir)
        with Mutex(self.data_dir):
            if self._postgres:
                postgres_server.start(self.data_dir, folder, self._durable)
            if self._redis:
                redis_server.start(self.data_dir, folder, self._durable)

    def release(self) -> None:
        """Give up the share; the last one out stops both servers."""
        if self._lease is None:
            return
        with Mutex(self.data_dir):
            try:
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop_both(self.data_dir)
            except BlockingIOError:
                pass
            os.close(self._lease)
        self._lease = None

    def __enter__(self) -> "Servers":
        return self

    def __exit__(self, *error: object) -> None:
        self.release()


def servers(data_dir: Path, *, durable: bool = True, postgres: bool = True, redis: bool = True) -> Servers:
    """Start what is not running and take a share in it.

    durable: False for test clusters, which may lose everything in a power cut; postgres, redis: False where
    an address from the environment stands in for it.
    Raises EmbeddedError with one sentence for the person at the keyboard.
    """
    data_dir = data_dir.absolute()
    make_data_folder(data_dir)
    data_dir = data_dir.resolve()
    # The lease comes first: whoever leaves between here and the start sees that somebody is coming.
    with Mutex(data_dir):
        lease = os.open(data_dir / "lease.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lease, fcntl.LOCK_SH)
    shared = Servers(data_dir, lease, postgres=postgres, redis=redis, durable=durable)
    try:
        shared.start()
    except BaseException:
        shared.release()
        raise
    return shared


def stop(data_dir: Path) -> bool:
    """Stop the servers of a data folder, whoever uses them. True where something was running."""
    data_dir = data_dir.resolve()
    if not (data_dir / "lease.lock").exists():
        return False
    with Mutex(data_dir):
        return _stop_both(data_dir)


def _stop_both(data_dir: Path) -> bool:
    folder = socket_folder(data_dir)
    stopped = [postgres_server.stop(data_dir, folder), redis_server.stop(folder)]
    shutil.rmtree(folder, ignore_errors=True)
    return any(stopped)
