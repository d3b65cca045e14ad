"""Executive coaching: the programme's partner with sponsors, one to one or in a group.

It has no ward team. Minutes and attendance count and are seen by the two sides and the national team; what it was
about (note, tools, actions) is read by the two sides alone: those who coached, those who came, and who logged it.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.access import executive_coaches, sponsors_to_coach
from coaching.agreements import Agreed
from coaching.models import Action, ExecutiveRecord, Session, Tool
from coaching.overlaps import Slot, refuse_overlap
from coaching.sessions import put_people, refuse_before_start, refuse_far, save, still_planned
from people.models import Person
from people.verbs import once
from wards.access import ensure
from wards.models import Programme


@transaction.atomic
def log(
    *,
    by: Person,
    programme: Programme,
    coaches: Sequence[Person],
    sponsors: Sequence[Person],
    held_on: date,
    minutes: int,
    kind: str = Session.Kind.EXECUTIVE,
    mode: str = Session.Mode.VIDEO,
    starts_at: time | None = None,
    note: str = "",
    tools: Iterable[str] = (),
    decision: str = "",
    actions: Iterable[Agreed] = (),
    form_key: uuid.UUID | None = None,
    planned: Session | None = None,
    version: int | None = None,
    overlap_is_meant: bool = False,
) -> Session:
    """Keep a delivered session of executive coaching. minutes: 1–600, counted once.

    planned: the session of the plan that this fills in; version: the one the form showed. The same
    form_key twice by the same person gives the first session back. overlap_is_meant: keep it also where a coach
    has another session at that time. Raises ValidationError (by field), PermissionDenied, StaleEdit.
    """
    ensure(by, "log_executive_session", programme)
    key, made = once(by, form_key, programme, Session)
    if made:
        return made
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": "The date must be today or in the past: a session is logged once it has happened"})
    refuse_before_start(programme, held_on)
    refuse_wrong(by, programme, coaches, sponsors, held_on, kind)
    session = still_planned(by, planned, version) if planned else Session(pk=key, programme=programme)
    if not overlap_is_meant:
        refuse_overlap(by, Slot(held_on, starts_at, minutes, coaches, session.pk))
    session.kind, session.mode, session.status, session.held_on = kind, mode, Session.Status.DELIVERED, held_on
    session.starts_at, session.minutes, session.logged_by = starts_at, minutes, by
    session.keys = _keys(programme, by, coaches, sponsors)
    save(session)
    put_people(session, coaches, {person.pk: None for person in sponsors})
    record = put_record(session, note, tools, decision)
    for agreed in actions:
        agree(record, agreed)
    return session


@transaction.atomic
def plan(
    *, by: Person, programme: Programme, coaches: Sequence[Person], sponsors: Sequence[Person], held_on: date, minutes: int,
    kind: str = Session.Kind.EXECUTIVE, mode: str = Session.Mode.VIDEO, starts_at: time | None = None,
    form_key: uuid.UUID | None = None, overlap_is_meant: bool = False,
) -> Session:  # fmt: skip
    """Put a session of executive coaching into the plan; its minutes (1–600) count nowhere until it is logged.

    sponsors: who is expected; they read it, and count as having come once it is logged. Raises as `log`.
    """
    ensure(by, "log_executive_session", programme)
    key, made = once(by, form_key, programme, Session)
    if made:
        return made
    refuse_far(held_on)
    refuse_before_start(programme, held_on)
    refuse_wrong(by, programme, coaches, sponsors, held_on, kind)
    if not overlap_is_meant:
        refuse_overlap(by, Slot(held_on, starts_at, minutes, coaches))
    session = Session(
        pk=key, programme=programme, kind=kind, mode=mode, held_on=held_on, minutes=minutes, starts_at=starts_at, logged_by=by,
        keys=_keys(programme, by, coaches, sponsors),
    )  # fmt: skip
    save(session)
    put_people(session, coaches, {})
    put_record(session, "", [], "")
    return session


def _keys(programme: Programme, by: Person, coaches: Sequence[Person], sponsors: Sequence[Person]) -> list[Any]:
    """Whom the session's row is opened to: the programme's national team, and the two sides."""
    return list(dict.fromkeys([programme.pk, by.pk, *(person.pk for person in [*coaches, *sponsors])]))


def put_record(session: Session, note: str, tools: Iterable[str], decision: str) -> ExecutiveRecord:
    """Keep what a session was about, for its two sides. Raises ValidationError by field."""
    record = ExecutiveRecord.objects.filter(session=session).first() or ExecutiveRecord(session=session)
    record.programme_id, record.keys = session.programme_id, [key for key in session.keys if key != session.programme_id]
    record.note, record.tools, record.decision = note, list(dict.fromkeys(tools)), decision
    if decision and not record.tools:
        raise ValidationError({"tools": "Choose the tool that was used for this decision"})
    if any(tool not in Tool.values for tool in record.tools):
        raise ValidationError({"tools": "Choose the tools from the list"})
    record.full_clean(exclude=["session", "programme", "keys"])
    record.save()
    Action.objects.filter(session=session).exclude(keys=record.keys).update(keys=record.keys)
    return record


def agree(record: ExecutiveRecord, agreed: Agreed) -> Action:
    """Note an action of a session of executive coaching, which its two sides alone read."""
    action = Action(
        session_id=record.session_id, keys=record.keys, what=agreed.what, owner=agreed.owner, due_on=agreed.due_on
    )  # fmt: skip
    action.full_clean(exclude=["team", "owner", "session", "keys"])
    action.save()
    return action


def refuse_wrong(
    by: Person, programme: Programme, coaches: Sequence[Person], sponsors: Sequence[Person], on: date, kind: str, *,
    recorded: Collection[Any] = (),
) -> None:  # fmt: skip
    """ValidationError (by field) where such a session cannot be kept. recorded: people who stand in it already."""
    if kind not in Session.EXECUTIVE_KINDS:
        raise ValidationError({"kind": "Choose one to one or group"})
    if not coaches:
        raise ValidationError({"coaches": "Choose at least one coach"})
    if not sponsors:
        raise ValidationError({"attended": "Choose who came"})
    if kind == Session.Kind.EXECUTIVE and len(sponsors) > 1:
        raise ValidationError({"attended": "A one to one session has one sponsor. Choose group for more."})
    known = {person.pk for person in executive_coaches(programme, on, seen_by=by)} | set(recorded)
    if strangers := [person.name for person in coaches if person.pk not in known]:
        raise ValidationError({"coaches": f"{', '.join(strangers)} did not coach executives on that day"})
    known = {person.pk for person in sponsors_to_coach(programme, on, seen_by=by)} | set(recorded)
    if strangers := [person.name for person in sponsors if person.pk not in known]:
        raise ValidationError({"attended": f"{', '.join(strangers)} was not a sponsor or deputy on that day"})
