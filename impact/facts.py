"""What the published figures count: sets of rows of one programme, read as its system person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from coaching import hours
from coaching.hours import Hours
from coaching.models import Attendance, PublishedTotal, Session, SessionTeam
from events.models import Event, EventAttendance
from ideas.models import ChangeIdea, CodedInterview, Finding, Reach, ReachStatement
from ideas.moved_teams import counted_once
from ideas.reach import Reached, reached
from surveys import results
from surveys.models import TeamWave, Wave
from wards.models import Membership, Phase, Programme, Team, TeamStep, TeamWard
from wards.reach import live
from wards.roles import STAFF_ROLES


@dataclass
class Facts:
    """Facts of a programme up to the report date. Each is read once, when first asked for."""

    programme: Programme
    reader: Any
    on: date

    @cached_property
    def teams(self) -> dict[Any, Team]:
        """The teams that were active at any time up to the report date and had one delivered session."""
        active = TeamStep.visible.to(self.reader).filter(state=Team.State.ACTIVE, on__lte=self.on).values("team_id")
        met = SessionTeam.visible.to(self.reader).filter(session__status=Session.Status.DELIVERED, session__held_on__lte=self.on)
        rows = Team.visible.to(self.reader).filter(programme=self.programme, pk__in=active).filter(pk__in=met.values("team_id"))
        return {team.pk: team for team in rows.select_related("provider", "phase")}

    @cached_property
    def phases(self) -> list[Phase]:
        return list(Phase.visible.to(self.reader).filter(programme=self.programme))

    @cached_property
    def service_types(self) -> dict[Any, str]:
        """Team → the service type of the (first) ward that it covers."""
        return {cover.team_id: cover.ward.get_service_type_display() for cover in reversed(self.team_wards)}

    @cached_property
    def team_wards(self) -> list[TeamWard]:
        rows = TeamWard.visible.to(self.reader).filter(team__in=self.teams).select_related("ward")
        return list(rows.order_by(F("ward__opened_on").asc(nulls_first=True), "pk"))

    @cached_property
    def wards(self) -> dict[Any, TeamWard]:
        """Ward → how it is covered, each ward once: a ward that moved as it was covered last."""
        return {cover.ward.counted_as: cover for cover in self.team_wards}

    @cached_property
    def providers(self) -> set[Any]:
        return {team.provider_id for team in self.teams.values()}

    @cached_property
    def sessions(self) -> Any:
        """The delivered sessions of the kinds that the programme's published total counts."""
        rows = Session.visible.to(self.reader).filter(programme=self.programme, held_on__lte=self.on)
        return hours.delivered(rows, self.kinds_published.kinds)

    @cached_property
    def kinds_published(self) -> PublishedTotal:
        return hours.kinds_published(self.programme, self.reader)

    @cached_property
    def _hours_by_kind(self) -> dict[str, Hours]:
        return hours.by_kind(self.sessions)

    @cached_property
    def hours(self) -> Hours:
        return hours.together(self._hours_by_kind.values())

    @cached_property
    def hours_without_workshops(self) -> Hours:
        return hours.together(found for kind, found in self._hours_by_kind.items() if kind != Session.Kind.WORKSHOP)

    @cached_property
    def workshop_teams(self) -> set[Any]:
        rows = SessionTeam.visible.to(self.reader).filter(
            session__kind=Session.Kind.WORKSHOP, session__status=Session.Status.DELIVERED, session__held_on__lte=self.on
        )
        return set(rows.values_list("team_id", flat=True)) & set(self.teams)

    @cached_property
    def sponsored_teams(self) -> dict[Any, list[Membership]]:
        found: dict[Any, list[Membership]] = defaultdict(list)
        rows = Membership.visible.to(self.reader).filter(live(self.on), role="sponsor", team__in=self.teams)
        for membership in rows.select_related("person"):
            found[membership.team_id].append(membership)
        return found

    def wards_of(self, teams: Any) -> set[Any]:
        return {cover.ward.counted_as for cover in self.team_wards if cover.team_id in teams}

    def moved_words(self, teams: Any) -> str:
        """What is said under parts of which some of these teams (keys) are: a ward went from one to another, or came."""
        found = [self.teams[key] for key in teams if key in self.teams]
        wards = self.wards_of([team.pk for team in found if team.state == Team.State.MOVED or team.continues_id])
        if not wards:
            return ""
        lead = "One ward" if len(wards) == 1 else f"{len(wards)} wards"
        return f"{lead} moved to another provider meanwhile. What was counted before stands with the old provider and its region."

    @cached_property
    def events(self) -> list[Event]:
        rows = Event.visible.to(self.reader).filter(programme=self.programme, status=Event.Status.DELIVERED)
        return list(rows.filter(starts_at__date__lte=self.on).annotate(came=Count("attendance")))

    @cached_property
    def attended(self) -> dict[Any, int]:
        """Person → how many sessions and events they came to."""
        counts: dict[Any, int] = defaultdict(int)
        came = Attendance.visible.to(self.reader).filter(
            session__status=Session.Status.DELIVERED, session__programme=self.programme, session__held_on__lte=self.on
        )
        joined = EventAttendance.visible.to(self.reader).filter(event__in=[event.pk for event in self.events])
        for rows in (came, joined):
            for person, number in rows.order_by().values_list("person_id").annotate(n=Count("pk")):
                counts[person] += number
        return counts

    @cached_property
    def roles(self) -> dict[str, dict[Any, list[Membership]]]:
        """Role → person → memberships up to the report date, ended ones too."""
        found: dict[str, dict[Any, list[Membership]]] = defaultdict(lambda: defaultdict(list))
        rows = Membership.visible.to(self.reader).filter(programme=self.programme, starts_on__lte=self.on, team__isnull=False)
        for membership in rows:
            found[membership.role][membership.person_id].append(membership)
        return found

    @cached_property
    def staff(self) -> dict[Any, list[Membership]]:
        """People with a clinical or operational team role who came at least once."""
        people: dict[Any, list[Membership]] = defaultdict(list)
        for role in STAFF_ROLES:
            for person, rows in self.roles[role].items():
                if person in self.attended:
                    people[person] += rows
        return people

    @cached_property
    def most_staff_at_once(self) -> int:
        """The most of them with a running membership on any one day."""
        steps: dict[date, int] = defaultdict(int)
        for rows in self.staff.values():
            first, last = min(row.starts_on for row in rows), [row.ends_on for row in rows]
            steps[first] += 1
            if all(last):
                end = max(day for day in last if day)
                steps[date.fromordinal(end.toordinal() + 1)] -= 1
        most = now = 0
        for day in sorted(steps):
            now += steps[day]
            most = max(most, now)
        return most

    @cached_property
    def practitioners(self) -> set[Any]:
        return {person for person in self.roles["practitioner"] if person in self.attended}

    @cached_property
    def reach_rows(self) -> list[Reach]:
        return list(Reach.visible.to(self.reader).filter(team__in=self.teams).select_related("idea"))

    @cached_property
    def reach_statements(self) -> list[ReachStatement]:
        return list(ReachStatement.visible.to(self.reader).filter(provider__in=self.providers))

    @cached_property
    def reach(self) -> Reached:
        return self.reached_by(self.teams)

    @cached_property
    def _earlier_ideas(self) -> dict[Any, Any]:
        rows = ChangeIdea.visible.to(self.reader).filter(team__in=self.teams).exclude(continues=None)
        return dict(rows.values_list("pk", "continues_id"))

    def reached_by(self, teams: Any) -> Reached:
        """The patients reached by some of the teams, overlap removed."""
        providers = {key: team.provider_id for key, team in self.teams.items()}
        earlier = {key: team.continues_id for key, team in self.teams.items() if team.continues_id in teams}
        rows = [row for row in self.reach_rows if row.team_id in teams]
        return reached(rows, self.reach_statements, providers, self._earlier_ideas | earlier if earlier else None)

    @cached_property
    def hours_of_teams(self) -> dict[Any, tuple[int, int]]:
        """Team → (its share of the time delivered in minutes, sessions); the shares sum to the time delivered."""
        rows = SessionTeam.visible.to(self.reader).filter(session__in=self.sessions)
        found = rows.order_by().values_list("team_id").annotate(minutes=Sum("minutes"), sessions=Count("pk"))
        return {team: (minutes, sessions) for team, minutes, sessions in found}

    @cached_property
    def findings(self) -> dict[tuple[str, str], Finding]:
        """(Ward's name, key of the finding) → the finding."""
        rows = Finding.visible.to(self.reader).filter(team__in=self.teams).select_related("team__provider", "signed_off_by")
        return {(row.team.name, row.key): row for row in rows}

    @cached_property
    def interviews(self) -> list[CodedInterview]:
        rows = CodedInterview.visible.to(self.reader).filter(programme=self.programme, theme="considerate_care")
        return list(rows)

    @cached_property
    def ideas(self) -> list[tuple[str, int]]:
        rows = counted_once(ChangeIdea.visible.to(self.reader).filter(team__in=self.teams).order_by(), self.teams)
        counts = dict(rows.values_list("stage").annotate(n=Count("pk")))
        return [(stage, counts.get(stage, 0)) for stage in ChangeIdea.Stage.values]

    @cached_property
    def questionnaires(self) -> list[tuple[results.Round, list[results.ItemResult], list[Any]]]:
        """(before and after, every item's national result, the team rollups of both waves), the latest phase first."""
        found = []
        pairs = results.rounds(wave for wave in results.waves_of_phase(self.reader) if wave.programme_id == self.programme.pk)
        pairs = sorted(pairs, key=lambda pair: pair.after.phase.position, reverse=True)
        for pair, (items, regions, teams) in zip(pairs, results.gather_all(self.reader, pairs), strict=True):
            found.append((pair, results.phase_results(pair, items, regions, teams), teams))
        return found

    @cached_property
    def surveys(self) -> dict[str, tuple[results.Round, results.ItemResult, list[Any]]]:
        """Item key → (before and after, its national result, team rollups), of staff, in the latest phase with answers."""
        found: dict[str, tuple[results.Round, results.ItemResult, list[Any]]] = {}
        for pair, items, teams in self.questionnaires:
            if pair.after.audience != Wave.Audience.STAFF:
                continue
            for result in items:
                if result.before.n and result.after.n:
                    found.setdefault(result.item.key, (pair, result, teams))
        return found

    @cached_property
    def invited(self) -> dict[Any, int]:
        """Wave → how many were invited, where every team that took part said so; of a ward that moved, the team it was."""
        rows = TeamWave.visible.to(self.reader).filter(wave__programme=self.programme).order_by().values_list("wave_id")
        found = rows.annotate(asked=Sum("invited"), unknown=Count("pk", filter=Q(invited=None, team__continues=None)))
        return {wave: asked for wave, asked, unknown in found if asked and not unknown}


def facts_of(programme: Programme, reader: Any) -> Facts:
    return Facts(programme, reader, timezone.localdate())
