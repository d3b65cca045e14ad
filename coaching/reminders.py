"""Monday's reminders: one digest a person and kind, made once an ISO week, whatever happens.

What is due is read from the tables, never from the clock of a task: a tick that comes twice, late or from
two beats at once makes nothing twice (`DigestRun` is unique by week, each mail by person, kind and period).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from coaching.models import Action, Ask, DigestRun, Session, SessionTeam
from ideas.models import ChangeIdea
from people import outbox
from people.models import Mail, Person
from ui.templatetags.formats import day, weekday
from wards import calls as call_list
from wards import pauses
from wards.access import ensure
from wards.models import Call, Membership, Programme, SafeContact, Team
from wards.reach import in_force
from wards.roles import CONFIDENTIAL

#: A change idea that nobody moved for so many days is named in its ward manager's digest.
UNTOUCHED_DAYS = 30

#: Kind → the roles it is for and its name on the page.
KINDS = {
    "digest-coach": ("coach",),
    "digest-ward": ("ward_manager",),
    "digest-sponsor": ("sponsor", "deputy_sponsor"),
}
NAMES = {
    "digest-coach": "Coach's week",
    "digest-ward": "Ward manager's week",
    "digest-sponsor": "Sponsor's month",
}

_FINISHED = (ChangeIdea.Stage.ROUTINE, ChangeIdea.Stage.ABANDONED)


@dataclass(frozen=True)
class Line:
    """What is said and the address that opens the thing to do."""

    text: str
    path: str

    @property
    def link(self) -> str:
        return settings.SITE_ADDRESS + self.path


@dataclass
class Digest:
    person: Person
    kind: str
    period: str
    parts: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))

    @property
    def subject(self) -> str:
        return "; ".join(f"{heading}: {len(lines)}" for heading, lines in self.parts.items())[:200]


def week_of(on: date) -> str:
    """The ISO week of a day: 2026-W48.

    >>> week_of(date(2027, 1, 3))
    '2026-W53'
    """
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02d}"


def is_due(now: datetime) -> bool:
    """Whether this week's digests should exist by now: from Monday 08:00 in London on."""
    local = timezone.localtime(now)
    return local.isoweekday() > 1 or local.hour >= 8


def make_due(programme: Programme, *, by: Person, now: datetime | None = None) -> int:
    """Make this week's digests where they are due and were not made. Returns how many mails were made."""
    now = now or timezone.now()
    return make_week(programme, by=by, today=timezone.localdate(now)) if is_due(now) else 0


@transaction.atomic
def make_week(programme: Programme, *, by: Person, today: date | None = None) -> int:
    """Make the digests of today's ISO week now; those made already stay as they are.

    Returns how many mails were made. Raises PermissionDenied.
    """
    ensure(by, "make_digests", programme)
    today = today or timezone.localdate()
    run = DigestRun(programme=programme, week=week_of(today), made_by=by, mails=0)
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        return 0
    mails = [_mail(programme, digest) for digest in digests(programme, by=by, today=today)]
    made = outbox.queue(mails)
    call_list.add(calls(programme, by=by, today=today), by=by)
    run.mails = made
    run.save(update_fields=["mails"])
    return made


def digests(programme: Programme, *, by: Person, today: date) -> list[Digest]:
    """What each person would be sent in this week, those with nothing to say left out. A fixed number of queries.

    by: as whom rows are read; somebody who reads the whole programme.
    """
    members = list(
        Membership.visible.to(by)
        .filter(in_force(today), programme=programme, team__state=Team.State.ACTIVE)
        .filter(role__in=[role for roles in KINDS.values() for role in roles])
        .exclude(person__email="")
        .select_related("person", "team__provider")
        .order_by("person__name", "team__name")
    )
    resting = pauses.silenced(by, {member.team for member in members}, today)
    members = [member for member in members if member.team_id not in resting]
    facts = _Facts(by, {member.team_id for member in members}, today)
    found: dict[tuple[Any, str], Digest] = {}
    for kind, roles in KINDS.items():
        if kind == "digest-sponsor" and not is_first_week(today):
            continue
        period = f"{today:%Y-%m}" if kind == "digest-sponsor" else week_of(today)
        for member in members:
            if member.role in roles:
                digest = found.setdefault((member.person_id, kind), Digest(member.person, kind, period))
                _WRITERS[kind](digest, member.team, facts)
    for digest in found.values():
        if digest.kind == "digest-coach" and (late := facts.overdue.get(digest.person.pk)):
            digest.parts["Overdue actions of yours"] += [
                Line(f"{action.what} (due {day(action.due_on)})", reverse("actions")) for action in late
            ]
    return [digest for digest in found.values() if digest.parts]


def calls(programme: Programme, *, by: Person, today: date) -> list[Call]:
    """What practitioners who are reached by phone or post should be told this week, in place of a mail: their next
    session, where one is planned within two weeks. One line a person. A fixed number of queries."""
    members = list(
        Membership.visible.to(by)
        .filter(in_force(today), programme=programme, team__state=Team.State.ACTIVE, role__in=CONFIDENTIAL)
        .select_related("person", "team__provider")
        .order_by("person__name", "team__name")
    )
    ways = call_list.ways_of(by, {member.person_id for member in members})
    resting = pauses.silenced(by, {member.team for member in members}, today)
    members = [
        m for m in members if m.team_id not in resting and m.person_id in ways and ways[m.person_id].way != SafeContact.Way.EMAIL
    ]
    if not members:
        return []
    facts = _Facts(by, {member.team_id for member in members}, today)
    found: dict[Any, Call] = {}
    for member in members:
        session = facts.next.get(member.team_id)
        if session is None or session.held_on > today + timedelta(days=14):
            continue
        at = f" at {session.starts_at:%H:%M}" if session.starts_at else ""
        way = session.get_mode_display().lower()
        say = f"{member.team} meets on {weekday(session.held_on)}{at}, {way if way.startswith('in ') else f'by {way}'}."
        line = found.setdefault(
            member.person_id, Call(team=member.team, person=member.person, kind="next-session", period=week_of(today), say="")
        )
        line.say = f"{line.say}\n{say}".strip()
    return list(found.values())


def is_first_week(today: date) -> bool:
    """Whether the week's Monday is the first of its month: then sponsors get their monthly digest."""
    monday = today - timedelta(days=today.weekday())
    return monday.day <= 7


class _Facts:
    """What the digests of many teams say, read in four queries."""

    def __init__(self, by: Person, teams: set[Any], today: date) -> None:
        self.today = today
        monday = today - timedelta(days=today.weekday())
        self.met, self.planned_this_week = set(), set()
        self.to_log: dict[Any, list[Session]] = defaultdict(list)
        self.next: dict[Any, Session] = {}
        shares = (
            SessionTeam.visible.to(by)
            .filter(team__in=teams)
            .filter(
                Q(session__status=Session.Status.PLANNED)
                | Q(session__status=Session.Status.DELIVERED, session__held_on__gte=monday - timedelta(days=7))
            )
            .select_related("session")
            .order_by("session__held_on", "session__starts_at", "pk")
        )
        for share in shares:
            session = share.session
            if session.status == Session.Status.DELIVERED:
                self.met.add(share.team_id)
                continue
            if session.held_on < today:
                self.to_log[share.team_id].append(session)
            else:
                self.next.setdefault(share.team_id, session)
            if monday <= session.held_on < monday + timedelta(days=7):
                self.planned_this_week.add(share.team_id)
        actions = list(Action.visible.to(by).filter(team__in=teams, done_on=None))
        self.actions = self._by("team_id", actions)
        late = [action for action in actions if action.owner_id and action.due_on and action.due_on < today]
        self.overdue = self._by("owner_id", late)
        quiet = ChangeIdea.visible.to(by).filter(team__in=teams, moved_on__lte=today - timedelta(days=UNTOUCHED_DAYS))
        self.untouched = self._by("team_id", quiet.exclude(stage__in=_FINISHED))
        self.asks = self._by("team_id", Ask.visible.to(by).filter(team__in=teams, answer=Ask.Answer.WAITING))

    @staticmethod
    def _by(name: str, rows: Iterable[Any]) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = defaultdict(list)
        for row in rows:
            found[getattr(row, name)].append(row)
        return found


def _coach(digest: Digest, team: Team, facts: _Facts) -> None:
    for session in facts.to_log[team.pk]:
        digest.parts["Sessions to log"].append(Line(f"{team}, {day(session.held_on)}", reverse("session_log", args=[session.pk])))
    if team.pk not in facts.met and team.pk not in facts.planned_this_week:
        digest.parts["Teams without a session last week or this week"].append(
            Line(f"{team}: plan a session", f"{reverse('plan_new')}?team={team.pk}")
        )


def _ward(digest: Digest, team: Team, facts: _Facts) -> None:
    if session := facts.next.get(team.pk):
        at = f", {session.starts_at:%H:%M}" if session.starts_at else ""
        digest.parts["Next session"].append(Line(f"{team}, {day(session.held_on)}{at}", reverse("session", args=[session.pk])))
    for action in facts.actions[team.pk]:
        due = f" (due {day(action.due_on)})" if action.due_on else ""
        digest.parts["Open actions"].append(Line(f"{action.what}{due}", reverse("actions")))
    for idea in facts.untouched[team.pk]:
        days = (facts.today - idea.moved_on).days
        digest.parts[f"Change ideas not moved for {UNTOUCHED_DAYS} days"].append(
            Line(f"{idea.title}: {idea.get_stage_display().lower()} for {days} days", reverse("idea", args=[idea.pk]))
        )


def _sponsor(digest: Digest, team: Team, facts: _Facts) -> None:
    for ask in facts.asks[team.pk]:
        days = (facts.today - ask.asked_on).days
        digest.parts["Requests waiting for you"].append(
            Line(f"{team}: {ask.title} (waiting {days} {'day' if days == 1 else 'days'})", reverse("ask", args=[ask.pk]))
        )


_WRITERS = {"digest-coach": _coach, "digest-ward": _ward, "digest-sponsor": _sponsor}


def _mail(programme: Programme, digest: Digest) -> Mail:
    words = {
        "digest": digest,
        "parts": dict(digest.parts),
        "site": settings.SITE_ADDRESS,
        "programme_name": settings.PROGRAMME_NAME,
    }
    return Mail(
        person=digest.person,
        programme_id=programme.pk,
        kind=digest.kind,
        period=digest.period,
        to=digest.person.email,
        subject=digest.subject,
        text=render_to_string("coaching/reminder_mail.txt", words),
        html=render_to_string("coaching/reminder_mail.html", words),
    )
