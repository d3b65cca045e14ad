"""Survey rounds: open, and close before the last day."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from people.models import Person
from people.verbs import held
from surveys.access import may_run
from surveys.models import Questionnaire, Wave
from wards.access import refusal


@transaction.atomic
def open_round(*, by: Person, wave: Wave, closes_on: date, version: int | None = None) -> Wave:
    """Take answers from today to closes_on, both counted; a closed round is opened again.

    From here on its questionnaire is frozen. Raises ValidationError (by field), PermissionDenied, StaleEdit.
    """
    wave = _held(by, wave, version)
    today = timezone.localdate()
    if closes_on < today:
        raise ValidationError({"closes_on": "The last day must be today or later"})
    if wave.state != "open":
        wave.opens_on = min(wave.opens_on, today)
    wave.stopped_on, wave.closes_on, wave.version = None, closes_on, wave.version + 1
    wave.full_clean(exclude=["programme", "phase", "questionnaire"])
    wave.save()
    Questionnaire.visible.to(by).filter(pk=wave.questionnaire_id, frozen_on=None).update(frozen_on=today)
    return wave


@transaction.atomic
def close_round(*, by: Person, wave: Wave) -> Wave:
    """Take no more answers from this moment on; closed already, nothing changes.

    A round that has not opened cannot be closed. Raises ValidationError, PermissionDenied.
    """
    wave = _held(by, wave)
    if wave.state == "waiting":
        raise ValidationError("This round has not opened yet, so there is nothing to close.")
    if wave.state == "open":
        wave.stopped_on, wave.version = timezone.localdate(), wave.version + 1
        wave.save(update_fields=["stopped_on", "version"])
    return wave


def _held(by: Person, wave: Wave, version: int | None = None) -> Wave:
    """The round afresh, locked, for whoever runs it."""
    if not may_run(by, wave):
        raise refusal("run_surveys")
    found: Wave = held(wave, version)
    return found
