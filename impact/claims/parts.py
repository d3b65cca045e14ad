"""The way down: a figure by phase, region and service type, with what may not be shown left out."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from figures import disclosure, linked_tables, rounding, wording
from figures.disclosure import Audience
from figures.values import Mean, Percentage, PointChange, Suppressed
from impact.facts import Facts
from surveys.results import ItemResult, Part, change_of
from wards.models import Region

SHOWN, TOO_FEW, PROTECTS, NONE = "shown", "too few", "protects another", "none"

WHY = {
    TOO_FEW: f"Fewer than {Audience.NATIONAL.threshold} answers, or everyone answered alike",
    PROTECTS: "Hidden so that another one cannot be worked out",
    NONE: "No survey held",
}


@dataclass
class Row:
    """One part. words: what the columns say; numbers: the same as numbers, by column; made_of: how many wards."""

    name: str
    state: str = SHOWN
    words: list[str] = field(default_factory=list)
    numbers: dict[str, float | int] = field(default_factory=dict)
    made_of: int = 0

    @property
    def why(self) -> str:
        return WHY.get(self.state, "")


@dataclass
class Breakdown:
    """A figure by one division of the wards. columns: heads of `Row.words`."""

    title: str
    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    note: str = ""

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Breakdown":
        return cls(kept["title"], kept["columns"], [Row(**row) for row in kept["rows"]], kept.get("note", ""))

    @property
    def is_partly_hidden(self) -> bool:
        return any(row.state in (TOO_FEW, PROTECTS) for row in self.rows)


def divisions(facts: Facts) -> dict[str, dict[str, frozenset[Any]]]:
    """“By phase”, “By region”, “By service type” → name of the part → keys of its teams; empty parts too."""
    phases: dict[str, set[Any]] = {phase.name: set() for phase in facts.phases}
    regions: dict[str, set[Any]] = {str(label): set() for label in Region.labels}
    services: dict[str, set[Any]] = defaultdict(set)
    for key, team in facts.teams.items():
        phases[team.phase.name].add(key)
        regions[team.provider.get_region_display()].add(key)
        services[facts.service_types.get(key, "Not tied to a ward")].add(key)
    named = {"By phase": phases, "By region": regions, "By service type": dict(sorted(services.items()))}
    return {title: {name: frozenset(keys) for name, keys in parts.items()} for title, parts in named.items()}


def of_wards(facts: Facts, teams: Any, column: str) -> list[Breakdown]:
    """How many wards of each part are covered by these teams, out of its wards."""

    def row(name: str, keys: frozenset[Any]) -> Row:
        of = len(facts.wards_of(keys))
        count = len(facts.wards_of(keys & frozenset(teams)))
        return Row(name, SHOWN, [f"{count:,} of {of:,}" if column else f"{of:,}"], {"wards": count, "of": of}, of)

    return _each(facts, [column or "Wards"], row)


def of_hours(facts: Facts) -> list[Breakdown]:
    """Each part's share of the time delivered; the shares of a division sum to the whole."""

    def row(name: str, keys: frozenset[Any]) -> Row:
        minutes = sum(facts.hours_of_teams.get(key, (0, 0))[0] for key in keys)
        return Row(name, SHOWN, [wording.hours(minutes)], {"minutes": minutes}, len(facts.wards_of(keys)))

    return _each(facts, ["Hours, each ward's share"], row)


def of_providers(facts: Facts) -> list[Breakdown]:
    """Providers by region; a provider may take part in two phases."""
    parts = divisions(facts)["By region"]
    rows = []
    for name, keys in parts.items():
        count = len({facts.teams[key].provider_id for key in keys})
        rows.append(Row(name, SHOWN, [f"{count:,}"], {"providers": count}, len(facts.wards_of(keys))))
    return [Breakdown("By region", ["Providers"], rows)]


def of_people(facts: Facts, people: dict[Any, set[Any]], column: str, *, least: int = 0) -> list[Breakdown]:
    """Distinct people of each part. people: person → teams. least: parts of fewer are hidden, and protected."""
    counts: dict[str, dict[str, int]] = {}
    for title, parts in divisions(facts).items():
        counts[title] = {name: sum(bool(teams & keys) for teams in people.values()) for name, keys in parts.items()}
    if least:
        # Service types beside regions would let small numbers be worked out: one division is enough.
        counts.pop("By service type")
    found = []
    for title, cells in counts.items():
        hidden = disclosure.one_way(cells, threshold=least).suppressed if least and cells else frozenset()
        rows = [
            Row(name, TOO_FEW if 0 < count < least else PROTECTS, ["some"] if 0 < count < least else [])
            if name in hidden
            else Row(name, SHOWN, [f"{count:,}"], {"people": count})
            for name, count in cells.items()
        ]
        found.append(Breakdown(title, [column], rows, "Somebody who took part in two places stands in both."))
    return found


def of_patients(facts: Facts) -> list[Breakdown]:
    """Patients reached by phase and region, overlap removed within each; 1 to 4 are “fewer than 5”."""

    def row(name: str, keys: frozenset[Any]) -> Row:
        count = facts.reached_by(keys).patients
        word, number = rounding.people_reached(count)
        if word == "fewer than":
            return Row(name, SHOWN, [f"{word} {number}"], {}, len(facts.wards_of(keys)))
        return Row(name, SHOWN, [f"{word} {number:,}".strip()], {"patients": number}, len(facts.wards_of(keys)))

    found = [breakdown for breakdown in _each(facts, ["Patients, to the nearest 5"], row) if breakdown.title != "By service type"]
    for breakdown in found:
        words = "Parts are rounded and overlap is removed in each, so they do not add up to the whole."
        breakdown.note = f"{words} {breakdown.note}".strip()
    return found


def of_answers(facts: Facts, result: ItemResult, rollups: list[Any], before_wave: Any) -> list[Breakdown]:
    """Before and after of one question in each part of the three divisions."""
    return _answers(facts, result, rollups, before_wave)[:-1]


def of_answers_by_ward(facts: Facts, result: ItemResult, rollups: list[Any], before_wave: Any) -> Breakdown:
    """The same for each ward team that answered."""
    return _answers(facts, result, rollups, before_wave)[-1]


def _answers(facts: Facts, result: ItemResult, rollups: list[Any], before_wave: Any) -> list[Breakdown]:
    """All four tables at once, for what one hides another must not give away."""
    answers: dict[Any, list[Part]] = defaultdict(lambda: [Part(), Part()])
    for rollup in rollups:
        if rollup.position == result.item.position:
            answers[rollup.team_id][0 if rollup.wave_id == before_wave.pk else 1] += Part.of(rollup.shown_in_sum)
    held = frozenset(key for key, (before, after) in answers.items() if before.n or after.n)

    def change(keys: frozenset[Any]) -> tuple[Part, Part, Any]:
        before = sum((answers[key][0] for key in keys), Part())
        after = sum((answers[key][1] for key in keys), Part())
        return before, after, change_of(result.item, before, after, Audience.NATIONAL)

    def may_show(keys: frozenset[Any]) -> bool:
        # Both halves by themselves: the intervals of the change do not decide, and are dear.
        waves = [sum((answers[key][i] for key in keys), Part()) for i in (0, 1)]
        return all(part.n and not isinstance(_hidden(part, result.is_mean), Suppressed) for part in waves)

    tables = {title: {name: keys & held for name, keys in parts.items()} for title, parts in divisions(facts).items()}
    names = {key: f"{team.name}, {team.provider.name}" for key, team in facts.teams.items()}
    tables["By ward"] = {
        names.get(key, "Another ward team"): frozenset([key]) for key in sorted(held, key=lambda key: names.get(key, ""))
    }
    hidden = linked_tables.hidden_cells(list(tables.values()), may_show)
    return [
        Breakdown(title, ["Before", "After", "Change"], [_answers_row(name, keys, gone, change) for name, keys in parts.items()])
        for (title, parts), gone in zip(tables.items(), hidden, strict=True)
    ]


def _hidden(part: Part, is_mean: bool) -> Any:
    value = Mean(part.total / part.n, part.n, "0–10") if is_mean else Percentage(part.agree, part.n)
    return disclosure.shown(value, audience=Audience.NATIONAL)


def _answers_row(name: str, keys: frozenset[Any], gone: dict[str, str], change: Callable[[frozenset[Any]], Any]) -> Row:
    if not keys:
        return Row(name, NONE)
    if name in gone:
        return Row(name, TOO_FEW if gone[name] == "too few" else PROTECTS)
    before, after, figure = change(keys)
    numbers: dict[str, float | int] = {"before_base": before.n, "after_base": after.n, "change": figure.points}
    if isinstance(figure, PointChange):
        numbers |= {"before": before.agree, "after": after.agree}
    else:
        numbers |= {"before": before.total, "after": after.total}
    words = [wording.figure(figure.before), wording.figure(figure.after), f"{wording.points(figure.points)} points"]
    return Row(name, SHOWN, words, numbers, len(keys))


def _each(facts: Facts, columns: list[str], row: Callable[[str, frozenset[Any]], Row]) -> list[Breakdown]:
    moved = facts.moved_words(facts.teams)
    return [
        Breakdown(title, columns, [row(name, keys) for name, keys in parts.items()], moved if title == "By region" else "")
        for title, parts in divisions(facts).items()
    ]
