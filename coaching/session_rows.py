"""Sessions as lists, pages and files show them: gathered for all rows at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from coaching import hours
from coaching.access import came
from coaching.models import Session, SessionCoach, SessionTeam
from figures import wording
from people.models import Person
from ui.tables import Cell, Table
from ui.templatetags.formats import day
from wards import names
from wards.models import Team

#: Sessions that a file reads at a time.
CHUNK = 500
#: Names of a group that a line tells.
MOST_NAMED = 2


@dataclass
class SessionRow:
    """A session with what its reader may know of it.

    shares: the visible ward teams, each with its share in minutes; names: what they were called on that day;
    teams, coaches: how many there are, also those not to be known; coach_names: of those who may be known;
    expected: names of those with whom executive coaching is planned; came: people with a record here;
    only: the ward teams whose share is asked for, None for all.
    """

    session: Session
    teams: int
    coaches: int = 0
    came: int = 0
    others: int = 0
    shares: list[tuple[Team, int]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    coach_names: list[str] = field(default_factory=list)
    only: set[Any] | None = None
    coach_keys: list[Any] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    @property
    def wards(self) -> str:
        """“Larch Ward and 1 other”."""
        return _with_others(self.names, self.teams)

    @property
    def about(self) -> str:
        """The ward teams; of executive coaching, which has none, with whom it is planned."""
        if self.wards or not self.expected:
            return self.wards or "Executive coaching"
        return f"Executive coaching with {_with_others(self.expected[:MOST_NAMED], len(self.expected))}"

    @property
    def renamed(self) -> list[tuple[str, Team]]:
        """(name on that day, the team) of those that are called something else now."""
        return [(name, team) for name, (team, _) in zip(self.names, self.shares, strict=True) if name != team.name]

    @property
    def coached_by(self) -> str:
        return _with_others(self.coach_names, self.coaches)

    @property
    def coach_minutes(self) -> int:
        return self.session.minutes * self.coaches

    @property
    def share_minutes(self) -> str:
        """One number where the visible shares are equal; else each, in the order of the wards. Of the wards asked for,
        their sum."""
        if self.only is not None:
            return str(self.asked_minutes)
        parts = [minutes for _, minutes in self.shares]
        return "; ".join(str(part) for part in parts) if len(set(parts)) > 1 else str(parts[0]) if parts else ""

    @property
    def asked_minutes(self) -> int:
        """The shares of the wards that are asked for."""
        return sum(minutes for team, minutes in self.shares if self.only is None or team.pk in self.only)

    @property
    def share_hours(self) -> str:
        if self.only is not None:
            return wording.hours(self.asked_minutes)
        return " or ".join(wording.hours(part) for part in sorted({minutes for _, minutes in self.shares}, reverse=True))

    @property
    def sentence(self) -> str:
        """The three measures, each under its own name."""
        said = (
            f"Time delivered {wording.hours(self.session.minutes)} hours, coaches’ time {wording.hours(self.coach_minutes)} hours"
        )
        if not self.shares:
            return f"{said}."
        if len({minutes for _, minutes in self.shares}) == 1:
            return f"{said}, each ward’s share {wording.hours(self.shares[0][1])} hours."
        named = zip(self.names, self.shares, strict=True)
        parts = ", ".join(f"{name} {wording.hours(minutes)}" for name, (_, minutes) in named)
        return f"{said}, each ward’s share: {parts} hours."


def _with_others(names: Sequence[str], count: int) -> str:
    hidden = count - len(names)
    if not hidden:
        return ", ".join(names)
    more = f"{hidden} other{'' if hidden == 1 else 's'}"
    return f"{', '.join(names)} and {more}" if names else more


def gather(sessions: Iterable[Session], person: Any, *, only: set[Any] | None = None) -> list[SessionRow]:
    """The rows of these sessions, in order, in a number of queries that does not grow with them.

    only: keys of the ward teams whose share is asked for.
    """
    teamless = Session.EXECUTIVE_KINDS
    rows = {each.pk: SessionRow(each, 0 if each.kind in teamless else len(each.keys), only=only) for each in sessions}
    found = SessionTeam.visible.to(person).filter(session__in=rows).select_related("team").order_by("team__name", "team_id")
    past = names.past(person, [share.team for share in found])
    for share in found:
        row = rows[share.session_id]
        row.shares.append((share.team, share.minutes))
        row.names.append(past[share.team, row.session.held_on])
        row.others += share.others
    coaches = defaultdict(list)
    for session, coach in SessionCoach.visible.to(person).filter(session__in=rows).values_list("session_id", "person_id"):
        coaches[coach].append(rows[session])
        rows[session].coaches += 1
        rows[session].coach_keys.append(coach)
    for coach in Person.objects.filter(pk__in=coaches).order_by("name", "id"):
        for row in coaches[coach.pk]:
            row.coach_names.append(coach.name)
    _name_expected(rows.values())
    for session, people in came(rows).items():
        rows[session].came = people
    return list(rows.values())


def _name_expected(rows: Iterable[SessionRow]) -> None:
    """Executive coaching has no ward to tell it by: with whom it is planned."""
    expected = defaultdict(list)
    for row in rows:
        if row.session.is_executive and row.session.is_planned:
            sides = {*row.session.keys} - {row.session.programme_id, row.session.logged_by_id, *row.coach_keys}
            for key in sides:
                expected[key].append(row)
    if expected:
        for person in Person.objects.filter(pk__in=expected).order_by("name", "id"):
            for row in expected[person.pk]:
                row.expected.append(person.name)


def in_chunks(sessions: QuerySet[Session], person: Any, *, only: set[Any] | None = None) -> Iterator[SessionRow]:
    """The rows of a long list, read a part at a time."""
    part: list[Session] = []
    for session in sessions.iterator(chunk_size=CHUNK):
        part.append(session)
        if len(part) == CHUNK:
            yield from gather(part, person, only=only)
            part = []
    yield from gather(part, person, only=only)


def said_date(on: date) -> str:
    """“5 March 2024”, which no line breaks."""
    return day(on).replace(" ", "\N{NO-BREAK SPACE}")


def totals(sessions: QuerySet[Session], person: Any, only: set[Any] | None) -> str:
    """What the sessions of a list come to, each measure under its own name; nothing of nothing."""
    held = Q(status=Session.Status.DELIVERED)
    found = sessions.order_by().aggregate(planned=_sum(), delivered=_sum(filter=held))
    if not found["planned"]:
        return ""
    parts = [f"{wording.hours(found['planned'])} planned"] if found["planned"] != found["delivered"] else []
    parts.append(f"time delivered {wording.hours(found['delivered'])}")
    parts.append(f"coaches’ time {wording.hours(hours.total(sessions.filter(held)).coaches)}")
    if only is not None:
        shares = SessionTeam.visible.to(person).filter(session__in=sessions.order_by(), team__in=only).order_by()
        ours = shares.aggregate(planned=_sum(), delivered=_sum(filter=Q(session__status=Session.Status.DELIVERED)))
        words = "this ward’s share" if len(only) == 1 else "share of these wards"
        planned = f" of {wording.hours(ours['planned'])} planned" if ours["planned"] != ours["delivered"] else ""
        parts.append(f"{words} {wording.hours(ours['delivered'])}{planned}")
    return f"Together, in hours: {', '.join(parts)}."


def _sum(**only: Any) -> Any:
    return Coalesce(Sum("minutes", **only), 0)


def table(rows: Iterable[SessionRow]) -> Table:
    """The list of sessions; hours in hours."""
    return Table(
        [
            "Date",
            "Ward",
            "Kind",
            "Status",
            "Coaches",
            "Time delivered (hours)",
            "Coaches’ time (hours)",
            "Each ward’s share (hours)",
        ],
        [_cells(row) for row in rows],
        numeric=frozenset({5, 6, 7}),
    )


def _cells(row: SessionRow) -> list[Any]:
    session = row.session
    start = [
        Cell(said_date(session.held_on), reverse("session", args=[session.pk])),
        row.wards or "No ward: executive coaching",
        session.get_kind_display(),
        session.get_status_display(),
        row.coached_by,
    ]
    if session.status != Session.Status.DELIVERED:
        return [*start, "–", "–", "–"]
    return [*start, wording.hours(session.minutes), wording.hours(row.coach_minutes), row.share_hours or "–"]


FILE_HEAD = (
    "date",
    "start",
    "kind",
    "status",
    "reason",
    "mode",
    "wards",
    "number_of_wards",
    "coaches",
    "number_of_coaches",
    "people_who_came",
    "others_who_came",
    "planned_or_held_minutes",
    "time_delivered_minutes",
    "coaches_time_minutes",
    "each_wards_share_minutes",
)


def file_row(row: SessionRow) -> list[Any]:
    """One session for the file; the three measures are empty where it was not delivered."""
    session, delivered = row.session, row.session.status == Session.Status.DELIVERED
    measures = [session.minutes, row.coach_minutes, row.share_minutes] if delivered else ["", "", ""]
    return [
        session.held_on.isoformat(), f"{session.starts_at:%H:%M}" if session.starts_at else "", session.get_kind_display(),
        session.get_status_display(), session.reason, session.get_mode_display(), "; ".join(row.names),
        row.teams, "; ".join(row.coach_names), row.coaches, row.came if delivered else "", row.others if delivered else "",
        session.minutes, *measures,
    ]  # fmt: skip
