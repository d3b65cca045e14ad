"""How many answered, of how many asked: counts of responses, which say nothing of what anybody chose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from figures.rounding import half_up
from surveys.models import TeamRollup, TeamWave


@dataclass(frozen=True)
class Answered:
    """answers: responses rolled up so far; invited: how many were asked, None where nobody said.

    of_invited: those of the answers that came from teams whose number invited is known.
    """

    answers: int = 0
    invited: int | None = None
    as_of: datetime | None = None
    of_invited: int = 0

    def __add__(self, other: "Answered") -> "Answered":
        known = [part for part in (self.invited, other.invited) if part is not None]
        times = [time for time in (self.as_of, other.as_of) if time]
        return Answered(
            self.answers + other.answers,
            sum(known) if known else None,
            max(times, default=None),
            self.of_invited + other.of_invited,
        )

    @property
    def words(self) -> str:
        if self.invited is None:
            return f"{self.answers:,} (number invited not known)"
        share = f", {half_up(Fraction(100 * self.of_invited, self.invited))}%" if 0 < self.invited >= self.of_invited else ""
        if self.of_invited != self.answers:
            return f"{self.answers:,}; where the number invited is known, {self.of_invited:,} of {self.invited:,}{share}"
        return f"{self.answers:,} of {self.invited:,} invited{share}"

    @property
    def is_more_than_invited(self) -> bool:
        """The link went further than was meant, or somebody answered twice: worth a question, never a proof."""
        return self.invited is not None and self.of_invited > self.invited


def answered(person: Any, links: Iterable[TeamWave]) -> dict[Any, Answered]:
    """Key of the link → its counts, for links within the person's reach, in one query."""
    links = list(links)
    counts: dict[Any, tuple[int, datetime]] = {}
    rows = TeamRollup.visible.to(person).filter(
        wave__in={link.wave_id for link in links}, team__in={link.team_id for link in links}
    )
    for team, wave, n, others, as_of in rows.order_by("team_id", "wave_id", "position").values_list(
        "team_id", "wave_id", "n", "others", "as_of"
    ):
        # Each response is in every question, as an answer or as a non-answer: one question counts them all.
        counts.setdefault((team, wave), (n + sum(others), as_of))
    found = {}
    for link in links:
        answers, as_of = counts.get((link.team_id, link.wave_id), (0, None))
        found[link.pk] = Answered(answers, link.invited, as_of, 0 if link.invited is None else answers)
    return found


def total(parts: Iterable[Answered]) -> Answered:
    """Several links' counts as one; nothing of none."""
    parts = list(parts)
    return sum(parts[1:], start=parts[0]) if parts else Answered()
