"""The embedded servers: shared by whoever holds a lease, stopped by the last one out, up again after kill -9."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from qiprogramme.embedded import EmbeddedError, Servers, servers, stop
from qiprogramme.embedded.folders import make_socket_folder, socket_folder


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own; whatever runs in it is stopped at the end."""
    monkeypatch.delenv("SOCKET_DIR", raising=False)
    with tempfile.TemporaryDirectory(prefix="qi-test-") as made:
        path = Path(made)
        yield path
        stop(path)


def remember(shared: Servers, number: int) -> None:
    with (
        closing(psycopg2.connect(shared.urls["MIGRATION_DATABASE_URL"])) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("create table if not exists remembered (number int)")
        cursor.execute("insert into remembered values (%s)", [number])
    with closing(redis.Redis.from_url(shared.urls["REDIS_URL"])) as client:
        client.rpush("remembered", number)


def remembered(shared: Servers) -> tuple[list[int], list[int]]:
    with closing(psycopg2.connect(shared.urls["MIGRATION_DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("select number from remembered order by number")
        kept = [number for (number,) in cursor.fetchall()]
    with closing(redis.Redis.from_url(shared.urls["REDIS_URL"])) as client:
        return kept, [int(number) for number in client.lrange("remembered", 0, -1)]


def test_the_last_one_out_stops_them_and_everything_is_kept(folder: Path) -> None:
    first, second = servers(folder), servers(folder)
    remember(first, 1)
    first.release()
    assert second.fallen() == []
    second.release()
    assert second.fallen() == ["PostgreSQL", "Redis"]
    with servers(folder) as again:
        assert remembered(again) == ([1], [1])


def test_killed_servers_come_up_again_with_nothing_lost(folder: Path) -> None:
    with servers(folder) as shared:
        remember(shared, 1)
        os.kill(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        os.kill(int((folder / "redis.pid").read_text()), signal.SIGKILL)
        assert shared.fallen() == ["PostgreSQL", "Redis"]
        shared.start()
        assert remembered(shared) == ([1], [1])


def test_a_pid_file_that_names_somebody_else_neither_stops_the_start_nor_that_process(folder: Path) -> None:
    with servers(folder) as shared:
        remember(shared, 1)
        pid_file = folder / "postgres" / "postmaster.pid"
        kept = pid_file.read_text()
    with subprocess.Popen(["sleep", "60"]) as other:
        try:
            pid_file.write_text("\n".join([str(other.pid), *kept.split("\n")[1:]]))
            assert stop(folder) is False
            with servers(folder) as again:
                assert remembered(again) == ([1], [1])
            assert other.poll() is None
        finally:
            other.kill()


def test_a_killed_holder_does_not_keep_them_running_for_ever(folder: Path) -> None:
    code = (
        f"import os, signal; from pathlib import Path; from qiprogramme.embedded import servers; servers(Path({str(folder)!r})); "
    )
    subprocess.run([sys.executable, "-c", code + "os.kill(os.getpid(), signal.SIGKILL)"], cwd=Path(__file__).parents[2])
    left = servers(folder)
    assert left.fallen() == []
    left.release()
    assert left.fallen() == ["PostgreSQL", "Redis"]


def test_only_what_is_asked_for_is_started(folder: Path) -> None:
    with servers(folder, postgres=False) as shared:
        assert shared.fallen() == []
        assert not (folder / "postgres").exists()
        with closing(redis.Redis.from_url(shared.urls["REDIS_URL"])) as client:
            assert client.ping()


def test_the_application_may_not_go_round_row_level_security(folder: Path) -> None:
    with servers(folder) as shared, closing(psycopg2.connect(shared.superuser_url)) as connection, connection.cursor() as cursor:
        cursor.execute("select rolname, rolsuper, rolbypassrls from pg_roles where rolname like 'qi_%' order by rolname")
        assert cursor.fetchall() == [("qi_app", False, False), ("qi_owner", False, False)]


def test_sockets_are_for_this_user_alone(folder: Path) -> None:
    with servers(folder):
        assert socket_folder(folder).stat().st_mode & 0o777 == 0o700


def test_a_link_where_the_sockets_should_be_is_refused(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir(mode=0o755)
    socket_folder(folder).symlink_to(target)
    try:
        with pytest.raises(EmbeddedError, match="set SOCKET_DIR to a short folder that you own"):
            make_socket_folder(folder)
        assert target.stat().st_mode & 0o777 == 0o755
    finally:
        socket_folder(folder).unlink()
