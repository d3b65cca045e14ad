"""Workers that are quick to start: the product's Celery application is loaded once, and each line that comes in forks a
worker from it, in a process group of its own, and is answered by its number. Called with the words of `celery`'s command.
"""

import os
import signal
import sys

from celery.apps import worker as _worker  # noqa: F401 - this and the next are what a worker loads first
from celery.concurrency import prefork as _pool  # noqa: F401
from django import setup
from kombu.transport import redis as _broker  # noqa: F401

from qiprogramme.celery import app


def main(words: list[str]) -> None:
    """Until the input ends. Nothing is connected to before the fork."""
    setup()
    app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a child
    for _ in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            os.write(1, f"{os.getpid()}\n".encode())
            os.dup2(2, 1)
            app.worker_main(argv=words)
            os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
