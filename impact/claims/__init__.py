"""Published figures: each from rows, with numerator, denominator, interval, and the sentence as published.

A claim's value is live and unrounded. Percentages are in per cent, changes in percentage points or per
cent, hours in hours. Worked out as the programme's system person once the gate has let the reader in,
so that everybody who may see a figure sees the same.

`claim` is the published figure itself, `counts` and `answers` work them out, `parts` lead down to
phase, region and service type, `live` puts them in order.
"""

from impact.claims.claim import (
    APPROACH,
    COPRODUCTION,
    EQUITY,
    NEEDS,
    OUTCOMES,
    PARTNERS,
    REACH,
    SECTIONS,
    SUPPRESSED,
    SYSTEMATIC,
    Claim,
)
from impact.claims.live import CLAIMS, KEYS, live, live_and_facts, one

__all__ = [
    "APPROACH",
    "CLAIMS",
    "COPRODUCTION",
    "EQUITY",
    "KEYS",
    "NEEDS",
    "OUTCOMES",
    "PARTNERS",
    "REACH",
    "SECTIONS",
    "SUPPRESSED",
    "SYSTEMATIC",
    "Claim",
    "live",
    "live_and_facts",
    "one",
]
