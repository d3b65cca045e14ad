"""Figures that records give: wards, providers, months, hours, events and people."""

from fractions import Fraction
from typing import Any

from events.models import Event
from figures import wording
from figures.rounding import Rule
from impact.claims import parts
from impact.claims.claim import APPROACH, REACH, Claim
from impact.facts import Facts
from ui.templatetags.formats import day

HOURS_RULE, STAFF_RULE, REACH_RULE = Rule(50), Rule(50), Rule(100, "at least")
#: Outside their own teams, fewer lived experience practitioners than this are “some”.
FEWEST_PRACTITIONERS = 5


def _up_to(facts: Facts) -> str:
    return f"{facts.programme.name}, up to {day(facts.on)}"


def _of(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _count(
    key: str, label: str, section: str, value: int, unit: str, text: str, formula: str, facts: Facts, **more: Any
) -> Claim:
    return Claim(
        key,
        label,
        section,
        unit,
        text,
        formula,
        "Records",
        value=value,
        numerator=value,
        filters=_up_to(facts),
        numbers=more.pop("numbers", f"{value:,} {unit}"),
        **more,
    )


def wards(facts: Facts) -> Claim:
    states: dict[str, int] = {}
    for team in facts.teams.values():
        states[team.get_state_display()] = states.get(team.get_state_display(), 0) + 1
    number = len(facts.wards)
    return _count(
        "wards",
        "Wards",
        REACH,
        number,
        "wards",
        f"{number:,} {'ward' if number == 1 else 'wards'}",
        "Distinct wards that were active at any time up to the report date and had one delivered session",
        facts,
        stage="Input",
        breakdowns=parts.of_wards(facts, facts.teams, ""),
        counted=f"with a delivered session, of {_of(len(facts.providers), 'provider')}",
        details=[("Where their teams stand now", ", ".join(f"{name.lower()} {count}" for name, count in sorted(states.items())))],
        not_shown="How much each ward took part: see the time delivered",
    )


def providers(facts: Facts) -> Claim:
    number = len(facts.providers)
    return _count(
        "providers",
        "Providers",
        REACH,
        number,
        "providers",
        f"{number:,} {'provider' if number == 1 else 'providers'}",
        "Distinct providers of the wards that took part",
        facts,
        stage="Input",
        breakdowns=parts.of_providers(facts),
        counted=f"of the {_of(len(facts.wards), 'ward')} that took part",
        not_shown="How many of a provider's wards took part",
    )


def months(facts: Facts) -> Claim:
    number, programme = facts.programme.months(facts.on), facts.programme
    return _count(
        "months",
        "Months",
        APPROACH,
        number,
        "months",
        f"{number} {'month' if number == 1 else 'months'}",
        "Whole months from the programme's start to the report date or its end, both counted",
        facts,
        stage="Input",
        numbers=f"{programme.starts_on:%B %Y} to {min(facts.on, programme.ends_on):%B %Y}, both counted: {number} months",
        counted=f"{programme.starts_on:%B %Y} to {min(facts.on, programme.ends_on):%B %Y}, both counted",
        not_shown="How long one ward was coached: a team is coached within its phase",
        details=[
            (
                f"Phase: {phase.name}",
                f"{phase.starts_on:%B %Y} to {phase.ends_on:%B %Y}, sessions of about {phase.usual_minutes} minutes",
            )
            for phase in facts.phases
        ],
    )


def coaching_hours(facts: Facts) -> Claim:
    minutes, kinds = facts.hours.delivered, facts.kinds_published.words
    without = facts.hours_without_workshops.delivered
    return Claim(
        "coaching_hours",
        "Hours of coaching",
        APPROACH,
        "hours",
        wording.rounded_down(Fraction(minutes, 60), HOURS_RULE, "hours of coaching"),
        f"Minutes of delivered {kinds} ÷ 60, each session counted once",
        "Records",
        value=minutes / 60,
        numerator=minutes,
        denominator=60,
        stage="Activity",
        numbers=f"{minutes:,} minutes ÷ 60 = {wording.hours(minutes)} hours",
        counted=f"{_of(facts.hours.sessions, 'delivered session')}, each counted once",
        filters=f"{_up_to(facts)}; delivered sessions of {kinds}",
        rounding="Rounded down to 50 hours; “more than” stands only where the exact value exceeds that",
        not_shown="Executive coaching, sponsor meetings, travel and preparation: in none of these hours",
        breakdowns=parts.of_hours(facts),
        breakdown_note="A session of two wards is split between them in whole minutes.",
        details=[
            ("Delivered sessions", f"{facts.hours.sessions:,}"),
            ("Without improvement workshops", f"{wording.hours(without)} hours"),
            ("Coaches' time", f"{wording.hours(facts.hours.coaches)} hours, a measure of its own"),
        ],
    )


def _share_of_wards(key: str, label: str, teams: Any, facts: Facts, every: str, some: str, formula: str, **more: Any) -> Claim:
    k, n = len(facts.wards_of(teams)), len(facts.wards)
    text = f"{every} ({k} of {n})" if k == n else f"{k} of {n} wards have {some}"
    found = Claim(
        key,
        label,
        APPROACH,
        "per cent",
        text,
        formula,
        "Records",
        value=100 * k / n if n else None,
        numerator=k,
        denominator=n,
        filters=_up_to(facts),
        numbers=f"{k} ÷ {n} wards",
        breakdowns=parts.of_wards(facts, teams, label),
        interval_kind="None: every ward is counted",
        **more,
    )
    if not n:
        found.missing, found.text, found.numerator, found.denominator = (
            "no ward has taken part yet",
            "No ward has taken part yet",
            None,
            None,
        )
    return found


def workshops(facts: Facts) -> Claim:
    return _share_of_wards(
        "workshops",
        "Improvement workshops",
        facts.workshop_teams,
        facts,
        "an improvement workshop for every ward",
        "had an improvement workshop",
        "Wards with at least one delivered improvement workshop ÷ wards",
        stage="Activity",
        not_shown="Who came to the workshop, and what it found",
    )


def sponsors(facts: Facts) -> Claim:
    return _share_of_wards(
        "sponsors",
        "Executive sponsors",
        facts.sponsored_teams,
        facts,
        "an executive sponsor for every ward",
        "an executive sponsor",
        "Wards with an executive sponsor at the report date ÷ wards",
        stage="Input",
        not_shown="How often a sponsor met the team; one person may sponsor several wards",
    )


def _events(key: str, label: str, kinds: Any, unit: str, words: str, formula: str, facts: Facts) -> Claim:
    number = sum(event.kind in kinds for event in facts.events)
    return _count(
        key,
        label,
        APPROACH,
        number,
        unit,
        f"{number} {words}",
        formula,
        facts,
        stage="Activity",
        counted=f"delivered up to {day(facts.on)}",
        not_shown="How many people came, or what they took from it",
    )


def national_events(facts: Facts) -> Claim:
    return _events(
        "national_events",
        "National workshops and webinars",
        Event.NATIONAL_KINDS,
        "events",
        "national workshops and webinars",
        "Delivered national workshops and webinars; the community of practice is counted apart",
        facts,
    )


def community_meetings(facts: Facts) -> Claim:
    return _events(
        "community_meetings",
        "Meetings of the community of practice",
        (Event.Kind.COMMUNITY,),
        "meetings",
        "meetings of the lived experience community of practice",
        "Delivered meetings of the lived experience community of practice",
        facts,
    )


def staff(facts: Facts) -> Claim:
    number = len(facts.staff)
    teams = {person: {row.team_id for row in rows} for person, rows in facts.staff.items()}
    return _count(
        "staff",
        "Staff",
        REACH,
        number,
        "people",
        wording.rounded_down(number, STAFF_RULE, "staff"),
        "Distinct people with a clinical or operational team role who came at least once",
        facts,
        rounding="Rounded down to 50; “more than” stands only where the exact value exceeds that",
        breakdowns=parts.of_people(facts, teams, "Staff"),
        counted="who came at least once, each counted once",
        details=[("Most at any one time", f"{facts.most_staff_at_once:,}")],
        not_shown="How often each person came, or whether they are still in the team",
    )


def lived_experience(facts: Facts) -> Claim:
    number = len(facts.practitioners)
    teams = {person: {row.team_id for row in facts.roles["practitioner"][person]} for person in facts.practitioners}
    claim = _count(
        "lived_experience_practitioners",
        "Lived experience practitioners",
        REACH,
        number,
        "people",
        f"{number} lived experience practitioners",
        "Distinct people in that role who took part at least once; associates of the national team are not among them",
        facts,
        small_numbers=f"Shown from {FEWEST_PRACTITIONERS}; fewer are “some”. Being one is health information: nobody is named",
        breakdowns=parts.of_people(facts, teams, "Lived experience practitioners", least=FEWEST_PRACTITIONERS),
        counted="who took part at least once, each counted once",
        not_shown="Who they are, or how much each took part",
    )
    if 0 < number < FEWEST_PRACTITIONERS:
        claim.suppressed, claim.text = "fewer than 5 people", "Some lived experience practitioners"
        claim.value = claim.numerator = None
        claim.numbers, claim.breakdowns = "", []
    return claim


def patients_reached(facts: Facts) -> Claim:
    number = facts.reach.patients
    return _count(
        "patients_reached",
        "People whose care a change touched",
        REACH,
        number,
        "patients",
        wording.rounded_down(number, REACH_RULE, "patients"),
        "Confirmed, counted patients whose care a change touched, overlap between periods, ideas and wards removed",
        facts,
        rounding="Rounded down to 100 after “at least”",
        breakdowns=parts.of_patients(facts),
        counted="confirmed counts, with overlap removed",
        small_numbers="Parts are rounded to the nearest 5; 1 to 4 are “fewer than 5”",
        details=[("Estimated, not in the figure", f"{facts.reach.estimated:,}")],
        not_shown="How much a patient's care changed, or who they are: the programme holds no patient's record",
    )
