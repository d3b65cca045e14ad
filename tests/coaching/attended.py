"""A session and the attendance reports of it: uploaded, looked at, kept."""

from datetime import datetime, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coaching import sessions
from coaching.models import Attendance, Session, SessionCoach, SessionTeam
from people.acting import acting_as
from tests.factories import House, days_ago
from tests.wards import teams_reports as teams
from tests.wards.teams_reports import LAYOUTS, Stay


def logged(house: House) -> Session:
    """A session of Larch Ward that was logged yesterday, with nobody in it yet and two others."""
    with acting_as(house.coach):
        return sessions.log(
            by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(1), minutes=60, others=2,
            starts_at=time(14, 0),
        )  # fmt: skip


def came(house: House) -> list[Stay]:
    """The ward manager by address, a member by a name otherwise written, the coach, a guest and somebody spelt alike."""
    return [
        Stay("Larch coach", house.coach.email.upper(), 0, 62, "Organizer"),
        Stay("Somebody At Work", house.ward_manager.email, 0, 60),
        Stay("MEMBER, Larch Team (NORTHMOOR CARE)", "", 2, 60),
        Stay("Bystander Jones (Guest)", "", 5, 30),
        Stay("Larch practitioneer (Unverified)", "", 5, 60),
    ]


def file_of(
    stays: list[Stay], on: Any = None, layout: str = "2022", when: Any = teams.british, **more: Any
) -> SimpleUploadedFile:
    start = datetime.combine(on or days_ago(1), time(14, 0))
    rows = LAYOUTS[layout](stays, start, when, **more)  # type: ignore[operator]
    return SimpleUploadedFile("Attendance report.csv", teams.as_teams(teams.tabs(rows)), "text/csv")


def address(session: Session) -> str:
    return f"/coaching/sessions/{session.pk}/attendance/"


def review(browser: Client, session: Session, file: Any) -> tuple[dict[str, str], str]:
    """What the form of the review sends as it stands, and the page."""
    answer = browser.post(address(session), {"report": file})
    assert answer.status_code == 200
    page = answer.content.decode()
    form = answer.context["form"]
    assert not form.errors, form.errors
    sent: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if value not in (None, "", False):
            sent[field.html_name] = value
    return sent, page


def stored(session: Session) -> dict[str, Any]:
    row = Session.objects.get(pk=session.pk)
    return {
        "came": {each.person.name for each in Attendance.objects.filter(session=row).select_related("person")},
        "coached": {each.person.name for each in SessionCoach.objects.filter(session=row).select_related("person")},
        "others": sum(SessionTeam.objects.filter(session=row).values_list("others", flat=True)),
        "minutes": row.minutes,
        "status": row.status,
        "version": row.version,
    }
