"""What people said before and after, for a ward, a provider, a region and a phase: what each reader may see of it.

A part is shown only where what is left of the whole beside it tells nobody's answer.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from figures import disclosure
from figures.disclosure import Audience
from figures.values import MISSING, Missing, Suppressed
from surveys import drawings, results
from surveys.drawings import Drawn, sentence
from surveys.models import Item, ProviderRollup, RegionRollup, TeamRollup
from surveys.results import ItemResult, Part, Round

#: So many changes are told in full sentences beside a chart.
MOST_SENTENCES = 3
#: Why a part is hidden that would be large enough by itself.
OTHERS = "with it, the answers of the few others could be worked out"


@dataclass
class Compared:
    """One before-and-after pair: the place's own results and, where they were asked for, its phase's."""

    pair: Round
    own: list[ItemResult]
    phase: list[ItemResult] = field(default_factory=list)

    @property
    def title(self) -> str:
        after = self.pair.after
        return f"{after.questionnaire.title}, {after.get_audience_display().lower()}: {after.phase.name}"

    @property
    def is_shown(self) -> bool:
        """Whether any question of the place itself can be shown."""
        return any(result.is_shown for result in self.own)

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered the second time yet, in the whole phase."""
        return not any(result.after.n for result in self.phase or self.own)

    @property
    def why_hidden(self) -> str:
        """Why none of the place's own answers is shown: the reason that holds for most questions."""
        reasons = [result.change.reason for result in self.own if isinstance(result.change, Suppressed)]
        return max(reasons, key=reasons.count) if reasons else "nobody answered both times"

    @property
    def as_of(self) -> datetime | None:
        return max((result.as_of for result in self.own if result.as_of), default=None)

    @property
    def charts(self) -> list[Drawn]:
        return drawn(self.own)

    @property
    def phase_summary(self) -> list[str]:
        return summary(self.phase)


def of_team(person: Any, team: Any, audience: Audience) -> list[Compared]:
    """The pairs of a ward team's phase: its own results, with the phase's beside."""
    pairs, items, regions = _round_parts(person, team.phase)
    rollups = list(TeamRollup.visible.to(person).filter(team=team, wave__in=_waves(pairs)))
    return [_in_phase(pair, items, regions, rollups, audience) for pair in pairs]


def of_provider(person: Any, provider: Any, audience: Audience, phases: Iterable[Any]) -> list[Compared]:
    """The pairs of the phases in which a provider's wards worked. Its sum is hidden where it would tell a hidden ward's."""
    found = []
    for phase in _latest_first(phases):
        pairs, items, regions = _round_parts(person, phase)
        waves = _waves(pairs)
        sums = list(ProviderRollup.visible.to(person).filter(provider=provider, wave__in=waves))
        teams = list(TeamRollup.visible.to(person).filter(team__provider=provider, wave__in=waves))
        for pair in pairs:
            compared = _in_phase(pair, items, regions, sums, audience)
            for result in compared.own:
                if result.is_shown and _tells_a_ward(pair, result.item, teams, audience):
                    result.change = Suppressed(OTHERS)
            found.append(compared)
    return found


def of_region(person: Any, region: str, phases: Iterable[Any]) -> list[Compared]:
    """The pairs of all phases for one region, from 10 answers; hidden with a neighbour where the nation would tell it."""
    found = []
    for phase in _latest_first(phases):
        pairs, items, regions = _round_parts(person, phase)
        for pair in pairs:
            mine = [rollup for rollup in regions if rollup.region == region]
            compared = _in_phase(pair, items, regions, mine, Audience.NATIONAL)
            hidden = _hidden_regions(pair, items, regions)
            for result in compared.own:
                if result.is_shown and region in hidden[result.item.position]:
                    result.change = Suppressed(OTHERS)
            found.append(compared)
    return found


def is_clear(result: ItemResult) -> bool:
    """Whether the change is more than chance explains: its interval lies on one side of nothing."""
    low, high = result.change.low, result.change.high
    return not isinstance(low, Missing) and not isinstance(high, Missing) and (low > 0 or high < 0)


def summary(found: Iterable[ItemResult], most: int = MOST_SENTENCES) -> list[str]:
    """The clear changes in full sentences, the largest first and those that fell among them; then what the rest say."""
    known = [result for result in found if result.is_shown]
    clear = sorted((result for result in known if is_clear(result)), key=lambda result: abs(result.change.points), reverse=True)
    words = [sentence(result) for result in clear[:most]]
    if len(clear) > most:
        rest = clear[most:]
        fell = sum(result.change.points < 0 for result in rest)
        told = "rose" if not fell else "fell" if fell == len(rest) else f"changed, {fell} of them down"
        words.append(f"{len(rest)} more {'question' if len(rest) == 1 else 'questions'} clearly {told}.")
    unclear = len(known) - len(clear)
    if unclear and clear:
        words.append(f"For {'one question' if unclear == 1 else f'{unclear} questions'} the change may be no more than chance.")
    elif unclear:
        words.append("No question changed by more than chance may explain.")
    return words


def drawn(found: list[ItemResult]) -> list[Drawn]:
    """The charts of a place, with the few sentences that matter beside them."""
    return drawings.drawn(found, told=summary, counts_others=False)


def _round_parts(person: Any, phase: Any) -> tuple[list[Round], dict[Any, list[Item]], list[RegionRollup]]:
    pairs = results.rounds(results.waves_of_phase(person, phase))
    items: dict[Any, list[Item]] = defaultdict(list)
    for item in Item.visible.to(person).filter(questionnaire__in={pair.after.questionnaire_id for pair in pairs}):
        items[item.questionnaire_id].append(item)
    return pairs, items, list(RegionRollup.visible.to(person).filter(wave__in=_waves(pairs)))


def _latest_first(phases: Iterable[Any]) -> list[Any]:
    return sorted(phases, key=lambda phase: phase.position, reverse=True)


def _waves(pairs: list[Round]) -> list[Any]:
    return [wave.pk for pair in pairs for wave in (pair.before, pair.after)]


def _of(pair: Round, rollups: Iterable[Any]) -> list[Any]:
    return [rollup for rollup in rollups if rollup.wave_id in (pair.before.pk, pair.after.pk)]


def _in_phase(
    pair: Round, items: dict[Any, list[Item]], regions: list[RegionRollup], own: list[Any], audience: Audience
) -> Compared:
    questions = items[pair.after.questionnaire_id]
    phase = results.phase_results(pair, questions, _of(pair, regions))
    mine = results.team_results(pair, questions, _of(pair, own))
    wholes = {result.item.position: result for result in phase}
    for result in mine:
        result.change = results.change_of(result.item, result.before, result.after, audience)
        whole = wholes[result.item.position]
        if result.is_shown and whole.is_shown and not _alone(result, whole, audience):
            result.change = Suppressed(OTHERS)
        if not result.before.n and not result.after.n:
            result.change = MISSING
    return Compared(pair, mine, phase)


def _alone(part: ItemResult, whole: ItemResult, audience: Audience) -> bool:
    """Whether the whole less the part is nobody or enough people, both times."""
    sides = ((part.before.n, whole.before.n), (part.after.n, whole.after.n))
    return all(
        inside > total or disclosure.complement_shown(inside, total, threshold=audience.threshold) for inside, total in sides
    )


def _sides(pair: Round, rollups: Iterable[Any], position: int, owner: str) -> dict[Any, list[Part]]:
    found: dict[Any, list[Part]] = defaultdict(lambda: [Part(), Part()])
    for rollup in rollups:
        if rollup.position == position:
            found[getattr(rollup, owner)][0 if rollup.wave_id == pair.before.pk else 1] += Part.of(rollup.shown)
    return found


def _hidden(item: Item, sides: dict[Any, list[Part]], audience: Audience) -> tuple[dict[Any, tuple[int, ...]], set[Any]]:
    bases: dict[Any, tuple[int, ...]] = {owner: (before.n, after.n) for owner, (before, after) in sides.items()}
    gone = {
        owner
        for owner, (before, after) in sides.items()
        if isinstance(results.change_of(item, before, after, audience), (Suppressed, Missing))
    }
    return bases, gone


def _tells_a_ward(pair: Round, item: Item, teams: list[TeamRollup], audience: Audience) -> bool:
    """Whether the provider's sum less the wards that are shown would tell what a hidden ward said."""
    bases, gone = _hidden(item, _sides(pair, _of(pair, teams), item.position, "team_id"), audience)
    return disclosure.withheld(bases, gone, threshold=audience.threshold) != frozenset(o for o in gone if any(bases[o]))


def _hidden_regions(pair: Round, items: dict[Any, list[Item]], regions: list[RegionRollup]) -> dict[int, frozenset[str]]:
    found = {}
    for item in items[pair.after.questionnaire_id]:
        bases, gone = _hidden(item, _sides(pair, _of(pair, regions), item.position, "region"), Audience.NATIONAL)
        found[item.position] = disclosure.withheld(bases, gone, threshold=Audience.NATIONAL.threshold)
    return found
