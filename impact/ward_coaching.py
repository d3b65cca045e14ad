"""The coaching of one ward team: what is planned, what was delivered, what did not happen."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from coaching.hours import kinds_published
from coaching.models import PublishedTotal, Session, SessionTeam
from wards.models import Team


@dataclass
class WardCoaching:
    """coming: planned sessions from today on; past: all others, the last first. minutes: each ward's share delivered, of
    the kinds that the programme's published `total` counts."""

    coming: list[SessionTeam]
    past: list[SessionTeam]
    total: PublishedTotal

    @property
    def counted(self) -> list[SessionTeam]:
        kinds = self.total.kinds
        return [part for part in self.past if part.session.status == Session.Status.DELIVERED and part.session.kind in kinds]

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.counted)

    @property
    def counted_words(self) -> str:
        number = len(self.counted)
        return f"in {number} session{'' if number == 1 else 's'}"

    @property
    def states(self) -> Counter[str]:
        return Counter(part.session.status for part in self.past)

    @property
    def did_not_happen(self) -> int:
        return self.states[Session.Status.CANCELLED] + self.states[Session.Status.MISSED]

    @property
    def not_logged(self) -> list[SessionTeam]:
        return [part for part in self.past if part.session.status == Session.Status.PLANNED]


def coaching_of(reader: Any, team: Team, today: date) -> WardCoaching:
    """All sessions of a team that the reader may see, with their coaches, in four queries."""
    rows = SessionTeam.visible.to(reader).filter(team=team).select_related("session").prefetch_related("session__coaches")
    parts = sorted(rows, key=lambda part: (part.session.held_on, str(part.session.starts_at or "")))
    coming = [part for part in parts if part.session.status == Session.Status.PLANNED and part.session.held_on >= today]
    past = [part for part in reversed(parts) if part not in coming]
    return WardCoaching(coming, past, kinds_published(team.programme_id, reader))
