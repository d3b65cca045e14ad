"""What the person at the keyboard sees: each step, that it is under way and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class RefusalToLaunch(RuntimeError):
    """One sentence that says what is in the way and what to do."""


@contextmanager
def step(label: str) -> Iterator[None]:
    """Print “label … 1.2 s”: the first half at once, the time when it is done."""
    started = time.monotonic()
    say(f"{label} … ", end="")
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f"{time.monotonic() - started:.1f} s")


def say(text: str, end: str = "\n") -> None:
    """Print at once, also on a terminal that knows ASCII only."""
    encoding = sys.stdout.encoding or "ascii"
    # `make run | head`: whoever read along has gone, and what runs goes on.
    with suppress(BrokenPipeError):
        print(text.encode(encoding, "replace").decode(encoding), end=end, flush=True)
