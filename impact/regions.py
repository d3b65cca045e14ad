"""One region of the nation: sums for whoever may see the national picture, and its wards for whoever may see those."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count

from figures import wording
from figures.values import MISSING, Suppressed
from ideas.models import ChangeIdea
from ideas.moved_teams import counted_once
from impact import before_and_after, ward_lists
from impact.before_and_after import Compared
from impact.facts import facts_of
from impact.national import Chart, ideas_chart
from impact.ward_lists import WardRow
from impact.wards import counted
from people.acting import acting_as
from wards.access import system_person
from wards.models import Programme, Region, Team

#: A number of patients under this is not told outside the ward.
FEWEST_PATIENTS = 5


@dataclass
class RegionPage:
    """wards, providers: that took part; minutes: each ward's share, summed; patients: a number, MISSING or Suppressed."""

    region: str
    wards: int
    providers: int
    minutes: int
    sessions: int
    patients: Any
    by_phase: str
    ideas: Chart | None
    compared: list[Compared]
    rows: list[WardRow]
    moved: str = ""

    @property
    def name(self) -> str:
        return str(Region(self.region).label)

    @property
    def lead(self) -> str:
        if not self.wards:
            return "No ward of this region has taken part yet."
        wards = f"{counted(self.wards, 'ward')} of {counted(self.providers, 'provider')}"
        return f"{wards[0].upper()}{wards[1:]} took part and received {wording.hours(self.minutes)} hours of coaching."


def page_of_region(reader: Any, programme: Programme, region: str) -> RegionPage:
    """The sums are read as the system, with the national thresholds; the wards as the reader."""
    system = system_person(programme)
    with acting_as(system), transaction.atomic():
        facts = facts_of(programme, system)
        teams = {key: team for key, team in facts.teams.items() if team.provider.region == region}
        wards = facts.wards_of(teams)
        shares = [facts.hours_of_teams.get(key, (0, 0)) for key in teams]
        phases: Counter[str] = Counter(facts.teams[facts.wards[ward].team_id].phase.name for ward in wards)
        rows = counted_once(ChangeIdea.visible.to(system).filter(team__in=teams), teams)
        stages = dict(rows.order_by().values_list("stage").annotate(n=Count("pk")))
        providers = {team.provider_id for team in teams.values()}
        page = RegionPage(
            region=region,
            wards=len(wards),
            providers=len(providers),
            minutes=sum(minutes for minutes, _ in shares),
            sessions=sum(number for _, number in shares),
            patients=_patients(facts.reached_by(teams).patients),
            by_phase=", ".join(f"{name} {phases[name]}" for name in (phase.name for phase in facts.phases) if phases[name]),
            ideas=ideas_chart([(stage, stages.get(stage, 0)) for stage in ChangeIdea.Stage.values]),
            compared=[
                compared
                for compared in before_and_after.of_region(system, region, facts.phases)
                if any(result.before.n or result.after.n for result in compared.own)
            ],
            rows=[],
            moved=facts.moved_words(teams),
        )
    own = Team.visible.to(reader).filter(programme=programme, provider__region=region).select_related("provider", "phase")
    page.rows = ward_lists.ward_rows(reader, list(own.order_by("name", "id")))
    return page


def _patients(number: int) -> Any:
    if not number:
        return MISSING
    return number if number >= FEWEST_PATIENTS else Suppressed(f"fewer than {FEWEST_PATIENTS} people")
