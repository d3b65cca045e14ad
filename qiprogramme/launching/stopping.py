"""Being asked to stop: at once, or as soon as something that must not be cut in half is whole."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the launcher to stop."""


class _Wish:
    asked = False
    held = False


def listen() -> None:
    """From now on Ctrl-C, a terminal that closes and `make stop` raise Stopped."""
    for signum in SIGNALS:
        signal.signal(signum, _ask)


def listen_no_more() -> None:
    """From now on the way down is not disturbed by a second Ctrl-C."""
    for signum in SIGNALS:
        signal.signal(signum, signal.SIG_IGN)


@contextmanager
def held() -> Iterator[None]:
    """Inside, a wish to stop waits: a server that is half started would be left behind."""
    _Wish.held = True
    try:
        yield
    finally:
        _Wish.held = False
    if _Wish.asked:
        raise Stopped


def _ask(signum: int, frame: object) -> None:
    _Wish.asked = True
    if not _Wish.held:
        raise Stopped
