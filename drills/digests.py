"""Monday's digests under fire: each made once, none accepted twice, none missing without a mark.

The product's worker sends them to a real SMTP server and is killed with signal 9, with its whole process group, at
random moments of its sending and now and then of its start; so is the broker. What the server took is then compared with
the outbox.
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
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg2
from django.utils import timezone

from benchmarks.crowd import ROLES, plant
from drills.post import Post
from qiprogramme.embedded import Servers, servers
from qiprogramme.launching import ground
from qiprogramme.launching.run import migrate, parts

ROOT = Path(__file__).resolve().parent.parent
#: Seconds after which a mail that is being sent counts as cut off: the product waits two minutes.
LEASE = 2.0
#: Seconds that a worker may live once it is sending: a mail and a little.
LIFE = 0.7
#: One kill in so many falls into the start of a worker.
EARLY = 10
#: Seconds that the server takes for each third of a mail while there is killing, and afterwards.
SLOW, QUICK = 0.2, 0.005
#: Seconds in which everything left must have gone at the end.
REST = 180.0


@dataclass(frozen=True)
class Outcome:
    """What one run came to. twice: accepted more than once; missing: neither accepted nor marked for a person to look at;
    hits: kills while mails were left to send; cut: of these, in the middle of a mail."""

    what: str
    wanted: int
    made: int
    runs: int
    accepted: int
    twice: int
    missing: int
    uncertain: int
    kills: int
    hits: int
    cut: int

    @property
    def holds(self) -> bool:
        once = self.made == self.wanted and self.runs == 1
        return once and not self.twice and not self.missing and self.uncertain <= self.kills == self.hits

    @property
    def line(self) -> str:
        return (
            f"{self.what:<36} {self.made:>5} {self.accepted:>9} {self.twice:>14} {self.missing:>22} {self.uncertain:>10}"
            f" {self.kills:>6} {self.hits:>15} {self.cut:>10}   {'holds' if self.holds else 'DOES NOT HOLD'}"
        )


HEAD = (
    f"{'':<36} {'made':>5} {'accepted':>9} {'accepted twice':>14} {'missing without a mark':>22} {'uncertain':>10} {'kills':>6}"
    f" {'with mails left':>15} {'in a mail':>10}"
)


class Drill:
    """Servers, a programme of `teams` ward teams and three people each, and the parts of the product that send."""

    def __init__(self, data_dir: Path, *, teams: int, pause: float = SLOW) -> None:
        self.data_dir, self.teams, self.pause = data_dir, teams, pause
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
        # A mail is of its week: all is about today, after the hour at which reminders are due.
        self.today = timezone.localdate()
        self.environment["QI_DRILL_NOW"] = f"{self.today}T12:00:00+00:00"
        migrate(self.environment)
        with closing(self._connect()) as connection, connection, connection.cursor() as cursor:
            plant(
                cursor,
                programme=uuid4(),
                system=uuid4(),
                teams=self.teams,
                monday=self.today - timedelta(days=self.today.weekday()),
                past=2,
            )
        return self

    def __exit__(self, *error: object) -> None:
        self.post.__exit__(None, None, None)
        if self._servers:
            self._servers.release()

    def run(self, what: str, *, kills: int = 0, beats: int = 1, broker_kills: int = 0) -> Outcome:
        """The week's digests, from making them to the last one sent, with an outbox that was empty."""
        self._empty_outbox()
        self.post.pause, self._hits, self._cut = self.pause, 0, 0
        with self._beats(beats), self._nursed():
            start = 1.0
            for number in range(kills):
                with self._worker():
                    if number % EARLY:
                        start = self._seconds_until_it_sends()
                        time.sleep(self.chance.uniform(0, LIFE))
                    else:
                        time.sleep(self.chance.uniform(0, start))
                self._count_hit()
            with self._worker():
                self._seconds_until_it_sends()
                for _ in range(broker_kills):
                    time.sleep(self.chance.uniform(0.2, 2 * LIFE))
                    self._kill_broker()
                self.post.pause = QUICK
                self._wait_until_all_went()
        return self._outcome(what, kills + broker_kills)

    def _seconds_until_it_sends(self) -> float:
        """Wait until the worker of just now names its first recipient to the server."""
        began, named = time.monotonic(), self.post.recipients
        while self.post.recipients == named:
            self._watch_worker()
            if time.monotonic() - began > REST:
                raise TimeoutError(f"The worker sends nothing: {self.data_dir / 'worker.log'} says why.")
            time.sleep(0.01)
        return time.monotonic() - began

    def _count_hit(self) -> None:
        """What the kill just now fell upon. Before any is made, all are left."""
        states = [state for _, state in self._mails()]
        self._hits += not states or "queued" in states or "sending" in states
        self._cut += "sending" in states

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
        self._start_worker()
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self._number, signal.SIGKILL)

    def _start_worker(self) -> None:
        asks, answers = self._nursery.stdin, self._nursery.stdout
        assert asks is not None and answers is not None
        asks.write(b"\n")
        asks.flush()
        self._number = int(answers.readline())

    def _watch_worker(self) -> None:
        """Celery's worker may end where its broker goes away in the midst of a command: it is started again, as the launch
        and containers do."""
        try:
            os.kill(self._number, 0)
        except ProcessLookupError:
            self._start_worker()

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
        self._count_hit()
        time.sleep(0.2)
        assert self._servers is not None
        self._servers.start()

    def _wait_until_all_went(self) -> None:
        until = time.monotonic() + REST
        while not (mails := self._mails()) or any(state in ("queued", "sending") for _, state in mails):
            if time.monotonic() > until:
                return
            self._watch_worker()
            time.sleep(0.2)

    def _outcome(self, what: str, kills: int) -> Outcome:
        mails = self._mails()
        taken = {message: self.post.accepted[message] for message, _ in mails if self.post.accepted[message]}
        lost = [message for message, state in mails if message not in taken and state not in ("uncertain", "failed")]
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute("select count(*) from coaching_digestrun")
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
            hits=self._hits,
            cut=self._cut,
        )

    def _mails(self) -> list[tuple[str, str]]:
        """(Message-ID, state) of each mail."""
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute("select message_id, state from people_mail")
            return cursor.fetchall()

    def _empty_outbox(self) -> None:
        self.post.accepted.clear()
        with closing(self._connect()) as connection, connection, connection.cursor() as cursor:
            cursor.execute("delete from people_mail; delete from coaching_digestrun")

    def _connect(self) -> "psycopg2.extensions.connection":
        return psycopg2.connect(self.environment["MIGRATION_DATABASE_URL"])


def drill(data_dir: Path, *, teams: int = 100, kills: int = 200) -> list[Outcome]:
    """The whole of it; each outcome is printed as it comes."""
    few = kills // 10
    found = []
    with Drill(data_dir, teams=teams) as drilled:
        print(HEAD, flush=True)
        for run in (
            lambda: drilled.run("worker killed", kills=kills),
            lambda: drilled.run("worker killed, two beats", kills=few, beats=2),
            lambda: drilled.run("broker killed", broker_kills=few),
            lambda: drilled.run("worker and broker killed, two beats", kills=few, beats=2, broker_kills=few),
        ):
            began = time.monotonic()
            found.append(run())
            print(f"{found[-1].line}, {time.monotonic() - began:.0f} s", flush=True)
    return found
