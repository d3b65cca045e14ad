"""How the addresses are walked: as the application is, with the gate switched off, and with the wall switched off."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Person
from qiprogramme.embedded.folders import OWNER
from tests import factories
from tests.conftest import owner, signed_in
from tests.factories import House
from tests.walls.cast import Player, cast
from tests.walls.objects import WORDS, Things, things
from wards.models import Membership, Programme, Provider, Team
from wards.reach import Reach, in_force, work_out, worked_out_by

AS_IT_IS, GATE_OFF, WALL_OFF = WALKS = ("as it is", "with the gate switched off", "with the wall switched off")

Keys = Callable[[House, Things], dict[str, Any]]


def nothing(house: House, things: Things) -> dict[str, Any]:
    """The keys of an address that is made of none."""
    return {}


#: What `make access-report` prints: (walk, what) → how many.
TALLY: Counter[tuple[str, str]] = Counter()
TRIED: dict[str, dict[str, set[Any]]] = {walk: {"routes": set(), "roles": set(), "relations": set()} for walk in WALKS}


@dataclass(frozen=True)
class Route:
    """sees: who gets the page (200); refused: who may know of the thing and not do this (403). All others: 404.

    keys: what the address is made of, all of it Larch Ward's. by_role: the address names no place, so that the role
    decides wherever it is held; so in any case where there are no keys. signed_out: what somebody without an account
    gets. method: "post" where there is nothing to get. query: what is asked with it. tells: words of Larch Ward
    (`objects.WORDS`) that are open here, each to these. by_gate: words that the page reads as the system person once
    the gate has let somebody in, so that no wall keeps them where the gate is switched off.
    """

    sees: Iterable[str]
    refused: Iterable[str] = ()
    keys: Keys = nothing
    signed_out: int = 302
    method: str = "get"
    good: int = 200
    query: str = ""
    by_role: bool = False
    tells: dict[str, Iterable[str]] = field(default_factory=dict)
    by_gate: Iterable[str] = ()

    def names_place(self) -> bool:
        return self.keys is not nothing and not self.by_role

    def expects(self, player: Player) -> int:
        name = player.of_place if self.names_place() else player.of_role
        return self.good if name in set(self.sees) else 403 if name in set(self.refused) else 404

    def may_read(self, player: Player, word: str, walk: str) -> bool:
        if walk == GATE_OFF and word in self.by_gate:
            return True
        open_to = {*WORDS[word], *self.tells.get(word, ())}
        return player.name in open_to or player.of_place in self.tells.get(word, ())


@dataclass
class Boundless(Reach):
    """What stands in the gate's place where it is switched off: every row is narrowed to nothing less, everything is allowed."""

    is_boundless = True

    def may(self, action: str, place: Any = None) -> bool:
        return True

    def keys_where(self, action: str) -> frozenset[UUID]:
        return self.teams | self.owned_providers | self.owned_programmes


class Walk:
    """The house with all its people, each signed in, inside one transaction that is rolled back at the end."""

    def __init__(self) -> None:
        with owner():
            self.house = factories.house()
            self.players = cast(self.house)
            self.things = things(self.house)
            self.browsers = {player.name: self._sign_in(player) for player in self.players}
        self.signed_out = Client(raise_request_exception=False)
        self._reaches: dict[str, dict[UUID, Reach]] = {AS_IT_IS: {}, WALL_OFF: {}}

    def _sign_in(self, player: Player) -> Client:
        browser = Client(raise_request_exception=False)
        account = factories.account(player.person)
        Authenticator.objects.get_or_create(user=account, type=Authenticator.Type.TOTP, defaults={"data": {}})
        # Proved, and used, long enough for the slowest walk.
        signed_in(browser, account, "mfa", minutes_ago=-24 * 60)
        account.sign_ins.update(seen_at=timezone.now() + timedelta(days=1))
        return browser

    def address(self, name: str, route: Route) -> str:
        return reverse(name, kwargs=route.keys(self.house, self.things)) + route.query

    def players_for(self, route: Route) -> list[Player]:
        return [player for player in self.players if route.names_place() or player.is_typical]

    @cached_property
    def boundless(self) -> Boundless:
        with owner():
            teams = list(Team.objects.values_list("pk", "provider_id", "programme_id"))
            keys = frozenset(team for team, _, _ in teams)
            providers = frozenset(Provider.objects.values_list("pk", flat=True))
            programmes = frozenset(Programme.objects.values_list("pk", flat=True))
            today = timezone.localdate()
            rows = list(Membership.objects.filter(in_force(today)).select_related("team", "provider", "programme"))
        return Boundless(None, rows, today, keys, keys, keys, providers, providers, programmes, programmes, tuple(teams), ())

    @contextmanager
    def standing(self, walk: str) -> Iterator[None]:
        """What stands during this walk: gate and wall, the wall alone, the gate alone."""
        with worked_out_by(lambda person: replace(self._reach(walk, person), person=person)):
            if walk == WALL_OFF:
                with owner():
                    yield
            else:
                yield

    def _reach(self, walk: str, person: Person) -> Reach:
        """Of each person worked out once for each walk: no request changes any for the next."""
        if walk == GATE_OFF:
            return self.boundless
        known = self._reaches[walk]
        if person.pk not in known:
            known[person.pk] = work_out(person)
        return known[person.pk]

    def ask(self, browser: Client, method: str, address: str) -> tuple[int, bytes, int]:
        """Status, content, and how many entries the audit has more; whatever was changed is undone."""
        with transaction.atomic():
            before = changes() if method == "post" else 0
            answer: Any = getattr(browser, method)(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            changed = changes() - before if method == "post" else 0
            transaction.set_rollback(True)
        return answer.status_code, content, changed


def changes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        (now,) = cursor.fetchone()
        cursor.execute(f"set role {OWNER}; select coalesce(max(id), 0) from audit.entry")
        (last,) = cursor.fetchone()
        cursor.execute(f"set role {now}")
    return int(last)


def tried(walk: str, name: str, player: Player) -> None:
    TALLY[walk, "requests"] += 1
    TRIED[walk]["routes"].add(name)
    TRIED[walk]["roles"].add(player.role)
    TRIED[walk]["relations"].add(player.relation)
