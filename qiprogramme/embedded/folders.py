"""Folders and locks: what belongs to this operating-system user alone, and who is in it just now."""

import fcntl
import hashlib
import os
import stat
from pathlib import Path

OWNER, APP, DATABASE = "qi_owner", "qi_app", "qiprogramme"

#: Bytes of a socket's path: 107 on Linux, 103 on macOS.
SOCKET_LIMIT = 103
LONGEST_SOCKET = ".s.PGSQL.5432"


class EmbeddedError(RuntimeError):
    """One sentence that says what went wrong and what to do."""


def socket_folder(data_dir: Path) -> Path:
    """Where the servers of a data folder listen: short, and the same whatever TMPDIR says."""
    name = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:10]
    return Path(os.environ.get("SOCKET_DIR") or "/tmp") / f"qi-{os.getuid()}-{name}"  # noqa: S108 - owner and mode are checked


def addresses(data_dir: Path) -> dict[str, str]:
    """DATABASE_URL (app role), MIGRATION_DATABASE_URL (owner) and REDIS_URL of a data folder's servers."""
    folder = socket_folder(data_dir)
    return {
        "DATABASE_URL": f"postgresql://{APP}@/{DATABASE}?host={folder}",
        "MIGRATION_DATABASE_URL": f"postgresql://{OWNER}@/{DATABASE}?host={folder}",
        "REDIS_URL": f"unix://{folder}/redis.sock",
    }


def make_data_folder(folder: Path) -> None:
    """Make DATA_DIR, or accept one that is there and that nobody else may write to. Raises EmbeddedError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.stat()
    except OSError as error:
        raise EmbeddedError(f"DATA_DIR cannot be {folder} ({error.strerror}): set it to a folder that you own.") from error
    if found.st_uid != os.getuid() or not os.access(folder, os.W_OK | os.X_OK):
        raise EmbeddedError(f"DATA_DIR cannot be {folder}, which is not yours: set it to a folder that you own.")
    if found.st_mode & stat.S_IWOTH:
        raise EmbeddedError(f"DATA_DIR cannot be {folder}, which everybody may write to: set it to a folder of its own.")


def make_socket_folder(data_dir: Path) -> Path:
    """Make the folder for sockets, mode 0700. Raises EmbeddedError where it is too long, or somebody else's."""
    folder = socket_folder(data_dir)
    if len(os.fsencode(folder / LONGEST_SOCKET)) > SOCKET_LIMIT:
        raise EmbeddedError(f"There is no room for a socket: the path {folder} is too long; set SOCKET_DIR to a shorter folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise PermissionError
        folder.chmod(0o700)
    except OSError as error:
        raise EmbeddedError(f"Sockets cannot be in {folder}: set SOCKET_DIR to a short folder that you own.") from error
    return folder


class Mutex:
    """Held while servers of a data folder are started or stopped; the kernel frees it on kill -9."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "start.lock"

    def __enter__(self) -> None:
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def __exit__(self, *error: object) -> None:
        os.close(self.descriptor)
