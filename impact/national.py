"""The national picture: what the programme adds up to. Reads as the system, and gives sums and no names of people."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.urls import reverse

from coaching import breakdowns, hour_charts
from coaching.breakdowns import TIME
from coaching.models import Session
from figures import rounding, wording
from figures.values import Suppressed
from ideas.models import ChangeIdea
from impact.before_and_after import Drawn, drawn
from impact.claims import Claim, live_and_facts
from impact.facts import Facts
from impact.wards import counted
from people.acting import acting_as
from ui.charts.bars import Bars, horizontal, monthly
from ui.tables import Table
from wards.models import Programme, Region

#: Published figures on what people answered, whose direction the first sentence tells.
ANSWERS = (
    "inclusive_care_change", "involved_in_design_change", "qi_tools_confidence_change", "inequity_talk_confidence_change",
)  # fmt: skip
#: The questions behind them.
ITEMS = ("inclusive-care", "involved-in-design", "qi-tools-confidence", "inequity-talk-confidence")
#: Stages in which a team goes on with what it tried.
TAKEN_ON = (ChangeIdea.Stage.ADAPTED, ChangeIdea.Stage.ADOPTED, ChangeIdea.Stage.ROUTINE)


@dataclass
class Chart:
    """A drawing at two widths with its table and its finding in words."""

    wide: Any
    narrow: Any
    table: Table
    finding: str


@dataclass
class RegionTile:
    code: str
    name: str
    wards: int
    providers: int
    minutes: int
    #: How dark the tile is, 0 (no ward) to 4 (the most).
    shade: int = 0


@dataclass
class Answers:
    """The published questions of staff: charts, and the rounds (key, title) where all questions stand."""

    charts: list[Drawn]
    rounds: list[tuple[Any, str]]
    as_of: datetime | None


@dataclass
class National:
    programme: Programme
    claims: dict[str, Claim]
    lead: str
    hours_heading: str
    hours_sentence: str
    months: Chart | None
    ideas: Chart | None
    answers: Answers
    spread: Chart | None
    phases: list[str]
    regions: list[RegionTile]
    as_of: datetime | None

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The four figures of the head, each as its published figure has it."""
        share = {key: self.claims[key] for key in ("workshops", "sponsors")}
        providers, regions = self.claims["providers"].value or 0, sum(tile.wards > 0 for tile in self.regions)
        held = [
            f"{claim.numerator} of {claim.denominator} {words}"
            for claim, words in ((share["workshops"], "had a workshop"), (share["sponsors"], "have a sponsor"))
            if claim.denominator
        ]
        return [
            self._card("wards", "", f"of {providers:,} providers, in {regions} of 7 regions", ", ".join(held)),
            self._card("staff", "people", "different people with a clinical or operational role in a ward team, who came"),
            self._card(
                "lived_experience_practitioners",
                "people",
                "different people who took part; the national team's associates not counted",
            ),
            self._card("patients_reached", "people", "confirmed counts, overlap removed"),
        ]

    def _card(self, key: str, unit: str, base: str, note: str = "") -> dict[str, Any]:
        claim = self.claims[key]
        value: Any = Suppressed(claim.suppressed) if claim.suppressed else f"{claim.value or 0:,}"
        return {
            "label": claim.label, "value": value, "unit": unit, "base": base, "note": note or claim.in_public,
            "href": reverse("claim", args=[key]),
        }  # fmt: skip


def picture(programme: Programme) -> National:
    """Everything on the national page, in a number of queries that does not grow with the wards."""
    found, facts = live_and_facts(programme)
    claims = {claim.key: claim for claim in found}
    with acting_as(facts.reader), transaction.atomic():
        months = _months(facts)
        delivered, planned = sum(done for _, done, _ in months), sum(meant for _, _, meant in months)
        coached = {team.phase_id for team in facts.teams.values()}
        return National(
            programme=programme,
            claims=claims,
            lead=_lead(claims),
            hours_heading=_hours_heading(delivered, planned),
            hours_sentence=_hours_sentence(facts, delivered, planned),
            months=months_chart(months),
            ideas=ideas_chart(facts.ideas),
            answers=_answers(facts),
            spread=spread_chart(facts),
            phases=[phase.name for phase in facts.phases if phase.pk in coached],
            regions=region_tiles(facts),
            as_of=max((claim.as_of for claim in found if claim.as_of), default=None),
        )


def _lead(claims: dict[str, Claim]) -> str:
    wards = claims["wards"].value or 0
    if not wards:
        return "No ward has had a coaching session yet."
    known = [claims[key] for key in ANSWERS if claims[key].is_shown and claims[key].value is not None]
    words = f"{wards:,} {'ward' if wards == 1 else 'wards'} took part."
    if not known:
        return f"{words} Too few people have answered before and after to say what changed."
    better = sum((claim.value or 0) > 0 for claim in known)
    which = (
        f"on all {len(known)} published questions" if better == len(known) else f"on {better} of {len(known)} published questions"
    )
    return f"{words} Staff answers moved in the hoped-for direction {which}; there is no comparison group."


def _months(facts: Facts) -> list[tuple[date, int, int]]:
    """(month, minutes delivered, minutes planned) from the first month to the last, those without a session among them."""
    rows = Session.visible.to(facts.reader).filter(programme=facts.programme, held_on__lte=facts.on)
    months = breakdowns.by_month(rows.filter(kind__in=facts.kinds_published.kinds)).lines
    return [(line.key, line.amounts[TIME].delivered, line.amounts[TIME].planned) for line in months]


def _hours_heading(delivered: int, planned: int) -> str:
    if not delivered:
        return "Coaching: none delivered yet"
    share = Fraction(delivered, planned)
    near = "close to plan" if share >= Fraction(95, 100) else f"{wording.percent(share * 100)} of what was planned"
    return f"Coaching: {wording.hours(delivered)} hours delivered, {near}"


def _hours_sentence(facts: Facts, delivered: int, planned: int) -> str:
    if not planned:
        return "Delivered and planned time appears here once sessions are in the plan."
    share = rounding.half_up(Fraction(100 * delivered, planned), 1)
    without = facts.hours_without_workshops
    held = counted(facts.hours.sessions, "session")
    return (
        f"{wording.hours(delivered)} of {wording.hours(planned)} planned hours ({share}%) in {held};"
        f" each session counts once. Without improvement workshops: {wording.hours(without.delivered)} hours in"
        f" {counted(without.sessions, 'session')}."
        f" Executive coaching is a figure of its own."
    )


def months_chart(months: list[tuple[date, int, int]]) -> Chart | None:
    if not months:
        return None
    days = [month for month, _, _ in months]
    done, meant = [float(minutes) / 60 for _, minutes, _ in months], [float(minutes) / 60 for _, _, minutes in months]
    most = max(months, key=lambda row: row[1])
    finding = f"Most was delivered in {most[0]:%B %Y}: {wording.hours(most[1])} hours."
    table = Table(["Month", "Delivered (hours)", "Planned (hours)"], numeric=frozenset({1, 2}))
    table.rows = [[f"{month:%B %Y}", wording.hours(delivered), wording.hours(planned)] for month, delivered, planned in months]
    title = "Hours delivered and planned, by month"
    return Chart(
        monthly(title, finding, days, done, meant, "hours"),
        monthly(title, finding, days, done, meant, "hours", narrow=True),
        table,
        finding,
    )


def ideas_chart(counts: list[tuple[str, int]]) -> Chart | None:
    """How many change ideas stand at each stage. counts: (stage, ideas) in the order of the stages."""
    total = sum(count for _, count in counts)
    if not total:
        return None
    taken = sum(count for stage, count in counts if stage in TAKEN_ON)
    gone = sum(count for stage, count in counts if stage == ChangeIdea.Stage.ABANDONED)
    share = wording.percent(Fraction(100 * taken, total))
    finding = f"{taken:,} of {total:,} change ideas ({share}) were adapted, adopted or went into routine use."
    if gone:
        finding += f" {gone:,} {'was' if gone == 1 else 'were'} abandoned, which is learning too."
    rows = [(str(ChangeIdea.Stage(stage).label), count) for stage, count in counts]
    empty = frozenset({str(ChangeIdea.Stage.ABANDONED.label)})
    table = Table(["Stage", "Change ideas"], [[label, f"{count:,}"] for label, count in rows], frozenset({1}))
    title = "Change ideas by stage"
    wide: Bars = horizontal(title, finding, rows, empty=empty)
    return Chart(wide, horizontal(title, finding, rows, empty=empty, narrow=True), table, finding)


def _answers(facts: Facts) -> Answers:
    """The published questions alone; the others stand with their round, those that fell among them."""
    found = [facts.surveys[item] for item in ITEMS if item in facts.surveys]
    items = [result for _, result, _ in found]
    rounds = [
        (pair.after.pk, f"{pair.after.questionnaire.title}, {pair.after.get_audience_display().lower()}: {pair.after.phase.name}")
        for pair, results, _ in facts.questionnaires
        if any(result.is_shown for result in results)
    ]
    return Answers(drawn(items), rounds, max((item.as_of for item in items if item.as_of), default=None))


def spread_chart(facts: Facts) -> Chart | None:
    """How the time delivered is spread over the wards: each ward's share, one mark each."""
    minutes = {key: facts.hours_of_teams.get(key, (0, 0))[0] for key in facts.teams}
    if not minutes:
        return None
    drawn = hour_charts.spread(minutes, list(facts.teams.values()))
    return Chart(drawn["chart"], drawn["narrow"], drawn["table"], drawn["finding"])


def region_tiles(facts: Facts) -> list[RegionTile]:
    """The seven regions with their wards that took part, in the order of the map."""
    wards: Counter[str] = Counter(facts.teams[cover.team_id].provider.region for cover in facts.wards.values())
    providers: dict[str, set[Any]] = defaultdict(set)
    minutes: Counter[str] = Counter()
    for key, team in facts.teams.items():
        providers[team.provider.region].add(team.provider_id)
        minutes[team.provider.region] += facts.hours_of_teams.get(key, (0, 0))[0]
    counts = [wards[code] for code in Region.values]
    least, most = min(counts), max(counts)
    return [
        RegionTile(code, Region(code).label, wards[code], len(providers[code]), minutes[code], _shade(wards[code], least, most))
        for code in ("Y62", "Y63", "Y60", "Y61", "Y58", "Y59", "Y56")
    ]


def _shade(count: int, least: int, most: int) -> int:
    if not count:
        return 0
    return 1 + round(3 * (count - least) / (most - least)) if most > least else 2


def regions_table(tiles: list[RegionTile]) -> list[tuple[str, str, int, int, str]]:
    """(code, name, wards, providers, hours) in the order of the names."""
    return [(t.code, t.name, t.wards, t.providers, wording.hours(t.minutes)) for t in sorted(tiles, key=lambda tile: tile.name)]
