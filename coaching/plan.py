"""What is planned and changes: a session moved or cancelled, alone or with those after it in its weekly series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from coaching.access import ensure_may_log
from coaching.models import Session, SessionCoach
from coaching.overlaps import Overlap, Slot, overlaps, refuse_overlap
from coaching.series import AHEAD, bank_holidays, why_not
from coaching.session_rows import SessionRow
from coaching.sessions import refuse_wrong
from people.models import Person
from people.verbs import held
from wards import pauses
from wards.models import Team


def doubts(reader: Person, rows: Sequence[SessionRow]) -> list[str]:
    """Of each planned session, why it may not take place on its day, for whoever decides: a pause, a bank holiday. In order,
    empty where there is none. Three queries."""
    teams = Team.visible.to(reader).filter(pk__in={team.pk for row in rows for team, _ in row.shares})
    resting = pauses.bands(reader, teams.select_related("provider"))
    days = [row.session.held_on for row in rows]
    left_out = bank_holidays(min(days), max(days)) if days else {}
    return [
        next(
            (
                f"paused: {band.reason}"
                for team, _ in row.shares
                for band in resting.get(team.pk, [])
                if band.starts_on <= on <= (band.ends_on or date.max)
            ),
            left_out.get(on, ""),
        )
        for row, on in zip(rows, days, strict=True)
    ]


@dataclass(frozen=True)
class Shift:
    """A session and its new day. skipped: why it is cancelled instead; overlaps: of its coaches, on the new day."""

    session: Session
    on: date
    skipped: str = ""
    overlaps: Sequence[Overlap] = ()


def onwards(reader: Person, session: Session) -> list[Session]:
    """This session and the planned ones after it in its series, in order; alone where it is of none."""
    if session.series_id is None:
        return [session]
    after = Session.visible.to(reader).filter(
        series=session.series_id, status=Session.Status.PLANNED, held_on__gte=session.held_on
    )
    return [session, *after.exclude(pk=session.pk).order_by("held_on", "starts_at", "id")]


def shifts(*, by: Person, session: Session, held_on: date, starts_at: time | None) -> list[Shift]:
    """What moving this session and those after it would do. Each goes as many days on or back as this one.

    One that would come to a day on which a series holds none (`series.why_not`) is cancelled. Nothing is kept.
    Raises PermissionDenied, ValidationError.
    """
    rows = onwards(by, session)
    teams = _refuse_move(by, rows, held_on)
    days = held_on - session.held_on
    new = [row.held_on + days for row in rows]
    _refuse_far(max(new))
    reasons: dict[date, str] = {}
    for team in teams:
        reasons |= why_not(by, team, min(new), max(new))
    coaches: dict[Any, list[Any]] = {row.pk: [] for row in rows}
    for key, person in SessionCoach.visible.to(by).filter(session__in=rows).values_list("session_id", "person_id"):
        coaches[key].append(person)
    slots = [Slot(on, starts_at, row.minutes, coaches[row.pk], row.pk) for row, on in zip(rows, new, strict=True)]
    met = overlaps(by, slots, but=[row.pk for row in rows])
    return [Shift(row, on, reasons.get(on, ""), met.get(i, [])) for i, (row, on) in enumerate(zip(rows, new, strict=True))]


@transaction.atomic
def move(
    *, by: Person, session: Session, held_on: date, starts_at: time | None, version: int | None = None,
    overlap_is_meant: bool = False,
) -> Session:  # fmt: skip
    """Move one planned session to another day or start. It keeps for when it was planned at first.

    Raises PermissionDenied, ValidationError (by field), StaleEdit.
    """
    row = _planned(by, session, version)
    if row.held_on == held_on and row.starts_at == starts_at:
        raise ValidationError({"held_on": "Choose another day or another start"})
    _refuse_move(by, [row], held_on)
    _refuse_far(held_on)
    if not overlap_is_meant:
        coaches = SessionCoach.visible.to(by).filter(session=row).values_list("person_id", flat=True)
        refuse_overlap(by, Slot(held_on, starts_at, row.minutes, list(coaches), row.pk))
    _put(Session.objects.filter(pk=row.pk), held_on - row.held_on, starts_at)
    row.refresh_from_db()
    return row


@transaction.atomic
def move_onwards(
    *, by: Person, session: Session, held_on: date, starts_at: time | None, version: int | None = None
) -> list[Shift]:
    """Move this session and the planned ones after it in its series, as `shifts` says. An overlap of a coach is no
    hindrance: who moves them has seen it before. Three statements, however many. Raises as `move`."""
    row = _planned(by, session, version)
    if row.held_on == held_on and row.starts_at == starts_at:
        raise ValidationError({"held_on": "Choose another day or another start"})
    _lock(by, row)
    done = shifts(by=by, session=row, held_on=held_on, starts_at=starts_at)
    skipped = {shift.session.pk: shift.skipped for shift in done if shift.skipped}
    kept = [shift.session.pk for shift in done if not shift.skipped]
    _put(Session.objects.filter(pk__in=kept), held_on - row.held_on, starts_at)
    if skipped:
        reasons = Case(*(When(pk=key, then=Value(reason)) for key, reason in skipped.items()))
        Session.objects.filter(pk__in=skipped).update(status=Session.Status.CANCELLED, reason=reasons, version=F("version") + 1)
    return done


@transaction.atomic
def cancel(*, by: Person, session: Session, reason: str, with_later: bool = False, version: int | None = None) -> int:
    """Cancel a planned session, or it and the planned ones after it in its series. Returns how many.

    They stay in the lists with their reason and count in no hours. Raises PermissionDenied, ValidationError, StaleEdit.
    """
    row = _planned(by, session, version)
    row.reason, row.status = reason.strip(), Session.Status.CANCELLED
    if not row.reason:
        raise ValidationError({"reason": "Enter the reason, like “ward closed by infection”"})
    row.full_clean(exclude=["programme", "logged_by", "series"])
    keys = [each.pk for each in _lock(by, row)] if with_later else [row.pk]
    for each in onwards(by, row)[1:] if with_later else []:
        ensure_may_log(by, each)
    return Session.objects.filter(pk__in=keys, status=Session.Status.PLANNED).update(
        status=Session.Status.CANCELLED, reason=row.reason, version=F("version") + 1
    )


def _planned(by: Person, session: Session, version: int | None) -> Session:
    """The session, locked, still planned and as the person saw it."""
    ensure_may_log(by, session)
    row: Session = held(session, version)
    if not row.is_planned:
        raise ValidationError(f"This session is not planned any more: {row.get_status_display().lower()}.")
    return row


def _lock(by: Person, row: Session) -> list[Session]:
    """The session and those after it, locked in the order of their keys."""
    keys = [each.pk for each in onwards(by, row)]
    return list(Session.objects.filter(pk__in=keys).select_for_update(no_key=True).order_by("pk"))


def _refuse_move(by: Person, rows: Sequence[Session], held_on: date) -> list[Team]:
    """The teams of the sessions. PermissionDenied or ValidationError where they may not be on that day."""
    for row in rows:
        ensure_may_log(by, row)
    if held_on < timezone.localdate():
        raise ValidationError({"held_on": "The date must be today or later. Log a session that has happened"})
    if rows[0].is_executive:
        return []
    keys = {key for row in rows for key in row.keys}
    teams = list(Team.visible.to(by).filter(pk__in=keys).select_related("programme", "provider").order_by("name", "id"))
    refuse_wrong(by, teams, rows[0].kind, held_on)
    return teams


def _refuse_far(held_on: date) -> None:
    if held_on > timezone.localdate() + AHEAD:
        raise ValidationError({"held_on": "The date must be within the next year"})


def _put(rows: Any, days: timedelta, starts_at: time | None) -> None:
    rows.update(
        moved_from_at=Case(When(moved_from=None, then=F("starts_at")), default=F("moved_from_at")),
        moved_from=Coalesce(F("moved_from"), F("held_on")),
        held_on=F("held_on") + days, starts_at=starts_at, version=F("version") + 1,
    )  # fmt: skip
