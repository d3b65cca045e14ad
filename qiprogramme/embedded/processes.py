"""Running the servers' own programs, and looking at what runs."""

import os
import shutil
import subprocess
from pathlib import Path

from qiprogramme.embedded.folders import EmbeddedError


def as_plain_user() -> list[str]:
    """PostgreSQL refuses to run as root; a user namespace makes root look like anybody."""
    if os.getuid() != 0:
        return []
    plain = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if shutil.which("unshare") and subprocess.run([*plain, "true"], capture_output=True).returncode == 0:
        return plain
    raise EmbeddedError("PostgreSQL does not run as root here: start this as another user, or set DATABASE_URL.")


def run(command: list[str], failure: str) -> None:
    """Run to its end, in a session of its own so that Ctrl-C misses what it leaves running. Raises EmbeddedError."""
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        # After its error initdb says what it tidies up.
        errors = [line for line in lines if "error:" in line or "FATAL:" in line]
        raise EmbeddedError(f"{failure}: {(errors or lines)[-1]}")


def command_of(pid: int) -> str:
    """The command line of a running process; empty where there is none, or it may not be seen."""
    try:
        if Path("/proc/self").exists():
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout
    except OSError:
        return ""


def all_commands() -> dict[int, str]:
    """The command line of every process that can be seen, by its number."""
    if Path("/proc/self").exists():
        return {int(folder.name): command_of(int(folder.name)) for folder in Path("/proc").iterdir() if folder.name.isdigit()}
    listing = subprocess.run(["ps", "-A", "-o", "pid=,command="], capture_output=True, text=True).stdout
    split = (line.split(None, 1) for line in listing.splitlines())
    return {int(parts[0]): parts[1] for parts in split if len(parts) == 2}
