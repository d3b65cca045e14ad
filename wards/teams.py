"""Project teams: how one begins, the dated steps that it takes, and whom to ask about it."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.models import Person
from people.verbs import held, once, refuse_stale
from ui.templatetags.formats import day
from wards.access import ensure_sets_up
from wards.models import Membership, Phase, Provider, Team, TeamContact, TeamStep, TeamWard, Ward
from wards.models.teams import UNSIGNED, WAY
from wards.places import refuse_ahead, running_teams
from wards.reach import forget, live

State = Team.State
#: Steps that must say why.
WITH_REASON = (State.PAUSED, State.LEFT, State.MERGED, State.MOVED)


@transaction.atomic
def begin(
    *, by: Person, provider: Provider, phase: Phase, wards: Sequence[Ward], name: str, on: date, form_key: uuid.UUID | None = None
) -> Team:
    """A team that is interested: for one ward, several of one provider, or none (the provider as a whole).

    The same form_key twice from one person gives the first team back. Raises PermissionDenied, ValidationError.
    """
    ensure_sets_up(by, provider)
    ensure_sets_up(by, phase.programme_id)
    key, made = once(by, form_key, provider, Team)
    if made:
        made.covered = list(made.wards.all())
        return made
    refuse_ahead(on)
    for ward in wards:
        if ward.provider_id != provider.pk:
            raise ValidationError({"wards": f"{ward} is not a ward of {provider}"})
        if ward.closed_on:
            raise ValidationError({"wards": f"{ward} is closed"})
        if any(team.programme_id == phase.programme_id for team in running_teams(ward)):
            raise ValidationError({"wards": f"{ward} has a running team in this programme already"})
    team = Team(pk=key, programme_id=phase.programme_id, phase=phase, provider=provider, name=name.strip())
    team.full_clean()
    team.save()
    TeamWard.objects.bulk_create([TeamWard(provider=provider, team=team, ward=ward) for ward in wards])
    TeamStep.objects.create(team=team, state=State.INTERESTED, on=on, taken_by=by)
    forget(by)
    return team


def possible_steps(team: Team) -> list[Any]:
    """The states that a team may come to next by a plain step; signing, merging and moving are verbs of their own."""
    if team.has_ended:
        return []
    if team.state == State.PAUSED:
        before = _before_pause(team)
        return [before, *([] if before in UNSIGNED else [State.COMPLETED]), State.LEFT]
    ahead = WAY[WAY.index(State(team.state)) + 1 :]
    onward = [state for state in ahead if team.state not in UNSIGNED or state == State.SELECTED]
    return [*onward, State.PAUSED, State.LEFT]


def _before_pause(team: Team) -> Any:
    steps = [step.state for step in team.steps.all() if step.state != State.PAUSED]
    return State(steps[-1]) if steps else State.INTERESTED


@transaction.atomic
def take_step(*, by: Person, team: Team, state: str, on: date, reason: str = "", version: int | None = None) -> Team:
    """The next dated step of a team. The same step again on the same day changes nothing.

    Raises PermissionDenied, ValidationError, StaleEdit.
    """
    ensure_sets_up(by, team)
    row: Team = held(team)
    if row.state == state and (last := row.steps.last()) and last.on == on:
        return row
    refuse_stale(row, version)
    if state not in possible_steps(row):
        words = f"{row} cannot come to “{State(state).label}” from “{row.get_state_display()}”" if state in State else ""
        raise ValidationError({"state": words or "Choose a step from the list"})
    if state == State.SPONSORED and not _has_sponsor(by, row, on):
        raise ValidationError(
            {"state": "Give somebody the role of executive sponsor in this team first, on the page of its people"}
        )
    return put_step(row, state, on, reason, by)


def put_step(team: Team, state: str, on: date, reason: str, by: Person) -> Team:
    """Write a step of a team that is held: the date in order, the reason where the rules ask for one."""
    refuse_ahead(on)
    last = team.steps.last()
    if last and on < last.on:
        words = f"The date must not be before {day(last.on)}, when {team} came to “{last.get_state_display()}”"
        raise ValidationError({"on": words})
    if state in WITH_REASON and not reason.strip():
        raise ValidationError({"reason": "Enter the reason, in one line"})
    step = TeamStep(team=team, state=state, on=on, reason=reason.strip(), taken_by=by)
    step.full_clean(exclude=["team", "taken_by"])
    step.save()
    team.state, team.version = state, team.version + 1
    team.save(update_fields=["state", "version"])
    return team


def _has_sponsor(by: Person, team: Team, on: date) -> bool:
    held_then = live(on) | live(timezone.localdate())
    return bool(Membership.visible.to(by).filter(held_then, team=team, role="sponsor").exists())


@transaction.atomic
def take_back(*, by: Person, team: Team, version: int | None = None) -> Team:
    """Undo the last step, where it was a mistake. The first, a signature, a merger and a move stay.

    Raises PermissionDenied, ValidationError, StaleEdit.
    """
    ensure_sets_up(by, team)
    row: Team = held(team, version)
    steps = list(row.steps.all())
    if len(steps) < 2 or steps[-1].state in (State.SIGNED, State.MERGED, State.MOVED):
        raise ValidationError(f"“{row.get_state_display()}” cannot be taken back.")
    steps.pop().delete()
    row.state, row.version = steps[-1].state, row.version + 1
    row.save(update_fields=["state", "version"])
    return row


@transaction.atomic
def set_contact(
    *, by: Person, team: Team, name: str, work: str = "", email: str = "", phone: str = "", version: int | None = None
) -> TeamContact:
    """Whom to ask about a team. Raises PermissionDenied, ValidationError, StaleEdit."""
    ensure_sets_up(by, team)
    held(team)
    row = TeamContact.objects.filter(team=team).first() or TeamContact(team=team, provider_id=team.provider_id, version=0)
    if row.version:
        refuse_stale(row, version)
    if not email.strip() and not phone.strip():
        raise ValidationError({"email": "Enter an email address or a phone number"})
    row.name, row.work, row.email, row.phone, row.version = (
        name.strip(),
        work.strip(),
        email.strip(),
        phone.strip(),
        row.version + 1,
    )
    row.full_clean(exclude=["team", "provider"])
    row.save()
    return row
