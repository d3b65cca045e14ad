"""How many random examples: few in every run of the tests, many with `make oracles`."""

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("ORACLES", "500"))
#: Random tables for the attack on hidden cells.
TABLES = 1000 if EXAMPLES > 500 else min(EXAMPLES, 100)

#: For a comparison with another library. The same examples for each mutant, so that they are judged alike.
oracle = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="MUTANTS" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
