"""What each ward's improvement workshop found: what was looked at, areas of inequity, ideas with dots, what was chosen."""

from datetime import timedelta
from random import Random
from typing import Any

from coaching.models import CapturedIdea, HeadCount, Inequity, LookedAt, Session, SessionTeam, TakenUp
from qiprogramme.demo.ideas import Change, Changes
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Rows, chance, key
from qiprogramme.demo.sessions import Coaching
from qiprogramme.demo.words.workshops import CALLED_OUT, LOOKED_AT

#: A change idea that was written down so many days after the workshop came from it.
DAYS_AFTER = 35


def build(rows: Rows, places: Places, coaching: Coaching, changes: Changes) -> None:
    shares = {(share.session_id, share.team_id): share for share in rows.of(SessionTeam)}
    # Models first come in the order in which their rows need each other.
    for ward, slots in coaching.delivered.items():
        slot = next((slot for slot in slots if slot.kind == Session.Kind.WORKSHOP), None)
        if slot is None:
            continue
        luck, team = chance(f"what the workshop of {ward} found"), places.teams[ward]
        here = {"team": team, "session": slot.row}
        _heads(rows, luck, ward, here, shares[slot.row.pk, team.pk])
        for i, (kind, what, found) in enumerate(sorted(luck.sample(LOOKED_AT, luck.choice([3, 4, 4, 5])))):
            rows.add(LookedAt(id=key("looked at", ward, i), kind=kind, what=what, found=found, **here))
        theirs = changes.of(ward)
        last = slot.on + timedelta(days=DAYS_AFTER)
        chosen = [change for change in theirs if slot.on <= change.row.added_on <= last and not change.row.adopted_from_id]
        _ideas(rows, luck, ward, here, chosen, [*chosen, *(change for change in theirs if change not in chosen)][:3])


def _heads(rows: Rows, luck: Random, ward: str, here: dict[str, Any], share: SessionTeam) -> None:
    """People without an account, counted; they are among the others of the ward's part of the session."""
    numbers = {
        "practitioners": luck.choice([0, 0, 1]),
        "patients": luck.choice([0, 1, 2, 3]),
        "carers": luck.choice([0, 0, 1, 2]),
    }
    rows.add(HeadCount(id=key("heads", ward), **numbers, **here))
    share.others = sum(numbers.values()) + luck.choice([0, 0, 1, 2])


def _ideas(rows: Rows, luck: Random, ward: str, here: dict[str, Any], chosen: list[Change], areas: list[Change]) -> None:
    found: dict[str, Inequity] = {}
    for i, change in enumerate(areas):
        words = {"who": change.row.who_for, "what": change.row.inequity, "how_known": change.row.how_known}
        found[change.text.key] = rows.add(Inequity(id=key("inequity", ward, i), **words, **here))
    called = [(change.row.title, luck.randrange(7, 15), change) for change in chosen]
    others = luck.sample(CALLED_OUT, luck.randrange(6, 11))
    lines: list[tuple[str, int, Change | None]] = [*called, *((words, luck.choice([0, 1, 2, 3, 4, 6]), None) for words in others)]
    luck.shuffle(lines)
    for i, (said, dots, became) in enumerate(lines):
        area = found.get(became.text.key) if became else None
        captured = rows.add(CapturedIdea(id=key("called out", ward, i), words=said, dots=dots, inequity=area, **here))
        if became:
            rows.add(TakenUp(id=key("taken up", ward, i), team=here["team"], captured=captured, idea=became.row))
