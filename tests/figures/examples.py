"""How many random examples: few in every run of the tests, many with `make oracles`."""

import os

from hypothesis import HealthCheck, settings

MANY = bool(os.environ.get("ORACLES"))
EXAMPLES = int(os.environ.get("ORACLES", 500))
TABLES = 1000 if MANY else 100

#: For a comparison with another library.
oracle = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
