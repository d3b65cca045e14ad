"""Coaching sessions: plan, log, and say that one did not happen."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.models import Attendance, CoachNote, Session, SessionCoach, SessionTeam, SessionTool
from people.models import Person
from people.verbs import refuse_stale
from wards.access import ensure
from wards.models import Membership, Team
from wards.reach import live, reach_of


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
    form_key: uuid.UUID | None = None,
    planned: Session | None = None,
    version: int | None = None,
) -> Session:
    """Keep a delivered session. minutes: 1–600, counted once however many teams and coaches.

    planned: the session of the plan that this fills in; version: the one the form showed. The same
    form_key twice gives the first session back. others: people without an account, for the first team.
    Raises ValidationError (by field), PermissionDenied, StaleEdit.
    """
    if form_key and (already := Session.visible.to(by).filter(form_key=form_key).first()):
        return already
    _check(by, teams, coaches, held_on)
    session = planned or Session(programme=teams[0].programme)
    if planned:
        refuse_stale(planned, version)
        if planned.status == Session.Status.DELIVERED:
            raise ValidationError({"held_on": "This session has been logged already."})
        session.version += 1
    session.kind, session.mode, session.status = kind, mode, Session.Status.DELIVERED
    session.held_on, session.starts_at, session.minutes, session.note = held_on, starts_at, minutes, note
    session.logged_by, session.form_key, session.reason = by, form_key, ""
    session.keys = [team.pk for team in teams]
    session.full_clean(exclude=["programme"])
    session.save()
    _put_teams(session, teams, others)
    _put_people(session, teams, coaches, attended)
    SessionTool.objects.filter(session=session).delete()
    SessionTool.objects.bulk_create([SessionTool(session=session, tool=tool, decision=decision) for tool in tools])
    if coach_note:
        for team in teams:
            coach_text = CoachNote(session=session, team=team, text=coach_note, written_by=by)
            ensure(by, "write_coach_notes", team)
            coach_text.full_clean(exclude=["session", "team", "written_by"])
            coach_text.save()
    return session


@transaction.atomic
def plan(
    *, by: Person, teams: Sequence[Team], coaches: Sequence[Person], held_on: date, minutes: int,
    kind: str = Session.Kind.TEAM, mode: str = Session.Mode.VIDEO, starts_at: time | None = None,
    form_key: uuid.UUID | None = None,
) -> Session:  # fmt: skip
    """Put a session into the plan. Its minutes count nowhere until it is logged."""
    if form_key and (already := Session.visible.to(by).filter(form_key=form_key).first()):
        return already
    for team in teams:
        ensure(by, "log_session", team)
    session = Session(
        programme=teams[0].programme, kind=kind, mode=mode, held_on=held_on, minutes=minutes, starts_at=starts_at,
        keys=[team.pk for team in teams], logged_by=by, form_key=form_key,
    )  # fmt: skip
    session.full_clean(exclude=["programme", "logged_by"])
    session.save()
    _put_teams(session, teams, 0)
    _put_people(session, teams, coaches, ())
    return session


@transaction.atomic
def did_not_happen(*, by: Person, session: Session, status: str, reason: str, version: int | None = None) -> Session:
    """A planned session was cancelled, or nobody came. Raises ValidationError without a reason."""
    for share in session.shares.all():
        ensure(by, "log_session", share.team_id)
    refuse_stale(session, version)
    if session.status == Session.Status.DELIVERED:
        raise ValidationError("This session has been logged as delivered.")
    if status not in (Session.Status.CANCELLED, Session.Status.MISSED):
        raise ValidationError({"status": "Choose whether it was cancelled or nobody came"})
    if not reason.strip():
        raise ValidationError({"reason": "Enter the reason, like “ward closed by infection”"})
    session.status, session.reason, session.version = status, reason, session.version + 1
    session.full_clean(exclude=["programme", "logged_by"])
    session.save()
    return session


def _check(by: Person, teams: Sequence[Team], coaches: Sequence[Person], held_on: date) -> None:
    errors: dict[str, Any] = {}
    if not teams:
        errors["teams"] = "Choose at least one ward team"
    if not coaches:
        errors["coaches"] = "Choose at least one coach"
    if held_on and held_on > timezone.localdate():
        errors["held_on"] = "The date must be today or in the past: a session is logged once it has happened"
    if errors:
        raise ValidationError(errors)
    for team in teams:
        ensure(by, "log_session", team)
        left = team.steps.filter(state__in=[Team.State.LEFT, Team.State.MERGED], on__lte=held_on).last()
        if left and team.state == left.state:
            raise ValidationError({"teams": f"{team} left the programme on {left.on.day} {left.on:%B %Y}, before this date"})
    if len({team.programme_id for team in teams}) > 1:
        raise ValidationError({"teams": "Choose ward teams of one programme"})


def _put_teams(session: Session, teams: Sequence[Team], others: int) -> None:
    SessionTeam.objects.filter(session=session).exclude(team__in=teams).delete()
    parts = shares(session.minutes, len(teams))
    for i, (team, minutes) in enumerate(zip(teams, parts, strict=True)):
        SessionTeam.objects.update_or_create(
            session=session,
            team=team,
            defaults={"programme_id": session.programme_id, "minutes": minutes, "others": others if i == 0 else 0},
        )


def _put_people(session: Session, teams: Sequence[Team], coaches: Iterable[Person], attended: Iterable[Person]) -> None:
    SessionCoach.objects.filter(session=session).exclude(person__in=coaches).delete()
    SessionCoach.objects.bulk_create(
        [SessionCoach(session=session, person=person) for person in coaches], ignore_conflicts=True
    )
    attended = list(attended)
    Attendance.objects.filter(session=session).delete()
    homes = dict(
        Membership.objects.filter(person__in=attended, team__in=teams).values_list("person_id", "team_id")
    )
    Attendance.objects.bulk_create(
        [Attendance(session=session, person=person, team_id=homes.get(person.pk, teams[0].pk)) for person in attended]
    )


def coaches_for(teams: Iterable[Team], on: date) -> Any:
    """The people who coach any of these teams on a day, associates who co-deliver among them."""
    return Person.objects.filter(
        pk__in=Membership.objects.filter(live(on), role__in=["coach", "associate"], team__in=teams).values("person_id")
    )


def teams_to_log(person: Person) -> Any:
    """The teams whose sessions the person may log."""
    reach = reach_of(person)
    return [
        team
        for team in Team.visible.to(person).filter(state__in=[Team.State.ACTIVE, Team.State.PAUSED]).order_by("name")
        if reach.may("log_session", team)
    ]
