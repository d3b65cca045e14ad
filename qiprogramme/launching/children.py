"""The processes of a launch: started in groups of their own, watched, started again, ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from qiprogramme.launching.steps import RefusalToLaunch

#: So many deaths within so many seconds are no accident.
DEATHS, WITHIN_SECONDS = 5, 60.0
#: Nor are so many in a row before it was ever at work, however long each start takes on a busy machine.
FAILED_STARTS = 2
#: How much of a log's beginning and end is looked at.
LOOK_BYTES = 65_536
#: What a log file may grow to before a launch puts it aside as `.1`.
LOG_BYTES = 5_000_000


@dataclass
class Child:
    """One long-running part: `name` for people, `command` to run, `log` for what it says, `sign` for what it says at work."""

    name: str
    command: list[str]
    log: Path
    environment: dict[str, str]
    sign: str = ""
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    failed_starts: int = 0
    _log_before: int = 0

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches the launcher alone."""
        with _log(self.log) as log:
            self._log_before = log.tell()
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
                preexec_fn=_ends_with(os.getpid()),  # noqa: PLW1509 - the launcher has one thread
            )

    def at_work(self) -> bool:
        """Whether its log has had the sign since its last start."""
        with self.log.open("rb") as log:
            log.seek(self._log_before)
            return self.sign.encode() in log.read(LOOK_BYTES)

    def ended(self) -> str | None:
        """How it ended (“was killed by signal 9”), with its last words where it gave up by itself; None while it runs."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        if code < 0:
            return f"was killed by signal {-code}"
        words = self._last_words()
        return f"ended by itself with code {code}" + (f" (“{words}”)" if words else "")

    def refusal(self, when: str) -> RefusalToLaunch:
        """The sentence for the person at the keyboard when this part's end is the end of the launch."""
        how = self.ended() or ""
        missing = "A package is missing: delete .venv and try again. " if "ModuleNotFoundError" in how else ""
        return RefusalToLaunch(f"The {self.name} {how} {when}, so all was stopped. {missing}{self.log} says more.")

    def start_again(self) -> None:
        """After a death: end what is left of its group and start it. Raises RefusalToLaunch where it keeps dying."""
        self.kill()
        now = time.monotonic()
        self.deaths = [*(moment for moment in self.deaths if now - moment < WITHIN_SECONDS), now]
        self.failed_starts = 0 if self.at_work() else self.failed_starts + 1
        if len(self.deaths) >= DEATHS or self.failed_starts >= FAILED_STARTS:
            raise self.refusal("again and again")
        self.start()

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait until a moment of the monotonic clock, then kill what is left of the group."""
        while self.process and self.process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        self.kill()

    def _last_words(self) -> str:
        with self.log.open("rb") as log:
            end = log.seek(0, os.SEEK_END)
            log.seek(max(self._log_before, end - LOOK_BYTES))
            lines = log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else ""

    def kill(self) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def end_all(children: list[Child], seconds: float = 15.0) -> None:
    """Ask all to end at once, and kill those that have not after `seconds`."""
    for child in children:
        child.ask_to_end()
    until = time.monotonic() + seconds
    for child in children:
        child.wait(until)


def _log(path: Path) -> IO[bytes]:
    path.parent.mkdir(exist_ok=True, mode=0o700)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.rename(path.with_name(path.name + ".1"))
    return path.open("ab")


_C = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def _ends_with(launcher: int):  # type: ignore[no-untyped-def]
    """For Linux: the kernel ends a child whose launcher was killed. Elsewhere the next launch does."""
    if _C is None:
        return None

    def arrange() -> None:
        _C.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != launcher:
            os._exit(1)

    return arrange
