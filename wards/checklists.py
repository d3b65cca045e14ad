"""The set-up checklist: for each ward team which steps are done, what is missing, and whom to chase."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from wards.models import Agreement, AgreementDocument, Membership, Team, TeamContact, TeamStep
from wards.models.teams import UNSIGNED, WAY
from wards.reach import live

State = Team.State
#: An agreement that ends within so many days is told.
SOON = timedelta(days=60)
COLUMNS = (State.SIGNED, State.SPONSORED, State.BOOKED, State.ACTIVE)
#: Everything that can be missing, in the order in which a team needs it.
THINGS = (
    "Whom to ask", "Selection", "Agreement", "The agreement's document", "A new agreement: the last has ended",
    "A new agreement soon", "Executive sponsor", "Ward manager", "Coach", "Workshop date",
)  # fmt: skip


@dataclass
class Line:
    """A team with the days of its steps and what is missing: (what, whom to chase, how to reach them)."""

    team: Team
    steps: dict[str, date] = field(default_factory=dict)
    missing: list[tuple[str, str, str]] = field(default_factory=list)

    def done(self, state: Any) -> date | None:
        return self.steps.get(state)


def checklist(reader: Any, teams: list[Team], today: date) -> list[Line]:
    """The lines of these teams (with provider), in six queries however many there are."""
    steps: dict[Any, dict[str, date]] = defaultdict(dict)
    for step in TeamStep.visible.to(reader).filter(team__in=teams):
        steps[step.team_id].setdefault(step.state, step.on)
    contacts = {row.team_id: row for row in TeamContact.visible.to(reader).filter(team__in=teams)}
    agreements: dict[Any, Agreement] = {}
    for agreement in Agreement.visible.to(reader).filter(team__in=teams):
        agreements.setdefault(agreement.team_id, agreement)
    papers = set(AgreementDocument.visible.to(reader).filter(agreement__team__in=teams).values_list("agreement_id", flat=True))
    people: dict[Any, dict[str, Any]] = defaultdict(dict)
    held = Membership.visible.to(reader).filter(live(today), team__in=teams).exclude(role="practitioner")
    for row in held.select_related("person"):
        people[row.team_id].setdefault(row.role, row.person)
    leads: dict[Any, Any] = {}
    theirs = Membership.visible.to(reader).filter(
        live(today), role="provider_lead", provider__in={team.provider_id for team in teams}
    )
    for row in theirs.select_related("person"):
        leads.setdefault(row.provider_id, row.person)
    return [
        _line(
            team,
            steps[team.pk],
            contacts.get(team.pk),
            agreements.get(team.pk),
            papers,
            people[team.pk],
            leads.get(team.provider_id),
            today,
        )
        for team in teams
    ]


def _line(
    team: Team, steps: dict[str, date], contact: Any, agreement: Any, papers: set[Any], people: dict[str, Any],
    lead: Any, today: date,
) -> Line:  # fmt: skip
    line = Line(team, steps)
    if team.has_ended:
        return line
    national = ("the national team", "")
    of_ward = _reach(contact or people.get("ward_manager") or lead)
    of_provider = _reach(lead) if lead else of_ward
    of_coach = _reach(people["coach"]) if "coach" in people else national
    signed = team.state not in UNSIGNED
    unbooked = team.state in WAY and WAY.index(State(team.state)) < WAY.index(State.BOOKED)
    rules = (
        (contact is None and not signed, of_provider),
        (team.state == State.INTERESTED, national),
        (agreement is None, of_ward),
        (agreement and agreement.pk not in papers, of_ward),
        (agreement and agreement.expires_on < today, of_provider),
        (agreement and timedelta(0) <= agreement.expires_on - today <= SOON, of_provider),
        (signed and "sponsor" not in people, of_provider),
        (signed and "ward_manager" not in people, of_provider),
        (signed and "coach" not in people, national),
        (signed and unbooked, of_coach),
    )
    line.missing = [(what, *whom) for what, (is_missing, whom) in zip(THINGS, rules, strict=True) if is_missing]
    return line


def _reach(who: Any) -> tuple[str, str]:
    return (who.name, who.email or getattr(who, "phone", "")) if who else ("the provider", "")


def missing_by_thing(lines: list[Line]) -> list[tuple[str, int]]:
    """(what is missing, in how many teams), only what is missing anywhere."""
    counts = Counter(what for line in lines for what, _, _ in line.missing)
    return [(what, counts[what]) for what in THINGS if counts[what]]


def to_chase(lines: list[Line]) -> list[tuple[str, str, list[tuple[str, Team]]]]:
    """(whom to chase, how to reach them, what in which teams), those with most first."""
    found: dict[tuple[str, str], list[tuple[str, Team]]] = defaultdict(list)
    for line in lines:
        for what, who, how in line.missing:
            found[who, how].append((what, line.team))
    return [(who, how, things) for (who, how), things in sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))]
