"""What every page shows of its reader: navigation, name, demo banner."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from people.kept_forms import is_waiting, mark_of
from wards.reach import Reach, reach_of


@dataclass(frozen=True)
class Place:
    """One item of the navigation. under: beginnings of the addresses where it is marked as current."""

    text: str
    address: str
    under: tuple[str, ...] = ()


def _today(reach: Reach) -> Place:
    return Place("Today", reverse("today"))


def _teams(reach: Reach) -> Place:
    """“My ward”, leading straight to it, for whoever is in one ward's team alone; else the list."""
    keys = {m.team_id for m in reach.memberships if m.team_id and m.role not in {"sponsor", "deputy_sponsor"}}
    roles = {m.role for m in reach.memberships if m.team_id in keys}
    if len(keys) == 1 and len(reach.teams) == 1 and not roles & {"coach", "associate"}:
        return Place("My ward", reverse("ward", args=[next(iter(keys))]), ("/wards/",))
    return Place("My teams", reverse("ward_list"), ("/wards/",))


def _provider(reach: Reach) -> Place | None:
    keys = sorted({m.provider_id for m in reach.memberships if m.provider_id}, key=str)
    return Place("My provider", reverse("provider", args=[keys[0]]), ("/providers/",)) if keys else None


def _place(text: str, name: str, *under: str) -> Callable[[Reach], Place]:
    @cache
    def place() -> Place:
        return Place(text, reverse(name), under)

    return lambda reach: place()


_WARDS = _place("Wards", "ward_list", "/wards/", "/providers/")
_LOG = _place("Log a session", "session_new")
_HOURS = _place("Hours", "hours")
_IDEAS = _place("Ideas", "idea_list", "/ideas/")
_LIBRARY = _place("Library", "library", "/library/")
_SURVEYS = _place("Surveys", "survey_list", "/surveys/")
_EVENTS = _place("Events", "event_list", "/events/", "/community/")
_COMMUNITY = _place("Community", "community", "/community/", "/events/")
_SPONSORED = _place("My wards", "sponsor", "/sponsor/")
_ASKS = _place("Requests", "asks", "/asks/")
_NATIONAL = _place("National picture", "national", "/national/", "/regions/")
_IMPACT = _place("Impact", "summary_list", "/impact/", "/published/")
_CLAIMS = _place("Published figures", "claim_list", "/impact/")
_COACHING = _place("Coaching", "session_list", "/coaching/")
_PROGRAMME = _place("Programme", "programme", "/programme/")
_PEOPLE = _place("People", "people", "/people/")
_ARRANGED = _place("Involvement", "practitioner_list", "/people/practitioners/", "/people/calls/", "/people/cards/")

#: Role → what it has, in order. A person with several roles gets each item once, in the order of this table.
NAVIGATION: dict[str, tuple[Callable[[Reach], Place | None], ...]] = {
    "programme_team": (_today, _WARDS, _COACHING, _SURVEYS, _EVENTS, _PEOPLE, _PROGRAMME),
    "national_lead": (_today, _NATIONAL, _IMPACT, _LIBRARY),
    "coach": (_today, _teams, _LOG, _HOURS),
    "associate": (_today, _teams, _LOG, _COMMUNITY),
    "executive_coach": (_today, _LOG, _HOURS, _EVENTS),
    "provider_lead": (_today, _provider, _WARDS, _LIBRARY),
    "involvement_lead": (_today, _ARRANGED, _provider, _WARDS, _COMMUNITY),
    "ward_manager": (_today, _teams, _IDEAS, _LIBRARY, _SURVEYS, _EVENTS),
    "team_member": (_today, _teams, _IDEAS, _LIBRARY, _SURVEYS, _EVENTS),
    "practitioner": (_today, _teams, _COMMUNITY),
    "sponsor": (_today, _SPONSORED, _ASKS),
    "deputy_sponsor": (_today, _SPONSORED, _ASKS),
    "analyst": (_today, _NATIONAL, _CLAIMS),
}

FOOTER = (
    ("Help", "/help/"),
    ("Who can see what", "/who-can-see-what/"),
    ("Your privacy", "/privacy/"),
    ("Accessibility", "/accessibility/"),
)


def places(reach: Reach) -> list[Place]:
    """The navigation of a person: what their roles have, each address once."""
    found: dict[str, Place] = {}
    for role, makers in NAVIGATION.items():
        for make in makers if role in reach.roles else ():
            place = make(reach)
            if place:
                found.setdefault(place.address, place)
    if not found:
        found["/"] = _today(reach)
    return list(found.values())


def items(reach: Reach, path: str) -> list[dict[str, Any]]:
    """The same for the NHS header; the item with the longest fitting address is marked as current."""
    found = places(reach)
    fitting = {place: _fit(place, path) for place in found}
    best = max(fitting.values(), default=0)
    marked = next((place for place in found if best and fitting[place] == best), None)
    return [
        {
            "text": place.text,
            "href": place.address,
            "current": place is marked and path == place.address,
            "active": place is marked,
        }
        for place in found
    ]


def _fit(place: Place, path: str) -> int:
    """How many characters of the path an item accounts for; the whole path beats a mere beginning."""
    if path == place.address:
        return len(path) + 1
    if place.address != "/" and path.startswith(place.address):
        return len(place.address)
    return max((len(start) for start in place.under if path.startswith(start)), default=0)


def context(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "person", None)
    person = person if person else None
    return {
        "programme_name": settings.PROGRAMME_NAME,
        "show_nhs_logo": settings.SHOW_NHS_LOGO,
        "demo": settings.DEMO,
        "kept_form": not person and request.path == reverse("account_login") and is_waiting(request),
        "person": person,
        "person_mark": mark_of(request.user) if person else "",
        "navigation": items(reach_of(person), request.path) if person else [],
        "offer_sign_in": not person and not request.path.startswith("/account/"),
        "footer_links": FOOTER,
    }
