"""A weekly series: which weeks it would have, and its sessions put into the plan all at once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import holidays
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.models import Series, Session, SessionCoach, SessionTeam, SkippedWeek
from coaching.sessions import homes_of, refuse_wrong
from people.models import Person
from people.verbs import once
from ui.templatetags.formats import day
from wards import pauses
from wards.models import Team

WEEK = timedelta(days=7)
#: How far ahead one may plan.
AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Break:
    """A time without coaching that whoever plans has stated; both days counted."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Week:
    """One week of a series. skipped: why there is no session in it; empty where there is one."""

    on: date
    skipped: str = ""


def bank_holidays(first: date, last: date) -> dict[date, str]:
    """Day → why it is left out, of the bank holidays of England (gov.uk/bank-holidays, by the library holidays)."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=range(first.year, last.year + 1))
    words = {on: f"bank holiday: {name.replace(' (observed)', ', substitute day')}" for on, name in found.items()}
    return {on: reason for on, reason in words.items() if first <= on <= last}


def why_not(reader: Person, team: Team, first: date, last: date, breaks: Sequence[Break] = ()) -> dict[date, str]:
    """Day → why a series holds no session on it, from `first` to `last`.

    Bank holidays, breaks, and the pauses of the team and of its programme, region and provider.
    """
    found = bank_holidays(first, last)
    for band in pauses.bands(reader, [team]).get(team.pk, []):
        found |= dict.fromkeys(_days(max(band.starts_on, first), min(band.ends_on or last, last)), f"paused: {band.reason}"[:200])
    for each in breaks:
        is_one_day = each.starts_on == each.ends_on
        words = f"break on {day(each.starts_on)}" if is_one_day else f"break from {day(each.starts_on)} to {day(each.ends_on)}"
        found |= dict.fromkeys(_days(max(each.starts_on, first), min(each.ends_on, last)), words)
    return found


def weeks(*, by: Person, team: Team, starts_on: date, ends_on: date, breaks: Sequence[Break] = ()) -> list[Week]:
    """The weeks that a series would have, each with a session or with the reason why it has none. Nothing is kept.

    Raises PermissionDenied, ValidationError.
    """
    refuse_wrong(by, [team], Session.Kind.TEAM, starts_on)
    today = timezone.localdate()
    if starts_on < today:
        raise ValidationError({"held_on": "The first session must be today or later"})
    if ends_on < starts_on:
        raise ValidationError({"ends_on": "The last date must not be before the first session"})
    if ends_on > today + AHEAD:
        raise ValidationError({"ends_on": "The last date must be within the next year"})
    refuse_wrong(by, [team], Session.Kind.TEAM, ends_on)
    reasons = why_not(by, team, starts_on, ends_on, breaks)
    found = [Week(on, reasons.get(on, "")) for on in _days(starts_on, ends_on, WEEK)]
    if all(week.skipped for week in found):
        raise ValidationError({"held_on": f"No week would have a session. The first is skipped: {found[0].skipped}"})
    return found


@transaction.atomic
def plan(
    *, by: Person, team: Team, coaches: Sequence[Person], starts_on: date, ends_on: date, minutes: int,
    kind: str = Session.Kind.TEAM, mode: str = Session.Mode.VIDEO, starts_at: time | None = None,
    breaks: Sequence[Break] = (), form_key: uuid.UUID | None = None,
) -> Series:  # fmt: skip
    """Plan a session in each of the weeks that `weeks` gives; their minutes (1–600 each) count nowhere until logged.

    An overlap of a coach is no hindrance: who plans has seen it before. The same form_key twice by the same person
    gives the first series back. A fixed number of statements. Raises PermissionDenied, ValidationError.
    """
    key, made = once(by, form_key, team, Series)
    if made:
        return made
    found = weeks(by=by, team=team, starts_on=starts_on, ends_on=ends_on, breaks=breaks)
    refuse_wrong(by, [team], kind, starts_on)
    coaches = list(dict.fromkeys(coaches))
    homes_of(by, [team], coaches, [], starts_on)
    series = Series(pk=key, programme_id=team.programme_id, team=team, starts_on=starts_on, ends_on=ends_on, planned_by=by)
    series.full_clean(exclude=["programme", "team", "planned_by"])
    series.save(force_insert=True)
    rows = [
        Session(
            programme_id=team.programme_id,
            keys=[team.pk],
            series=series,
            kind=kind,
            mode=mode,
            held_on=week.on,
            starts_at=starts_at,
            minutes=minutes,
            logged_by=by,
        )
        for week in found
        if not week.skipped
    ]
    rows[0].full_clean(exclude=["programme", "logged_by", "series"])
    Session.objects.bulk_create(rows)
    SessionTeam.objects.bulk_create(
        [SessionTeam(session=row, team=team, programme_id=team.programme_id, minutes=minutes) for row in rows]
    )
    SessionCoach.objects.bulk_create([SessionCoach(session=row, person=coach) for row in rows for coach in coaches])
    skipped = [SkippedWeek(series=series, team=team, on=week.on, reason=week.skipped) for week in found if week.skipped]
    SkippedWeek.objects.bulk_create(skipped)
    return series


def _days(first: date, last: date, step: timedelta = timedelta(days=1)) -> list[date]:
    return [first + step * i for i in range((last - first) // step + 1)]
