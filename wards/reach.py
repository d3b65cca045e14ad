"""How far a person sees today, worked out once from their memberships."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wards.roles import CONFIDENTIAL, ROLES, SPONSORING, allowed, inner_roles, reading


@dataclass
class Reach:
    """What today's memberships of one person open. All sets hold keys.

    teams: whose rows may be read; inner: those in whose own circle the person is; coached: those that
    they coach. owned_providers, owned_programmes: places whose own rows may be read whole.
    providers, wards, programmes: places whose name may be known. places: (team, provider, programme) of each team.
    kept: (provider, programme) of the providers whose record a programme keeps.
    """

    person: Any
    memberships: list[Any]
    today: date
    teams: frozenset[UUID]
    inner: frozenset[UUID]
    coached: frozenset[UUID]
    providers: frozenset[UUID]
    owned_providers: frozenset[UUID]
    programmes: frozenset[UUID]
    owned_programmes: frozenset[UUID]
    places: tuple[tuple[UUID, UUID, UUID], ...]
    kept: tuple[tuple[UUID, UUID], ...]
    _keys_where: dict[str, frozenset[UUID]] = field(default_factory=dict, repr=False)
    #: Only of the reach that tests put in the gate's place, to see that the wall holds alone (`worked_out_by`).
    is_boundless: ClassVar[bool] = False

    @property
    def person_id(self) -> UUID:
        return self.person.pk

    @cached_property
    def keys(self) -> frozenset[UUID]:
        """Every owner's key whose rows may be read, the person's own among them."""
        return self.teams | self.owned_providers | self.owned_programmes | {self.person_id}

    @cached_property
    def wards(self) -> Any:
        """Keys of the wards that may be known, as a subquery."""
        from wards.models import TeamWard, Ward

        covered = TeamWard.objects.filter(team__in=self.teams).values("ward_id")
        return Ward.objects.filter(Q(provider__in=self.owned_providers) | Q(pk__in=covered)).values("pk")

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.memberships)

    @cached_property
    def arranged(self) -> frozenset[UUID]:
        """Owners whose involvement the person arranges."""
        return self.keys_where("arrange_involvement")

    @cached_property
    def paid(self) -> frozenset[UUID]:
        """Owners for whose involvement the person pays."""
        return self.keys_where("pay_involvement")

    @cached_property
    def set_up(self) -> frozenset[UUID]:
        """Owners that the person sets up."""
        return self.keys_where("manage_places")

    def keys_where(self, action: str) -> frozenset[UUID]:
        """Every owner's key (programme, provider, team) in which the person may do this by a role there."""
        if action not in self._keys_where:
            self._keys_where[action] = self._held(action)
        return self._keys_where[action]

    def _held(self, action: str) -> frozenset[UUID]:
        held = [m for m in self.memberships if m.role in allowed(action)]
        programmes = {m.programme_id for m in held if m.team_id is None and m.provider_id is None}
        providers = {m.provider_id for m in held if m.provider_id}
        keys = programmes | providers | {m.team_id for m in held if m.team_id}
        keys |= {provider for provider, programme in self.kept if programme in programmes}
        for team, provider, programme in self.places:
            if programme in programmes:
                keys |= {team, provider}
            elif provider in providers:
                keys.add(team)
        return frozenset(keys)

    def may(self, action: str, place: Any = None) -> bool:
        """Whether the person may do `action` in that place (a Team, Provider, Programme or its key), or anywhere at all.

        By a role in that place: what one may do in one programme opens nothing in another.
        """
        if place is None:
            return any(m.role in allowed(action) for m in self.memberships)
        return getattr(place, "pk", place) in self.keys_where(action)

    def membership_condition(self) -> Q:
        """Which memberships may be read: one's own, the reach's, and programme-wide ones; practitioners' only inside
        and by those who arrange involvement; sponsors' by whoever coaches executives."""
        placed = Q(team__in=self.teams) | Q(provider__in=self.owned_providers)
        wide = Q(team=None, provider=None, programme__in=self.programmes)
        confidential = Q(role__in=CONFIDENTIAL)
        executive = [m.programme_id for m in self.memberships if "log_executive_session" in ROLES[m.role].may]
        sponsors = Q(role__in=SPONSORING, programme__in=executive)
        known = Q(team__in=self.inner | self.arranged)
        return Q(person=self.person_id) | ((placed | wide) & ~confidential) | (confidential & known) | sponsors

    def invitation_condition(self) -> Q:
        """Which invitations may be read: the programme's; to practitioners only by those who arrange involvement."""
        confidential = Q(role__in=CONFIDENTIAL)
        wide = Q(programme__in=self.owned_programmes)
        return (wide & ~confidential) | (confidential & Q(team__in=self.arranged))

    def former_name_condition(self) -> Q:
        """A former name may be known where the name itself may be."""
        named = Q(team__in=self.teams) | Q(provider__in=self.providers) | Q(ward__in=self.wards)
        return named | Q(site__provider__in=self.owned_providers)

    def pause_condition(self) -> Q:
        """Pauses of a programme or region, for who takes part in it; a provider's, for who knows the provider."""
        return Q(programme__in=self.programmes) & (Q(provider=None) | Q(provider__in=self.providers))


def live(today: date) -> Q:
    """The memberships that hold on a day, of those who stepped back as well."""
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))


def in_force(today: date) -> Q:
    """The memberships that open something on a day: they hold, and the person has not stepped back."""
    return live(today) & Q(away_since=None)


#: Works out how far a person sees. The one place by which the whole gate decides, so also the one where it is switched off.
_works_out: ContextVar[Callable[[Any], Reach] | None] = ContextVar("works_out", default=None)


@contextmanager
def worked_out_by(function: Callable[[Any], Reach]) -> Iterator[None]:
    """Let `function(person)` say how far each person sees: so tests switch the gate off, and the wall stands alone.

    RuntimeError outside of tests.
    """
    if settings.MODE != "test":
        raise RuntimeError("The gate is switched off in tests alone")
    token = _works_out.set(function)
    try:
        yield
    finally:
        _works_out.reset(token)


def reach_of(person: Any) -> Reach:
    """The reach of a Person, worked out once for each Person object (so once a request).

    Opens a short transaction where none is open, for row-level security knows nobody outside one.
    """
    found = getattr(person, "_reach", None)
    if found is None:
        with transaction.atomic():
            found = (_works_out.get() or work_out)(person)
        person._reach = found
    return found


def work_out(person: Any) -> Reach:
    """The reach of a Person, from today's memberships; needs an open transaction. To ask for it: `reach_of`."""
    from wards.models import Membership, Provider, Team

    today = timezone.localdate()
    memberships = list(
        Membership.objects.filter(in_force(today), person=person.pk).select_related("team", "provider", "programme")
    )
    wide = {m.programme_id for m in memberships if m.role in reading("programme")}
    providers = {m.provider_id for m in memberships if m.provider_id and m.role in reading("provider")}
    own_teams = {m.team_id for m in memberships if m.team_id}
    rows = Team.objects.filter(Q(programme__in=wide) | Q(provider__in=providers) | Q(pk__in=own_teams)).values_list(
        "pk", "provider_id", "programme_id"
    )
    teams = list(rows)
    inner_wide = {m.programme_id for m in memberships if m.team_id is None and m.role in inner_roles()}
    inner_teams = {m.team_id for m in memberships if m.team_id and m.role in inner_roles()}
    kept = list(Provider.objects.filter(kept_by__in=wide).values_list("pk", "kept_by_id")) if wide else []
    wide_providers = {provider for _, provider, programme in teams if programme in wide} | {provider for provider, _ in kept}
    return Reach(
        person=person,
        memberships=memberships,
        today=today,
        teams=frozenset(team for team, _, _ in teams),
        inner=frozenset(team for team, _, programme in teams if programme in inner_wide or team in inner_teams),
        coached=frozenset(m.team_id for m in memberships if m.team_id and "write_coach_notes" in ROLES[m.role].may),
        providers=frozenset(provider for _, provider, _ in teams) | providers | wide_providers,
        owned_providers=frozenset(providers | wide_providers),
        programmes=frozenset(m.programme_id for m in memberships),
        owned_programmes=frozenset(wide),
        places=tuple(teams),
        kept=tuple(kept),
    )


def forget(person: Any) -> None:
    """Work the reach out anew at the next question, after a verb that made an owner (a provider, a team)."""
    vars(person).pop("_reach", None)
