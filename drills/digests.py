"""Monday's digests under fire: each made once, none accepted twice, none missing without a mark.

The product's worker sends them to a real SMTP server and is killed with signal 9, with its whole process group, at
random moments of its start and of its work; so is the broker. What the server took is then compared with the outbox.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg2

from benchmarks.crowd import ROLES, plant
from drills.post import Post
from qiprogramme.embedded import Servers, servers
from qiprogramme.launching import ground
from qiprogramme.launching.run import migrate, parts

ROOT = Path(__file__).resolve().parent.parent
#: Mondays that are the first of their month, when everybody has something to hear.
MONDAYS = ("2026-11-02", "2026-12-07", "2027-01-04", "2027-02-01")
#: Seconds after which a mail that is being sent counts as cut off: the product waits two minutes.
LEASE = 2.0
#: Seconds that a worker may live once it is at work, and a share of its start before which it is never killed.
LIFE, START = 0.9, 0.6
#: Seconds in which everything left must have gone at the end.
REST = 180.0


@dataclass(frozen=True)
class Outcome:
    """What one run came to. twice: accepted more than once; missing: neither accepted nor marked for a person to look at."""

    what: str
    wanted: int
    made: int
    runs: int
    accepted: int
    twice: int
    missing: int
    uncertain: int
    kills: int

    @property
    def holds(self) -> bool:
        once = self.made == self.wanted and self.runs == 1
        return once and not self.twice and not self.missing and self.uncertain <= self.kills

    @property
    def line(self) -> str:
        return (
            f"{self.what:<34} {self.made:>5} {self.accepted:>9} {self.twice:>14} {self.missing:>22} {self.uncertain:>10}"
            f" {self.kills:>6}   {'holds' if self.holds else 'DOES NOT HOLD'}"
        )


HEAD = (
    f"{'':<34} {'made':>5} {'accepted':>9} {'accepted twice':>14} {'missing without a mark':>22} {'uncertain':>10} {'kills':>6}"
)


class Drill:
    """Servers, a programme of `teams` ward teams and three people each, and the parts of the product that send."""

    def __init__(self, data_dir: Path, *, teams: int, pause: float) -> None:
        self.data_dir, self.teams = data_dir, teams
        self.post = Post(pause)
        self.chance = random.Random(6)  # noqa: S311 - the same moments each time
        self._servers: Servers | None = None

    def __enter__(self) -> "Drill":
        self._servers = servers(self.data_dir)
        self.post.__enter__()
        hidden = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "QI_MODE", "REDIS_DATABASE")
        given = {name: value for name, value in ground.environment(self.data_dir, 8000).items() if name not in hidden}
        self.environment = {**given, **self._servers.urls, "QI_DEMO": "0", "MAIL_LEASE_SECONDS": str(LEASE)}
        self.environment |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.post.port)}
        migrate(self.environment)
        with closing(self._connect()) as connection, connection, connection.cursor() as cursor:
            plant(cursor, programme=uuid4(), system=uuid4(), teams=self.teams, monday=MONDAYS[0], past=2)
        return self

    def __exit__(self, *error: object) -> None:
        self.post.__exit__(None, None, None)
        if self._servers:
            self._servers.release()

    def run(self, what: str, monday: str, *, kills: int = 0, beats: int = 1, broker_kills: int = 0) -> Outcome:
        """One week's digests, from making them to the last one sent."""
        self.environment["QI_DRILL_NOW"] = f"{monday}T12:00:00+00:00"
        before = sum(self.post.accepted.values())
        with self._beats(beats), self._nursed():
            start = self._start_seconds(before)
            for _ in range(kills):
                with self._worker():
                    time.sleep(self.chance.uniform(START * start, start + LIFE))
            with self._worker():
                for _ in range(broker_kills):
                    time.sleep(self.chance.uniform(0.2, 2 * LIFE))
                    self._kill_broker()
                self._wait_until_all_went(monday)
        return self._outcome(what, monday, kills + broker_kills + 1)

    def _start_seconds(self, before: int) -> float:
        """How long a worker takes until its first mail is taken; that worker is killed as well."""
        with self._worker():
            began = time.monotonic()
            while sum(self.post.accepted.values()) == before:
                if time.monotonic() - began > REST:
                    raise TimeoutError(f"The worker sends nothing: {self.data_dir / 'worker.log'} says why.")
                time.sleep(0.02)
            return time.monotonic() - began

    @contextmanager
    def _nursed(self) -> Iterator[None]:
        """Loads the product once, so that each worker is there in a moment (`drills/nursery.py`)."""
        command = parts("drill", [], self.data_dir, self.environment)[1].command
        words = [*command[command.index("worker") :], "--without-gossip", "--without-mingle"]
        with self._process([sys.executable, "-m", "drills.nursery", *words], "worker.log", asks=True) as nursery:
            self._nursery = nursery
            yield

    @contextmanager
    def _worker(self) -> Iterator[None]:
        """The product's worker; at the end it is killed with all that it has forked."""
        asks, answers = self._nursery.stdin, self._nursery.stdout
        assert asks is not None and answers is not None
        asks.write(b"\n")
        asks.flush()
        number = int(answers.readline())
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(number, signal.SIGKILL)

    @contextmanager
    def _beats(self, number: int) -> Iterator[None]:
        if not number:
            yield
            return
        celery = [sys.executable, "-m", "celery", "--app", "drills.hurried:app", "beat", "--pidfile", ""]
        with self._process([*celery, "--schedule", str(self.data_dir / f"beat-{number}")], "beat.log"), self._beats(number - 1):
            yield

    @contextmanager
    def _process(self, command: list[str], log: str, asks: bool = False) -> Iterator["subprocess.Popen[bytes]"]:
        with (self.data_dir / log).open("ab") as said:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.PIPE if asks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if asks else said, stderr=said, start_new_session=True,
            )  # fmt: skip
        try:
            with process:
                yield process
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def _kill_broker(self) -> None:
        os.kill(int((self.data_dir / "redis.pid").read_text()), signal.SIGKILL)
        time.sleep(0.2)
        assert self._servers is not None
        self._servers.start()

    def _wait_until_all_went(self, monday: str) -> None:
        until = time.monotonic() + REST
        while not (mails := self._mails(monday)) or any(state in ("queued", "sending") for _, state in mails):
            if time.monotonic() > until:
                return
            time.sleep(0.2)

    def _outcome(self, what: str, monday: str, kills: int) -> Outcome:
        mails = self._mails(monday)
        taken = {message: self.post.accepted[message] for message, _ in mails if self.post.accepted[message]}
        lost = [message for message, state in mails if message not in taken and state not in ("uncertain", "failed")]
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute("select count(*) from coaching_digestrun where week = to_char(%s::date, 'IYYY\"-W\"IW')", [monday])
            (runs,) = cursor.fetchone() or (0,)
        return Outcome(
            what=what,
            wanted=self.teams * len(ROLES),
            made=len(mails),
            runs=runs,
            accepted=len(taken),
            twice=sum(number > 1 for number in taken.values()),
            missing=len(lost),
            uncertain=sum(state == "uncertain" for _, state in mails),
            kills=kills,
        )

    def _mails(self, monday: str) -> list[tuple[str, str]]:
        """(Message-ID, state) of each mail of that week."""
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute(
                "select message_id, state from people_mail"
                " where period in (to_char(%s::date, 'IYYY\"-W\"IW'), to_char(%s::date, 'YYYY-MM'))",
                [monday, monday],
            )
            return cursor.fetchall()

    def _connect(self) -> "psycopg2.extensions.connection":
        return psycopg2.connect(self.environment["MIGRATION_DATABASE_URL"])


def drill(data_dir: Path, *, teams: int = 100, kills: int = 200) -> list[Outcome]:
    """The whole of it; each outcome is printed as it comes."""
    found = []
    with Drill(data_dir, teams=teams, pause=0.15) as drilled:
        print(HEAD, flush=True)
        for run in (
            lambda: drilled.run("worker killed", MONDAYS[0], kills=kills),
            lambda: drilled.run("worker killed, two beats", MONDAYS[1], kills=kills // 10, beats=2),
            lambda: drilled.run("broker killed", MONDAYS[2], broker_kills=kills // 10),
            lambda: drilled.run(
                "worker and broker killed, two beats", MONDAYS[3], kills=kills // 20, beats=2, broker_kills=kills // 20
            ),
        ):
            found.append(run())
            print(found[-1].line, flush=True)
    return found
