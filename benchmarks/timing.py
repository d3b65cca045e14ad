import time
from collections.abc import Callable


def seconds(work: Callable[[], object], times: int = 15) -> float:
    """The shortest time of one call, in seconds: other work on the machine only ever adds. The first call is not counted."""
    work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)
