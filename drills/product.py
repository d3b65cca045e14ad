"""The product as `make run` starts it, in a data folder of the drills' own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from qiprogramme.embedded.processes import all_commands

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180.0


class Product:
    """One launch after the other on the same data."""

    def __init__(self, data_dir: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.data_dir = data_dir
        named = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "QI_MODE")
        self.environment = {name: value for name, value in os.environ.items() if name not in named}
        self.environment |= {"DATA_DIR": str(data_dir), "PORT": str(self.port), "PYTHONUNBUFFERED": "1", "QI_DEMO": "0"}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Launch and wait until it keeps watch; seconds until then."""
        began = time.monotonic()
        with (self.data_dir / "drill.log").open("ab") as log:
            said = log.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "qiprogramme.launching", "run"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        # What dies before that ends the launch, as it should.
        wait_for(lambda: b"Ready:" in (self.data_dir / "drill.log").read_bytes()[said:] and self.answers(), "the launch")
        return time.monotonic() - began

    def stop(self) -> None:
        """Stop all of it, also what a killed launcher has left."""
        subprocess.run(
            [sys.executable, "-m", "qiprogramme.launching", "stop"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            check=True,
        )
        if self.process:
            self.process.wait(60)

    def answers(self) -> bool:
        """Whether the web server, with the database behind it, answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready/", timeout=10):
                return True
        except urllib.error.HTTPError as error:
            return b'"database": true, "broker": true' in error.read()
        except OSError:
            return False

    def pids(self, part: str) -> list[int]:
        """The processes of a part, its first one first."""
        if part == "launcher":
            return [self.process.pid] if self.process and self.process.poll() is None else []
        if part == "PostgreSQL":
            return _first_line(self.data_dir / "postgres" / "postmaster.pid")
        if part == "Redis":
            return _first_line(self.data_dir / "redis.pid")
        sign = {"web server": " gunicorn ", "worker": " worker ", "beat": str(self.data_dir / "beat")}[part]
        marks = [path.name for path in (self.data_dir / "launches").glob("launch-*")]
        return sorted(pid for pid, line in all_commands().items() if sign in line and any(mark in line for mark in marks))

    def kill(self, *parts: str) -> list[int]:
        """Kill the first process of each part with signal 9, all at once; their numbers."""
        killed = [self.pids(part)[0] for part in parts]
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        if "launcher" in parts and self.process:
            self.process.wait()
        return killed


def wait_for(true: Callable[[], bool], what: str) -> None:
    """Raises TimeoutError where it does not come true in time."""
    until = time.monotonic() + START_SECONDS
    while not true():
        if time.monotonic() > until:
            raise TimeoutError(f"Waited in vain for {what}.")
        time.sleep(0.1)


def _first_line(path: Path) -> list[int]:
    try:
        return [int(path.read_text().split()[0])]
    except (OSError, ValueError, IndexError):
        return []
