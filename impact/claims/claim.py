"""One published figure, and how it is kept."""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from django.utils import timezone

from figures import rounding
from figures.values import MISSING, Mean, MeanChange, Missing, Percentage, PointChange
from impact.claims.parts import Breakdown

REACH, APPROACH = "Reach", "Approach"
PARTNERS = "Patients and carers as partners"
NEEDS = "Support for individual needs"
EQUITY = "Staff confidence with equity"
SYSTEMATIC = "Staff confidence with systematic improvement"
COPRODUCTION = "Co-production"
OUTCOMES = (PARTNERS, NEEDS, EQUITY, SYSTEMATIC, COPRODUCTION)
SECTIONS = (APPROACH, REACH, *OUTCOMES)

#: What the API and the files give instead of a number that may not be shown: never null, never zero.
SUPPRESSED = "suppressed"

#: Kirkpatrick's four levels of what training and support bring about.
LEVELS = {0: "", 1: "level 1, reaction", 2: "level 2, learning", 3: "level 3, behaviour", 4: "level 4, results"}


@dataclass
class Claim:
    """One published figure. value, low, high: numbers or None.

    suppressed: the reason, where the figure is there and may not be shown; missing: the reason, where
    there is none. numbers: the formula in numbers. counted: of a count, what it is made of. stage: of the
    logic model (input, activity, output, outcome); level: Kirkpatrick's, 0 where none fits. details: what
    else its page says of it.
    """

    key: str
    label: str
    section: str
    unit: str
    text: str
    formula: str
    who_says: str
    value: float | int | None = None
    numerator: Any = None
    denominator: Any = None
    low: float | None = None
    high: float | None = None
    suppressed: str = ""
    missing: str = ""
    figure: Any = None
    numbers: str = ""
    stage: str = "Output"
    level: int = 0
    filters: str = ""
    rounding: str = "Worked out unrounded; whole numbers as they are"
    small_numbers: str = "A count of wards, sessions or staff: shown exactly"
    interval_kind: str = ""
    not_shown: str = ""
    counted: str = ""
    details: list[tuple[str, str]] = field(default_factory=list)
    breakdowns: list[Breakdown] = field(default_factory=list)
    breakdown_note: str = ""
    answers: int | None = None
    as_of: datetime | None = None

    def as_row(self) -> dict[str, Any]:
        """As the API gives it. A suppressed figure has the word in place of its numbers."""
        hidden = SUPPRESSED if self.suppressed else None
        return {
            "key": self.key,
            "value": hidden or self.value,
            "numerator": hidden or self.numerator,
            "denominator": hidden or self.denominator,
            "unit": self.unit,
            "low": hidden or self.low,
            "high": hidden or self.high,
            "as_of": (self.as_of or timezone.now()).isoformat(),
            "text": self.text,
        }

    def record(self) -> dict[str, Any]:
        """Everything that its page says, as plain values, for a snapshot."""
        kept = {name.name: getattr(self, name.name) for name in fields(self)}
        kept |= {
            "figure": _plain(self.figure),
            "as_of": (self.as_of or timezone.now()).isoformat(),
            "breakdowns": [asdict(breakdown) for breakdown in self.breakdowns],
        }
        return kept

    @classmethod
    def of(cls, record: dict[str, Any]) -> "Claim":
        """The claim as a snapshot kept it."""
        known = {name.name for name in fields(cls)}
        kept = {name: value for name, value in record.items() if name in known}
        kept["figure"] = _figure(kept.get("figure"))
        kept["as_of"] = datetime.fromisoformat(kept["as_of"])
        kept["details"] = [tuple(pair) for pair in kept.get("details", [])]
        kept["breakdowns"] = [Breakdown.of(breakdown) for breakdown in kept.get("breakdowns", [])]
        return cls(**kept)

    @property
    def is_shown(self) -> bool:
        return not self.suppressed and not self.missing

    @property
    def base(self) -> str:
        """The base in words, for the card."""
        if not self.is_shown:
            return self.suppressed or self.missing
        if isinstance(self.denominator, list):
            return f"{self.denominator[0]:,} answers before, {self.denominator[1]:,} after"
        if self.unit == "per cent" and self.denominator:
            return f"{self.numerator:,} of {self.denominator:,}"
        return self.counted or self.label

    @property
    def interval(self) -> str:
        if self.low is None or self.high is None:
            return "None: a complete count, or too few answers for one"
        return f"{_one_place(self.low)} to {_one_place(self.high)} {self.unit}"

    @property
    def short(self) -> str:
        """The value alone with its unit, rounded for reading: “+28.7 percentage points”, “92%”, “1,752.5 hours”."""
        if self.suppressed:
            return "too few people to show"
        if self.value is None:
            return "not known"
        if isinstance(self.denominator, list):
            if self.unit == "per cent":
                return f"{'+' if self.value > 0 else ''}{rounding.half_up(self.value)}%"
            return f"{'+' if self.value > 0 else ''}{_one_place(self.value)} {self.unit}"
        if self.unit == "per cent":
            return f"{rounding.half_up(self.value)}%"
        return f"{self.bare} {self.unit}"

    @property
    def in_public(self) -> str:
        """How a rounded count is told outside; empty where it is told as it is."""
        return f"In public: {self.text}" if self.text and self.text.split()[0] in {"more", "at"} else ""

    @property
    def bare(self) -> str:
        """The value of a count without its unit, for a card: “1,752.5”."""
        if self.value is None:
            return self.short
        return f"{self.value:,}" if isinstance(self.value, int) else f"{_one_place(self.value)}"

    @property
    def lead(self) -> str:
        """The first sentence, for a heading."""
        first, stop, rest = self.text.partition(". ")
        return first + (stop.strip() if rest else "")

    @property
    def rest(self) -> str:
        return self.text.removeprefix(self.lead).strip()

    @property
    def tags(self) -> list[str]:
        level = f"Kirkpatrick {LEVELS[self.level]}" if self.level else ""
        return [tag for tag in (self.section, level, f"Logic model: {self.stage.lower()}") if tag]


def _one_place(value: float) -> str:
    rounded = rounding.half_up(value, 1)
    return f"−{abs(rounded):,}" if rounded < 0 else f"{rounded:,}"


def _end(value: Any) -> float | None:
    return None if isinstance(value, Missing) else float(value)


def _plain(figure: Any) -> dict[str, Any] | None:
    parts: list[list[Any]]
    if isinstance(figure, PointChange):
        parts = [[part.numerator, part.denominator] for part in (figure.before, figure.after)]
        kind = "points"
    elif isinstance(figure, MeanChange):
        parts = [[part.value, part.n, part.scale, _end(part.low), _end(part.high)] for part in (figure.before, figure.after)]
        kind = "means"
    else:
        return None
    ends = [_end(figure.low), _end(figure.high)]
    return {"kind": kind, "parts": parts, "ends": ends, "paired": figure.paired, "clustered": figure.clustered}


def _figure(kept: dict[str, Any] | None) -> Any:
    if not kept:
        return None
    low, high = (MISSING if end is None else end for end in kept["ends"])
    before, after = kept["parts"]
    if kept["kind"] == "points":
        return PointChange(Percentage(*before), Percentage(*after), low, high, kept["paired"], kept["clustered"])
    means = [
        Mean(value, n, scale, MISSING if a is None else a, MISSING if b is None else b)
        for value, n, scale, a, b in (before, after)
    ]
    return MeanChange(means[0], means[1], low, high, kept["paired"], kept["clustered"])
