"""Figures are made thousands of times a page: against another library and against an import of one."""

import random
import subprocess
import sys

import qikit

from benchmarks.timing import seconds
from figures import proportions, xmr

SERIES, POINTS = 1000, 28
OURS = "import figures.xmr, figures.run_charts, figures.means, figures.clusters, figures.disclosure, figures.wording"


def lines() -> list[tuple[str, float, float]]:
    """(what, ratio, at most)."""
    return [rules_of_all_series(), many_intervals(), time_to_import()]


def rules_of_all_series() -> tuple[str, float, float]:
    """XmR with every rule, the same series in one run; where both give a limit it must be the same."""
    chance = random.Random(4)  # noqa: S311 - fixed series
    series = [[round(chance.gauss(50, 5), 1) for _ in range(POINTS)] for _ in range(SERIES)]
    for values in series[:50]:
        chart, other = xmr.chart(values, screen=True), qikit.qic(y=values, chart="i").data.iloc[-1]
        for mine, theirs in ((chart.mean, other["cl"]), (chart.lower, other["lcl"]), (chart.upper, other["ucl"])):
            # They take 3 ÷ 1.128 where Making Data Count prints 2.66.
            if abs(mine - theirs) > 0.001 * chart.average_moving_range:
                raise SystemExit(f"XmR limits differ: {mine} and {theirs}")
    ours = seconds(lambda: [xmr.chart(values, screen=True) for values in series], 5)
    theirs = seconds(lambda: [qikit.qic(y=values, chart="i") for values in series], 2)
    return f"{SERIES} XmR charts of {POINTS} points ({ours * 1e3:.0f} ms) ÷ the same by clinical-qikit", ours / theirs, 0.1


def many_intervals() -> tuple[str, float, float]:
    """A change with its interval costs about as much as its two shares with theirs."""
    shares = seconds(lambda: [proportions.wilson(k, 200) for k in range(200)])
    changes = seconds(lambda: [proportions.newcombe(k, 200, 200 - k, 200) for k in range(200)])
    return f"a change with its interval ÷ a share with its own ({shares / 200 * 1e6:.1f} µs)", changes / shares, 3.0


def time_to_import() -> tuple[str, float, float]:
    """In processes of their own, less the time that Python itself takes to start."""

    def start(code: str) -> float:
        return seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True), 5)

    nothing = start("pass")
    ours = start(OURS) - nothing
    return (
        f"importing figures ({ours * 1e3:.0f} ms) ÷ importing statsmodels.api",
        ours / (start("import statsmodels.api") - nothing),
        0.05,
    )
