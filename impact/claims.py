"""Published figures: each from rows, with numerator, denominator, interval, and the sentence as published.

A claim's value is live and unrounded. Percentages are in per cent, changes in percentage points or per
cent, hours in hours. Worked out as the programme's system person once the gate has let the reader in,
so that everybody who may see a figure sees the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from events.models import Event
from figures import disclosure, proportions, wording
from figures.disclosure import Audience
from figures.rounding import Rule
from figures.values import MeanChange, Missing, Percentage, PointChange, Suppressed
from impact.facts import Facts, facts_of
from people.acting import acting_as
from wards.access import system_person
from wards.models import Programme

HOURS_RULE, STAFF_RULE, REACH_RULE = Rule(50), Rule(50), Rule(100, "at least")

REACH, PARTNERS, NEEDS, EQUITY, SYSTEMATIC, COPRODUCTION, APPROACH = (
    "Reach",
    "Patients and carers as partners",
    "Support for individual needs",
    "Staff confidence with equity",
    "Staff confidence with systematic improvement",
    "Co-production",
    "Approach",
)
OUTCOMES = (PARTNERS, NEEDS, EQUITY, SYSTEMATIC, COPRODUCTION)


@dataclass
class Claim:
    """One published figure. value, low, high: floats or None; suppressed: the reason, where it may not be shown."""

    key: str
    label: str
    section: str
    unit: str
    text: str
    formula: str
    who_says: str
    value: float | int | None = None
    numerator: Any = None
    denominator: Any = None
    low: float | None = None
    high: float | None = None
    suppressed: str = ""
    figure: Any = None
    details: list[tuple[str, str]] = field(default_factory=list)
    as_of: datetime | None = None

    def as_row(self) -> dict[str, Any]:
        """As the API gives it and a snapshot keeps it."""
        return {
            "key": self.key, "value": self.value, "numerator": self.numerator, "denominator": self.denominator,
            "unit": self.unit, "low": self.low, "high": self.high,
            "as_of": (self.as_of or timezone.now()).isoformat(), "text": self.text,
        }  # fmt: skip

    @property
    def base(self) -> str:
        """The base in words, for the card."""
        if self.suppressed:
            return self.suppressed
        if isinstance(self.figure, (PointChange, MeanChange)):
            return f"{self.denominator[0]:,} answers before, {self.denominator[1]:,} after"
        return f"{self.numerator:,} of {self.denominator:,}" if self.denominator and self.unit == "per cent" else self.label

    @property
    def interval(self) -> str:
        if self.low is None or self.high is None:
            return "None: a complete count, or no interval is due"
        unit = {"per cent": "per cent"}.get(self.unit, self.unit)
        return f"{self.low:.1f} to {self.high:.1f} {unit}"


def live(programme: Programme) -> list[Claim]:
    """Every published figure as it stands now, in the order of the impact summary."""
    reader = system_person(programme)
    with acting_as(reader), transaction.atomic():
        facts = facts_of(programme, reader)
        claims = [work_out(facts) for work_out in CLAIMS]
    now = timezone.now()
    for claim in claims:
        claim.as_of = claim.as_of or now
    return claims


def _count(key: str, label: str, section: str, value: int, unit: str, text: str, formula: str, who: str = "Records", **more: Any) -> Claim:
    return Claim(key, label, section, unit, text, formula, who, value=value, numerator=value, **more)


def wards(facts: Facts) -> Claim:
    phases: dict[str, int] = {}
    for cover in facts.wards.values():
        name = facts.teams[cover.team_id].phase.name
        phases[name] = phases.get(name, 0) + 1
    states: dict[str, int] = {}
    for team in facts.teams.values():
        states[team.get_state_display()] = states.get(team.get_state_display(), 0) + 1
    details = [("By phase", ", ".join(f"{name} {count}" for name, count in sorted(phases.items())))]
    details += [("Where they stand now", ", ".join(f"{name.lower()} {count}" for name, count in sorted(states.items())))]
    number = len(facts.wards)
    return _count(
        "wards", "Wards", REACH, number, "wards", f"{number:,} wards",
        "Distinct wards that were active at any time up to the report date and had one delivered session", details=details,
    )  # fmt: skip


def providers(facts: Facts) -> Claim:
    number = len(facts.providers)
    return _count(
        "providers", "Providers", REACH, number, "providers", f"{number:,} providers",
        "Distinct providers of the wards that took part",
    )  # fmt: skip


def months(facts: Facts) -> Claim:
    number = facts.programme.months(facts.on)
    return _count(
        "months", "Months", APPROACH, number, "months", f"{number} months",
        "Whole months from the programme's start to the report date or its end, both counted",
    )  # fmt: skip


def coaching_hours(facts: Facts) -> Claim:
    minutes = facts.hours.delivered
    without = facts.hours_without_workshops.delivered
    return Claim(
        "coaching_hours", "Hours of coaching", APPROACH, "hours",
        wording.rounded_down(Fraction(minutes, 60), HOURS_RULE, "hours of coaching"),
        "Minutes of delivered team coaching and improvement workshops ÷ 60, each session counted once",
        "Records", value=minutes / 60, numerator=minutes, denominator=60,
        details=[
            ("Delivered sessions", f"{facts.hours.sessions:,}"),
            ("Without improvement workshops", f"{wording.hours(without)} hours"),
            ("Coaches' time", f"{wording.hours(facts.hours.coaches)} hours, a measure of its own"),
        ],
    )  # fmt: skip


def _share_of_wards(key: str, label: str, teams: Any, facts: Facts, every: str, formula: str) -> Claim:
    k, n = len(facts.wards_of(teams)), len(facts.wards)
    text = f"{every} ({k} of {n})" if k == n else f"{k} of {n} wards"
    return Claim(key, label, APPROACH, "per cent", text, formula, "Records", value=100 * k / n if n else None, numerator=k, denominator=n)


def workshops(facts: Facts) -> Claim:
    return _share_of_wards(
        "workshops", "Improvement workshops", facts.workshop_teams, facts, "an improvement workshop for every ward",
        "Wards with at least one delivered improvement workshop ÷ wards",
    )  # fmt: skip


def sponsors(facts: Facts) -> Claim:
    return _share_of_wards(
        "sponsors", "Executive sponsors", facts.sponsored_teams, facts, "an executive sponsor for every ward",
        "Wards with an executive sponsor at the report date ÷ wards",
    )  # fmt: skip


def national_events(facts: Facts) -> Claim:
    number = sum(event.kind in Event.NATIONAL_KINDS for event in facts.events)
    return _count(
        "national_events", "National workshops and webinars", APPROACH, number, "events",
        f"{number} national workshops and webinars", "Delivered national workshops and webinars; the community of practice is counted apart",
    )  # fmt: skip


def community_meetings(facts: Facts) -> Claim:
    number = sum(event.kind == Event.Kind.COMMUNITY for event in facts.events)
    return _count(
        "community_meetings", "Meetings of the community of practice", APPROACH, number, "meetings",
        f"{number} meetings of the community of practice", "Delivered meetings of the lived experience community of practice",
    )  # fmt: skip


def staff(facts: Facts) -> Claim:
    number = len(facts.staff)
    return _count(
        "staff", "Staff", REACH, number, "people", wording.rounded_down(number, STAFF_RULE, "staff"),
        "Distinct people with a clinical or operational team role who came at least once",
        details=[("Most at any one time", f"{facts.most_staff_at_once:,}")],
    )  # fmt: skip


def lived_experience(facts: Facts) -> Claim:
    number = len(facts.practitioners)
    return _count(
        "lived_experience_practitioners", "Lived experience practitioners", REACH, number, "people",
        f"{number} lived experience practitioners",
        "Distinct people in that role who took part at least once; associates of the national team are not among them",
    )  # fmt: skip


def patients_reached(facts: Facts) -> Claim:
    number = facts.reach.patients
    return _count(
        "patients_reached", "Patients reached", REACH, number, "patients", wording.rounded_down(number, REACH_RULE, "patients"),
        "Confirmed, counted patients whose care a change touched, overlap between periods, ideas and wards removed",
        details=[("Estimated, not in the figure", f"{facts.reach.estimated:,}")],
    )  # fmt: skip


def _finding(key: str, finding_key: str, label: str, section: str, who: str, sentence: str) -> Callable[[Facts], Claim]:
    def work_out(facts: Facts) -> Claim:
        finding = facts.findings.get(finding_key)
        formula = "People who said so ÷ people who could be asked"
        if finding is None:
            return Claim(key, label, section, "per cent", "No result held", formula, who, suppressed="no result held")
        share = Percentage(finding.numerator, finding.denominator)
        signed = finding.signed_off_by.name if finding.signed_off_by else ""
        agreed = finding.provider_agreed_on is not None
        shown = disclosure.shown(share, audience=Audience.NATIONAL, signed_off_by=signed) if agreed else Suppressed("the provider has not agreed to be named")
        details = [("Who was asked", finding.who_asked), ("Source", f"{finding.source}, {finding.on:%B %Y}"), ("Ward", finding.team.name)]
        if finding.who_could_not:
            details.append(("Who could not take part", finding.who_could_not))
        if signed:
            details.append(("Signed off by", signed))
        offered = f", of {finding.offered} offered" if finding.offered and finding.offered != finding.denominator else ""
        words = sentence.format(figure=wording.with_interval(share).replace(")", offered + ")") if offered else wording.with_interval(share))
        return _percentage(key, label, section, who, formula, shown, words, details)

    return work_out


def _percentage(key: str, label: str, section: str, who: str, formula: str, shown: Any, words: str, details: list[tuple[str, str]]) -> Claim:
    if isinstance(shown, Suppressed):
        return Claim(key, label, section, "per cent", f"Too few people to show: {shown.reason}", formula, who, suppressed=shown.reason, figure=shown, details=details)
    found = proportions.wilson(shown.numerator, shown.denominator)
    return Claim(
        key, label, section, "per cent", words, formula, who, value=shown.percent, numerator=shown.numerator,
        denominator=shown.denominator, low=float(found.low) * 100, high=float(found.high) * 100, figure=shown, details=details,
    )  # fmt: skip


def interviews(facts: Facts) -> Claim:
    n, k = len(facts.interviews), sum(row.found for row in facts.interviews)
    key, label = "interviews_considerate", "Patients who described considerate care"
    formula = "Interviews coded as describing considerate care ÷ interviews"
    if not n:
        return Claim(key, label, NEEDS, "per cent", "No interviews held", formula, "Patients", suppressed="no interviews held")
    share = Percentage(k, n)
    shown = disclosure.shown(share, audience=Audience.NATIONAL)
    words = f"{wording.with_interval(share)} of the patients interviewed described considerate care"
    return _percentage(key, label, NEEDS, "Patients", formula, shown, words, [("Source", "The programme's own evaluation, coded interviews")])


def _survey(key: str, item: str, label: str, section: str, subject: str) -> Callable[[Facts], Claim]:
    def work_out(facts: Facts) -> Claim:
        unit_of = {True: "per cent", False: "percentage points"}
        found = facts.surveys.get(item)
        if found is None:
            return Claim(key, label, section, "percentage points", "No answers yet", "", "Staff", suppressed="no answers yet")
        pair, result, _ = found
        unit = unit_of[result.is_mean]
        formula = (
            "(Mean after − mean before) ÷ mean before" if result.is_mean else "Agreed after ÷ valid answers after − agreed before ÷ valid answers before"
        )
        details = [
            ("Question", result.item.text),
            ("Rounds", f"{pair.before.name}; {pair.after.name}"),
            ("Not in the base", _others(result)),
            ("Defined", "Before its last round opened: the questionnaire is frozen once it is used"),
        ]
        if isinstance(result.change, (Suppressed, Missing)):
            reason = result.change.reason if isinstance(result.change, Suppressed) else "no answers yet"
            return Claim(key, label, section, unit, f"Too few people to show: {reason}", formula, "Staff", suppressed=reason, details=details)
        change, before, after = result.change, result.before, result.after
        if result.cluster is not None and not isinstance(result.cluster.low, Missing):
            factor = 1 if result.is_mean else 100
            low, high = result.cluster.lowest_without_one * factor, result.cluster.highest_without_one * factor
            details.append(("When any one ward is left out", f"between {low:.1f} and {high:.1f} points"))
            kind = "the wider one, with wards as clusters" if change.clustered else "of the answers; the one with wards as clusters is narrower"
            details.append(("Which interval", f"95%, {kind}"))
        claim = Claim(key, label, section, unit, wording.change_sentence(change, subject=subject), formula, "Staff", figure=change, details=details)
        claim.denominator = [before.n, after.n]
        if result.is_mean:
            relative = change.relative
            claim.numerator = [before.total, after.total]
            claim.value = relative.percent
            # Points as a share of the mean before, which is taken as it is.
            scale = 100 / change.before.value
            claim.low, claim.high = _float(change.low, scale), _float(change.high, scale)
        else:
            claim.numerator = [before.agree, after.agree]
            claim.value, claim.low, claim.high = change.points, _float(change.low), _float(change.high)
        claim.as_of = result.as_of
        return claim

    return work_out


def _float(value: Any, factor: float = 1) -> float | None:
    return None if isinstance(value, Missing) else float(value) * factor


def _others(result: Any) -> str:
    before, after = sum(result.before.others), sum(result.after.others)
    return f"{before} before and {after} after said “don't know”, “prefer not to say”, “does not apply” or left it blank"


CLAIMS: list[Callable[[Facts], Claim]] = [
    wards, providers, months, coaching_hours, workshops, sponsors, national_events, community_meetings, staff,
    lived_experience, patients_reached,
    _finding("shelley_care_plan_familiar", "care-plan-familiar", "Familiar with their care plan, Shelley", PARTNERS, "Patients",
             "{figure} of patients asked on Shelley are familiar with their care plan"),
    _finding("shelley_care_consistent", "care-consistent", "Care consistent with the care plan, Shelley", NEEDS, "Records",
             "{figure} of care plans looked at on Shelley match the care given"),
    _finding("winsford_heard", "heard-in-ward-round", "Felt heard in the ward round, Winsford", PARTNERS, "Patients",
             "{figure} of patients asked on Winsford feel heard in the ward round"),
    _finding("cubley_accessible", "rights-accessible", "Found the rights document more accessible, Cubley Court", NEEDS, "Patients",
             "{figure} of patients able to take part on Cubley Court found the rights document more accessible"),
    interviews,
    _survey("inclusive_care_change", "inclusive-care", "Care is inclusive", EQUITY, "Agreement that care is inclusive"),
    _survey("involved_in_design_change", "involved-in-design", "Patients and carers are involved in design", COPRODUCTION,
            "Agreement that patients and carers are involved in designing care"),
    _survey("qi_tools_confidence_change", "qi-tools-confidence", "Confidence in using QI tools", SYSTEMATIC, "Confidence in using QI tools"),
    _survey("inequity_talk_confidence_change", "inequity-talk-confidence", "Confidence in talking about inequity", EQUITY,
            "Confidence in talking about inequity"),
]  # fmt: skip
