"""What `make access-report` prints at the end: how much was tried on each walk, and what leaked."""

from typing import Any

from tests.walls.walking import TALLY, TRIED, WALKS


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not TALLY:
        return
    terminalreporter.section("who may see what, tried")
    write = terminalreporter.write_line
    for walk in WALKS:
        seen = TRIED[walk]
        if not seen["routes"]:
            continue
        write(f"Walked {walk}:")
        write(
            f"  {len(seen['routes'])} routes × {len(seen['roles'])} roles × {len(seen['relations'])} relations to the object"
            f" ({', '.join(sorted(seen['relations']))}): {TALLY[walk, 'requests']:,} requests"
        )
        given = TALLY[walk, "200"] + TALLY[walk, "302"]
        write(
            f"  given {given:,}, not known of (404) {TALLY[walk, '404']:,}, refused with a reason (403)"
            f" {TALLY[walk, '403']:,}, failed (500) {TALLY[walk, '500']:,}"
        )
        write(f"  leaks: {TALLY[walk, 'leaks']}")
    for what in ("tables", "policies", "functions"):
        if TALLY["under the application", what]:
            write(f"Under the application: {TALLY['under the application', what]} {what} looked at with raw SQL")
