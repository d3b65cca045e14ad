"""A provider's picture: the same as a ward's, one storey up."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from figures import wording
from figures.values import MISSING
from ideas.models import ChangeIdea, Reach, ReachStatement
from ideas.reach import Reached, reached
from impact import before_and_after, ward_lists
from impact.before_and_after import Compared
from impact.national import Chart, ideas_chart
from impact.radar import Quiet, radar
from impact.ward_lists import KEPT, WardRow
from impact.wards import counted
from wards import moves
from wards.audiences import audience_of
from wards.models import Phase, Provider, Team
from wards.reach import reach_of


@dataclass
class ProviderPage:
    provider: Provider
    rows: list[WardRow]
    ideas: Chart | None
    ideas_total: int
    ideas_kept: int
    reach: Reached
    is_apart: bool
    compared: list[Compared]
    quiet: list[Quiet]
    moved: list[str]

    @property
    def minutes(self) -> int:
        return sum(row.share for row in self.rows)

    @property
    def sessions(self) -> int:
        return sum(row.sessions for row in self.rows)

    @property
    def active(self) -> int:
        return sum(row.team.is_active for row in self.rows)

    @property
    def of_ideas(self) -> str:
        return f"of {self.ideas_total}"

    @property
    def nothing(self) -> Any:
        return MISSING

    @property
    def patients(self) -> Any:
        return self.reach.patients if self.reach.by_team else MISSING

    @property
    def patients_base(self) -> str:
        if not self.reach.by_team:
            return "Counted in each change idea"
        wards = len(self.reach.by_team)
        if wards == 1:
            return "on one ward, confirmed counts only"
        return (
            f"sum of {wards} wards, whose patients the provider says do not overlap"
            if self.is_apart
            else f"on the largest of {wards} wards, whose patients may overlap"
        )

    @property
    def patients_note(self) -> str:
        return f"{self.reach.estimated:,} estimated, not in the figure" if self.reach.estimated else ""

    @property
    def states(self) -> str:
        """Where its ward teams stand, as “2 active, 1 completed”."""
        found = Counter(row.team.get_state_display().lower() for row in self.rows)
        return ", ".join(f"{number} {state}" for state, number in found.most_common())

    @property
    def lead(self) -> str:
        if not self.rows:
            return "No ward team of this provider has joined yet."
        words = f"{counted(len(self.rows), 'ward team')} and {wording.hours(self.minutes)} hours of coaching"
        ideas = (
            f"{counted(self.ideas_kept, 'idea')} of {self.ideas_total} adopted or in routine use"
            if self.ideas_total
            else "no change idea yet"
        )
        return f"{words[0].upper()}{words[1:]}; {ideas}."


def page_of_provider(reader: Any, provider: Provider) -> ProviderPage:
    """What the reader may see of a provider. The survey costs two queries a phase, all else a constant number."""
    teams = Team.visible.to(reader).filter(provider=provider).select_related("provider", "phase")
    rows = ward_lists.ward_rows(reader, list(teams.order_by("name", "id")))
    keys = [row.team.pk for row in rows]
    stages = Counter(ChangeIdea.visible.to(reader).filter(team__in=keys).order_by().values_list("stage", flat=True))
    stated = list(ReachStatement.visible.to(reader).filter(provider=provider))
    reach = reached(list(Reach.visible.to(reader).filter(team__in=keys)), stated, dict.fromkeys(keys, provider.pk))
    audience = audience_of(reach_of(reader), provider=provider)
    phases = list(Phase.visible.to(reader).filter(pk__in={row.team.phase_id for row in rows}))
    return ProviderPage(
        provider=provider,
        rows=rows,
        ideas=ideas_chart([(stage, stages[stage]) for stage in ChangeIdea.Stage.values]),
        ideas_total=sum(stages.values()),
        ideas_kept=sum(stages[stage] for stage in KEPT),
        reach=reach,
        is_apart=any(statement.team_id is None for statement in stated),
        compared=before_and_after.of_provider(reader, provider, audience, phases),
        quiet=radar(reader, teams=keys).quiet,
        moved=moves.told(reader, [row.team for row in rows]),
    )
