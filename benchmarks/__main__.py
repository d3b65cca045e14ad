"""Each line: what is compared, the ratio, what it may be at most. Exit code 1 where one is exceeded."""

import os
import random
import sys
from contextlib import closing

import psycopg2

from benchmarks import charts, reminders, walls
from benchmarks.timing import seconds
from figures import xmr

FROM_ROLLUPS = "select wave_id, position, sum(n) from surveys_regionrollup group by 1, 2 order by 1, 2"
FROM_ROWS = """
    select wave_id, position, count(*) filter (where answer >= 0)
    from {table}, unnest(answers) with ordinality as given(answer, position) group by 1, 2 order by 1, 2
"""
TIMES_THE_DATA = 100


def main() -> int:
    lines = [longer_chart(), *charts.lines(), *national_page(), *walls.lines(), *reminders.lines()]
    for what, ratio, limit in lines:
        word = "at most" if ratio <= limit else "MORE THAN"
        print(f"{what:<78} × {ratio:>8.2f}   {word} {limit:g}")
    return 1 if any(ratio > limit for _, ratio, limit in lines) else 0


def longer_chart() -> tuple[str, float, float]:
    """An XmR chart with every rule must cost in proportion to its points."""
    chance = random.Random(1)  # noqa: S311 - a fixed series
    short = [chance.gauss(50, 5) for _ in range(28)]
    usual, longer = seconds(lambda: xmr.chart(short), 200), seconds(lambda: xmr.chart(short * 10), 50)
    return f"XmR chart of 280 points ÷ of 28 points ({usual * 1e6:.0f} µs)", longer / usual, 15.0


def national_page() -> list[tuple[str, float, float]]:
    """The nation's counts come from region rollups, which do not grow with the answers."""
    address = os.environ.get("MIGRATION_DATABASE_URL") or os.environ["DATABASE_URL"]
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:

        def rows(query: str) -> list[tuple[object, ...]]:
            cursor.execute(query)
            return cursor.fetchall()

        counted = [row for row in rows(FROM_ROWS.format(table="surveys_response")) if row[2]]
        if counted != [row for row in rows(FROM_ROLLUPS) if row[2]]:
            raise SystemExit("The rollups are not what the answers add up to: run the worker, then try again.")
        many_rows = "create temporary table many_responses as select r.* from surveys_response r, generate_series(1, %s)"
        cursor.execute(many_rows, [TIMES_THE_DATA])
        cursor.execute("analyze many_responses")
        rollups = seconds(lambda: rows(FROM_ROLLUPS))
        once = seconds(lambda: rows(FROM_ROWS.format(table="surveys_response")), 5)
        many = seconds(lambda: rows(FROM_ROWS.format(table="many_responses")), 3)
        connection.rollback()
    return [
        (f"national counts from region rollups ({rollups * 1e3:.1f} ms) ÷ from every answer", rollups / once, 1.0),
        (f"the same ÷ from every answer of {TIMES_THE_DATA} times the data ({many * 1e3:.0f} ms)", rollups / many, 0.05),
    ]


if __name__ == "__main__":
    sys.exit(main())
