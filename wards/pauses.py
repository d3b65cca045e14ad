"""Pauses of a programme, a region or a provider: reminders and the radar fall silent, series stop, charts carry the band."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people.models import Person
from people.verbs import held, once
from wards.access import ensure_sets_up
from wards.models import Pause, Programme, Provider, Team, TeamStep
from wards.models.places import Region


@transaction.atomic
def begin(
    *, by: Person, programme: Programme, region: str = "", provider: Provider | None = None, starts_on: date,
    ends_on: date | None = None, reason: str, form_key: uuid.UUID | None = None,
) -> Pause:  # fmt: skip
    """Pause the programme, or its wards in one region or of one provider, from a day to a day (or until it is ended).

    Raises PermissionDenied, ValidationError (also where a pause of the same place overlaps).
    """
    ensure_sets_up(by, programme)
    held(programme)
    key = once(by, form_key, programme)
    if key and (already := Pause.objects.filter(pk=key).first()):
        return already
    if region and provider:
        raise ValidationError({"provider": "Choose a region or a provider, not both"})
    if region and region not in Region:
        raise ValidationError({"region": "Choose a region from the list"})
    if ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": "The last day must not be before the first"})
    others = Pause.objects.filter(programme=programme, region=region, provider=provider)
    others = others.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if (others.filter(starts_on__lte=ends_on) if ends_on else others).exists():
        raise ValidationError({"starts_on": "There is a pause of the same in this time already"})
    pause = Pause(
        programme=programme,
        region=region,
        provider=provider,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        begun_by=by,
    )
    pause.pk = key or pause.pk
    pause.full_clean(exclude=["programme", "provider", "begun_by"])
    pause.save()
    return pause


@transaction.atomic
def end(*, by: Person, pause: Pause, on: date) -> Pause:
    """The last day of a pause. A pause that has not begun by then is gone. Raises PermissionDenied, ValidationError."""
    ensure_sets_up(by, pause.programme_id)
    row: Pause = held(pause)
    if row.ends_on and row.ends_on < timezone.localdate():
        raise ValidationError("This pause is over.")
    if on < row.starts_on:
        raise ValidationError({"on": "The last day must not be before the first"})
    row.ends_on = on
    row.save(update_fields=["ends_on"])
    return row


def on_day(on: date) -> Q:
    """The pauses that hold on a day."""
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))


def covering(pauses: Iterable[Pause], team: Team) -> list[Pause]:
    """Those of the pauses that hold for a team (with its provider at hand)."""
    return [
        pause
        for pause in pauses
        if pause.programme_id == team.programme_id
        and pause.provider_id in (None, team.provider_id)
        and pause.region in ("", team.provider.region)
    ]


def silenced(reader: Any, teams: Iterable[Team], on: date) -> dict[Any, Pause]:
    """Team's key → the pause of its programme, region or provider on that day. One query, teams with their provider."""
    pauses = list(Pause.visible.to(reader).filter(on_day(on)).select_related("provider", "programme"))
    found = {team.pk: covering(pauses, team) for team in teams} if pauses else {}
    return {key: held_by[0] for key, held_by in found.items() if held_by}


def last_ends(reader: Any, teams: Iterable[Team], on: date) -> dict[Any, date]:
    """Team's key → the last day of the last pause that was over by then: silence is counted from there."""
    pauses = list(Pause.visible.to(reader).filter(ends_on__lt=on).order_by("ends_on"))
    return {team.pk: held_by[-1].ends_on for team in teams if (held_by := covering(pauses, team)) and held_by[-1].ends_on}


@dataclass(frozen=True)
class Band:
    """A time of rest on a chart: first and last day (None: it goes on), and why."""

    starts_on: date
    ends_on: date | None
    reason: str


def bands(reader: Any, team: Team) -> list[Band]:
    """The times in which a team rested: its own pauses and those of its programme, region or provider, in order."""
    found = [
        Band(pause.starts_on, pause.ends_on, pause.reason)
        for pause in covering(Pause.visible.to(reader).select_related("provider"), team)
    ]
    steps = list(TeamStep.visible.to(reader).filter(team=team))
    for i, step in enumerate(steps):
        if step.state == Team.State.PAUSED:
            after = steps[i + 1].on - timedelta(days=1) if i + 1 < len(steps) else None
            found.append(Band(step.on, max(after, step.on) if after else None, step.reason))
    return sorted(found, key=lambda band: (band.starts_on, band.ends_on or date.max))
