"""What `make run` says when something is in the way, and that it ends what it started and nothing else."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qiprogramme.embedded import EmbeddedError
from qiprogramme.launching import ground, notes, run
from qiprogramme.launching.children import Child, end_all
from qiprogramme.launching.steps import RefusalToLaunch

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def launch(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qiprogramme.launching", *words],
        cwd=ROOT,
        env={**os.environ, "QI_MODE": "development", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_port_in_use_is_one_sentence(taken_port: int, tmp_path: Path) -> None:
    done = launch(["run"], PORT=str(taken_port), DATA_DIR=str(tmp_path / "data"))
    assert done.returncode == 1
    said = f"Port {taken_port} is in use by another program: stop that one, or choose another port, as in `make run PORT="
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "data" / "postgres").exists()


@pytest.mark.parametrize("wrong", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_one_sentence(wrong: str, tmp_path: Path) -> None:
    done = launch(["run"], PORT=wrong, DATA_DIR=str(tmp_path / "data"))
    assert done.returncode == 1
    assert done.stderr == f"PORT must be a number from 1 to 65535 and is “{wrong}”: try `make run PORT=8001`.\n"
    assert not (tmp_path / "data").exists()


def test_no_room_for_a_socket_is_one_sentence(tmp_path: Path, free_port: int) -> None:
    done = launch(["run"], PORT=str(free_port), DATA_DIR=str(tmp_path / "data"), SOCKET_DIR=str(tmp_path / ("long" * 30)))
    assert done.returncode == 1
    assert "There is no room for a socket" in done.stderr
    assert "set SOCKET_DIR to a shorter folder" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not (tmp_path / ("long" * 30)).exists()


def test_a_data_folder_that_cannot_be_is_one_sentence(free_port: int) -> None:
    done = launch(["run"], PORT=str(free_port), DATA_DIR="/dev/null/data")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "set it to a folder that you own" in done.stderr


def test_a_data_folder_that_everybody_may_write_to_is_refused_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    monkeypatch.setenv("DATA_DIR", str(shared))
    with pytest.raises(EmbeddedError, match="everybody may write to"):
        ground.data_folder()
    assert shared.stat().st_mode & 0o777 == 0o777


def test_the_secret_key_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    ground.keep_secret_key(tmp_path)
    first = (tmp_path / "secret-key").read_text()
    ground.keep_secret_key(tmp_path)
    assert (tmp_path / "secret-key").read_text() == first
    assert len(first) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_given_addresses_are_passed_on_and_nothing_is_embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/qi")
    monkeypatch.setenv("REDIS_URL", "redis://somewhere")
    monkeypatch.delenv("MIGRATION_DATABASE_URL", raising=False)
    assert ground.embedded_where_needed(tmp_path) is None
    environment = ground.environment(tmp_path, 8001)
    assert (environment["DATABASE_URL"], environment["REDIS_URL"]) == ("postgresql://somewhere/qi", "redis://somewhere")
    assert "MIGRATION_DATABASE_URL" not in environment
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"DATABASE_URL": "sqlite:///qi"}, "DATABASE_URL must begin with postgresql://"),
        (
            {"DATABASE_URL": "postgresql://qi@127.0.0.1:1/qi"},
            "The PostgreSQL of DATABASE_URL cannot be used (connection",
        ),
        ({"MIGRATION_DATABASE_URL": "postgresql://qi@127.0.0.1:1/qi"}, "The PostgreSQL of MIGRATION_DATABASE_URL cannot be used"),
        ({"REDIS_URL": "nowhere"}, "REDIS_URL must begin with redis://, rediss:// or unix://."),
        ({"REDIS_URL": "redis://127.0.0.1:1"}, "The Redis of REDIS_URL cannot be used (Error 111"),
    ],
)
def test_a_given_server_that_does_not_answer_is_one_sentence_at_once(
    given: dict[str, str], said: str, tmp_path: Path, free_port: int
) -> None:
    done = launch(["run"], PORT=str(free_port), DATA_DIR=str(tmp_path / "data"), **given)
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (1, 1, "")
    assert done.stderr.startswith(said)


def test_a_command_that_fails_gives_the_line_that_names_its_error(tmp_path: Path) -> None:
    nobody = {"DATABASE_URL": "postgresql://qi@127.0.0.1:1/qi", "REDIS_URL": "redis://127.0.0.1:1"}
    environment = {**os.environ, **nobody, "DATA_DIR": str(tmp_path), "QI_MODE": "development", "SECRET_KEY": "of a test"}
    with pytest.raises(RefusalToLaunch) as refusal:
        run.manage(["migrate"], environment, "It failed")
    assert str(refusal.value).startswith("It failed: django.db.utils.OperationalError: connection to server at ")
    assert str(refusal.value).endswith(f" ({tmp_path}/logs/migrate.log says more.)")
    assert "Traceback" in (tmp_path / "logs" / "migrate.log").read_text()


def test_a_child_ends_with_all_that_it_started(tmp_path: Path) -> None:
    child = Child("worker", ["sh", "-c", "sleep 60 & echo $!; wait"], tmp_path / "logs" / "worker.log", dict(os.environ))
    child.start()
    grandchild = int(line_of(child.log))
    assert child.ended() is None
    end_all([child], seconds=5)
    assert gone(grandchild)
    assert child.ended() is not None


def dying(tmp_path: Path, words: str) -> tuple[int, str]:
    """How often a worker that says `words` and ends was started, and the sentence with which the launcher gave up."""
    command = ["sh", "-c", f"echo '{words}'; echo '  '; exit 3"]
    child = Child("worker", command, tmp_path / "logs" / "worker.log", dict(os.environ), "ready.")
    child.start()
    for starts in range(1, 20):
        child.process.wait()  # type: ignore[union-attr]
        try:
            child.start_again()
        except RefusalToLaunch as refusal:
            return starts, str(refusal)
    raise AssertionError("It was started for ever.")


def test_a_child_that_never_gets_to_work_stops_the_whole_soon_and_says_why(tmp_path: Path) -> None:
    starts, sentence = dying(tmp_path, "ModuleNotFoundError: No module named packaging")
    assert starts == 2
    assert sentence == (
        "The worker ended by itself with code 3 (“ModuleNotFoundError: No module named packaging”) again and again, so all was "
        f"stopped. A package is missing: delete .venv and try again. {tmp_path}/logs/worker.log says more."
    )


def test_a_child_that_dies_at_work_is_started_again_for_a_while(tmp_path: Path) -> None:
    starts, sentence = dying(tmp_path, "worker ready.")
    assert starts == 5
    assert "missing" not in sentence


def test_a_part_that_cannot_start_ends_the_launch_at_once_with_its_last_words(tmp_path: Path) -> None:
    worker = Child("worker", ["sh", "-c", "echo ready.; sleep 60"], tmp_path / "logs" / "worker.log", dict(os.environ), "ready.")
    beat = Child("beat", ["sh", "-c", "echo I cannot; exit 1"], tmp_path / "logs" / "beat.log", dict(os.environ), "Starting")
    # What it said before this launch is no sign of this one.
    worker.log.parent.mkdir()
    beat.log.write_text("beat: Starting\n")
    try:
        for child in (worker, beat):
            child.start()
        with pytest.raises(RefusalToLaunch) as refusal:
            run.wait_for_work([worker, beat])
        sentence = "The beat ended by itself with code 1 (“I cannot”) at its start, so all was stopped."
        assert str(refusal.value) == f"{sentence} {beat.log} says more."
        assert run.wait_for_work([worker]) == []
    finally:
        end_all([worker, beat])


def test_children_do_not_outlive_a_killed_launcher(tmp_path: Path) -> None:
    """On Linux the kernel ends them at once, elsewhere the next launch does."""
    code = f"""
import os, sys, time
from pathlib import Path
from qiprogramme.launching.children import Child
from qiprogramme.launching.notes import Note
here = Path({str(tmp_path)!r})
note = Note(here)
sleep = [sys.executable, "-X", f"launch={{note.name}}", "-c", "import time; time.sleep(60)"]
child = Child("worker", sleep, here / "logs" / "worker.log", dict(os.environ))
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        child = int(launcher.stdout.readline())
        launcher.kill()
    if sys.platform != "linux":
        assert notes.clear_the_dead(tmp_path) == 1
    assert gone(child)


def test_what_a_killed_launcher_left_is_ended_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "launches").mkdir()
    (tmp_path / "launches" / "launch-dead").write_text("1")
    living = notes.Note(tmp_path)
    marked = {name: sleeper(name) for name in ("launch-dead", living.name, "launch-another")}
    try:
        assert notes.clear_the_dead(tmp_path) == 1
        assert marked["launch-dead"].wait(10) == -signal.SIGTERM
        assert marked[living.name].poll() is None
        assert marked["launch-another"].poll() is None
        assert [path.name for path in (tmp_path / "launches").iterdir()] == [living.name]
    finally:
        living.remove()
        for process in marked.values():
            process.kill()
            process.wait()


def sleeper(mark: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-X", f"launch={mark}", "-c", "import time; time.sleep(60)"])


def line_of(log: Path) -> str:
    until = time.monotonic() + 10
    while not (log.exists() and log.read_text().strip()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return log.read_text().splitlines()[0]


def gone(pid: int) -> bool:
    """Whether the process has ended within ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False
