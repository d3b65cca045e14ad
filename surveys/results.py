"""Before and after: from rollups to figures, for a team, a provider, a region, a phase and the nation."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from figures import clusters, disclosure, means
from figures.disclosure import Audience
from figures.means import Summary
from figures.proportions import Tally
from figures.values import MISSING, Missing, Percentage, PointChange, Suppressed
from people.acting import acting_as
from surveys.models import Item, RegionRollup, TeamRollup, Wave
from wards.access import system_person
from wards.models import Phase, Programme

#: A choice says who answered, and a text is words: neither has a good answer whose share could rise.
COMPARED = (Item.Kind.AGREEMENT, Item.Kind.CONFIDENCE, Item.Kind.YES_NO, Item.Kind.FACES)


@dataclass(frozen=True)
class Round:
    """A before and an after wave of one questionnaire version, audience and phase."""

    before: Wave
    after: Wave


#: Items, region rollups and team rollups of a round.
Gathered = tuple[list[Item], list[RegionRollup], list[TeamRollup]]


@dataclass(frozen=True)
class Part:
    """The sufficient statistics of one item in one wave and place; adds exactly."""

    n: int = 0
    total: int = 0
    squares: int = 0
    agree: int = 0
    others: tuple[int, ...] = (0, 0, 0, 0)

    def __add__(self, other: "Part") -> "Part":
        return Part(
            self.n + other.n,
            self.total + other.total,
            self.squares + other.squares,
            self.agree + other.agree,
            tuple(a + b for a, b in zip(self.others, other.others, strict=True)),
        )

    @classmethod
    def of(cls, shown: dict[str, Any] | None) -> "Part":
        if not shown:
            return cls()
        return cls(shown["n"], shown["total"], shown["squares"], shown["agree"], tuple(shown["others"]))

    @property
    def tally(self) -> Tally:
        return Tally(self.agree, self.n)

    @property
    def summary(self) -> Summary:
        return Summary(self.n, Fraction(self.total), Fraction(self.squares))


@dataclass
class ItemResult:
    """One question: the change as a figure (or Suppressed, or Missing), and its parts."""

    item: Item
    before: Part
    after: Part
    change: Any
    as_of: datetime | None = None
    cluster: Any = None

    @property
    def is_shown(self) -> bool:
        return not isinstance(self.change, (Suppressed, Missing))

    @property
    def label(self) -> str:
        """The question; where it asks for something unwanted, with what counts as the good answer: a rise is always better."""
        text = self.item.text.rstrip(".")
        return f"{text} (disagreed)" if self.item.is_reversed else text

    @property
    def is_mean(self) -> bool:
        return self.item.kind == Item.Kind.CONFIDENCE


def rounds(waves: Iterable[Wave]) -> list[Round]:
    """The before-and-after pairs among waves, of one questionnaire, audience and phase each; the latest after first.

    Versions of a questionnaire are not paired: a position may hold another question there.
    """
    before: dict[Any, Wave] = {}
    after: dict[Any, Wave] = {}
    for wave in waves:
        key = (wave.phase_id, wave.questionnaire_id, wave.audience)
        if wave.timing == Wave.Timing.BEFORE:
            before[key] = wave
        elif wave.timing == Wave.Timing.AFTER:
            after[key] = wave
    pairs = [Round(before[key], after[key]) for key in after if key in before]
    return sorted(pairs, key=lambda pair: (pair.after.opens_on, str(pair.after.pk)), reverse=True)


def team_results(
    pair: Round,
    items: list[Item],
    rollups: Iterable[TeamRollup],
    phase: Iterable[ItemResult] = (),
    audience: Audience = Audience.OWN,
) -> list[ItemResult]:
    """A team's own before and after; from 5 answers each time, and from 10 for national readers (`audience`).

    phase: the results of its phase, where they stand beside it: then the team's are hidden where the phase
    less the team would leave somebody, but fewer people than that, whose answers could be worked out.
    """
    own = _results(items, _parts(rollups, pair, "shown"), audience)
    wholes = {result.item.position: result for result in phase if result.is_shown}
    for result in own:
        whole = wholes.get(result.item.position)
        if whole is not None and result.is_shown and not _rest_is_enough(result, whole, audience):
            result.change = Suppressed("with them, the answers of the few others in the phase could be worked out")
    return own


def _rest_is_enough(part: ItemResult, whole: ItemResult, audience: Audience) -> bool:
    sides = ((part.before.n, whole.before.n), (part.after.n, whole.after.n))
    least = audience.threshold
    return all(mine > all_ or disclosure.complement_shown(mine, all_, threshold=least) for mine, all_ in sides)


def phase_results(
    pair: Round, items: list[Item], rollups: Iterable[RegionRollup], teams: Iterable[TeamRollup] = ()
) -> list[ItemResult]:
    """A phase's before and after: the sum of its regions, from 10 answers each time.

    teams: the team rollups of both waves. Where they are all there is (they add up to the phase), the interval
    with wards as clusters is worked out too, and the wider one stands; a part of them would give an interval
    that is nobody's.
    """
    results = _results(items, _parts(rollups, pair, "shown"), Audience.NATIONAL)
    by_team: dict[int, dict[Any, list[Part]]] = defaultdict(lambda: defaultdict(lambda: [Part(), Part()]))
    for rollup in teams:
        if rollup.wave_id not in (pair.before.pk, pair.after.pk):
            continue
        by_team[rollup.position][rollup.team_id][rollup.wave_id == pair.after.pk] += Part.of(rollup.shown_in_sum)
    for result in results:
        wards = list(by_team[result.item.position].values())
        if not result.is_shown or not _are_all(wards, result):
            continue
        if result.is_mean:
            result.cluster = clusters.change_of_means([(b.summary, a.summary) for b, a in wards])
            result.change = clusters.widened(result.change, result.cluster)
        else:
            result.cluster = clusters.change_of_proportions([(b.tally, a.tally) for b, a in wards])
            result.change = clusters.widened(result.change, result.cluster)
    return results


def _are_all(wards: list[list[Part]], result: ItemResult) -> bool:
    sums = [Part(), Part()]
    for before, after in wards:
        sums = [sums[0] + before, sums[1] + after]
    return sums == [result.before, result.after]


def _parts(rollups: Iterable[Any], pair: Round, field: str) -> dict[int, list[Any]]:
    parts: dict[int, list[Any]] = defaultdict(lambda: [Part(), Part(), None])
    for rollup in rollups:
        if rollup.wave_id not in (pair.before.pk, pair.after.pk):
            continue
        shown = getattr(rollup, field)
        index = 0 if rollup.wave_id == pair.before.pk else 1
        slot = parts[rollup.position]
        slot[index] += Part.of(shown)
        if shown:
            at = datetime.fromisoformat(shown["as_of"])
            slot[2] = max(slot[2], at) if slot[2] else at
    return parts


def _results(items: list[Item], parts: dict[int, list[Any]], audience: Audience) -> list[ItemResult]:
    found = []
    for item in items:
        if item.kind not in COMPARED:
            continue
        before, after, as_of = parts[item.position]
        found.append(ItemResult(item, before, after, change_of(item, before, after, audience), as_of))
    return found


def change_of(item: Item, before: Part, after: Part, audience: Audience) -> Any:
    """The change of one item as a figure: Missing without answers, Suppressed with too few."""
    if not before.n or not after.n:
        return MISSING if not before.n and not after.n else Suppressed(disclosure.TOO_FEW)
    change: Any
    if item.kind == Item.Kind.CONFIDENCE:
        change = means.change(before.summary, after.summary, "0–10")
    else:
        change = PointChange.unpaired(Percentage(before.agree, before.n), Percentage(after.agree, after.n))
    return disclosure.shown(change, audience=audience)


def waves_of_phase(person: Any, phase: Phase | None = None) -> list[Wave]:
    """The waves that the person may know of, with their questionnaires."""
    rows = Wave.visible.to(person).select_related("questionnaire", "phase")
    return list(rows.filter(phase=phase) if phase else rows)


def gather(person: Any, pair: Round) -> Gathered:
    """(items, region rollups, team rollups within the person's reach) of a pair, in three queries."""
    return gather_all(person, [pair])[0]


def gather_all(person: Any, pairs: list[Round]) -> list[Gathered]:
    """What `gather` gives of each of the pairs, in three queries together."""
    waves = {wave.pk for pair in pairs for wave in (pair.before, pair.after)}
    items: dict[Any, list[Item]] = defaultdict(list)
    for item in Item.visible.to(person).filter(questionnaire__in={pair.after.questionnaire_id for pair in pairs}):
        items[item.questionnaire_id].append(item)
    regions: dict[Any, list[RegionRollup]] = defaultdict(list)
    for region in RegionRollup.visible.to(person).filter(wave__in=waves):
        regions[region.wave_id].append(region)
    teams: dict[Any, list[TeamRollup]] = defaultdict(list)
    for team in TeamRollup.visible.to(person).filter(wave__in=waves):
        teams[team.wave_id].append(team)
    return [
        (
            list(items[pair.after.questionnaire_id]),
            regions[pair.before.pk] + regions[pair.after.pk],
            teams[pair.before.pk] + teams[pair.after.pk],
        )
        for pair in pairs
    ]


def published(person: Any, pair: Round) -> list[ItemResult]:
    """A phase's results as everybody reads them, with the wider interval, whoever asks.

    Only the interval needs what each ward said, so the wards are read as the system and nothing of them goes on.
    Works outside and inside a transaction.
    """
    items, regions, _ = gather(person, pair)
    system = system_person(Programme(pk=pair.after.programme_id))
    waves = [pair.before.pk, pair.after.pk]
    with acting_as(system), transaction.atomic():
        teams = list(TeamRollup.visible.to(system).filter(wave__in=waves))
    return phase_results(pair, items, regions, teams)
