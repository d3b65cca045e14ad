"""What a number means: values, intervals, charts, small numbers, rounding and wording.

Pure Python on the standard library alone, without Django. Counts and proportions are exact inside,
XmR is in floats, and only `figures.rounding` rounds.
"""

from figures.arguments import FigureError
from figures.missing import MISSING, Missing
from figures.values import (
    Count,
    Mean,
    MeanChange,
    Percentage,
    PointChange,
    RelativeChange,
    Suppressed,
)

__all__ = [
    "MISSING",
    "Count",
    "FigureError",
    "Mean",
    "MeanChange",
    "Missing",
    "Percentage",
    "PointChange",
    "RelativeChange",
    "Suppressed",
]
