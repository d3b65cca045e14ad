"""The rows that a published figure is made of, for those who may open them.

People are counted by role and never listed; parts that are too small stay hidden here as well.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from coaching.models import Session, SessionTeam
from events.models import Event
from figures import rounding
from figures.disclosure import Audience
from impact.claims import parts
from impact.claims.live import CLAIMS, FINDINGS, QUESTIONS
from impact.facts import Facts, facts_of
from people.acting import acting_as
from ui.tables import Cell
from ui.templatetags.formats import day
from wards.access import system_person
from wards.models import Programme


@dataclass
class RowTable:
    """head and rows: texts, numbers or Cells; total: what they come to, in words, as the figure says it."""

    head: list[str]
    rows: list[list[Any]]
    total: str
    numeric: frozenset[int] = frozenset()
    note: str = ""
    of: str = "rows"


def rows_of(programme: Programme, key: str) -> RowTable | None:
    """The rows behind a figure; None where it has no rows of its own."""
    reader = system_person(programme)
    with acting_as(reader), transaction.atomic():
        facts = facts_of(programme, reader)
        if key in _ROWS:
            return _ROWS[key](facts)
        if key in QUESTIONS:
            return _answers(facts, QUESTIONS[key])
        return _finding(facts, key) if key in FINDINGS else None


def _ward(team: Any) -> Cell:
    return Cell(team.name, reverse("ward", args=[team.pk]))


def _wards(facts: Facts) -> RowTable:
    rows = []
    for cover in sorted(facts.wards.values(), key=lambda cover: (cover.ward.name, str(cover.pk))):
        team = facts.teams[cover.team_id]
        rows.append(
            [
                Cell(cover.ward.name, reverse("ward", args=[team.pk])),
                team.provider.name,
                team.provider.get_region_display(),
                cover.ward.get_service_type_display(),
                team.phase.name,
                team.get_state_display(),
            ]
        )
    return RowTable(["Ward", "Provider", "Region", "Service type", "Phase", "Now"], rows, f"{len(rows):,} wards", of="wards")


def _providers(facts: Facts) -> RowTable:
    wards: Counter[Any] = Counter()
    named: dict[Any, Any] = {}
    for cover in facts.wards.values():
        team = facts.teams[cover.team_id]
        wards[team.provider_id] += 1
        named[team.provider_id] = team.provider
    for team in facts.teams.values():
        named.setdefault(team.provider_id, team.provider)
    rows = [
        [Cell(one.name, reverse("provider", args=[key])), one.get_region_display(), one.get_kind_display(), wards[key]]
        for key, one in sorted(named.items(), key=lambda pair: pair[1].name)
    ]
    return RowTable(["Provider", "Region", "Kind", "Wards"], rows, f"{len(rows):,} providers", frozenset({3}), of="providers")


def _months(facts: Facts) -> RowTable:
    start, number = facts.programme.starts_on, facts.programme.months(facts.on)
    rows = []
    for i in range(number):
        year, month = divmod(start.month - 1 + i, 12)
        first = date(start.year + year, month + 1, 1)
        phases = [phase.name for phase in facts.phases if phase.starts_on.replace(day=1) <= first <= phase.ends_on]
        rows.append([i + 1, f"{first:%B %Y}", ", ".join(phases) or "Between phases"])
    return RowTable(["Month", "Which", "Phase"], rows, f"{number} months", frozenset({0}), of="months")


def _sessions(facts: Facts) -> RowTable:
    teams: dict[Any, list[Any]] = {}
    for share in SessionTeam.visible.to(facts.reader).filter(session__in=facts.sessions).select_related("team"):
        teams.setdefault(share.session_id, []).append(share.team.name)
    rows = [
        [
            Cell(day(session.held_on), reverse("session", args=[session.pk])),
            session.get_kind_display(),
            ", ".join(sorted(teams.get(session.pk, []))),
            session.get_mode_display(),
            session.minutes,
        ]
        for session in facts.sessions.order_by("-held_on", "id")
    ]
    minutes = sum(row[-1] for row in rows)
    return RowTable(
        ["Date", "Kind", "Ward teams", "How", "Minutes"],
        rows,
        f"{minutes:,} minutes ÷ 60 = {rounding.half_up(minutes / 60, 2):,} hours",
        frozenset({4}),
        "Each session once, however many ward teams or coaches it had.",
        "sessions",
    )


def _workshops(facts: Facts) -> RowTable:
    found = SessionTeam.visible.to(facts.reader).filter(
        session__kind=Session.Kind.WORKSHOP, session__status=Session.Status.DELIVERED, session__held_on__lte=facts.on
    )
    # In falling order of date, so that the first one stays.
    held = dict(found.values_list("team_id", "session__held_on").order_by("-session__held_on"))
    rows = _per_ward(facts, lambda team: day(held.get(team.pk)) or "None yet")
    done = sum(row[-1] != "None yet" for row in rows)
    return RowTable(["Ward", "Provider", "First improvement workshop"], rows, f"{done} of {len(rows)} wards", of="wards")


def _sponsors(facts: Facts) -> RowTable:
    def words(team: Any) -> str:
        found = facts.sponsored_teams.get(team.pk, [])
        return "; ".join(f"{one.person.name}, since {day(one.starts_on)}" for one in found) or "None"

    rows = _per_ward(facts, words)
    named = sum(row[-1] != "None" for row in rows)
    return RowTable(["Ward", "Provider", "Executive sponsor"], rows, f"{named} of {len(rows)} wards", of="wards")


def _per_ward(facts: Facts, words: Callable[[Any], str]) -> list[list[Any]]:
    covers = sorted(facts.wards.values(), key=lambda cover: (cover.ward.name, str(cover.pk)))
    return [
        [
            Cell(cover.ward.name, reverse("ward", args=[cover.team_id])),
            facts.teams[cover.team_id].provider.name,
            words(facts.teams[cover.team_id]),
        ]
        for cover in covers
    ]


def _events(kinds: tuple[Any, ...], unit: str) -> Callable[[Facts], RowTable]:
    def table(facts: Facts) -> RowTable:
        rows = [
            [day(event.starts_at), event.title, event.get_kind_display(), event.came]  # type: ignore[attr-defined]
            for event in facts.events
            if event.kind in kinds
        ]
        return RowTable(["Date", "Title", "Kind", "Came"], rows, f"{len(rows)} {unit}", frozenset({3}), of="events")

    return table


def _staff(facts: Facts) -> RowTable:
    jobs: Counter[str] = Counter()
    for memberships in facts.staff.values():
        last = max(memberships, key=lambda one: one.starts_on)
        jobs[last.job_role or last.get_role_display()] += 1
    rows = [[job, count] for job, count in sorted(jobs.items(), key=lambda pair: (-pair[1], pair[0]))]
    return RowTable(
        ["What they do", "People"],
        rows,
        f"{sum(jobs.values()):,} people",
        frozenset({1}),
        "Each person once, by the latest job that the programme holds. People are counted, not listed.",
        "jobs",
    )


def _practitioners(facts: Facts) -> RowTable:
    teams = {person: {row.team_id for row in facts.roles["practitioner"][person]} for person in facts.practitioners}
    table = parts.of_people(facts, teams, "People", least=5)[-1]
    rows = [[row.name, row.words[0] if row.words else "too few people to show", row.why] for row in table.rows]
    return RowTable(
        ["Region", "People", "Why"],
        rows,
        f"{len(facts.practitioners):,} people",
        frozenset({1}),
        "Being a lived experience practitioner is health information: nobody is named, and fewer than 5 are “some”.",
        "regions",
    )


def _patients(facts: Facts) -> RowTable:
    def words(number: int) -> Any:
        return "fewer than 5" if 0 < number < 5 else number

    rows = [
        [
            _ward(facts.teams[row.team_id]),
            row.idea.title,
            f"{day(row.starts_on)} to {day(row.ends_on)}",
            words(row.patients),
            "Estimated" if row.is_estimate else "Counted",
            day(row.confirmed_on) or "Not confirmed",
            "New patients only" if row.new_patients_only else "May overlap",
        ]
        for row in sorted(facts.reach_rows, key=lambda row: (facts.teams[row.team_id].name, row.starts_on, str(row.pk)))
    ]
    return RowTable(
        ["Ward", "Change idea", "Period", "Patients", "How", "Confirmed", "Overlap"],
        rows,
        f"{facts.reach.patients:,} patients after overlap is removed",
        frozenset({3}),
        "Only confirmed counts are in the figure. Periods add where marked “new patients only”; ideas of a ward, and wards of a "
        "provider, only where somebody stated that their patients do not overlap; otherwise the largest counts.",
        "entries",
    )


def _interviews(facts: Facts) -> RowTable:
    coded = sorted(facts.interviews, key=lambda row: not row.found)
    rows = [[i + 1, "Considerate care", "Yes" if row.found else "No"] for i, row in enumerate(coded)]
    found = sum(row.found for row in coded)
    return RowTable(
        ["Interview", "Theme", "Described so"],
        rows,
        f"{found} of {len(rows)} interviews",
        frozenset({0}),
        "In no order of time, so that nobody can be recognised.",
        "interviews",
    )


def _finding(facts: Facts, key: str) -> RowTable:
    row = facts.findings.get(FINDINGS[key])
    head = ["Ward", "What was counted", "How many", "Of how many", "Offered", "Who was asked", "Source", "Date"]
    if row is None or CLAIMS[key](facts).suppressed:
        return RowTable(head, [], "No result that may be shown", of="results")
    values = [
        _ward(row.team),
        row.statement,
        row.numerator,
        row.denominator,
        row.offered or row.denominator,
        row.who_asked,
        row.source,
        day(row.on),
    ]
    return RowTable(head, [values], f"{row.numerator} of {row.denominator}", frozenset({2, 3, 4}), of="results")


def _answers(facts: Facts, item: str) -> RowTable:
    head = ["Ward team", "Before", "After", "Change"]
    found = facts.surveys.get(item)
    if found is None:
        return RowTable(head, [], "No answers yet", of="ward teams")
    pair, result, rollups = found
    table = parts.of_answers_by_ward(facts, result, rollups, pair.before)
    rows = [[row.name, *(row.words or ["Too few people to show", "", row.why])] for row in table.rows]
    return RowTable(
        head,
        rows,
        f"{result.before.n:,} answers before and {result.after.n:,} after, of {len(rows)} ward teams",
        frozenset({1, 2, 3}),
        "Answers are anonymous: a ward team is the smallest part there is, and only from"
        f" {Audience.NATIONAL.threshold} answers each time.",
        "ward teams",
    )


_ROWS: dict[str, Callable[[Facts], RowTable]] = {
    "wards": _wards,
    "providers": _providers,
    "months": _months,
    "coaching_hours": _sessions,
    "workshops": _workshops,
    "sponsors": _sponsors,
    "national_events": _events(Event.NATIONAL_KINDS, "national workshops and webinars"),
    "community_meetings": _events((Event.Kind.COMMUNITY,), "meetings"),
    "staff": _staff,
    "lived_experience_practitioners": _practitioners,
    "patients_reached": _patients,
    "interviews_considerate": _interviews,
}
