"""One ward team's page: where its ideas, its coaching, its requests and its answers stand. A constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils import timezone

from coaching.access import name_of
from coaching.agreements import may_change
from coaching.hours import kinds_published
from coaching.models import Action, Ask, NextStep, Session, SessionTeam
from figures import disclosure, wording
from figures.values import MISSING, Percentage
from ideas import measure_charts
from ideas.change_ideas import STALE_SCORE_DAYS
from ideas.models import ChangeIdea, Finding, Measure, MeasurePoint, ProgressScore, Reach, ReachStatement, Rebase
from ideas.reach import reached
from impact import before_and_after
from impact.before_and_after import Compared
from impact.ward_lists import KEPT, service_types
from ui.charts.mini import Mini, mini
from ui.templatetags.formats import day, weekday
from wards import pauses
from wards.audiences import audience_of
from wards.models import Membership, Team, TeamStep
from wards.reach import live, reach_of

#: People in the order in which one looks for them.
ROLE_ORDER = ("sponsor", "deputy_sponsor", "ward_manager", "coach", "associate", "team_member", "practitioner")

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def counted(number: int, one: str, many: str = "") -> str:
    """“one idea”, “12 ideas”: a small number as a word."""
    word = _WORDS[number] if number < len(_WORDS) else f"{number:,}"
    return f"{word} {one if number == 1 else many or (one and one + 's')}".strip()


@dataclass
class IdeaCard:
    """An idea with the measure that tells most about it, or none."""

    idea: ChangeIdea
    shown: measure_charts.Shown | None = None

    @property
    def drawing(self) -> Mini | None:
        if self.shown is None or not self.shown.points:
            return None
        one = self.shown
        return mini(one.measure.name, one.dates, one.values, one.finding, one.unit, one.rests)

    @property
    def is_running(self) -> bool:
        return self.idea.stage != ChangeIdea.Stage.ABANDONED

    @property
    def lacks_measure(self) -> bool:
        return self.shown is None and self.is_running and not self.idea.just_done_on

    @property
    def is_better(self) -> bool:
        return bool(self.shown and self.shown.is_better)


@dataclass
class Figures:
    """The four figures of the head."""

    minutes: int
    sessions: int
    first_session: date | None
    kept: int
    ideas: int
    by_stage: str
    patients: Any
    patients_base: str
    patients_note: str
    finding: Finding | None
    share: Any
    nothing: Any = MISSING

    @property
    def sessions_words(self) -> str:
        return counted(self.sessions, "session")

    @property
    def since(self) -> str:
        return f"since {day(self.first_session)}" if self.first_session else ""

    @property
    def of_ideas(self) -> str:
        return f"of {self.ideas}"

    @property
    def people(self) -> str:
        return "people" if self.patients else ""

    @property
    def percent(self) -> Any:
        """The latest result as a card shows it, or why it is hidden."""
        return wording.percent(self.share.percent) if isinstance(self.share, Percentage) else self.share

    @property
    def finding_base(self) -> str:
        if not self.finding:
            return ""
        if not isinstance(self.share, Percentage):
            return self.finding.who_asked
        return f"{self.finding.numerator} of {self.finding.denominator}: {self.finding.who_asked}"

    @property
    def finding_note(self) -> str:
        found = self.finding
        if not found:
            return ""
        could_not = f"Could not take part: {found.who_could_not}. " if found.who_could_not else ""
        return f"{could_not}{found.source}, {found.on:%B %Y}"


@dataclass
class WardPage:
    """What the page of a ward team shows to one reader."""

    team: Team
    reader: Any
    service_type: str = ""
    ideas: list[IdeaCard] = field(default_factory=list)
    steps: list[TeamStep] = field(default_factory=list)

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @property
    def caption(self) -> str:
        return " · ".join(filter(None, (self.team.provider.name, self.service_type, self.team.phase.name)))

    @property
    def step(self) -> TeamStep | None:
        """The step that brought the team where it stands, with its day and reason."""
        return next((step for step in reversed(self.steps) if step.state == self.team.state), None)

    @property
    def came(self) -> TeamStep | None:
        """The step with which the team began, where its ward came from another provider."""
        return self.steps[0] if self.team.continues_id and self.steps else None

    @cached_property
    def to_log(self) -> list[Session]:
        """Planned sessions of today and before, the first first."""
        rows = Session.visible.to(self.reader).filter(
            shares__team=self.team, status=Session.Status.PLANNED, held_on__lte=self.today
        )
        return list(rows.order_by("held_on", "starts_at", "id")[:5])

    @cached_property
    def planned(self) -> list[Session]:
        """Sessions to come, the next first, sponsor meetings among them."""
        rows = Session.visible.to(self.reader).filter(
            shares__team=self.team, status=Session.Status.PLANNED, held_on__gte=self.today
        )
        return list(rows.prefetch_related("coaches").order_by("held_on", "starts_at", "id")[:20])

    @property
    def next_session(self) -> Session | None:
        return next((session for session in self.planned if session.kind in Session.HEADLINE_KINDS), None)

    @property
    def next_session_ends(self) -> Any:
        """The time at which it is over, where its start is known."""
        session = self.next_session
        if session is None or session.starts_at is None:
            return None
        return (datetime.combine(session.held_on, session.starts_at) + timedelta(minutes=session.minutes)).time()

    @property
    def next_sponsor_meeting(self) -> Session | None:
        return next((session for session in self.planned if session.kind == Session.Kind.SPONSOR), None)

    @cached_property
    def delivered(self) -> list[SessionTeam]:
        """The team's part of each delivered session, the first first."""
        rows = SessionTeam.visible.to(self.reader).filter(team=self.team, session__status=Session.Status.DELIVERED)
        return list(rows.select_related("session").order_by("session__held_on"))

    @cached_property
    def shares(self) -> list[SessionTeam]:
        """Those of sessions that the programme's published total counts."""
        kinds = kinds_published(self.team.programme_id, self.reader).kinds
        return [part for part in self.delivered if part.session.kind in kinds]

    @property
    def workshop(self) -> Session | None:
        """The improvement workshop to come, else the last one held."""
        held = [part.session for part in reversed(self.delivered)]
        return next((session for session in [*self.planned, *held] if session.kind == Session.Kind.WORKSHOP), None)

    @cached_property
    def people(self) -> list[Membership]:
        """Who belongs to the team today and may be known to the reader, the sponsor first."""
        rows = Membership.visible.to(self.reader).filter(live(self.today), team=self.team).select_related("person")
        for row in rows:
            row.role_words = row.called
        return sorted(rows, key=lambda m: (ROLE_ORDER.index(m.role) if m.role in ROLE_ORDER else 99, m.person.name))

    @property
    def people_in_short(self) -> list[Membership]:
        """The few whom one looks for; the whole list is a page of its own."""
        return [m for m in self.people if m.role != "team_member"][:6]

    @property
    def names_practitioners(self) -> bool:
        reach = reach_of(self.reader)
        return self.team.pk in reach.inner | reach.arranged

    @cached_property
    def asks(self) -> list[Ask]:
        """Requests to the sponsor: those that wait first, the longest wait on top; then the last answered."""
        rows = list(Ask.visible.to(self.reader).filter(team=self.team).select_related("answered_by"))
        waiting = [row for row in rows if row.answer == Ask.Answer.WAITING]
        answered = sorted((row for row in rows if row.answered_on), key=lambda row: row.answered_on, reverse=True)
        for row in rows:
            row.days = (self.today - row.asked_on).days
            row.is_long = row.answer == Ask.Answer.WAITING and row.days >= Ask.LONG_WAIT_DAYS
        return waiting + answered[:2]

    @cached_property
    def next_step(self) -> NextStep | None:
        """What the team does next, as its coach or somebody of the team set it last."""
        return NextStep.visible.to(self.reader).filter(team=self.team).select_related("session").last()

    @cached_property
    def actions(self) -> list[tuple[Action, bool]]:
        """Open actions, the most urgent first, each with whether the reader may finish it."""
        rows = Action.visible.to(self.reader).filter(team=self.team, done_on=None).annotate(owner_name=name_of("owner"))
        return [(row, may_change(self.reader, row)) for row in rows.order_by(F("due_on").asc(nulls_last=True), "id")]

    @cached_property
    def progress(self) -> ProgressScore | None:
        return ProgressScore.visible.to(self.reader).filter(team=self.team).select_related("set_by").last()

    @property
    def progress_days(self) -> int:
        return (self.today - self.progress.on).days if self.progress else 0

    @property
    def is_progress_stale(self) -> bool:
        return self.progress_days > STALE_SCORE_DAYS

    @cached_property
    def compared(self) -> list[Compared]:
        audience = audience_of(reach_of(self.reader), team=self.team)
        return before_and_after.of_team(self.reader, self.team, audience)

    @property
    def lead(self) -> str:
        """The sentence about the ideas, and when the next session is."""
        session = self.next_session
        if session is None:
            return self.sentence
        at = f", {session.starts_at:%H:%M}" if session.starts_at else ""
        on = "today" if session.held_on == self.today else weekday(session.held_on)
        return f"{self.sentence} Next session: {on}{at}."

    @cached_property
    def sentence(self) -> str:
        """Where the ward stands, in one sentence about its ideas."""
        if not self.ideas:
            return "No change idea yet."
        running = [card for card in self.ideas if card.is_running]
        better = sum(card.is_better for card in running)
        without = sum(card.lacks_measure for card in running)
        unclear = len([card for card in running if card.shown]) - better
        parts = []
        if better:
            parts.append(f"{counted(better, 'idea')} {'shows' if better == 1 else 'show'} a clear change")
        if unclear:
            noun = counted(unclear, "" if parts else "idea", "" if parts else "ideas")
            parts.append(
                f"{noun} {'shows' if unclear == 1 else 'show'} none yet"
                if parts
                else f"{noun} {'shows' if unclear == 1 else 'show'} no clear change yet"
            )
        if without:
            noun = counted(without, "" if parts else "idea", "" if parts else "ideas")
            parts.append(f"{noun} {'has' if without == 1 else 'have'} no measure yet")
        if not parts:
            return f"{counted(len(self.ideas), 'change idea')}, none being measured.".capitalize()
        words = ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]
        return f"{words[0].upper()}{words[1:]}."

    @cached_property
    def figures(self) -> Figures:
        reader, team = self.reader, self.team
        stages: dict[str, int] = defaultdict(int)
        for card in self.ideas:
            stages[card.idea.stage] += 1
        rows = list(Reach.visible.to(reader).filter(team=team).select_related("confirmed_by"))
        stated = list(ReachStatement.visible.to(reader).filter(team=team))
        found = reached(rows, stated, {team.pk: team.provider_id})
        sure = [row for row in rows if row.confirmed_on and not row.is_estimate]
        ideas = len({row.idea_id for row in sure})
        finding = (
            Finding.visible.to(reader).filter(team=team).select_related("signed_off_by").order_by("-on", "-numerator").first()
        )
        audience = audience_of(reach_of(reader), team=team)
        share: Any = MISSING
        if finding:
            signed = finding.signed_off_by.name if finding.signed_off_by else ""
            share = disclosure.shown(Percentage(finding.numerator, finding.denominator), audience=audience, signed_off_by=signed)
        return Figures(
            minutes=sum(row.minutes for row in self.shares),
            sessions=len(self.shares),
            first_session=self.shares[0].session.held_on if self.shares else None,
            kept=sum(stages[stage] for stage in KEPT),
            ideas=len(self.ideas),
            by_stage=_by_stage(stages) or "Ideas are added by the ward team",
            patients=found.by_team.get(team.pk, 0) if sure else MISSING,
            patients_base=_reach_base(ideas, bool(stated)) if sure else "Counted in each change idea",
            patients_note=_reach_note(sure, found.estimated),
            finding=finding,
            share=share,
        )


def _by_stage(stages: dict[str, int]) -> str:
    rest = [stage for stage in ChangeIdea.Stage if stage not in KEPT and stages[stage]]
    return ", ".join(f"{stages[stage]} {stage.label.lower()}" for stage in rest) or ("all of them" if stages else "")


def _reach_base(ideas: int, apart: bool) -> str:
    if ideas == 1:
        return "by one idea"
    return (
        f"sum of {ideas} ideas that the team says do not overlap"
        if apart
        else f"by the largest of {ideas} ideas, which may overlap"
    )


def _reach_note(sure: list[Reach], estimated: int) -> str:
    words = []
    if sure:
        last = max(sure, key=lambda row: row.confirmed_on or date.min)
        if last.confirmed_on:
            words.append(f"confirmed on {day(last.confirmed_on)}")
    if estimated:
        words.append(f"{estimated:,} estimated, not in the figure")
    return "; ".join(words)


def page_of_ward(reader: Any, team: Team) -> WardPage:
    """Everything that the reader may see of one ward team."""
    steps = list(TeamStep.visible.to(reader).filter(team=team))
    kinds = service_types(reader, [team])
    return WardPage(team, reader, kinds.get(team.pk, ""), idea_cards(reader, [team]), steps)


def idea_cards(reader: Any, teams: list[Any]) -> list[IdeaCard]:
    """The ideas of these teams, those last moved first, abandoned ones last; all points in one query."""
    ideas = list(
        ChangeIdea.visible.to(reader).filter(team__in=teams).select_related("owner", "adopted_from").order_by("-moved_on", "id")
    )
    chosen = _measures_of(reader, ideas)
    points: dict[Any, list[MeasurePoint]] = defaultdict(list)
    rebases: dict[Any, list[Rebase]] = defaultdict(list)
    keys = [measure.pk for measure in chosen.values()]
    for point in MeasurePoint.visible.to(reader).filter(measure__in=keys, series=MeasurePoint.Series.FOR_WHOM).order_by("at"):
        points[point.measure_id].append(point)
    for rebase in Rebase.visible.to(reader).filter(measure__in=keys).order_by("at"):
        rebases[rebase.measure_id].append(rebase)
    rests = pauses.bands(reader, teams) if keys else {}
    cards = []
    for idea in ideas:
        measure = chosen.get(idea.pk)
        cards.append(
            IdeaCard(
                idea,
                measure_charts.shown(measure, points[measure.pk], rebases[measure.pk], rests[idea.team_id]) if measure else None,
            )
        )
    return sorted(cards, key=lambda card: not card.is_running)


def _measures_of(reader: Any, ideas: list[ChangeIdea]) -> dict[Any, Measure]:
    """Idea → the measure that tells most: an outcome before a process before a balancing measure."""
    rank = {Measure.Kind.OUTCOME: 0, Measure.Kind.PROCESS: 1, Measure.Kind.BALANCING: 2}
    rows = Measure.visible.to(reader).filter(idea__in=ideas)
    chosen: dict[Any, Measure] = {}
    for measure in sorted(rows, key=lambda row: (rank[Measure.Kind(row.kind)], row.name), reverse=True):
        chosen[measure.idea_id] = measure
    return chosen
