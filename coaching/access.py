"""What coaching adds to the gate: whose sessions one may log, who may have coached, who may have come."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from coaching.models import Session, SessionCoach
from people.models import Person
from people.requests import PersonRequest
from wards.access import fetch_or_404, refusal
from wards.models import Membership, Programme, Team
from wards.models.teams import GONE, UNSIGNED
from wards.reach import live, reach_of
from wards.roles import ACTIONS, SPONSORING

COACHING = ("coach", "associate")
COMING = ("ward_manager", "team_member", "practitioner", *sorted(SPONSORING))


def may_log(person: Any, session: Session) -> bool:
    """Whether the person may log or change this session: for every team in it, seen or not."""
    reach = reach_of(person)
    if session.is_executive:
        return reach.may("log_executive_session") and person.pk in session.keys
    return bool(session.keys) and all(reach.may("log_session", key) for key in session.keys)


def ensure_may_log(person: Any, session: Session) -> None:
    """PermissionDenied, with the reason, where they may not."""
    if not may_log(person, session):
        action = ACTIONS["log_executive_session" if session.is_executive else "log_session"]
        raise PermissionDenied(f"Your role does not include this: {action[0].lower()}{action[1:]} of all who take part.")


def planned_session_or_404(request: PersonRequest, key: UUID) -> Session:
    """A session for whoever may log it or say that it did not happen (403 where it may only be seen)."""
    session: Session = fetch_or_404(request, Session, key, "programme")
    ensure_may_log(request.person, session)
    return session


def workshop_or_404(request: PersonRequest, key: UUID, *, to_write: bool = False) -> tuple[Session, list[Team]]:
    """An improvement workshop with its ward teams that the person may see; to_write: those for which they may write its
    record (403 where there is none)."""
    session: Session = fetch_or_404(request, Session, key, "programme")
    if session.kind != Session.Kind.WORKSHOP:
        raise Http404("There is no such page, or it is not yours to see.")
    person = request.person
    teams = list(Team.visible.to(person).filter(pk__in=session.keys).select_related("programme").order_by("name", "id"))
    if to_write:
        teams = [team for team in teams if reach_of(person).may("run_workshop", team)]
        if not teams:
            raise refusal("run_workshop")
    return session, teams


def teams_to_log(person: Any) -> list[Team]:
    """The teams whose sessions the person may log, those that have left at the end."""
    reach = reach_of(person)
    rows = Team.visible.to(person).exclude(state__in=UNSIGNED).select_related("phase", "provider").order_by("name", "id")
    return sorted((team for team in rows if reach.may("log_session", team)), key=lambda team: team.state in GONE)


def states_held(teams: Collection[Team]) -> dict[UUID, str]:
    """Team → where it stands now, and stands until the transaction ends: a move or a merger waits, or was waited for."""
    with connection.cursor() as cursor:
        cursor.execute("select id, state from sec.hold_teams(%s::uuid[])", [[team.pk for team in teams]])
        return dict(cursor.fetchall())


def then_or_now(on: date | None) -> Q:
    """Memberships that held on that day or hold today: a newcomer may have come before the day of joining."""
    today = timezone.localdate()
    return live(on or today) | live(today)


def coaches_of(teams: Collection[Any], on: date | None, *, seen_by: Any) -> list[Person]:
    """Who may have coached these teams on a day: coaches, and associates who co-deliver."""
    rows = Membership.visible.to(seen_by).filter(then_or_now(on), role__in=COACHING, team__in=teams)
    return _people(rows)


def people_of(teams: Collection[Any], on: date | None, *, seen_by: Any) -> list[Membership]:
    """Who may have come from these teams on a day, once each: the membership that made them, by ward and name."""
    rows = Membership.visible.to(seen_by).filter(then_or_now(on), role__in=COMING, team__in=teams)
    found: dict[Any, Membership] = {}
    order = {role: place for place, role in enumerate(COMING)}
    for membership in sorted(rows.select_related("person", "team"), key=lambda m: (m.team.name, order[m.role], m.person.name)):
        found.setdefault(membership.person_id, membership)
    return list(found.values())


def associates_in(session: Session, seen_by: Any) -> list[str]:
    """Names of the lived experience associates who co-delivered a session."""
    coached = SessionCoach.visible.to(seen_by).filter(session=session).values("person_id")
    rows = Membership.visible.to(seen_by).filter(then_or_now(session.held_on), role="associate", team__in=session.keys)
    return [person.name for person in _people(rows.filter(person__in=coached))]


def coaches_seen(person: Any) -> QuerySet[Person]:
    """Whoever coached a session that the person may read."""
    return Person.objects.filter(pk__in=SessionCoach.visible.to(person).values("person_id"))


def sponsors_to_coach(programme: Programme, on: date | None, *, seen_by: Any) -> list[Person]:
    """The sponsors and deputies of a programme, for those who coach executives."""
    return _people(Membership.visible.to(seen_by).filter(then_or_now(on), role__in=SPONSORING, programme=programme))


def executive_coaches(programme: Programme, on: date | None, *, seen_by: Any) -> list[Person]:
    """Who may have coached the executives of a programme on a day."""
    return _people(Membership.visible.to(seen_by).filter(then_or_now(on), role="executive_coach", programme=programme))


def _people(rows: QuerySet[Membership]) -> list[Person]:
    people = {row.person_id: row.person for row in rows.select_related("person")}
    return sorted(people.values(), key=lambda person: (person.name, str(person.pk)))


def came(sessions: Iterable[UUID]) -> dict[UUID, int]:
    """Session → how many people with a record here came; only of sessions that the person acting may read."""
    with connection.cursor() as cursor:
        cursor.execute("select session_id, people from sec.came(%s::uuid[])", [list(sessions)])
        return dict(cursor.fetchall())


def name_of(field: str) -> Subquery:
    """The name of the person in `field`; None where they may not be known. A join would drop the whole row."""
    return Subquery(Person.objects.filter(pk=OuterRef(field)).values("name")[:1])
