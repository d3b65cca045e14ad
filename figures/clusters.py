"""Colleagues of one ward answer alike: intervals for pooled changes with wards as clusters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from figures.arguments import FigureError, listed, of_kind
from figures.means import Summary, relative_change, t_quantile
from figures.missing import MISSING, Missing
from figures.proportions import Tally
from figures.values import MeanChange, PointChange


@dataclass(frozen=True, slots=True)
class ClusterChange:
    """change, low, high of the pooled figure with wards as clusters, and its range when any one ward is left out.

    Shares of 1 for proportions, units of the scale for means. clusters: wards that had an answer.
    """

    change: float | Missing
    low: float | Missing
    high: float | Missing
    lowest_without_one: float | Missing
    highest_without_one: float | Missing
    clusters: int


def change_of_proportions(wards: Iterable[tuple[Tally, Tally]]) -> ClusterChange:
    """From each ward's (before, after) tallies: Σk₂/Σn₂ − Σk₁/Σn₁ with the delete-one-ward jackknife.

    Formula: standard error √((m − 1)/m · Σ(θ₍ᵢ₎ − θ̄)²), Student's t with m − 1 df.
    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 11; Shao and Wu, Annals of
    Statistics 1989;17:1176–1197. Unit: shares of 1. Under 2 wards: no interval. Errors: FigureError unless
    each ward is a pair of tallies. Does not prove: that other wards would change alike.

    >>> r = change_of_proportions([(Tally(1, 4), Tally(3, 4)), (Tally(2, 4), Tally(3, 4))])
    >>> r.change, r.clusters
    (0.375, 2)
    """
    return _jackknife(listed("wards", wards), Tally, _share_change)


def change_of_means(wards: Iterable[tuple[Summary, Summary]]) -> ClusterChange:
    """From each ward's (before, after) summaries: the pooled change of the mean, as `change_of_proportions`.

    Formula: Σx₂/Σn₂ − Σx₁/Σn₁ with the same jackknife. Source: the same. Errors: the same. Unit: that of the scale.
    Does not prove: that other wards would change alike.

    >>> r = change_of_means([(Summary.of([6, 7]), Summary.of([8])), (Summary.of([5]), Summary.of([6, 7]))])
    >>> r.change, r.lowest_without_one, r.highest_without_one
    (1.0, 1.5, 1.5)
    """
    return _jackknife(listed("wards", wards), Summary, _mean_change)


def relative_change_of_means(wards: Iterable[tuple[Summary, Summary]]) -> ClusterChange:
    """From each ward's (before, after) summaries: mean after ÷ mean before − 1 of all, as `change_of_proportions`.

    Formula: (Σx₂/Σn₂) ÷ (Σx₁/Σn₁) − 1 with the same jackknife. Source: the same. Errors: the same. Unit: a share of 1.
    Does not prove: anything about percentage points, nor that other wards would change alike.

    >>> r = relative_change_of_means([(Summary.of([5]), Summary.of([6])), (Summary.of([5]), Summary.of([7]))])
    >>> round(r.change, 3), round(r.lowest_without_one, 3), round(r.highest_without_one, 3)
    (0.3, 0.2, 0.4)
    """
    return _jackknife(listed("wards", wards), Summary, relative_change)


def widened(change: Any, cluster: ClusterChange) -> Any:
    """The change with the wider of its own and the cluster interval: the wider one is published.

    Rule: colleagues of one ward answer alike, so the wider interval is the honest one. Shares of 1 become
    percentage points, no further than ±100. Source: the programme's own rule, for `change_of_proportions`.
    Unit: points. Errors: FigureError unless change is a PointChange or a MeanChange and cluster a ClusterChange.
    Does not prove: that the wider of two is wide enough, with few wards or wards that differ much in size.

    >>> from figures.values import Percentage
    >>> own = Percentage(6, 8) - Percentage(3, 8)
    >>> wards = change_of_proportions([(Tally(1, 4), Tally(3, 4)), (Tally(2, 4), Tally(3, 4))])
    >>> widened(own, wards).clustered
    True
    """
    of_kind("change", change, PointChange, MeanChange)
    of_kind("cluster", cluster, ClusterChange)
    if isinstance(cluster.low, Missing) or isinstance(cluster.high, Missing):
        return change
    low, high = cluster.low, cluster.high
    if isinstance(change, PointChange):
        low, high = max(low * 100, -100.0), min(high * 100, 100.0)
    if isinstance(change.low, Missing) or isinstance(change.high, Missing) or high - low > change.high - change.low:
        return replace(change, low=low, high=high, clustered=True)
    return change


def _share_change(before: Tally, after: Tally) -> float | Missing:
    return MISSING if not before.n or not after.n else after.k / after.n - before.k / before.n


def _mean_change(before: Summary, after: Summary) -> float | Missing:
    if not before.n or not after.n:
        return MISSING
    return float(after.total / after.n - before.total / before.n)


def _jackknife(wards: list[Any], kind: type, change: Any) -> ClusterChange:
    for pair in wards:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not all(type(part) is kind for part in pair):
            raise FigureError(f"wards must be pairs of {kind.__name__}, before and after, not {pair!r}")
    wards = [(before, after) for before, after in wards if before.n or after.n]
    whole_before, whole_after = kind(), kind()
    for before, after in wards:
        whole_before, whole_after = whole_before + before, whole_after + after
    pooled = change(whole_before, whole_after)
    without = [change(_less(whole_before, before), _less(whole_after, after)) for before, after in wards]
    if isinstance(pooled, Missing) or len(wards) < 2 or any(isinstance(value, Missing) for value in without):
        return ClusterChange(pooled, MISSING, MISSING, MISSING, MISSING, len(wards))
    m = len(wards)
    middle = sum(without) / m
    error = ((m - 1) / m * sum((value - middle) ** 2 for value in without)) ** 0.5
    reach = t_quantile(0.975, m - 1) * error
    return ClusterChange(pooled, pooled - reach, pooled + reach, min(without), max(without), m)


def _less(whole: Any, part: Any) -> Any:
    if isinstance(whole, Tally):
        return Tally(whole.k - part.k, whole.n - part.n)
    return Summary(whole.n - part.n, whole.total - part.total, whole.squares - part.squares)
