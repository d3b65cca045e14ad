"""The three hour measures, each under its own name and never mixed. All in whole minutes.

Time delivered: each session once. Coaches' time: minutes × coaches. A ward's share: minutes split
over the teams in whole minutes that sum to the session's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth

from coaching.models import Session, SessionCoach, SessionTeam

_COACHES = SessionCoach.objects.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk")).values("n")


@dataclass(frozen=True)
class Hours:
    """minutes delivered, minutes of coaches' time, and how many sessions they are of."""

    delivered: int
    coaches: int
    sessions: int


def delivered(rows: QuerySet[Session], kinds: Iterable[str] = Session.HEADLINE_KINDS) -> QuerySet[Session]:
    """The delivered sessions of these kinds; a published total always names its kinds."""
    return rows.filter(status=Session.Status.DELIVERED, kind__in=list(kinds))


def total(rows: QuerySet[Session]) -> Hours:
    """Of a queryset of sessions, each counted once."""
    counted = rows.annotate(coach_count=Coalesce(Subquery(_COACHES), Value(0)))
    found = counted.aggregate(
        delivered_minutes=Coalesce(Sum("minutes"), 0),
        coach_minutes=Coalesce(Sum(_times("minutes", "coach_count")), 0),
        sessions=Count("pk"),
    )
    return Hours(found["delivered_minutes"], found["coach_minutes"], found["sessions"])


def _times(left: str, right: str) -> Any:
    return ExpressionWrapper(F(left) * F(right), output_field=IntegerField())


def by_kind(rows: QuerySet[Session]) -> dict[str, Hours]:
    """Kind → hours of the delivered sessions of that kind, each counted once."""
    coach_count = Coalesce(Subquery(_COACHES), Value(0))
    found = (
        rows.filter(status=Session.Status.DELIVERED)
        .order_by()
        .annotate(coach_count=coach_count)
        .values("kind")
        .annotate(done=Sum("minutes"), coach_minutes=Sum(_times("minutes", "coach_count")), sessions=Count("pk"))
    )
    return {row["kind"]: Hours(row["done"], row["coach_minutes"], row["sessions"]) for row in found}


def together(parts: Iterable[Hours]) -> Hours:
    """The sum of hours of different sessions, as of kinds; a session is never in two of them."""
    found = list(parts)
    return Hours(sum(part.delivered for part in found), sum(part.coaches for part in found), sum(part.sessions for part in found))


@dataclass(frozen=True)
class Part:
    """Of one ward, phase, provider or coach: minutes of one measure, and of how many sessions they are."""

    key: Any
    name: str
    minutes: int
    sessions: int


def shares_by(what: str, rows: QuerySet[Session]) -> list[Part]:
    """Each ward's share of these sessions, summed by "team", "phase" or "provider"; the minutes of all parts
    sum to the time delivered, the sessions do not where one was for several."""
    key, name = {"team": ("team_id", "team__name")}.get(what, (f"team__{what}_id", f"team__{what}__name"))
    found = (
        SessionTeam.objects.filter(session__in=rows)
        .order_by()
        .values_list(key, name)
        .annotate(share=Sum("minutes"), count=Count("session", distinct=True))
        .order_by(name, key)
    )
    return [Part(*row) for row in found]


def by_coach(rows: QuerySet[Session]) -> list[Part]:
    """Each coach's own time in these sessions; the minutes of all parts sum to the coaches' time."""
    found = (
        SessionCoach.objects.filter(session__in=rows)
        .order_by()
        .values_list("person_id", "person__name")
        .annotate(own=Sum("session__minutes"), count=Count("session"))
        .order_by("person__name", "person_id")
    )
    return [Part(*row) for row in found]


def share(team_keys: Iterable[Any], *, kinds: Iterable[str] = Session.HEADLINE_KINDS) -> dict[Any, tuple[int, int]]:
    """Team → (its share in minutes, number of sessions), of delivered sessions of these kinds."""
    rows = (
        SessionTeam.objects.filter(
            team__in=list(team_keys), session__status=Session.Status.DELIVERED, session__kind__in=list(kinds)
        )
        .order_by()
        .values_list("team_id")
        .annotate(minutes=Sum("minutes"), sessions=Count("pk"))
    )
    return {team: (minutes, sessions) for team, minutes, sessions in rows}


def by_month(rows: QuerySet[Session], kinds: Iterable[str] = Session.HEADLINE_KINDS) -> list[tuple[date, int, int]]:
    """(month, minutes delivered, minutes planned at first) in order; cancelled and missed ones were planned too."""
    found = (
        rows.filter(kind__in=list(kinds))
        .order_by()
        .annotate(month=TruncMonth("held_on"))
        .values_list("month")
        .annotate(done=Coalesce(Sum("minutes", filter=Q(status=Session.Status.DELIVERED)), 0), meant=Coalesce(Sum("minutes"), 0))
        .order_by("month")
    )
    return list(found)
