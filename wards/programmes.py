"""Programmes and their phases. A later programme is a new row, not new code."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from people.models import Person
from people.verbs import held, once
from ui.templatetags.formats import day
from wards.access import ensure, ensure_sets_up
from wards.models import Membership, Phase, Programme
from wards.places import save_clean
from wards.reach import forget


@transaction.atomic
def start(
    *, by: Person, name: str, starts_on: date, ends_on: date, commissioner: str = "", form_key: uuid.UUID | None = None
) -> Programme:
    """A new programme. Whoever starts it is of its national team from today on; the machine gets its own part in it.

    The same form_key twice from one person gives the first programme back. Raises PermissionDenied, ValidationError.
    """
    ensure(by, "manage_places")
    key, made = once(by, form_key, by, Programme)
    if made:
        return made
    _refuse_backwards(starts_on, ends_on)
    programme = Programme(
        pk=key, name=name.strip(), slug=slugify(name)[:50], commissioner=commissioner.strip(), starts_on=starts_on,
        ends_on=ends_on, started_by=by,
    )  # fmt: skip
    save_clean(programme)
    today = timezone.localdate()
    Membership.objects.create(person=by, role="programme_team", programme=programme, starts_on=today)
    machine = Person.objects.create(name="The system itself", is_system=True)
    Membership.objects.create(person=machine, role="system", programme=programme, starts_on=today)
    forget(by)
    return programme


@transaction.atomic
def change(
    *, by: Person, programme: Programme, name: str, starts_on: date, ends_on: date, commissioner: str = "",
    version: int | None = None,
) -> Programme:  # fmt: skip
    """Change a programme's name, commissioner or dates. Its phases must stay within."""
    ensure_sets_up(by, programme)
    row: Programme = held(programme, version)
    _refuse_backwards(starts_on, ends_on)
    for phase in row.phases.all():
        if phase.starts_on < starts_on:
            raise ValidationError({"starts_on": f"The phase {phase} starts before that, on {day(phase.starts_on)}"})
        if phase.ends_on > ends_on:
            raise ValidationError({"ends_on": f"The phase {phase} ends after that, on {day(phase.ends_on)}"})
    row.name, row.commissioner, row.starts_on, row.ends_on = name.strip(), commissioner.strip(), starts_on, ends_on
    row.version += 1
    save_clean(row)
    return row


@transaction.atomic
def add_phase(
    *, by: Person, programme: Programme, name: str, starts_on: date, ends_on: date, usual_minutes: int,
    form_key: uuid.UUID | None = None,
) -> Phase:  # fmt: skip
    """A further phase of a programme. The same form_key twice from one person gives the first phase back."""
    ensure_sets_up(by, programme)
    row: Programme = held(programme)
    key, made = once(by, form_key, row, Phase)
    if made:
        return made
    last = row.phases.aggregate(last=Max("position"))["last"] or 0
    phase = Phase(pk=key, programme=row, position=last + 1)
    return _save(phase, name, starts_on, ends_on, usual_minutes)


@transaction.atomic
def change_phase(
    *, by: Person, phase: Phase, name: str, starts_on: date, ends_on: date, usual_minutes: int, version: int | None = None
) -> Phase:
    """Change a phase's name, dates or usual minutes of a session."""
    ensure_sets_up(by, phase.programme_id)
    row: Phase = held(phase, version)
    row.version += 1
    return _save(row, name, starts_on, ends_on, usual_minutes)


def _save(phase: Phase, name: str, starts_on: date, ends_on: date, usual_minutes: int) -> Phase:
    _refuse_backwards(starts_on, ends_on)
    programme = phase.programme
    if starts_on < programme.starts_on or ends_on > programme.ends_on:
        within = f"{day(programme.starts_on)} to {day(programme.ends_on)}"
        raise ValidationError({"starts_on": f"A phase lies within its programme, {within}"})
    if not 1 <= usual_minutes <= 600:
        raise ValidationError({"usual_minutes": "The minutes must be from 1 to 600"})
    if programme.phases.filter(name__iexact=name.strip()).exclude(pk=phase.pk).exists():
        raise ValidationError({"name": "This programme has a phase of this name already"})
    phase.name, phase.starts_on, phase.ends_on, phase.usual_minutes = name.strip(), starts_on, ends_on, usual_minutes
    save_clean(phase)
    return phase


def _refuse_backwards(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": "The end must come after the start"})
