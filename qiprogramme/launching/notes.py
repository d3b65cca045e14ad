"""A note that a launch leaves in the data folder while it lives, and what becomes of a dead one's children.

The note is a locked file; the kernel drops the lock however the launcher dies. Each child carries the
note's name in its command line, so that whoever finds an unlocked note knows which processes to end,
and never takes a reused process number for one of them.
"""

import fcntl
import os
import secrets
import signal
import time
from contextlib import suppress
from pathlib import Path

from qiprogramme.embedded.processes import all_commands


class Note:
    """Held from construction until `remove()` or the end of the process."""

    def __init__(self, data_dir: Path) -> None:
        folder = _folder(data_dir)
        folder.mkdir(exist_ok=True, mode=0o700)
        self.name = f"launch-{secrets.token_hex(6)}"
        self.path = folder / self.name
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        os.write(self._descriptor, str(os.getpid()).encode())

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        os.close(self._descriptor)


def clear_the_dead(data_dir: Path) -> int:
    """End what killed launchers left running; how many processes that were."""
    ended = 0
    for path in _notes(data_dir):
        if _is_free(path):
            ended += _end_marked(path.name)
            path.unlink(missing_ok=True)
    return ended


def end_the_living(data_dir: Path, seconds: float = 30.0) -> int:
    """Ask every launcher of the data folder to stop and wait for it; how many there were."""
    living = [path for path in _notes(data_dir) if not _is_free(path)]
    for path in living:
        text = path.read_text()
        if text.isdigit():
            with suppress(ProcessLookupError):
                os.kill(int(text), signal.SIGTERM)
    until = time.monotonic() + seconds
    while any(path.exists() and not _is_free(path) for path in living) and time.monotonic() < until:
        time.sleep(0.05)
    return len(living)


def _folder(data_dir: Path) -> Path:
    return data_dir / "launches"


def _notes(data_dir: Path) -> list[Path]:
    folder = _folder(data_dir)
    return sorted(folder.glob("launch-*")) if folder.exists() else []


def _is_free(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.fstat(descriptor).st_size > 0
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)


def _end_marked(name: str) -> int:
    marked = {pid for pid, command in all_commands().items() if name in command and pid != os.getpid()}
    for sign, seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        for pid in _still(marked, name):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, sign)
        until = time.monotonic() + seconds
        while _still(marked, name) and time.monotonic() < until:
            time.sleep(0.05)
    return len(marked)


def _still(marked: set[int], name: str) -> set[int]:
    return {pid for pid, command in all_commands().items() if pid in marked and name in command}
