"""Pauses of a programme, a region or a provider: reminders and the radar fall silent, series stop, charts carry the band."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people.models import Person
from people.verbs import held, once
from ui.templatetags.formats import day
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
    key, made = once(by, form_key, programme, Pause)
    if made:
        return made
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
        pk=key,
        programme=programme,
        region=region,
        provider=provider,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        begun_by=by,
    )
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

    @property
    def span(self) -> str:
        """“from 4 March 2025 to 17 March 2025”, “since 4 March 2025”."""
        if self.ends_on is None:
            return f"since {day(self.starts_on)}"
        return (
            f"on {day(self.starts_on)}"
            if self.ends_on == self.starts_on
            else f"from {day(self.starts_on)} to {day(self.ends_on)}"
        )

    @property
    def words(self) -> str:
        return f"Paused {self.span}: {self.reason.rstrip('.')}."


def of_programmes(reader: Any, programmes: Iterable[Programme]) -> list[Band]:
    """The times in which one of these programmes rested as a whole, in order. One query."""
    rows = Pause.visible.to(reader).filter(programme__in=list(programmes), provider=None, region="")
    return [Band(pause.starts_on, pause.ends_on, pause.reason) for pause in rows.order_by("starts_on", "id")]


def bands(reader: Any, teams: Iterable[Team]) -> dict[Any, list[Band]]:
    """Team's key → the times in which it rested, in order: its own pauses and those of its programme, region or provider.

    Two queries, teams with their provider at hand.
    """
    teams = list(teams)
    pauses = list(Pause.visible.to(reader))
    steps: dict[Any, list[TeamStep]] = defaultdict(list)
    for step in TeamStep.visible.to(reader).filter(team__in=teams):
        steps[step.team_id].append(step)
    found = {}
    for team in teams:
        rests = [Band(pause.starts_on, pause.ends_on, pause.reason) for pause in covering(pauses, team)]
        own = steps[team.pk]
        for step, later in zip_longest(own, own[1:]):
            if step.state == Team.State.PAUSED:
                rests.append(Band(step.on, max(later.on - timedelta(days=1), step.on) if later else None, step.reason))
        found[team.pk] = sorted(rests, key=lambda band: (band.starts_on, band.ends_on or date.max))
    return found
