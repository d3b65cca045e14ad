"""Who came to a session, from the attendance report of its meeting: who is who, and keeping it once somebody has looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from coaching import sessions
from coaching.access import coaches_of, ensure_may_log, people_of
from coaching.models import Attendance, Session, SessionCoach, SessionTeam
from coaching.overlaps import Slot, refuse_new_overlap
from people.acting import acting_as
from people.models import Person
from people.verbs import held, refuse_stale
from wards.attendance_files.names import Match, match, name_key
from wards.attendance_files.reports import Attendee, Report
from wards.models import Membership, Team

#: What the record of changes says of a session that was logged before.
WHY = "From the attendance report of the meeting"


@dataclass(frozen=True)
class Known:
    """Whom a report of this session may name. people: of its ward teams; coaches: of those teams, whether they were
    there or not. came, coached: who is recorded now; others: how many without an account."""

    teams: list[Team]
    people: list[Membership]
    coaches: list[Person]
    came: list[Person]
    coached: list[Person]
    others: int

    def match(self, attendee: Attendee) -> Match:
        everybody = {person.pk: person for person in [*(row.person for row in self.people), *self.coaches, *self.came]}
        return match(attendee.name, attendee.emails, list(everybody.values()))


def takes_report(session: Session) -> bool:
    """Whether a report of it can be read: a session with ward teams, held by now, that was not cancelled or missed."""
    held_by_now = session.held_on <= timezone.localdate()
    return not session.is_executive and held_by_now and session.status in (Session.Status.PLANNED, Session.Status.DELIVERED)


def known(session: Session, *, seen_by: Person) -> Known:
    """Who may be named in a report of the session, and who is recorded; as far as its reader may know."""
    teams = _teams(session, seen_by)
    attendance = Attendance.visible.to(seen_by).filter(session=session).select_related("person").order_by("person__name")
    coaching = SessionCoach.visible.to(seen_by).filter(session=session).select_related("person")
    return Known(
        teams=teams,
        people=people_of(teams, session.held_on, seen_by=seen_by),
        coaches=coaches_of(teams, session.held_on, seen_by=seen_by),
        came=[row.person for row in attendance],
        coached=[row.person for row in coaching],
        others=sum(SessionTeam.visible.to(seen_by).filter(session=session).values_list("others", flat=True)),
    )


def _teams(session: Session, seen_by: Person) -> list[Team]:
    """The session's teams in the order in which its minutes were shared."""
    found = Team.visible.to(seen_by).filter(pk__in=session.keys).select_related("phase", "programme")
    return sorted(found, key=lambda team: session.keys.index(team.pk))


def key_of(report: Report, session: Session) -> str:
    """By which the report is known again for this session, however it was saved since: a keyed hash of who is in it."""
    people = sorted([*name_key(each.name), *sorted(each.emails)] for each in report.people)
    return salted_hmac("coaching.attendance", f"{session.pk}{people}", algorithm="sha256").hexdigest()


@transaction.atomic
def keep(
    *, by: Person, session: Session, attended: Sequence[Person], coaches: Sequence[Person], others: int, minutes: int,
    note: str = "", report_key: str = "", version: int | None = None, overlap_is_meant: bool = False,
) -> tuple[Session, bool]:  # fmt: skip
    """Keep who came and who coached, as somebody confirmed it; a planned session is logged with it.

    others: people without an account; minutes: 1–600; note: for the ward teams, of a session that is logged with it;
    report_key: by which the report is known again (`key_of`);
    overlap_is_meant: also where a coach has another session at that time. Returns the session, and whether anything
    changed: the same again changes nothing. Raises ValidationError (by field), PermissionDenied, StaleEdit.
    """
    ensure_may_log(by, session)
    row: Session = held(session)
    if not takes_report(row):
        raise ValidationError(f"This session takes no attendance report: {row.get_status_display().lower()}.")
    if not 0 <= others <= sessions.MOST_OTHERS:
        raise ValidationError(f"The number of others must be between 0 and {sessions.MOST_OTHERS}")
    now = known(row, seen_by=by)
    if row.is_planned:
        logged = sessions.log(
            by=by, teams=now.teams, coaches=coaches, held_on=row.held_on, minutes=minutes, kind=row.kind, mode=row.mode,
            starts_at=row.starts_at, attended=attended, others=others, note=note, planned=row, version=version,
            overlap_is_meant=overlap_is_meant,
        )  # fmt: skip
        _note_report(logged, report_key)
        return logged, True
    came, coached = _keys(now.came), _keys(now.coached)
    if (_keys(attended), _keys(coaches), others, minutes) == (came, coached, now.others, row.minutes):
        _note_report(row, report_key)
        return row, False
    refuse_stale(row, version)
    teams = {team.pk: team for team in now.teams}
    recorded = {each.person_id: teams[each.team_id] for each in Attendance.objects.filter(session=row) if each.team_id}
    homes = sessions.homes_of(by, now.teams, coaches, attended, row.held_on, recorded=recorded, coached=coached)
    if not overlap_is_meant:
        refuse_new_overlap(by, row, Slot(row.held_on, row.starts_at, minutes, coaches, row.pk), coached)
    with acting_as(by, why=WHY):
        row.minutes, row.version, row.report_key = minutes, row.version + 1, report_key
        sessions.save(row)
        sessions.put_people(row, coaches, homes)
        sessions.put_teams(row, now.teams, others)
    return row, True


def _note_report(session: Session, report_key: str) -> None:
    if session.report_key != report_key:
        session.report_key = report_key
        session.save(update_fields=["report_key"])


def _keys(people: Sequence[Person]) -> set[Any]:
    return {person.pk for person in people}
