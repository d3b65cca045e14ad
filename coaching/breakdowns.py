"""Hours of coaching broken down: by programme, phase, provider, ward, coach, month and kind. All in whole minutes.

Each breakdown has the measure that adds up in it. A session of several wards or coaches stands once in time
delivered; by ward each line holds the ward's share, by coach the coach's own time, and both sum to the whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from coaching.hours import counted
from coaching.models import Session, SessionCoach, SessionTeam
from people.models import Person
from wards.models import Programme, Team
from wards.models.teams import UNSIGNED

#: The three measures, never mixed: name in files → words on the page.
MEASURES = {
    "time_delivered": "Time delivered",
    "coaches_time": "Coaches’ time",
    "each_wards_share": "Each ward’s share",
}
TIME, COACHES, SHARE = MEASURES


@dataclass(frozen=True)
class Amount:
    """Minutes of one measure: planned (whatever became of it, up to today), delivered, and delivered without
    workshops."""

    planned: int = 0
    delivered: int = 0
    without: int = 0

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.planned - other.planned, self.delivered - other.delivered, self.without - other.without)


@dataclass(frozen=True)
class Line:
    """One line. sessions: how many were delivered, None where that cannot be told; asked: what the address of the list of
    sessions says, so that it holds this line's sessions and no others (None where no address does)."""

    name: str
    sessions: int | None
    amounts: dict[str, Amount]
    asked: dict[str, str] | None = None
    note: str = ""
    key: Any = None


@dataclass(frozen=True)
class Breakdown:
    """by: “ward”, “month” …; measures: those that every line has, the first being the one that leads."""

    by: str
    measures: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)

    @property
    def whole(self) -> dict[str, Amount]:
        """Measure → the sum of all lines."""
        return {name: _sum(line.amounts[name] for line in self.lines) for name in self.measures}


def _sum(amounts: Iterable[Amount]) -> Amount:
    found = list(amounts)
    return Amount(*(sum(getattr(each, part) for each in found) for part in ("planned", "delivered", "without")))


def up_to_today(rows: QuerySet[Session]) -> QuerySet[Session]:
    """What is still to come must not look like what was missed."""
    return rows.filter(held_on__lte=timezone.localdate())


def _sums(of: str, session: str = "") -> dict[str, Any]:
    """Planned, delivered and delivered without workshops, of a column; session: the lookup to the session."""
    done = Q(**{f"{session}status": Session.Status.DELIVERED})
    workshop = Q(**{f"{session}kind": Session.Kind.WORKSHOP})
    return {
        f"{of}_planned": Coalesce(Sum(of), 0),
        f"{of}_delivered": Coalesce(Sum(of, filter=done), 0),
        f"{of}_without": Coalesce(Sum(of, filter=done & ~workshop), 0),
    }


def _amount(row: dict[str, Any], of: str) -> Amount:
    return Amount(row[f"{of}_planned"], row[f"{of}_delivered"], row[f"{of}_without"])


def _of_sessions(rows: QuerySet[Session], column: str) -> list[dict[str, Any]]:
    done = Q(status=Session.Status.DELIVERED)
    found = counted(rows.order_by()).annotate(month=TruncMonth("held_on")).values(column)
    sums = _sums("minutes") | _sums("coach_minutes")
    return list(found.annotate(sessions=Count("pk", filter=done), **sums).order_by(column))


def _session_line(row: dict[str, Any], name: str, asked: dict[str, str], key: Any = None) -> Line:
    amounts = {TIME: _amount(row, "minutes"), COACHES: _amount(row, "coach_minutes")}
    return Line(name, row["sessions"], amounts, asked, key=key)


def by_programme(rows: QuerySet[Session], programmes: Sequence[Programme]) -> Breakdown:
    """Each programme that has a session among these."""
    names = {programme.pk: programme.name for programme in programmes}
    found = _of_sessions(rows, "programme")
    lines = [_session_line(row, names[row["programme"]], {"programme": str(row["programme"])}) for row in found]
    return Breakdown("programme", (TIME, COACHES), lines)


def by_kind(rows: QuerySet[Session]) -> Breakdown:
    """All kinds that there are, executive coaching too: the one breakdown that is not of the published kinds alone."""
    found = {row["kind"]: row for row in _of_sessions(rows, "kind")}
    lines = [
        _session_line(found[kind.value], str(kind.label), {"kind": kind.value}, kind) for kind in Session.Kind if kind in found
    ]
    return Breakdown("kind", (TIME, COACHES), lines)


def by_month(rows: QuerySet[Session]) -> Breakdown:
    """From the first month to the last, those without a session among them."""
    found = {row["month"]: row for row in _of_sessions(rows, "month")}
    lines = []
    for month in _every_month(min(found), max(found)) if found else []:
        asked = {"month": f"{month:%Y-%m}"}
        empty = {TIME: Amount(), COACHES: Amount()}
        name = f"{month:%B %Y}"
        lines.append(
            _session_line(found[month], name, asked, month) if month in found else Line(name, 0, empty, asked, key=month)
        )
    return Breakdown("month", (TIME, COACHES), lines)


def _every_month(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month
    starts = (first.month - 1 + i for i in range(count + 1))
    return [date(first.year + month // 12, month % 12 + 1, 1) for month in starts]


#: Where a share's ward team, phase and provider have key and name.
_OF_TEAM = {
    "ward": ("team_id", "team__name"),
    "phase": ("team__phase_id", "team__phase__name"),
    "provider": ("team__provider_id", "team__provider__name"),
}


def by_share(by: str, rows: QuerySet[Session], person: Any, whole: Amount, teams: Iterable[Team] = ()) -> Breakdown:
    """Each "ward", "phase" or "provider" with its share; a last line for wards that the person may not know.

    whole: the time delivered, to which all lines sum. teams: wards that stand there with nothing, if they had nothing.
    """
    key, name = _OF_TEAM[by]
    done = Q(session__status=Session.Status.DELIVERED)
    shares = SessionTeam.visible.to(person).filter(session__in=rows.order_by())
    found = (
        shares.order_by()
        .values(key, name, *(["team__provider__name"] if by == "ward" else []))
        .annotate(sessions=Count("session", filter=done, distinct=True), **_sums("minutes", "session__"))
        .order_by(name, key)
    )
    lines = [
        Line(
            row[name],
            row["sessions"],
            {SHARE: _amount(row, "minutes")},
            {by: str(row[key])},
            row.get("team__provider__name", ""),
            row[key],
        )
        for row in found
    ]
    there = {line.key for line in lines}
    known = {team.pk: team for team in teams}
    lines = [replace(line, note=_place(known[line.key])) if line.key in known else line for line in lines]
    lines += [
        Line(team.name, 0, {SHARE: Amount()}, {by: str(key)}, _place(team), key)
        for key, team in known.items()
        if key not in there
    ]
    lines.sort(key=lambda line: (line.name, str(line.key)))
    return _with_rest(Breakdown(by, (SHARE,), lines), whole, "Wards that you may not see")


def _place(team: Team) -> str:
    """Its provider, and where it stands if it is coached no more."""
    return team.provider.name if team.is_active else f"{team.provider.name}; {team.get_state_display().lower()}"


def by_coach(rows: QuerySet[Session], person: Any, whole: Amount) -> Breakdown:
    """Each coach's own time. whole: the coaches' time, to which all lines sum."""
    done = Q(session__status=Session.Status.DELIVERED)
    found = (
        SessionCoach.visible.to(person)
        .filter(session__in=rows.order_by())
        .order_by()
        .values("person_id")
        .annotate(sessions=Count("session", filter=done), **_sums("session__minutes", "session__"))
    )
    counts = {row["person_id"]: row for row in found}
    lines = [
        Line(
            coach.name,
            counts[coach.pk]["sessions"],
            {COACHES: _amount(counts[coach.pk], "session__minutes")},
            {"coach": str(coach.pk)},
            key=coach.pk,
        )
        for coach in Person.objects.filter(pk__in=counts).order_by("name", "id")
    ]
    return _with_rest(Breakdown("coach", (COACHES,), lines), whole, "Coaches whom you may not know")


def _with_rest(found: Breakdown, whole: Amount, words: str) -> Breakdown:
    [measure] = found.measures
    rest = whole - found.whole[measure]
    if rest != Amount():
        found.lines.append(Line(words, None, {measure: rest}))
    return found


def teams_counted(programme: Programme, person: Any) -> list[Team]:
    """The ward teams of a programme that take part or took part, so that those that had nothing are told as well."""
    rows = Team.visible.to(person).filter(programme=programme).exclude(state__in=UNSIGNED)
    return list(rows.select_related("provider", "phase").order_by("name", "id"))


FILE_HEAD = (
    "breakdown",
    "part",
    "sessions_delivered",
    *(
        column
        for name in MEASURES
        for column in (f"{name}_planned_minutes", f"{name}_minutes", f"{name}_without_workshops_minutes")
    ),
)


def file_rows(breakdowns: Iterable[Breakdown]) -> list[list[Any]]:
    """One row a line; the cells of measures that a breakdown does not have are empty."""
    rows = []
    for breakdown in breakdowns:
        for line in breakdown.lines:
            amounts = [line.amounts.get(name) for name in MEASURES]
            numbers = [[each.planned, each.delivered, each.without] if each else ["", "", ""] for each in amounts]
            name = f"{line.name}, {line.note}" if line.note else line.name
            sessions = "" if line.sessions is None else line.sessions
            rows.append([breakdown.by, name, sessions, *(number for three in numbers for number in three)])
    return rows
