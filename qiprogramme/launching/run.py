"""`make run`: the way from nothing to a page, and the watch that is kept until Ctrl-C."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from qiprogramme.assets import build
from qiprogramme.embedded import Servers
from qiprogramme.launching import demo, ground, notes, stopping
from qiprogramme.launching.children import Child, end_all
from qiprogramme.launching.steps import RefusalToLaunch, say, step

#: How long the web server may take for its first answer.
ANSWER_SECONDS = 60.0
#: How long worker and beat may take until they are at work; after that they are only said to be slow.
WORK_SECONDS = 60.0


def run() -> None:
    """Start everything, say where it is, watch over it until told to stop. Raises RefusalToLaunch, EmbeddedError, AssetError."""
    stopping.listen()
    number = ground.port()
    folder = ground.data_folder()
    os.umask(0o077)
    if left := notes.clear_the_dead(folder):
        say(f"Ended {left} process{'es' if left > 1 else ''} that an earlier run had left behind.")
    addresses = ground.listening_addresses(number)
    ground.check_what_is_given()
    ground.keep_secret_key(folder)
    build_assets()
    note = notes.Note(folder)
    children: list[Child] = []
    servers: Servers | None = None
    try:
        with stopping.held():
            servers = ground.embedded_where_needed(folder)
        environment = ground.environment(folder, number)
        migrate(environment)
        demo.load_where_empty(environment)
        children += parts(note.name, addresses, folder, environment)
        with step("Starting the web server, the worker and beat"):
            for child in children:
                child.start()
            _wait_for_answer(number, children)
            slow = wait_for_work(children)
        for child in slow:
            say(f"The {child.name} is slow to start: {child.log} says how far it is.")
        _say_where(number, environment, folder)
        _watch(children, servers)
    except stopping.Stopped:
        say("\nStopping …", end=" ")
    finally:
        stopping.listen_no_more()
        end_all(children)
        if servers:
            servers.release()
        note.remove()
    say("everything that was started here has stopped. Your data stay in " + str(folder))


def build_assets() -> None:
    with step("Building the page styles"):
        build()


def migrate(environment: dict[str, str]) -> None:
    with step("Bringing the database up to date"):
        manage(["migrate", "--verbosity", "0", "--skip-checks"], environment, "The database could not be brought up to date")


def manage(arguments: list[str], environment: dict[str, str], failure: str) -> str:
    """What a management command prints. Raises RefusalToLaunch with its last line."""
    command = [sys.executable, str(ground.ROOT / "manage.py"), *arguments]
    done = subprocess.run(
        command,
        env=environment,
        cwd=ground.ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    if done.returncode:
        log = Path(environment["DATA_DIR"]) / "logs" / f"{arguments[0]}.log"
        log.parent.mkdir(exist_ok=True, mode=0o700)
        log.write_text(done.stdout + done.stderr)
        raise RefusalToLaunch(f"{failure}: {_reason(done.stderr or done.stdout)} ({log} says more.)")
    return done.stdout


def _reason(said: str) -> str:
    """The line that names the error: what follows it, an error of the database explains at length."""
    lines = said.strip().splitlines() or ["no reason given"]
    named = [line for line in lines if re.match(r"(\w+(\.\w+)+|\w*Error): ", line)]
    return (named or lines)[-1]


def parts(mark: str, addresses: list[str], folder: Path, environment: dict[str, str]) -> list[Child]:
    """Web server, worker and beat; each carries the mark of the launch in its command line."""
    python = [sys.executable, "-X", f"launch={mark}", "-m"]
    binds = [word for address in addresses for word in ("--bind", address)]
    web = ["gunicorn", "qiprogramme.wsgi", *binds, "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
    celery = ["celery", "--app", "qiprogramme"]
    worker = [*celery, "worker", "--hostname", f"{mark}@%h", "--concurrency", "2", "--loglevel", "INFO"]
    kept = folder / "beat"
    kept.mkdir(exist_ok=True, mode=0o700)
    beat = [*celery, "beat", "--schedule", str(kept / environment["PORT"]), "--pidfile", "", "--loglevel", "INFO"]
    logs = folder / "logs"
    return [
        Child("web server", [*python, *web, "--graceful-timeout", "5"], logs / "web.log", environment, "Booting worker"),
        Child("worker", [*python, *worker], logs / "worker.log", environment, " ready.\n"),
        Child("beat", [*python, *beat], logs / "beat.log", environment, "beat: Starting"),
    ]


def _wait_for_answer(number: int, children: list[Child]) -> None:
    until = time.monotonic() + ANSWER_SECONDS
    while not _answers(number):
        _refuse_the_ended(children)
        if time.monotonic() > until:
            raise RefusalToLaunch(f"The web server did not answer within a minute: {children[0].log} says why.")
        time.sleep(0.1)


def wait_for_work(children: list[Child]) -> list[Child]:
    """Wait until all are at work; those that are not after a minute. Raises RefusalToLaunch where one ends."""
    until = time.monotonic() + WORK_SECONDS
    while (waiting := [child for child in children if not child.at_work()]) and time.monotonic() < until:
        _refuse_the_ended(waiting)
        time.sleep(0.1)
    return waiting


def _refuse_the_ended(children: list[Child]) -> None:
    for child in children:
        if child.ended():
            raise child.refusal("at its start")


def _answers(number: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{number}/health/live/", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        raise RefusalToLaunch(
            f"The web server answers with an error ({error.code}): logs/web.log in the data folder says why."
        ) from error
    except OSError:
        return False


def _say_where(number: int, environment: dict[str, str], folder: Path) -> None:
    address = f"http://localhost:{number}"
    say(f"\nReady: {address}")
    people = demo.people(environment)
    if people:
        say(f"\nSign in with one click at {address}/demo/ as")
        width = max(len(email) for email, _, _ in people)
        for email, name, role in people:
            say(f"  {email:<{width}}  {', '.join(filter(None, (name, role)))}")
    say(f"\nData and logs are in {folder}. Ctrl-C stops it all.\n")


def _watch(children: list[Child], servers: Servers | None) -> None:
    """Keep all parts alive until somebody asks to stop."""
    turn = 0
    while True:
        time.sleep(0.5)
        turn += 1
        for child in children:
            if how := child.ended():
                say(f"The {child.name} {how}; starting it again.")
                child.start_again()
        if servers and turn % 4 == 0 and (fallen := servers.fallen()):
            say(f"{' and '.join(fallen)} stopped; starting again.")
            with stopping.held():
                servers.start()
