"""The three hour measures, each under its own name and never mixed. All in whole minutes.

Time delivered: each session once. Coaches' time: minutes × coaches. A ward's share: minutes split
over the teams in whole minutes that sum to the session's.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from coaching.models import PublishedTotal, Session, SessionCoach

#: How many coaches a session had.
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


def published(person: Any, session: str = "") -> Q:
    """Which sessions the published total of their programme counts, as each programme has it stored.

    session: the lookup that leads to the session, such as "session__".
    """
    return counting({row.programme_id: row.kinds for row in PublishedTotal.visible.to(person)}, session)


def counting(kinds: Mapping[Any, Collection[str]], session: str = "") -> Q:
    """The sessions of these kinds. kinds: programme's key → those that count there; session: as in `published`."""
    parts = (Q(**{f"{session}programme": key, f"{session}kind__in": list(each)}) for key, each in kinds.items())
    return reduce(or_, parts, Q(pk__in=[]))


def kinds_published(programme: Any, person: Any) -> PublishedTotal:
    """What the published total of a programme counts; every programme has it from its first day."""
    found: PublishedTotal = PublishedTotal.visible.to(person).get(programme=programme)
    return found


def counted(rows: QuerySet[Session]) -> QuerySet[Session]:
    """The sessions with `coach_minutes`: their minutes × coaches."""
    coaches = Coalesce(Subquery(_COACHES), Value(0))
    return rows.annotate(coach_minutes=ExpressionWrapper(F("minutes") * coaches, output_field=IntegerField()))


def total(rows: QuerySet[Session]) -> Hours:
    """Of a queryset of sessions, each counted once."""
    found = counted(rows.order_by()).aggregate(
        delivered=Coalesce(Sum("minutes"), 0), coaches=Coalesce(Sum("coach_minutes"), 0), sessions=Count("pk")
    )
    return Hours(**found)


def by_kind(rows: QuerySet[Session]) -> dict[str, Hours]:
    """Kind → hours of the delivered sessions of that kind, each counted once."""
    found = (
        counted(rows.filter(status=Session.Status.DELIVERED).order_by())
        .values("kind")
        .annotate(done=Sum("minutes"), coached=Sum("coach_minutes"), sessions=Count("pk"))
    )
    return {row["kind"]: Hours(row["done"], row["coached"], row["sessions"]) for row in found}


def together(parts: Iterable[Hours]) -> Hours:
    """The sum of hours of different sessions, as of kinds; a session is never in two of them."""
    found = list(parts)
    return Hours(sum(part.delivered for part in found), sum(part.coaches for part in found), sum(part.sessions for part in found))
