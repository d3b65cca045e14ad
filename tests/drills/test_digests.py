"""The drill of Monday's digests, in short: the product's own worker, two beats, a broker and a real SMTP server."""

from pathlib import Path

from drills.digests import Drill


def test_killed_at_random_moments_nothing_is_accepted_twice_or_lost_without_a_mark(tmp_path: Path) -> None:
    with Drill(tmp_path, teams=10, pause=0.05) as drill:
        outcome = drill.run("in short", kills=3, beats=2, broker_kills=1)
    assert outcome.holds, outcome
    assert outcome.made == 30
    assert outcome.accepted + outcome.uncertain >= 30
