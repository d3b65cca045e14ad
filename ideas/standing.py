"""Where a change idea stands: everything that its page tells, in a constant number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from figures import disclosure, wording
from figures.disclosure import Audience
from figures.values import Percentage, Suppressed
from ideas.access import names
from ideas.measure_charts import Shown, shown
from ideas.models import (
    ChangeIdea,
    CoproductionRating,
    Finding,
    LibraryEntry,
    Measure,
    MeasurePoint,
    Reach,
    Rebase,
    StageMove,
    TestingCycle,
)
from ideas.reach import Reached, reached
from people.models import Person
from ui.charts.mini import mini
from ui.templatetags.formats import day
from wards import pauses
from wards.audiences import audience_of
from wards.reach import reach_of

#: Under this base a share carries its interval in the sentence.
SMALL_BASE = 30


@dataclass
class FindingShown:
    """A finding as it may be read: `value` is Suppressed, or `words` say it."""

    finding: Finding
    value: Any
    words: str


@dataclass
class MeasureCard:
    shown: Shown
    drawing: Any


@dataclass
class Standing:
    idea: ChangeIdea
    measures: list[MeasureCard]
    cycles: list[TestingCycle]
    moves: list[tuple[StageMove, str]]
    ratings: dict[str, CoproductionRating]
    findings: list[FindingShown]
    reach: list[tuple[Reach, str]]
    reached: Reached
    shared: LibraryEntry | None
    taken_up: list[ChangeIdea]
    before: ChangeIdea | None
    after: ChangeIdea | None

    @property
    def main(self) -> Shown | None:
        """The chart that leads: an outcome before others, the one with most values."""
        found = [card.shown for card in self.measures]
        return max(found, key=lambda s: (bool(s.points), s.measure.kind == Measure.Kind.OUTCOME, len(s.points)), default=None)

    @property
    def open_cycle(self) -> TestingCycle | None:
        return next((cycle for cycle in reversed(self.cycles) if not cycle.act), None)

    @property
    def next_step(self) -> str:
        """What the chain of cycles waits for, in words."""
        if self.idea.stage in (ChangeIdea.Stage.ABANDONED, ChangeIdea.Stage.ROUTINE):
            return ""
        cycle = self.open_cycle
        if cycle is None:
            if not self.cycles:
                return "Plan the first test: what will you try, and what do you think will happen?"
            return {
                TestingCycle.Act.ADAPT: "Plan the next test with what you have changed.",
                TestingCycle.Act.ADOPT: (
                    "Adopted: check that it lasts, then move it to “In routine use”."
                    if self.idea.stage == ChangeIdea.Stage.ADOPTED
                    else "You decided to adopt it: move the stage, or plan a wider test."
                ),
                TestingCycle.Act.ABANDON: "You decided to abandon it: move the stage and say why.",
            }[TestingCycle.Act(self.cycles[-1].act)]
        if cycle.studied:
            return f"Cycle {cycle.number}: decide what follows."
        if cycle.did:
            return f"Cycle {cycle.number}: write what you learnt."
        if cycle.started_on > timezone.localdate():
            return f"Cycle {cycle.number} starts on {day(cycle.started_on)}."
        return f"Cycle {cycle.number}: write what was done."


def standing(idea: ChangeIdea, person: Person) -> Standing:
    """Where an idea stands, as far as `person` may read it."""
    moves = list(StageMove.visible.to(person).filter(idea=idea))
    rows = list(Reach.visible.to(person).filter(idea=idea))
    known = names(person, {move.moved_by_id for move in moves} | {row.confirmed_by_id for row in rows})
    entry = LibraryEntry.visible.to(person).filter(idea=idea).first()
    audience = audience_of(reach_of(person), team=idea.team)
    kin = ChangeIdea.visible.to(person).filter(Q(pk=idea.continues_id) | Q(continues=idea)).select_related("team__provider")
    return Standing(
        idea=idea,
        measures=cards(idea, person),
        cycles=list(TestingCycle.visible.to(person).filter(idea=idea)),
        moves=[(move, known.get(move.moved_by_id, "")) for move in reversed(moves)],
        ratings={rating.rater: rating for rating in CoproductionRating.visible.to(person).filter(idea=idea)},
        findings=[shown_finding(finding, audience) for finding in Finding.visible.to(person).filter(idea=idea)],
        reach=[(row, known.get(row.confirmed_by_id, "")) for row in rows],
        reached=reached(rows, [], {idea.team_id: idea.team.provider_id}),
        shared=entry,
        taken_up=taken_up(entry, person) if entry else [],
        before=next((one for one in kin if one.pk == idea.continues_id), None),
        after=next((one for one in kin if one.continues_id == idea.pk), None),
    )


def taken_up(entry: LibraryEntry, person: Any) -> list[ChangeIdea]:
    """Ideas that took up an entry; of a ward that moved, the one where it is now."""
    rows = list(ChangeIdea.visible.to(person).filter(adopted_from=entry).select_related("team"))
    earlier = {row.continues_id for row in rows}
    return [row for row in rows if row.pk not in earlier]


def cards(idea: ChangeIdea, person: Person) -> list[MeasureCard]:
    """The measures of an idea with what their charts say and the small drawing of each; a constant number of queries."""
    points = MeasurePoint.visible.to(person).filter(series=MeasurePoint.Series.FOR_WHOM)
    rows = (
        Measure.visible.to(person)
        .filter(idea=idea)
        .prefetch_related(
            Prefetch("points", queryset=points, to_attr="first_series"),
            Prefetch("rebases", queryset=Rebase.visible.to(person), to_attr="decided"),
        )
    )
    rests = pauses.bands(person, [idea.team])[idea.team_id]
    found = [shown(measure, measure.first_series, measure.decided, rests) for measure in rows]
    return [MeasureCard(one, mini(one.measure.name, one.dates, one.values, one.finding, one.unit, rests)) for one in found]


def shown_finding(finding: Finding, audience: Audience) -> FindingShown:
    """A local result as this audience may see it: suppressed, or in words, which of a small base tell the interval."""
    share = Percentage(finding.numerator, finding.denominator)
    value = disclosure.shown(share, audience=audience, signed_off_by=str(finding.signed_off_by_id or ""))
    if isinstance(value, Suppressed):
        return FindingShown(finding, value, "")
    return FindingShown(
        finding, value, wording.with_interval(share) if share.denominator < SMALL_BASE else wording.percentage(share)
    )
