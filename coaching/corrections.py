"""A session that was logged wrongly is put right: with a reason, by whoever may log it, and its earlier version kept.

What it said before stands in the record of changes, which triggers write, and nowhere else. The reason goes there with
the transaction, so that a correction is what was changed with a reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.text import capfirst

from coaching import executive_sessions, sessions
from coaching.access import ensure_may_log
from coaching.models import Attendance, CoachNote, Session, SessionCoach, SessionTeam
from coaching.overlaps import Slot, refuse_new_overlap
from people.acting import acting_as
from people.models import Person
from people.nhs_numbers import refuse_nhs_number
from people.verbs import held
from wards.access import ensure
from wards.changes import Field, changes, parts_of
from wards.models import Team

NOT_HAPPENED = (Session.Status.CANCELLED, Session.Status.MISSED)


@transaction.atomic
def correct(
    *, by: Person, session: Session, why: str, teams: Sequence[Team], coaches: Sequence[Person], held_on: date, minutes: int,
    kind: str, mode: str, starts_at: time | None = None, attended: Iterable[Person] = (), others: int = 0,
    tools: Iterable[str] = (), decision: str = "", note: str = "", coach_note: str | None = None, version: int | None = None,
    overlap_is_meant: bool = False,
) -> Session:  # fmt: skip
    """Put a delivered session right; shares, hours and attendance follow. why: the reason, for the record of changes.

    minutes: 1–600. coach_note: None where the person may not write them. Who was recorded already may stay, whatever
    their role is today. overlap_is_meant: also where it now comes to another session of a coach. Raises ValidationError
    (by field), PermissionDenied, StaleEdit.
    """
    row = _opened(by, session, why, version, (Session.Status.DELIVERED,))
    if row.is_executive:
        raise PermissionDenied("Executive coaching is corrected by the executive coach, without a ward team.")
    teams, coaches, attended = list(dict.fromkeys(teams)), list(dict.fromkeys(coaches)), list(dict.fromkeys(attended))
    sessions.refuse_wrong(by, teams, kind, held_on)
    if teams[0].programme_id != row.programme_id:
        raise ValidationError({"teams": "Choose ward teams of the programme in which the session was logged"})
    sessions.refuse_to_lose_record(row, teams, kind)
    _refuse_later(held_on)
    if not 0 <= others <= sessions.MOST_OTHERS:
        raise ValidationError({"others": f"The number of others must be between 0 and {sessions.MOST_OTHERS}"})
    came = {each.person_id: each.team_id for each in Attendance.objects.filter(session=row)}
    coached = set(SessionCoach.objects.filter(session=row).values_list("person_id", flat=True))
    here = {team.pk: team for team in teams}
    recorded = {person: here[team] for person, team in came.items() if team in here}
    homes = sessions.homes_of(by, teams, coaches, attended, held_on, recorded=recorded, coached=coached)
    if not overlap_is_meant:
        refuse_new_overlap(by, row, Slot(held_on, starts_at, minutes, coaches, row.pk), coached)
    with acting_as(by, why=why.strip()):
        row.kind, row.mode, row.held_on, row.starts_at, row.minutes, row.note = kind, mode, held_on, starts_at, minutes, note
        row.keys, row.version = [team.pk for team in teams], row.version + 1
        sessions.save(row)
        sessions.put_people(row, coaches, homes)
        _put_teams(row, teams, others)
        sessions.put_tools(row, tools, decision)
        if coach_note is not None:
            _put_coach_note(by, row, teams, coach_note)
    return row


@transaction.atomic
def correct_executive(
    *, by: Person, session: Session, why: str, coaches: Sequence[Person], sponsors: Sequence[Person], held_on: date, minutes: int,
    kind: str, mode: str, starts_at: time | None = None, note: str = "", tools: Iterable[str] = (), decision: str = "",
    version: int | None = None, overlap_is_meant: bool = False,
) -> Session:  # fmt: skip
    """Put a delivered session of executive coaching right. The reason is seen by whoever sees the session, so it is not
    about what was said. Raises ValidationError (by field), PermissionDenied, StaleEdit."""
    row = _opened(by, session, why, version, (Session.Status.DELIVERED,))
    _refuse_later(held_on)
    sessions.refuse_before_start(row.programme, held_on)
    recorded = {*Attendance.objects.filter(session=row).values_list("person_id", flat=True)}
    coached = {*SessionCoach.objects.filter(session=row).values_list("person_id", flat=True)}
    executive_sessions.refuse_wrong(by, row.programme, coaches, sponsors, held_on, kind, recorded=recorded | coached)
    if not overlap_is_meant:
        refuse_new_overlap(by, row, Slot(held_on, starts_at, minutes, coaches, row.pk), coached)
    with acting_as(by, why=why.strip()):
        row.kind, row.mode, row.held_on, row.starts_at, row.minutes = kind, mode, held_on, starts_at, minutes
        row.keys = list(dict.fromkeys([row.programme_id, by.pk, *(person.pk for person in [*coaches, *sponsors])]))
        row.version += 1
        sessions.save(row)
        sessions.put_people(row, coaches, {person.pk: None for person in sponsors})
        executive_sessions.put_record(row, note, tools, decision)
    return row


@transaction.atomic
def put_back(*, by: Person, session: Session, why: str, version: int | None = None) -> Session:
    """A session that was said not to have happened is planned again: that was a mistake. It counts once it is logged."""
    row = _opened(by, session, why, version, NOT_HAPPENED)
    with acting_as(by, why=why.strip()):
        row.status, row.reason, row.version = Session.Status.PLANNED, "", row.version + 1
        sessions.save(row)
    return row


@transaction.atomic
def withdraw(*, by: Person, session: Session, status: str, reason: str, version: int | None = None) -> Session:
    """A session that was logged did not happen after all: it counts in no hours, and nobody came to it."""
    row = _opened(by, session, reason, version, (Session.Status.DELIVERED,), "reason")
    if status not in NOT_HAPPENED:
        raise ValidationError({"status": "Choose whether it was cancelled or nobody came"})
    with acting_as(by, why=reason.strip()):
        Attendance.objects.filter(session=row).delete()
        SessionTeam.objects.filter(session=row).update(others=0)
        row.status, row.reason, row.version = status, reason.strip(), row.version + 1
        sessions.save(row)
    return row


def _opened(by: Person, session: Session, why: str, version: int | None, states: Iterable[str], field: str = "why") -> Session:
    """The session, locked and as the person saw it, in one of these states, with a reason that can be kept."""
    ensure_may_log(by, session)
    row: Session = held(session, version)
    ensure_may_log(by, row)
    if row.status not in states:
        raise ValidationError(f"This cannot be done any more: the session is {row.get_status_display().lower()} now.")
    if not why.strip():
        raise ValidationError({field: "Enter the reason, like “typed 60, it was 90 minutes”"})
    try:
        refuse_nhs_number(why)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from None
    return row


def _refuse_later(held_on: date) -> None:
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": "The date must be today or in the past: this session has happened"})


def _put_teams(row: Session, teams: Sequence[Team], others: int) -> None:
    """As `sessions.put_teams`. A team with which something of the session stands cannot be taken out of it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            sessions.put_teams(row, teams, others)
            cursor.execute("set constraints all immediate")
    except IntegrityError:
        words = "A ward team cannot be taken out while actions, coaches’ notes or copies of the notes of it hang on this session"
        raise ValidationError({"teams": words}) from None
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")


def _put_coach_note(by: Person, row: Session, teams: Sequence[Team], text: str) -> None:
    there = {note.team_id: note for note in CoachNote.objects.filter(session=row)}
    for team in teams:
        note = there.get(team.pk)
        if (note and note.text == text) or (not note and not text):
            continue
        ensure(by, "write_coach_notes", team)
        note = note or CoachNote(session=row, team=team)
        note.text, note.written_by = text, by
        sessions.clean_as("coach_note", note.clean_fields, "text", exclude={"session", "team", "written_by"})
        note.save()


@dataclass
class Correction:
    """Something put right: when, by whom, why, and what it said before. at: in UTC."""

    at: datetime
    who: str
    why: str
    before: list[Field] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def corrections(person: Person, session: Session) -> list[Correction]:
    """How the session was corrected, the last first, as far as `person` may read it. Each correction changes the session's
    own row, so that of one never corrected no more is asked."""
    asked: dict[str, Any] = {"owners": session.keys, "most": 200, "reasoned": True}
    if session.version == 1 or not changes(person, things=[session.pk], **asked):
        return []
    found: dict[Any, Correction] = {}
    for change in changes(person, things=parts_of(person, session), parent=session.pk, **asked):
        # One transaction made them: who, why and request are the same.
        correction = found.setdefault((change.request_id, change.who, change.why), Correction(change.at, change.who, change.why))
        if change.is_update:
            correction.before += [replace(each, label=_label(change.what, each.label)) for each in change.fields]
        else:
            correction.others.append(_said(change.what, change.fields))
    return list(found.values())


def _label(what: str, label: str) -> str:
    """“Minutes” of the session itself; “Ward's share of a session: minutes” of what belongs to it."""
    kind = what.partition(": ")[2]
    return label if kind == "session" else f"{capfirst(kind)}: {label[:1].lower()}{label[1:]}"


def _said(what: str, fields: Sequence[Field]) -> str:
    named: Mapping[str, str] = {each.label: each.after or each.before for each in fields}
    which = named.get("Person") or named.get("Tool") or ""
    return f"{what}, {which}" if which else what
