"""What waits for whom: the rows of Today, for every role that a person holds, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Prefetch, Q, Sum
from django.urls import reverse
from django.utils import timezone

from coaching import hours_given
from coaching.models import Action, Ask, Session, SessionCoach
from events.models import Event
from ideas.models import ChangeIdea
from impact.facts import facts_of
from impact.models import Summary
from impact.radar import Quiet, Radar, radar
from people.acting import acting_as
from people.models import Mail, Person
from qiprogramme import wording
from surveys.models import RegionRollup, TeamWave, Wave
from ui.templatetags.formats import weekday
from wards.access import mails_seen, system_person
from wards.models import Programme, Team
from wards.reach import Reach, reach_of
from wards.roles import ROLES

COACHING_ROLES = frozenset({"coach", "associate", "executive_coach"})
WARD_ROLES = frozenset({"ward_manager", "team_member", "practitioner"})
SPONSORS = frozenset({"sponsor", "deputy_sponsor"})
COMMUNITY_ROLES = frozenset({"practitioner", "associate", "involvement_lead"})
NATIONAL_ROLES = frozenset({"national_lead", "analyst"})

#: A change idea that has not moved for so many days is asked about; an answer of the sponsor stays for so many.
IDEA_DAYS, ANSWER_DAYS = 30, 21

#: So many quiet teams are shown; the list of ward teams has the rest.
QUIET_SHOWN = 6


@dataclass(frozen=True)
class Step:
    """A button or link: what it says and where it leads."""

    text: str
    href: str


@dataclass
class Part:
    """A list on the page: its rows, and of how many they are the first."""

    rows: list[Any] = field(default_factory=list)
    count: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass
class OpenRound:
    """An open survey round: answers that came in and how many were invited, where every team says so."""

    wave: Wave
    answers: int
    invited: int | None


@dataclass(frozen=True)
class Ahead:
    """One line of “Coming up”: a session or an event. at: None where its start is not known."""

    on: date
    at: time | None
    session: Session | None = None
    event: Event | None = None


@dataclass
class Day:
    """Everything on Today. A part that a person's roles do not have is None; one that is empty says so."""

    today: date
    sentence: str = ""
    first: Step | None = None
    more: list[Step] = field(default_factory=list)
    to_log: Part | None = None
    radar: Radar | None = None
    coming: list[Session] | None = None
    events: list[Event] = field(default_factory=list)
    actions: Part | None = None
    overdue: int = 0
    my_hours: hours_given.MyHours | None = None
    ideas: Part | None = None
    links: list[TeamWave] = field(default_factory=list)
    waiting_asks: Part | None = None
    answered_asks: list[Ask] = field(default_factory=list)
    not_logged: int | None = None
    mails: dict[str, int] = field(default_factory=dict)
    rounds: list[OpenRound] | None = None
    figures: list[dict[str, Any]] = field(default_factory=list)
    summary: Summary | None = None
    may_plan: bool = False

    @property
    def shown_quiet(self) -> list[Quiet]:
        return self.radar.quiet[:QUIET_SHOWN] if self.radar else []

    @property
    def quiet_right(self) -> str:
        return f"{len(self.radar.quiet)} of {self.radar.watched} ward teams" if self.radar and self.radar.watched else ""

    @property
    def ahead(self) -> list[Ahead]:
        """Sessions and events to come, in one order of days."""
        found = [Ahead(session.held_on, session.starts_at, session=session) for session in self.coming or []]
        for event in self.events:
            begins = timezone.localtime(event.starts_at)
            found.append(Ahead(begins.date(), begins.time(), event=event))
        return sorted(found, key=lambda one: (one.on, one.at or time.min))

    @property
    def all_actions(self) -> str:
        return f"All {self.actions.count} actions" if self.actions and self.actions.count > 1 else "Actions"

    @property
    def hours_heading(self) -> str:
        return f"My hours in {self.today:%B}"

    @property
    def hours_base(self) -> str:
        """Of which sessions and days the hours are."""
        if self.my_hours is None or not self.my_hours.sessions:
            return f"No session logged since 1 {self.today:%B}"
        number = self.my_hours.sessions
        return f"{number} {'session' if number == 1 else 'sessions'} logged, 1 to {self.today.day} {self.today:%B}"

    @property
    def hours_note(self) -> str:
        if self.my_hours is None or not self.my_hours.waiting:
            return ""
        return f"{self.my_hours.waiting} still to log, not counted"

    @property
    def is_wide(self) -> bool:
        """Whether anything stands in the wide column."""
        return any(part is not None for part in (self.waiting_asks, self.to_log, self.rounds, self.radar, self.ideas))

    @property
    def figures_as_of(self) -> str:
        return f"as of {timezone.localtime():%H:%M} today"


def today_of(person: Person) -> Day:
    """The day of a person. Reads through the gate alone."""
    reach = reach_of(person)
    day = Day(reach.today)
    roles = reach.roles
    if roles & COACHING_ROLES:
        _coaching(day, person, reach)
    if roles & WARD_ROLES:
        _ward(day, person, reach)
    if roles & SPONSORS:
        day.waiting_asks = _waiting(person, _teams(reach, SPONSORS))
    if "provider_lead" in roles or "involvement_lead" in roles:
        _provider(day, person, reach)
    if "programme_team" in roles:
        _programme(day, person)
    if roles & NATIONAL_ROLES:
        _national(day, person, reach)
    day.may_plan = reach.may("log_session")
    if roles:
        _what_is_coming(day, person, reach)
        _actions(day, person, reach)
    day.first, day.more = _steps(day, reach)
    day.sentence = _sentence(day)
    return day


def _teams(reach: Reach, roles: Iterable[str]) -> set[UUID]:
    """Keys of the teams in which the person holds one of these roles."""
    return {m.team_id for m in reach.memberships if m.team_id and m.role in roles}


def _with_teams(rows: Any, person: Person) -> Any:
    """Sessions with the ward teams and coaches that the person may see."""
    return rows.prefetch_related(
        Prefetch("teams", Team.visible.to(person).order_by("name"), to_attr="shown_teams"),
        Prefetch("coaching", SessionCoach.visible.to(person).select_related("person"), to_attr="shown_coaches"),
    )


def _not_logged(rows: Any, today: date) -> Any:
    """Planned sessions whose time is past."""
    now = timezone.localtime().time()
    past = Q(held_on__lt=today) | Q(held_on=today, starts_at__lt=now)
    return rows.filter(past, status=Session.Status.PLANNED)


def _coaching(day: Day, person: Person, reach: Reach) -> None:
    mine = Session.visible.to(person).filter(coaching__person=person.pk)
    waiting = list(_with_teams(_not_logged(mine, day.today).order_by("-held_on", "starts_at", "id"), person))
    day.to_log = Part(waiting[:8], len(waiting))
    if coached := _teams(reach, {"coach"}):
        day.radar = radar(person, teams=coached, today=day.today)
    of_executives = reach.roles & COACHING_ROLES == {"executive_coach"}
    day.my_hours = hours_given.of_month(person, day.today, waiting, of_executives=of_executives)


def _ward(day: Day, person: Person, reach: Reach) -> None:
    teams = _teams(reach, WARD_ROLES)
    ideas = ChangeIdea.visible.to(person).filter(team__in=teams, moved_on__lte=day.today - timedelta(days=IDEA_DAYS))
    still = ideas.exclude(stage__in=[ChangeIdea.Stage.ROUTINE, ChangeIdea.Stage.ABANDONED]).filter(just_done_on=None)
    found = list(still.select_related("team").order_by("moved_on", "id"))
    for idea in found:
        idea.still_for = (day.today - idea.moved_on).days
    day.ideas = Part(found[:5], len(found))
    answering = {m.team_id for m in reach.memberships if m.team_id and "see_survey_link" in ROLES[m.role].may}
    open_now = {"wave__opens_on__lte": day.today, "wave__closes_on__gte": day.today, "wave__stopped_on": None}
    links = TeamWave.visible.to(person).filter(team__in=answering & teams, **open_now)
    day.links = list(links.select_related("team", "wave").order_by("wave__closes_on", "id"))
    asking = {m.team_id for m in reach.memberships if m.team_id and "ask_sponsor" in ROLES[m.role].may}
    since = day.today - timedelta(days=ANSWER_DAYS)
    answered = Ask.visible.to(person).filter(team__in=asking, answered_on__gte=since)
    day.answered_asks = list(answered.select_related("team", "answered_by").order_by("-answered_on", "id")[:3])


def _waiting(person: Person, teams: Iterable[UUID]) -> Part:
    """Requests that wait for an answer, the longest first."""
    rows = Ask.visible.to(person).filter(team__in=list(teams), answer=Ask.Answer.WAITING)
    found = list(rows.select_related("team", "asked_by").order_by("asked_on", "id"))
    today = timezone.localdate()
    for ask in found:
        ask.waits = (today - ask.asked_on).days
        ask.is_long = ask.waits >= Ask.LONG_WAIT_DAYS
    return Part(found[:5], len(found))


def _provider(day: Day, person: Person, reach: Reach) -> None:
    teams = set(Team.visible.to(person).filter(provider__in=reach.owned_providers).values_list("pk", flat=True))
    if day.radar is None:
        day.radar = radar(person, teams=teams, today=day.today)
    if day.waiting_asks is None:
        day.waiting_asks = _waiting(person, teams)


def _programme(day: Day, person: Person) -> None:
    day.radar = radar(person, today=day.today)
    day.not_logged = _not_logged(Session.visible.to(person), day.today).count()
    troubled = [Mail.State.UNCERTAIN, Mail.State.FAILED]
    day.mails = dict(mails_seen(person).filter(state__in=troubled).order_by().values_list("state").annotate(n=Count("pk")))
    waves = (
        Wave.visible.to(person).filter(opens_on__lte=day.today, closes_on__gte=day.today, stopped_on=None).select_related("phase")
    )
    day.rounds = _responses(person, list(waves.order_by("closes_on", "id")))


def _responses(person: Person, waves: list[Wave]) -> list[OpenRound]:
    """How many answered each round: of its first question, valid answers and the others together."""
    answers: dict[Any, int] = {}
    for wave, n, others in (
        RegionRollup.visible.to(person).filter(wave__in=waves, position=1).values_list("wave_id", "n", "others")
    ):
        answers[wave] = answers.get(wave, 0) + n + sum(others)
    parts = TeamWave.visible.to(person).filter(wave__in=waves).order_by().values_list("wave_id")
    invited = {wave: total if not unknown else None for wave, total, unknown in parts.annotate(
        total=Sum("invited"), unknown=Count("pk", filter=Q(invited=None)))}  # fmt: skip
    return [OpenRound(wave, answers.get(wave.pk, 0), invited.get(wave.pk)) for wave in waves]


def _national(day: Day, person: Person, reach: Reach) -> None:
    """The headline figures, worked out as everybody sees them, each with its published page."""
    allowed = [m.programme_id for m in reach.memberships if "see_claims" in ROLES[m.role].may]
    programme = Programme.visible.to(person).filter(pk__in=allowed).first()
    if programme is None:
        return
    reader = system_person(programme)
    with acting_as(reader), transaction.atomic():
        facts = facts_of(programme, reader)
        total = facts.hours
        counted = [
            ("wards", "Wards", f"{len(facts.wards):,}", "", "active at any time, with a session delivered"),
            ("providers", "Providers", f"{len(facts.providers):,}", "", "of the wards that took part"),
            (
                "coaching_hours",
                "Time delivered",
                wording.hours(total.delivered),
                "hours",
                f"{total.sessions:,} sessions, each counted once",
            ),
            ("staff", "Staff", f"{len(facts.staff):,}", "", "with a ward role, who came at least once"),
        ]
    day.figures = [
        {"label": label, "value": value, "unit": unit, "base": base, "href": reverse("claim", args=[key])}
        for key, label, value, unit, base in counted
    ]
    day.summary = Summary.visible.to(person).filter(programme=programme, published_at__isnull=False).first()


def _what_is_coming(day: Day, person: Person, reach: Reach) -> None:
    rows = Session.visible.to(person).filter(status=Session.Status.PLANNED, held_on__gte=day.today)
    mine = Q(coaching__person=person.pk)
    mine |= Q(kind__in=[*Session.HEADLINE_KINDS, Session.Kind.SPONSOR], shares__team__in=_teams(reach, WARD_ROLES))
    mine |= Q(kind=Session.Kind.SPONSOR, shares__team__in=_teams(reach, SPONSORS))
    if reach.roles & (COACHING_ROLES | WARD_ROLES | SPONSORS):
        now = timezone.localtime().time()
        ahead = rows.filter(mine).exclude(held_on=day.today, starts_at__lt=now).distinct()
        day.coming = list(_with_teams(ahead.order_by("held_on", "starts_at", "id")[:4], person))
    kinds = set(Event.NATIONAL_KINDS) | ({Event.Kind.COMMUNITY} if reach.roles & COMMUNITY_ROLES else set())
    events = Event.visible.to(person).filter(status=Event.Status.PLANNED, kind__in=kinds, starts_at__gte=timezone.now())
    day.events = list(events[:3])


def _actions(day: Day, person: Person, reach: Reach) -> None:
    """My open actions; for a ward manager the ward's, whoever promised them."""
    mine = Q(owner=person.pk) | Q(team__in=_teams(reach, {"ward_manager"}))
    rows = Action.visible.to(person).filter(mine, done_on=None).select_related("team", "owner")
    found = list(rows.order_by("due_on", "id"))
    for action in found:
        action.late_by = max(0, (day.today - action.due_on).days) if action.due_on else 0
    day.overdue = sum(action.late_by > 0 for action in found)
    if found or reach.roles & (COACHING_ROLES | WARD_ROLES):
        day.actions = Part(found[:4], len(found))


def _steps(day: Day, reach: Reach) -> tuple[Step | None, list[Step]]:
    """The thing that each role does most; the first one is the page's button."""
    ward = sorted(_teams(reach, WARD_ROLES), key=str)
    places = sorted({m.provider_id for m in reach.memberships if m.provider_id}, key=str)
    steps = []
    if day.waiting_asks and reach.roles & SPONSORS:
        steps.append(Step("Answer the longest waiting request", reverse("ask", args=[day.waiting_asks.rows[0].pk])))
    if "programme_team" in reach.roles and not reach.roles & COACHING_ROLES:
        steps.append(Step("See all ward teams", reverse("ward_list")))
    if reach.roles & (COACHING_ROLES | {"programme_team"}):
        steps.append(Step("Log a session", reverse("session_new")))
    if reach.roles & {"ward_manager", "team_member"} and ward:
        several = len(ward) > 1
        steps.append(Step("Add a change idea", reverse("idea_list") if several else reverse("idea_new", args=ward)))
    elif "practitioner" in reach.roles and ward:
        steps.append(Step("See what we are changing", reverse("ward_ideas", args=ward[:1])))
    if reach.roles & SPONSORS and not day.waiting_asks:
        steps.append(Step("See my wards", reverse("sponsor")))
    if reach.roles & NATIONAL_ROLES:
        steps.append(Step("Open the national picture", reverse("national")))
    if places:
        steps.append(Step("Open my provider", reverse("provider", args=places[:1])))
    return (steps[0], steps[1:]) if steps else (None, [])


def _sentence(day: Day) -> str:
    """The day in one sentence."""
    said = []
    if day.to_log:
        said.append(wording.count(day.to_log.count, "session to log", "sessions to log"))
    if day.not_logged:
        said.append(wording.count(day.not_logged, "session past and not logged", "sessions past and not logged"))
    if day.radar and day.radar.quiet:
        said.append(wording.count(len(day.radar.quiet), "ward team that may need a hand", "ward teams that may need a hand"))
    if day.ideas:
        said.append(wording.count(day.ideas.count, "change idea that has", "change ideas that have") + " not moved for a month")
    if day.overdue:
        said.append(wording.count(day.overdue, "overdue action", "overdue actions"))
    if day.mails:
        said.append(wording.count(sum(day.mails.values()), "reminder that needs a look", "reminders that need a look"))
    sentences = []
    if day.waiting_asks:
        sentences.append(wording.count(day.waiting_asks.count, "request is", "requests are") + " waiting for an answer")
    if said:
        sentences.append(said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}")
    day_in_words = " ".join(f"{each[0].upper()}{each[1:]}." for each in sentences) or "Nothing is waiting for you."
    return f"{day_in_words} {_next_session(day)}".rstrip()


def _next_session(day: Day) -> str:
    """For whoever works on a ward: when the coach comes next."""
    for one in day.ahead if day.ideas is not None else []:
        if one.session:
            at = f", {one.at:%H:%M}" if one.at else ""
            return f"Next session: {'today' if one.on == day.today else weekday(one.on)}{at}."
    return ""
