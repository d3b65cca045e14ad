"""What the charts of a measure say: run chart, XmR chart, variation and assurance (target) in words."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from figures import rounding, run_charts, xmr
from figures.values import Missing
from figures.xmr import Chart as XmRChart
from figures.xmr import Phase
from ideas.models import Measure, MeasurePoint
from ui.charts.rests import meeting
from ui.charts.series import natural_bounds
from ui.templatetags.formats import day
from wards.pauses import Band

#: Under this a run chart only; under TRIAL the limits are called trial limits (Making Data Count).
FEWEST_FOR_LIMITS, TRIAL = 10, 12
#: More times of rest than this are counted in the sentence and told in the table.
MOST_RESTS_TOLD = 2

VARIATION = {
    "common_cause": "usual variation",
    "improvement": "better, and more than chance",
    "concern": "worse, and more than chance",
    "neutral": "changed by more than chance",
    "early": "too early to say",
}

ASSURANCE = {
    "pass": "met every time, unless something changes",
    "fail": "missed every time, unless something changes",
    "hit_or_miss": "met at some times and missed at others",
}

LABELS = {
    xmr.COMMON: "Usual variation",
    xmr.ABOVE: "Above the upper limit",
    xmr.BELOW: "Below the lower limit",
    xmr.TREND_UP: "Trend upwards",
    xmr.TREND_DOWN: "Trend downwards",
    xmr.NEAR_HIGH: "Two of three near the upper limit",
    xmr.NEAR_LOW: "Two of three near the lower limit",
    xmr.SHIFT_ABOVE: "Shift, above the mean",
    xmr.SHIFT_BELOW: "Shift, below the mean",
    xmr.GAP: "No value",
}


def amount(value: Any, unit: str = "") -> str:
    """A value with its unit, as short as it can be read: “24.9 hours”, “84%”.

    >>> amount(24.94, "hours"), amount(84, "%"), amount(-0.5)
    ('24.9 hours', '84%', '−0.5')
    """
    places = 1 if abs(float(value)) >= 1 or not float(value) else 3
    rounded = rounding.half_up(float(value), places)
    words = f"{abs(rounded):,f}"
    words = words.rstrip("0").rstrip(".") if "." in words else words
    words = f"−{words}" if rounded < 0 else words
    return f"{words}%" if unit == "%" else f"{words} {unit}".strip()


@dataclass
class Shown:
    """A measure with what its charts say. xmr is None under 10 points; trial: its limits may still move much."""

    measure: Measure
    points: list[MeasurePoint]
    run: run_charts.Chart
    xmr: XmRChart | None
    trial: bool
    #: The times in which the team rested (`wards.pauses.Band`).
    rests: list[Band] = field(default_factory=list)

    @property
    def dates(self) -> list[date]:
        return [point.at for point in self.points]

    @property
    def values(self) -> list[float]:
        return [float(point.value) for point in self.points]

    @property
    def unit(self) -> str:
        return "%" if self.measure.is_ratio else self.measure.unit

    @property
    def last(self) -> MeasurePoint | None:
        return self.points[-1] if self.points else None

    @property
    def finding(self) -> str:
        """The sentence of the chart that leads."""
        if not self.points:
            return "No values yet."
        return self._with_rests(self._finding(self.xmr)) if self.xmr else self.run_finding

    @property
    def run_finding(self) -> str:
        return self._with_rests(self.run.finding(self.measure.better))

    @property
    def shown_rests(self) -> list[Band]:
        """The times of rest that the chart shows."""
        return meeting(self.rests, self.dates)

    def _with_rests(self, words: str) -> str:
        rests = self.shown_rests
        if len(rests) > MOST_RESTS_TOLD:
            return f"{words} Paused {len(rests)} times, as the chart and its table show."
        return " ".join([words, *(rest.words for rest in rests)])

    def _finding(self, chart: XmRChart) -> str:
        words = chart.finding(self.measure.better)
        if isinstance(chart.lower, Missing):
            return words
        if self.variation == "common_cause" and len(chart.phases) > 1:
            return self._level_finding(chart)
        return f"{words.removesuffix('.')} (mean {amount(chart.mean, self.unit)})."

    def _level_finding(self, chart: XmRChart) -> str:
        """What a rebase tells while the last phase is calm: from which mean to which, and since when."""
        before, after = chart.phases[-2:]
        since = self.dates[after.start]
        if isinstance(before.mean, Missing) or isinstance(after.mean, Missing):
            return chart.finding(self.measure.better)
        if after.mean == before.mean:
            moved = f"the mean stayed at {amount(after.mean, self.unit)}"
        else:
            went = "rose" if after.mean > before.mean else "fell"
            moved = f"the mean {went} from {amount(before.mean, self.unit)} to {amount(after.mean, self.unit)}"
        lead = {"improvement": "Better, and more than chance: ", "concern": "Worse, and more than chance: "}.get(
            self.new_level, ""
        )
        words = f"{lead}{moved}, rebased from {day(since)}. Usual variation since then."
        return words[0].upper() + words[1:]

    @property
    def new_level(self) -> str:
        """Whether the mean after the last rebase lies outside the limits before it: "improvement", "concern", "neutral" or ""."""
        if self.xmr is None or len(self.xmr.phases) < 2:
            return ""
        before, after = self.xmr.phases[-2:]
        low, high, mean = before.lower, before.upper, after.mean
        if isinstance(low, Missing) or isinstance(high, Missing) or isinstance(mean, Missing) or low <= mean <= high:
            return ""
        if self.measure.better == "neither":
            return "neutral"
        return "improvement" if (mean > high) == (self.measure.better == "increase") else "concern"

    @property
    def variation(self) -> str:
        """The icon: "early", "common_cause", "improvement", "concern" or "neutral"."""
        if self.xmr is None or isinstance(self.xmr.lower, Missing):
            return "early"
        kind = self.xmr.variation(self.measure.better)
        return kind if kind == "common_cause" else kind.split("_")[0]

    @property
    def variation_words(self) -> str:
        return VARIATION[self.variation]

    @property
    def is_better(self) -> bool:
        """A change for the better that is more than chance: in the last values, or a level that was reached and is held."""
        return self.variation == "improvement" or (self.variation == "common_cause" and self.new_level == "improvement")

    @property
    def target_words(self) -> str:
        """“24 hours or less”; empty without a target."""
        if self.measure.target is None:
            return ""
        side = {"increase": " or more", "decrease": " or less", "neither": ""}[self.measure.better]
        return amount(self.measure.target, self.unit) + side

    @property
    def assurance(self) -> str:
        """ "pass", "fail" or "hit_or_miss"; empty where there is no target, no limits or no direction."""
        if self.xmr is None or self.measure.target is None:
            return ""
        found = xmr.assurance(float(self.measure.target), self.xmr.lower, self.xmr.upper, self.measure.better)
        return "" if isinstance(found, Missing) else found

    @property
    def assurance_words(self) -> str:
        if self.xmr is None or not self.assurance:
            return "too early to say" if self.measure.better != "neither" else "shown on the chart; no direction is better"
        # The side that decides: the worst that usual variation brings, or where even the best misses, the best.
        upwards = (self.measure.better == "decrease") != (self.assurance == "fail")
        side = amount(self.xmr.upper if upwards else self.xmr.lower, self.unit)
        return f"{ASSURANCE[self.assurance]}. Usual variation runs {'up' if upwards else 'down'} to {side}."

    @property
    def level_words(self) -> str:
        """The lines of the last phase in words."""
        if self.xmr is None:
            return ""
        last = self.xmr.last
        began = self.dates[last.start]
        since = f"Since {day(began)}: mean" if len(self.xmr.phases) > 1 else "Mean"
        words = f"{since} {amount(last.mean, self.unit)}"
        if isinstance(last.lower, Missing) or isinstance(last.upper, Missing):
            return f"{words}."
        low, high = natural_bounds(self.values, self.unit)
        first = amount(max(last.lower, low), "%" if self.unit == "%" else "")
        return f"{words}; usual variation runs from {first} to {amount(min(last.upper, high), self.unit)}."

    @property
    def undrawn(self) -> str:
        """Which limit of the last phase lies where no value can, and is not drawn."""
        if self.xmr is None or isinstance(self.xmr.lower, Missing):
            return ""
        low, high = natural_bounds(self.values, self.unit)
        found = []
        if self.xmr.lower < low:
            found.append("The lower limit as worked out lies below 0, so it is not drawn.")
        if self.xmr.upper > high:
            found.append("The upper limit as worked out lies above 100%, so it is not drawn.")
        return " ".join(found)

    @property
    def rules(self) -> str:
        """What is printed under the XmR chart."""
        if self.xmr is None:
            return ""
        count = len(self.xmr.phases)
        return (
            f"XmR chart, Making Data Count rules: shift of {self.xmr.shift}, trend of {self.xmr.trend}, 2 of 3 near a limit."
            f" {len(self.points)} values, {count} {'phase' if count == 1 else 'phases'}."
        )

    @property
    def run_rules(self) -> str:
        """What is printed under the run chart."""
        run, count = self.run, len(self.points)
        words = f"Run chart with median, Anhøj rules. {count} {'value' if count == 1 else 'values'}"
        if count < FEWEST_FOR_LIMITS:
            return f"{words}."
        crossings = "1 crossing" if run.crossings == 1 else f"{run.crossings} crossings"
        return (
            f"{words}, {run.useful} off the median: longest run {run.longest_run} (more than {run.longest_run_limit} would be"
            f" a signal), {crossings} (fewer than {run.crossings_limit} would be)."
        )

    def phase_of(self, position: int) -> Phase | None:
        return next((phase for phase in self.xmr.phases if phase.start <= position < phase.stop), None) if self.xmr else None

    def label(self, position: int) -> str:
        """What the point at a position shows, in words; empty without limits."""
        if self.xmr is None:
            return ""
        words = LABELS[self.xmr.labels[position]]
        kind = self.xmr.kind(position, self.measure.better).split("_")[0]
        return words + {"improvement": " (better)", "concern": " (worse)"}.get(kind, "")


def shown(
    measure: Measure, points: list[MeasurePoint] | None = None, rebases: list[Any] | None = None, rests: list[Band] | None = None
) -> Shown:  # fmt: skip
    """Work out the charts of a measure from its first series. points, rebases: fetched before, in order; rests: of its team."""
    rests = rests or []
    if points is None:
        points = [point for point in measure.points.all() if point.series == MeasurePoint.Series.FOR_WHOM]
    if rebases is None:
        rebases = list(measure.rebases.all())
    values = [float(point.value) for point in points]
    if len(points) < FEWEST_FOR_LIMITS:
        # A measure without values yet is a chart of one gap.
        return Shown(measure, points, run_charts.chart(values or [None]), None, False, rests)
    starts = sorted({sum(point.at < rebase.at for point in points) for rebase in rebases})
    starts = [start for start in starts if 0 < start < len(points)]
    length = int(measure.preset.split("/")[0])
    chart = xmr.chart(values, shift=length, trend=length, phases=starts)
    last = chart.phases[-1]
    return Shown(measure, points, run_charts.chart(values), chart, last.stop - last.start < TRIAL, rests)
