"""What places are called, and what they were called on an earlier day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from people.models import Person
from people.verbs import held
from ui.templatetags.formats import day
from wards.access import ensure_sets_up
from wards.models import FormerName, Provider, Site, Team, TeamWard, Ward
from wards.places import refuse_ahead, save_clean

Named = Provider | Site | Ward | Team


def _kind(thing: Named) -> str:
    return type(thing)._meta.model_name or ""


@transaction.atomic
def rename(
    *, by: Person, thing: Named, name: str, on: date | None, is_correction: bool = False, version: int | None = None
) -> Named:
    """Call a provider, site, ward or team something else from a day on (today or earlier).

    A correction of the spelling leaves no former name. A team that covers this ward alone and bears its name
    is renamed with it. Raises PermissionDenied, ValidationError, StaleEdit.
    """
    ensure_sets_up(by, thing if isinstance(thing, (Provider, Team)) else thing.provider_id)
    row: Any = held(thing, version)
    if row.name == name.strip():
        raise ValidationError({"name": "This is its name already"})
    before, row.name = row.name, name.strip()
    row.version += 1
    save_clean(row)
    followers = list(_namesakes(row, before)) if isinstance(row, Ward) else []
    if not is_correction:
        if on is None:
            raise ValidationError({"on": "Enter the first day of the new name"})
        refuse_ahead(on)
        for one in [row, *followers]:
            _keep(one, before, on)
    for team in followers:
        team.name, team.version = row.name, team.version + 1
        team.save(update_fields=["name", "version"])
    return row


def _namesakes(ward: Ward, name: str) -> Iterable[Team]:
    teams = Team.objects.filter(covers__ward=ward, name=name).exclude(covers__in=TeamWard.objects.exclude(ward=ward))
    return [team for team in teams.select_for_update(no_key=True) if not team.has_ended]


def _keep(thing: Named, name: str, on: date) -> None:
    last = FormerName.objects.filter(**{_kind(thing): thing}).order_by("-until").first()
    until = on - timedelta(days=1)
    if last and until <= last.until:
        words = f"{name} has been its name since {day(last.until + timedelta(days=1))}: enter a later day"
        raise ValidationError({"on": words})
    FormerName.objects.create(**{_kind(thing): thing}, name=name, until=until)


def former(reader: Any, thing: Named) -> list[FormerName]:
    """Its former names that the reader may know, the latest first."""
    return list(FormerName.visible.to(reader).filter(**{_kind(thing): thing}).order_by("-until"))


class Past:
    """What some things of one kind were called on any day. `past[thing, day]`; what was never renamed keeps its name."""

    def __init__(self, former_names: dict[Any, list[FormerName]]) -> None:
        self._former = former_names

    def __getitem__(self, asked: tuple[Any, date]) -> str:
        thing, on = asked
        return next((row.name for row in self._former.get(thing.pk, ()) if row.until >= on), thing.name)


def past(reader: Any, things: Iterable[Any]) -> Past:
    """The earlier names of these things that the reader may know, in one query."""
    keys = {thing.pk: thing for thing in things}
    kind = next((_kind(thing) for thing in keys.values()), "")
    found: dict[Any, list[FormerName]] = {}
    if kind:
        for row in FormerName.visible.to(reader).filter(**{f"{kind}__in": list(keys)}).order_by("until"):
            found.setdefault(getattr(row, f"{kind}_id"), []).append(row)
    return Past(found)
