"""Coaching sessions: plan, log, and say that one did not happen."""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.access import GONE, UNSIGNED, coaches_of, ensure_may_log, people_of, states_held
from coaching.agreements import Agreed, agree
from coaching.models import (
    Attendance,
    CapturedIdea,
    CoachNote,
    HeadCount,
    Inequity,
    LookedAt,
    Session,
    SessionCoach,
    SessionTeam,
    SessionTool,
    Tool,
)
from coaching.overlaps import Slot, refuse_overlap
from people.models import Person
from people.verbs import StaleEdit, held, once, refuse_stale
from ui.templatetags.formats import day
from wards.access import ensure
from wards.models import Team, TeamStep

MOST_OTHERS = 500


def shares(minutes: int, teams: int) -> list[int]:
    """Each team's share of a session in whole minutes, which sum to the session's; the first carry the rest.

    >>> shares(90, 2), shares(100, 3)
    ([45, 45], [34, 33, 33])
    """
    each, rest = divmod(minutes, teams)
    return [each + (i < rest) for i in range(teams)]


@transaction.atomic
def log(
    *,
    by: Person,
    teams: Sequence[Team],
    coaches: Sequence[Person],
    held_on: date,
    minutes: int,
    kind: str = Session.Kind.TEAM,
    mode: str = Session.Mode.VIDEO,
    starts_at: time | None = None,
    attended: Iterable[Person] = (),
    others: int = 0,
    tools: Iterable[str] = (),
    decision: str = "",
    note: str = "",
    coach_note: str = "",
    actions: Iterable[Agreed] = (),
    form_key: uuid.UUID | None = None,
    planned: Session | None = None,
    version: int | None = None,
    overlap_is_meant: bool = False,
) -> Session:
    """Keep a delivered session. minutes: 1–600, counted once however many teams and coaches.

    planned: the session of the plan that this fills in; version: the one the form showed. The same
    form_key twice by the same person gives the first session back. others: people without an account,
    for the first team. overlap_is_meant: keep it also where a coach has another session at that time.
    Raises ValidationError (by field), PermissionDenied, StaleEdit.
    """
    teams, coaches, attended = _distinct(teams), _distinct(coaches), _distinct(attended)
    refuse_wrong(by, teams, kind, held_on)
    key, made = once(by, form_key, teams[0].programme, Session)
    if made:
        return made
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": "The date must be today or in the past: a session is logged once it has happened"})
    if not 0 <= others <= MOST_OTHERS:
        raise ValidationError({"others": f"The number of others must be between 0 and {MOST_OTHERS}"})
    homes = homes_of(by, teams, coaches, attended, held_on)
    session = still_planned(by, planned, version) if planned else Session(pk=key, programme=teams[0].programme)
    if planned:
        refuse_to_lose_record(session, teams, kind)
    if not overlap_is_meant:
        refuse_overlap(by, Slot(held_on, starts_at, minutes, coaches, session.pk))
    session.kind, session.mode, session.status = kind, mode, Session.Status.DELIVERED
    session.held_on, session.starts_at, session.minutes, session.note = held_on, starts_at, minutes, note
    session.logged_by, session.reason = by, ""
    session.keys = [team.pk for team in teams]
    save(session)
    put_teams(session, teams, others)
    put_people(session, coaches, homes)
    put_tools(session, tools, decision)
    if coach_note:
        _put_coach_note(by, session, teams, coach_note)
    for action in actions:
        home = homes.get(action.owner.pk) if action.owner else None
        agree(by=by, team=home or teams[0], what=action.what, owner=action.owner, due_on=action.due_on, session=session)
    return session


@transaction.atomic
def plan(
    *, by: Person, teams: Sequence[Team], coaches: Sequence[Person], held_on: date, minutes: int,
    kind: str = Session.Kind.TEAM, mode: str = Session.Mode.VIDEO, starts_at: time | None = None,
    form_key: uuid.UUID | None = None, overlap_is_meant: bool = False,
) -> Session:  # fmt: skip
    """Put a session into the plan. Its minutes count nowhere until it is logged.

    overlap_is_meant: also where a coach has another session at that time. Raises ValidationError, PermissionDenied.
    """
    teams, coaches = _distinct(teams), _distinct(coaches)
    refuse_wrong(by, teams, kind, held_on)
    key, made = once(by, form_key, teams[0].programme, Session)
    if made:
        return made
    refuse_far(held_on)
    homes_of(by, teams, coaches, [], held_on)
    if not overlap_is_meant:
        refuse_overlap(by, Slot(held_on, starts_at, minutes, coaches))
    session = Session(
        pk=key, programme=teams[0].programme, kind=kind, mode=mode, held_on=held_on, minutes=minutes, starts_at=starts_at,
        keys=[team.pk for team in teams], logged_by=by,
    )  # fmt: skip
    save(session)
    put_teams(session, teams, 0)
    put_people(session, coaches, {})
    return session


@transaction.atomic
def did_not_happen(*, by: Person, session: Session, status: str, reason: str, version: int | None = None) -> Session:
    """A planned session was cancelled, or nobody came. Raises ValidationError without a reason, StaleEdit."""
    ensure_may_log(by, session)
    session = held(session, version)
    if session.status != Session.Status.PLANNED:
        raise ValidationError(f"This session is not planned any more: {session.get_status_display().lower()}.")
    if status not in (Session.Status.CANCELLED, Session.Status.MISSED):
        raise ValidationError({"status": "Choose whether it was cancelled or nobody came"})
    if status == Session.Status.MISSED and session.held_on > timezone.localdate():
        raise ValidationError({"status": "It has not been held yet, so nobody can have missed it. Choose that it was cancelled"})
    if not reason.strip():
        raise ValidationError({"reason": "Enter the reason, like “ward closed by infection”"})
    session.status, session.reason, session.version = status, reason, session.version + 1
    save(session)
    return session


def save(session: Session) -> None:
    """Check and save."""
    session.full_clean(exclude=["programme", "logged_by"])
    session.save()


def still_planned(by: Person, planned: Session, version: int | None) -> Session:
    """The planned session, locked, still planned and as the person saw it."""
    session: Session = held(planned)
    ensure_may_log(by, session)
    if session.status == Session.Status.DELIVERED:
        raise StaleEdit(
            session, "This session has been logged already. What was saved is shown below, and what you typed is still here."
        )
    refuse_stale(session, version)
    if session.status != Session.Status.PLANNED:
        raise ValidationError(f"This session is not planned any more: {session.get_status_display().lower()}.")
    session.version += 1
    return session


def refuse_wrong(by: Person, teams: Sequence[Team], kind: str, held_on: date) -> None:
    """PermissionDenied, or ValidationError (`teams`, `held_on`), where no session of these teams can be kept on that day."""
    if not teams:
        raise ValidationError({"teams": "Choose at least one ward team"})
    for team in teams:
        ensure(by, "log_session", team)
    if len({team.programme_id for team in teams}) > 1:
        raise ValidationError({"teams": "Choose ward teams of one programme"})
    if kind not in Session.TEAM_KINDS:
        raise PermissionDenied("Executive coaching is logged by the executive coach, without a ward team.")
    refuse_before_start(teams[0].programme, held_on)
    states = states_held(teams)
    unsigned = [team.name for team in teams if states.get(team.pk, team.state) in UNSIGNED]
    if unsigned:
        raise ValidationError({"teams": f"{unsigned[0]} has not signed the agreement yet, so nothing can be kept of it"})
    gone = [team for team in teams if states.get(team.pk, team.state) in GONE]
    for step in TeamStep.visible.to(by).filter(team__in=gone, state__in=GONE, on__lt=held_on).select_related("team"):
        raise ValidationError({"teams": f"{step.team} left the programme on {day(step.on)}, before the date of this session"})


def refuse_far(held_on: date) -> None:
    if held_on > timezone.localdate() + timedelta(days=366):
        raise ValidationError({"held_on": "The date must be within the next year"})


def refuse_before_start(programme: Any, held_on: date) -> None:
    """ValidationError (`held_on`) for a day before the programme began."""
    if held_on < programme.starts_on:
        words = f"The date must not be before the programme started on {day(programme.starts_on)}"
        raise ValidationError({"held_on": words})


def homes_of(
    by: Person, teams: Sequence[Team], coaches: Sequence[Person], attended: Sequence[Person], on: date, *,
    recorded: Mapping[Any, Team] | None = None, coached: Collection[Any] = (),
) -> dict[Any, Team]:  # fmt: skip
    """Person → the team for which they came. ValidationError where somebody is not of these teams.

    recorded: person → team, and coached: people, of those who stand in the session already.
    """
    if not coaches:
        raise ValidationError({"coaches": "Choose at least one coach"})
    theirs = {person.pk for person in coaches_of(teams, on, seen_by=by)} | set(coached)
    if strangers := [person.name for person in coaches if person.pk not in theirs]:
        raise ValidationError({"coaches": f"{', '.join(strangers)} did not coach these ward teams on that day"})
    if not attended:
        return {}
    homes = {membership.person_id: membership.team for membership in people_of(teams, on, seen_by=by) if membership.team}
    homes |= recorded or {}
    if strangers := [person.name for person in attended if person.pk not in homes]:
        raise ValidationError({"attended": f"{', '.join(strangers)} did not belong to these ward teams on that day"})
    return {person.pk: homes[person.pk] for person in attended}


def put_teams(session: Session, teams: Sequence[Team], others: int) -> None:
    """Keep which teams took part, each with its share; others: people without a record here, for the first team."""
    SessionTeam.objects.filter(session=session).exclude(team__in=teams).delete()
    parts = shares(session.minutes, len(teams))
    for i, (team, minutes) in enumerate(zip(teams, parts, strict=True)):
        SessionTeam.objects.update_or_create(
            session=session,
            team=team,
            defaults={"programme_id": session.programme_id, "minutes": minutes, "others": others if i == 0 else 0},
        )


def refuse_to_lose_record(session: Session, teams: Sequence[Team], kind: str) -> None:
    """ValidationError where a workshop's record has lines of a team that is not among these, or is to be no workshop's."""
    kept: set[Any] = set()
    for part in (LookedAt, Inequity, CapturedIdea, HeadCount):
        kept |= set(part.objects.filter(session=session).values_list("team_id", flat=True))
    if kept and kind != Session.Kind.WORKSHOP:
        raise ValidationError({"kind": "This stays an improvement workshop: its record has been written"})
    if kept - {team.pk for team in teams}:
        raise ValidationError({"teams": "A ward team cannot be taken out while the workshop’s record has lines of it"})


def put_people(session: Session, coaches: Sequence[Person], homes: Mapping[Any, Team | None]) -> None:
    """Keep who coached, and who came for which team (None in executive coaching)."""
    SessionCoach.objects.filter(session=session).exclude(person__in=coaches).delete()
    known = set(SessionCoach.objects.filter(session=session).values_list("person_id", flat=True))
    SessionCoach.objects.bulk_create(
        [SessionCoach(session=session, person=person) for person in coaches if person.pk not in known]
    )
    there = dict(Attendance.objects.filter(session=session).values_list("person_id", "team_id"))
    stays = {person for person, team in homes.items() if person in there and there[person] == (team.pk if team else None)}
    Attendance.objects.filter(session=session).exclude(person__in=stays).delete()
    Attendance.objects.bulk_create(
        [Attendance(session=session, person_id=person, team=team) for person, team in homes.items() if person not in stays]
    )


def put_tools(session: Session, tools: Iterable[str], decision: str) -> None:
    """Keep which tools were used, and for which decision."""
    rows = [SessionTool(session=session, tool=tool, decision=decision) for tool in dict.fromkeys(tools)]
    if decision and not rows:
        raise ValidationError({"tools": "Choose the tool that was used for this decision"})
    for row in rows:
        if row.tool not in Tool.values:
            raise ValidationError({"tools": "Choose the tools from the list"})
        row.full_clean(exclude=["session"])
    there = set(SessionTool.objects.filter(session=session, decision=decision).values_list("tool", flat=True))
    stays = there & {row.tool for row in rows}
    SessionTool.objects.filter(session=session).exclude(tool__in=stays).delete()
    SessionTool.objects.bulk_create([row for row in rows if row.tool not in stays])


def _put_coach_note(by: Person, session: Session, teams: Sequence[Team], text: str) -> None:
    for team in teams:
        ensure(by, "write_coach_notes", team)
        row = CoachNote(session=session, team=team, text=text, written_by=by)
        clean_as("coach_note", row.clean_fields, "text", exclude={"session", "team", "written_by"})
        row.save()


def clean_as(field: str, clean: Callable[..., None], own: str, **options: Any) -> None:
    """Let a row's error about its field `own` stand beside the form's `field`."""
    try:
        clean(**options)
    except ValidationError as error:
        raise ValidationError({field: error.message_dict.get(own, error.messages)}) from None


def _distinct(things: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(things))
