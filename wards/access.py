"""The gate: fetches a thing and authorises it in one step.

404 for what one may not know of; 403 with a reason for what one may see and not do.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from people.models import Mail, Person
from people.requests import PersonRequest
from wards.models import Membership, Pause, Phase, Programme, Provider, Team
from wards.reach import Reach, reach_of
from wards.roles import ACTIONS, allowed


def fetch_or_404(request: PersonRequest, model: Any, key: UUID | str, *related: str) -> Any:
    """The row of `model` with this key, if the person behind the request may see it; else Http404."""
    rows = model.visible.to(request.person)
    try:
        return (rows.select_related(*related) if related else rows).get(pk=key)
    except model.DoesNotExist:
        raise Http404("There is no such page, or it is not yours to see.") from None


def team_or_404(request: PersonRequest, key: UUID | str, *, to: str = "") -> Team:
    """The project team, for reading, or for the action named by `to` (403 where it may only be seen)."""
    team: Team = fetch_or_404(request, Team, key, "phase", "provider", "programme")
    if to:
        require(request, to, team)
    return team


def coached_team_or_404(request: PersonRequest, key: UUID | str) -> Team:
    """The team, for whoever logs its coaching."""
    return team_or_404(request, key, to="log_session")


def provider_or_404(request: PersonRequest, key: UUID | str) -> Provider:
    """A provider, for those who may see its whole picture."""
    provider: Provider = fetch_or_404(request, Provider, key)
    reach: Reach = reach_of(request.person)
    if not reach.may("see_provider", provider):
        raise Http404("There is no such page, or it is not yours to see.")
    return provider


def programme_or_404(request: PersonRequest, *, to: str) -> Programme:
    """The programme in which the person may do `to`; the latest, where there are several; else Http404.

    Programme-wide pages (the national picture, claims, the outbox) are unknown to those without the right.
    """
    person = request.person
    if person:
        places = [m.programme_id for m in reach_of(person).memberships if m.role in allowed(to)]
        found = Programme.visible.to(person).filter(pk__in=places).first()
        if found:
            return found
    raise Http404("There is no such page, or it is not yours to see.")


def require(request: PersonRequest, action: str, place: Any = None) -> None:
    """PermissionDenied with a reason, where the person may see the place and not do this."""
    ensure(request.person, action, place)


def ensure(by: Any, action: str, place: Any = None) -> None:
    """What each verb asks first: may `by` do `action` (in that team, provider or programme)? PermissionDenied where not."""
    if not reach_of(by).may(action, place):
        raise refusal(action)


def refusal(action: str) -> PermissionDenied:
    """What to raise where somebody may not do `action`: the reason, in the words of `ACTIONS`."""
    return PermissionDenied(f"Your role does not include this: {ACTIONS[action][0].lower()}{ACTIONS[action][1:]}.")


def ensure_sets_up(by: Any, owner: Any) -> None:
    """PermissionDenied unless `by` sets up this provider, programme or team (the row or its key)."""
    if getattr(owner, "pk", owner) not in reach_of(by).set_up:
        ensure(by, "manage_places", None)
        raise PermissionDenied("Another programme's national team sets this up.")


def set_up_or_404(request: PersonRequest, model: Any, key: UUID | str, *related: str) -> Any:
    """A provider, site, ward, team, programme, phase or pause, for whoever sets it up; for everybody else Http404."""
    found = fetch_or_404(request, model, key, *related)
    owner = found if model in (Provider, Team, Programme) else getattr(found, "team_id", None) or getattr(
        found, "programme_id" if model in (Phase, Pause) else "provider_id"
    )  # fmt: skip
    if getattr(owner, "pk", owner) not in reach_of(request.person).set_up:
        raise Http404("There is no such page, or it is not yours to see.")
    return found


def system_person(programme: Programme) -> Person:
    """The person as whom cross-tenant jobs of a programme act, with a membership like anybody.

    Found by a definer function, for a worker that acts as nobody yet can read no membership.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sec.system_person(%s)", [programme.pk])
        key = cursor.fetchone()[0]
    return Person(pk=key, name="The system itself", is_system=True)


def every_programme() -> list[Programme]:
    """Every programme by its key alone, for tasks that work through all of them and read as nobody yet."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select key from sec.programme_keys() key")
        return [Programme(pk=key) for (key,) in cursor.fetchall()]


def people_known_to(person: Person | None) -> QuerySet[Person]:
    """The people whom a person may know of by name: themselves, and holders of memberships that they may read."""
    if person is None or person.pk is None:
        return Person.objects.none()
    known = Membership.visible.to(person).values("person_id")
    return Person.objects.filter(Q(pk=person.pk) | Q(pk__in=known))


def mails_seen(person: Person) -> QuerySet[Mail]:
    """One's own mails, and those of the programmes whose reminders one makes."""
    return Mail.objects.filter(Q(person=person.pk) | Q(programme_id__in=reach_of(person).keys_where("make_digests")))
