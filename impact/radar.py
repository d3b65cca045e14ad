"""Which teams may need a hand, and why: the one place where the rules of a quiet team are worked out.

A team is quiet for each of: no delivered coaching session for 14 days; no change idea moved for 30
days; no meeting with its sponsor for more than 90 days; no answer to its survey round “before”, as long as the
round “after” of its phase has not opened (later nothing can mend it). A team that is paused is silent,
by itself or with its programme, region or provider, as is one that is not active yet or no longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone

from coaching.models import Session, SessionTeam
from ideas.models import ChangeIdea
from people.models import Person
from surveys.models import TeamRollup, TeamWave, Wave
from wards import pauses
from wards.models import Team, TeamStep

SESSION_DAYS, IDEA_DAYS, SPONSOR_DAYS = 14, 30, 90

#: Kinds of reason, in the order in which they are told.
SESSION, IDEA, SPONSOR, BASELINE = "session", "idea", "sponsor", "baseline"


@dataclass(frozen=True)
class Reason:
    """kind: one of the four; words: the sentence; days: for how long, in whole days (0 where no day counts)."""

    kind: str
    words: str
    days: int = 0


@dataclass
class Quiet:
    """A team and why it may need a hand."""

    team: Team
    reasons: list[Reason] = field(default_factory=list)

    @property
    def urgency(self) -> tuple[int, int]:
        """Sorts the longest silence in coaching first, then the longest silence at all."""
        of_session = max((reason.days for reason in self.reasons if reason.kind == SESSION), default=0)
        return (-of_session, -max((reason.days for reason in self.reasons), default=0))


@dataclass
class Radar:
    """quiet: the teams that may need a hand, the most urgent first; paused: silent ones; watched: how many were looked at."""

    quiet: list[Quiet]
    paused: list[Team]
    watched: int


def radar(person: Person, *, teams: Iterable[UUID] | None = None, today: date | None = None) -> Radar:
    """The quiet ones among the teams that the person may see, or among `teams` (keys) of these.

    A constant number of queries, however many teams.
    """
    today = today or timezone.localdate()
    rows = Team.visible.to(person).filter(state__in=[Team.State.ACTIVE, Team.State.PAUSED])
    if teams is not None:
        rows = rows.filter(pk__in=list(teams))
    found = list(rows.select_related("provider", "phase").prefetch_related("covers__ward").order_by("name", "id"))
    resting = pauses.silenced(person, found, today)
    active = [team for team in found if team.is_active and team.pk not in resting]
    dates = _Dates(person, active, today)
    quiet = [Quiet(team, reasons) for team in active if (reasons := dates.reasons(team))]
    return Radar(sorted(quiet, key=lambda row: row.urgency), [team for team in found if team not in active], len(active))


def last_sessions(person: Person, teams: Iterable[UUID], today: date) -> tuple[dict[Any, date], dict[Any, date]]:
    """(team → last delivered coaching session or workshop, team → last delivered meeting with its sponsor)."""
    rows = (
        SessionTeam.visible.to(person)
        .filter(team__in=list(teams), session__status=Session.Status.DELIVERED, session__held_on__lte=today)
        .order_by()
        .values_list("team_id")
        .annotate(
            coached=Max("session__held_on", filter=Q(session__kind__in=Session.HEADLINE_KINDS)),
            sponsored=Max("session__held_on", filter=Q(session__kind=Session.Kind.SPONSOR)),
        )
    )
    coached: dict[Any, date] = {}
    sponsored: dict[Any, date] = {}
    for team, last, with_sponsor in rows:
        if last:
            coached[team] = last
        if with_sponsor:
            sponsored[team] = with_sponsor
    return coached, sponsored


class _Dates:
    """What the rules look at, for all teams at once."""

    def __init__(self, person: Person, active: list[Team], today: date) -> None:
        self.today = today
        teams = [team.pk for team in active]
        self.coached, self.sponsored = last_sessions(person, teams, today)
        self.moved = dict(
            ChangeIdea.visible.to(person).filter(team__in=teams).order_by().values_list("team_id").annotate(last=Max("moved_on"))
        )
        self.active_since = dict(
            TeamStep.visible.to(person)
            .filter(team__in=teams, state=Team.State.ACTIVE, on__lte=today)
            .order_by()
            .values_list("team_id")
            .annotate(last=Max("on"))
        )
        # After a pause the silence is counted afresh.
        for team, rested in pauses.last_ends(person, active, today).items():
            since = self.active_since.get(team)
            self.active_since[team] = max(rested, since) if since else rested
        self.unanswered = self._unanswered(person, teams)

    def _unanswered(self, person: Person, teams: list[UUID]) -> dict[Any, Wave]:
        """Team → its staff's round “before” that nobody has answered and that can still be mended."""
        begun = Wave.visible.to(person).filter(opens_on__lte=self.today, audience=Wave.Audience.STAFF)
        too_late = begun.filter(timing=Wave.Timing.AFTER).values("phase")
        waves = {wave.pk: wave for wave in begun.filter(timing=Wave.Timing.BEFORE).exclude(phase__in=too_late)}
        answered = set(
            TeamRollup.visible.to(person).filter(team__in=teams, wave__in=waves, n__gt=0).values_list("team_id", "wave_id")
        )
        parts = TeamWave.visible.to(person).filter(team__in=teams, wave__in=waves).values_list("team_id", "wave_id")
        return {team: waves[wave] for team, wave in parts if (team, wave) not in answered}

    def reasons(self, team: Team) -> list[Reason]:
        """Why this team is quiet; none for a team that is well, or became active only just now."""
        since = self.active_since.get(team.pk)
        last_coached, last_moved, last_sponsored = (known.get(team.pk) for known in (self.coached, self.moved, self.sponsored))
        session = "No session for {days} days (last: {last})"
        idea, sponsor = "No change idea moved for {days} days", "Sponsor meeting overdue since {due}"
        found = [
            self._silence(SESSION, last_coached, since, SESSION_DAYS, session, "No session yet"),
            self._silence(IDEA, last_moved, since, IDEA_DAYS, idea, "No change idea yet"),
            self._silence(SPONSOR, last_sponsored, since, SPONSOR_DAYS + 1, sponsor, "No sponsor meeting yet"),
        ]
        reasons = [reason for reason in found if reason]
        if wave := self.unanswered.get(team.pk):
            told = "closed" if wave.state == "closed" else "closes"
            reasons.append(Reason(BASELINE, f"No answers to the first survey yet ({told} {_day(wave.ended_on)})"))
        return reasons

    def _silence(self, kind: str, last: date | None, since: date | None, limit: int, words: str, never: str) -> Reason | None:
        """A reason where more than `limit` days have gone since the last time, or since the team became active."""
        start = max((day for day in (last, since) if day), default=None)
        if start is None:
            return Reason(kind, never)
        days = (self.today - start).days
        if days < limit:
            return None
        if last is None:
            return Reason(kind, f"{never}, {days} days after it became active", days)
        days = (self.today - last).days
        due = last + timedelta(days=limit)
        return Reason(kind, words.format(days=days, last=_day(last), due=_day(due)), days)


def _day(value: date) -> str:
    return f"{value.day} {value:%B}"
