"""Everybody who tries Larch Ward's addresses: each role, at home there, in its sibling, elsewhere, and no longer."""

from dataclasses import dataclass, replace

from django.utils import timezone

from people.models import Person
from tests import factories
from tests.factories import House, days_ago, member, membership
from wards.roles import ROLES

OF_TEAM = tuple(role.key for role in ROLES.values() if role.scope == "team")
OF_PROVIDER = tuple(role.key for role in ROLES.values() if role.scope == "provider")
OF_PROGRAMME = tuple(role.key for role in ROLES.values() if role.scope == "programme" and role.key != "system")

#: How somebody stands to Larch Ward. Sibling: the same provider; foreign: another one; elsewhere: another programme;
#: former: the role ended, has not begun, or rests.
RELATIONS = ("own", "sibling", "foreign", "elsewhere", "former", "nobody")


@dataclass(frozen=True)
class Player:
    """of_place: the name under which a declaration speaks of them where the address names a thing of Larch Ward;
    of_role: where it names none, so that the role alone decides."""

    name: str
    person: Person
    role: str
    relation: str
    of_place: str
    of_role: str

    @property
    def is_typical(self) -> bool:
        """One of the few of this relation that are tried where an address names nothing: the others are the same there."""
        return self.relation in {"own", "elsewhere", "nobody"} or self.role in {"ward_manager", "coach", "national_lead"}


def cast(house: House) -> list[Player]:
    """Called with the owner's rights."""
    return [
        *_at_home(house),
        *_beside(house),
        *_no_longer(house),
        Player("nobody", house.nobody, "", "nobody", "nobody", "nobody"),
    ]


def _at_home(house: House) -> list[Player]:
    found = []
    for role in (*OF_PROGRAMME, *OF_PROVIDER, *OF_TEAM):
        person = member("Larch deputy", role, team=house.larch) if role == "deputy_sponsor" else getattr(house, role)
        # A deputy may what a sponsor may (`test_a_deputy_may_what_a_sponsor_may`).
        name = "sponsor" if role == "deputy_sponsor" else role
        found.append(Player(role, person, role, "own", name, name))
    return found


def _beside(house: House) -> list[Player]:
    later = factories.programme(starts_on=days_ago(100))
    found = []
    for place, team, relation in (("willow", house.willow, "sibling"), ("heath", house.heath, "foreign")):
        for role in OF_TEAM:
            kept = {"ward_manager": f"{place}_manager", "coach": f"{place}_coach"}.get(role)
            person = getattr(house, kept) if kept else member(f"{place.title()} {role}", role, team=team)
            found.append(_outside(f"{relation} {role}", person, role, relation, place))
    for role in OF_PROVIDER:
        person = member(f"South {role}", role, programme=house.programme, provider=house.south)
        found.append(_outside(f"foreign {role}", person, role, "foreign", "heath"))
    for role in OF_PROGRAMME:
        person = member(f"Later {role}", role, programme=later)
        found.append(Player(f"elsewhere {role}", person, role, "elsewhere", "nobody", role))
    return found


def _outside(name: str, person: Person, role: str, relation: str, place: str) -> Player:
    as_declared = "sponsor" if role == "deputy_sponsor" else role
    return Player(name, person, role, relation, f"{place}_{'coach' if role == 'coach' else 'manager'}", as_declared)


def _no_longer(house: House) -> list[Player]:
    scopes = {
        **{key: {"team": house.larch} for key in OF_TEAM},
        **{key: {"programme": house.programme, "provider": house.north} for key in OF_PROVIDER},
        **{key: {"programme": house.programme} for key in OF_PROGRAMME},
    }
    found = []
    for role, scope in scopes.items():
        person = house.former_manager if role == "ward_manager" else member(f"Former {role}", role, ended=1, **scope)
        found.append(Player(f"former {role}", person, role, "former", "former_manager", "former_manager"))
    away = member("Resting", "practitioner", team=house.larch, away_since=timezone.now())
    future = member("Not yet", "coach", team=house.larch, since=-1)
    revoked = member("Revoked here", "coach", team=house.larch, ended=1)
    membership(revoked, "coach", team=house.heath)
    former = Player("resting practitioner", away, "practitioner", "former", "former_manager", "former_manager")
    return [
        *found,
        former,
        replace(former, name="coach from tomorrow", person=future, role="coach"),
        _outside("coach of two wards, one revoked", revoked, "coach", "foreign", "heath"),
    ]
