import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], times: int = 15) -> float:
    """The median time of one call, in seconds; the first call is not counted."""
    work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
