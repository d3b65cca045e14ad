"""Rows for tests. Called with the owner's rights (fixture `as_owner`); each function returns what it made."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from people.models import Account, Person
from wards.models import Membership, Phase, Programme, Provider, Region, ServiceType, Site, Team, TeamStep, TeamWard, Ward

_numbers = count(1)


def today() -> date:
    return timezone.localdate()


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def programme(**fields: Any) -> Programme:
    number = next(_numbers)
    made = Programme.objects.create(
        **{
            "name": f"Fairer Care {number}",
            "slug": f"fairer-care-{number}",
            "starts_on": days_ago(400),
            "ends_on": today() + timedelta(days=100),
            **fields,
        }
    )
    membership(person("The system itself", is_system=True), "system", programme=made)
    return made


def phase(programme: Programme, **fields: Any) -> Phase:
    position = programme.phases.count() + 1
    return Phase.objects.create(
        **{
            "programme": programme,
            "name": ["Pilot", "Wider implementation"][(position - 1) % 2],
            "position": position,
            "starts_on": programme.starts_on,
            "ends_on": programme.ends_on,
            "usual_minutes": 60,
            **fields,
        }
    )


def provider(**fields: Any) -> Provider:
    number = next(_numbers)
    return Provider.objects.create(
        **{
            "name": f"Provider {number}",
            "ods_code": f"T{number % 10000:04d}",
            "kind": Provider.Kind.TRUST,
            "region": Region.NORTH_WEST,
            **fields,
        }
    )


def team(
    provider: Provider, phase: Phase, name: str = "", *, state: str = Team.State.ACTIVE, since: int = 200, **ward_fields: Any
) -> Team:
    """A project team that covers one new ward, with its step into `state` `since` days ago."""
    name = name or f"Ward {next(_numbers)}"
    site, _ = Site.objects.get_or_create(provider=provider, name=f"{provider.name} site")
    ward = Ward.objects.create(
        **{"provider": provider, "site": site, "name": name, "service_type": ServiceType.ADULT_ACUTE, **ward_fields}
    )
    made = Team.objects.create(programme=phase.programme, phase=phase, provider=provider, name=name, state=state)
    TeamWard.objects.create(provider=provider, team=made, ward=ward)
    TeamStep.objects.create(team=made, state=Team.State.ACTIVE, on=days_ago(since))
    if state != Team.State.ACTIVE:
        TeamStep.objects.create(team=made, state=state, on=today(), reason="Asked to")
    return made


def person(name: str = "", **fields: Any) -> Person:
    number = next(_numbers)
    return Person.objects.create(
        **{
            "name": name or f"Person {number}",
            "email": f"person{number}@nhs.example" if not fields.get("is_system") else "",
            **fields,
        }
    )


def account(person: Person, **fields: Any) -> Account:
    """The person's account, made where there is none."""
    found = Account.objects.filter(person=person).first()
    return found or Account.objects.create_user(person.email or f"{person.pk}@nhs.example", person=person, **fields)


def membership(
    person: Person,
    role: str,
    *,
    programme: Programme | None = None,
    provider: Provider | None = None,
    team: Team | None = None,
    since: int = 150,
    ended: int | None = None,
    **fields: Any,
) -> Membership:
    """`since`, `ended`: days ago; `ended` None runs on."""
    return Membership.objects.create(
        person=person,
        role=role,
        programme=programme or team.programme,  # type: ignore[union-attr]
        provider=provider,
        team=team,
        starts_on=days_ago(since),
        ends_on=None if ended is None else days_ago(ended),
        **fields,
    )


def member(name: str, role: str, **scope: Any) -> Person:
    """A new person with one membership."""
    made = person(name)
    membership(made, role, **scope)
    return made


@dataclass
class House:
    """larch and willow are teams of the provider `north`, heath of the provider `south`, in one programme.

    People of larch: coach, associate, sponsor, ward_manager, team_member, practitioner; former_manager left
    yesterday. willow_manager and heath_manager are at home in the siblings; willow_coach, heath_coach coach
    there. `programme_wide` and provider roles: programme_team, national_lead, analyst, executive_coach;
    provider_lead and involvement_lead of north. nobody has no membership at all.
    """

    programme: Programme
    pilot: Phase
    wider: Phase
    north: Provider
    south: Provider
    larch: Team
    willow: Team
    heath: Team
    programme_team: Person
    national_lead: Person
    analyst: Person
    executive_coach: Person
    provider_lead: Person
    involvement_lead: Person
    coach: Person
    associate: Person
    sponsor: Person
    ward_manager: Person
    team_member: Person
    practitioner: Person
    former_manager: Person
    willow_manager: Person
    willow_coach: Person
    heath_manager: Person
    heath_coach: Person
    nobody: Person


def house() -> House:
    the_programme = programme()
    pilot, wider = phase(the_programme), phase(the_programme)
    north, south = provider(name="Northmoor Care"), provider(name="Southfield Health", region=Region.LONDON)
    larch, willow = team(north, wider, "Larch Ward"), team(north, wider, "Willow Ward")
    heath = team(south, wider, "Heath Ward")
    wide = {
        role: member(role.replace("_", " ").title(), role, programme=the_programme)
        for role in ("programme_team", "national_lead", "analyst", "executive_coach")
    }
    of_north = {
        role: member(role.replace("_", " ").title(), role, programme=the_programme, provider=north)
        for role in ("provider_lead", "involvement_lead")
    }
    of_larch = {
        role: member(f"Larch {role.replace('_', ' ')}", role, team=larch)
        for role in ("coach", "associate", "sponsor", "ward_manager", "team_member", "practitioner")
    }
    former = member("Former manager", "ward_manager", team=larch, ended=1)
    return House(
        the_programme,
        pilot,
        wider,
        north,
        south,
        larch,
        willow,
        heath,
        **wide,
        **of_north,
        **of_larch,
        former_manager=former,
        willow_manager=member("Willow manager", "ward_manager", team=willow),
        willow_coach=member("Willow coach", "coach", team=willow),
        heath_manager=member("Heath manager", "ward_manager", team=heath),
        heath_coach=member("Heath coach", "coach", team=heath),
        nobody=person("Nobody in particular"),
    )
