"""Who came, from a report: looked at first, kept when confirmed, once, and never more than the ward team's own people."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coaching import attendance, sessions
from coaching.models import Attendance, Session, SessionTeam
from people.verbs import StaleEdit
from tests import factories
from tests.coaching.attended import address, came, file_of, logged, review, stored
from tests.factories import House, days_ago, today
from tests.walls.forms import changed, everything_stored
from tests.wards.teams_reports import LAYOUTS, Stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(house: House) -> Session:
    return logged(house)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_report_is_looked_at_first_and_kept_when_confirmed(
    house: House, session: Session, client_of: Any, as_owner: Any, layout: str
) -> None:
    browser, before = client_of(house.coach), everything_stored()
    stays = came(house)
    if layout == "2020":  # which knows no addresses
        stays[1] = Stay(house.ward_manager.name, "", 0, 60)
    sent, page = review(browser, session, file_of(stays, layout=layout))
    assert not changed(before)
    assert "5 people, 3 recognised" in unescape(page)
    assert "Larch practitioneer" in page and "perhaps Larch practitioner" in page
    assert sent["who_0"] == str(house.coach.pk)
    assert (sent["who_1"], sent["who_2"]) == (str(house.ward_manager.pk), str(house.team_member.pk))
    assert (sent["who_3"], sent["who_4"]) == ("other", "other")
    answer = browser.post(address(session), {**sent, "who_4": str(house.practitioner.pk)})
    assert answer["Location"] == f"/coaching/sessions/{session.pk}/"
    with as_owner():
        assert stored(session) == {
            "came": {"Larch ward manager", "Larch team member", "Larch practitioner"}, "coached": {"Larch coach"},
            "others": 1, "minutes": 60, "status": "delivered", "version": 2,
        }  # fmt: skip


def test_a_report_without_its_day_says_so(house: House, session: Session, client_of: Any) -> None:
    text = "2. Participants\r\nName\tEmail\tRole\r\nRuth Okoro\tr@x.example\tOrganizer\r\n"
    _, page = review(client_of(house.coach), session, SimpleUploadedFile("a.csv", text.encode()))
    assert "The report does not tell its day" in page


def test_names_of_people_whom_nobody_knows_are_kept_nowhere(house: House, session: Session, client_of: Any) -> None:
    browser = client_of(house.coach)
    sent, _ = review(browser, session, file_of(came(house)))
    browser.post(address(session), sent)
    from tests.conftest import owner

    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
            " and table_schema not in ('pg_catalog', 'information_schema')"
        )
        for schema, table in cursor.fetchall():
            cursor.execute(f"select count(*) from {schema}.{table} t where t::text ilike '%bystander%'")
            assert cursor.fetchone()[0] == 0, table


def test_a_planned_session_is_logged_with_its_report(house: House, acting: Any, client_of: Any, as_owner: Any) -> None:
    with acting(house.coach):
        session = sessions.plan(
            by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=today(), minutes=60, starts_at=time(14, 0)
        )
    browser = client_of(house.coach)
    assert "Log it from a Teams report" in browser.get(f"/coaching/sessions/{session.pk}/").content.decode()
    sent, page = review(browser, session, file_of(came(house), on=today()))
    assert "62, as the report says" in page
    refused = browser.post(address(session), {**sent, "minutes": "62", "note": "About 943 476 5919"}).content.decode()
    assert "NHS number" in refused and "About 943 476 5919" in refused
    assert (
        b"Session logged from the report"
        in browser.post(address(session), {**sent, "minutes": "62", "note": "Goals compared"}, follow=True).content
    )
    with as_owner():
        found = stored(session)
        assert Session.objects.get(pk=session.pk).note == "Goals compared"
    assert (found["status"], found["minutes"], found["others"]) == ("delivered", 62, 2)
    assert found["came"] == {"Larch ward manager", "Larch team member"}


def test_a_coach_in_the_report_coached(house: House, session: Session, client_of: Any, as_owner: Any) -> None:
    browser = client_of(house.coach)
    sent, page = review(browser, session, file_of([Stay(house.associate.name, "", 0, 60)]))
    assert f"{house.associate.name}, coached" in page
    browser.post(address(session), sent)
    with as_owner():
        assert stored(session)["coached"] == {"Larch coach", "Larch associate"}
        assert stored(session)["came"] == set()


def test_who_was_recorded_before_and_is_not_in_the_report_stays_unless_taken_out(
    house: House, acting: Any, session: Session, client_of: Any, as_owner: Any
) -> None:
    with acting(house.coach):
        attendance.keep(
            by=house.coach, session=session, attended=[house.practitioner, house.sponsor], coaches=[house.coach], others=0,
            minutes=60,
        )  # fmt: skip
    browser = client_of(house.coach)
    sent, page = review(browser, session, file_of([Stay(house.team_member.name, "", 0, 60)]))
    assert "Recorded before, and not in the report" in page
    assert set(sent["kept"]) == {str(house.practitioner.pk), str(house.sponsor.pk)}
    browser.post(address(session), {**sent, "kept": [str(house.practitioner.pk)]})
    with as_owner():
        assert stored(session)["came"] == {"Larch practitioner", "Larch team member"}


def test_a_coach_who_would_be_in_two_places_is_asked_about(
    house: House, acting: Any, session: Session, client_of: Any, as_owner: Any
) -> None:
    with acting(house.coach):
        sessions.log(
            by=house.coach,
            teams=[house.larch],
            coaches=[house.associate],
            held_on=days_ago(1),
            minutes=30,
            starts_at=time(14, 30),
        )
    browser = client_of(house.coach)
    sent, _ = review(browser, session, file_of([Stay(house.associate.name, "", 0, 60)]))
    asked = unescape(browser.post(address(session), sent).content.decode())
    assert "Larch associate is with Larch Ward from 14:30 to 15:00" in asked
    assert "Both are right. Save it all the same" in asked
    with as_owner():
        assert stored(session)["coached"] == {"Larch coach"}
    assert browser.post(address(session), {**sent, "overlap_is_meant": "on"}).status_code == 302
    with as_owner():
        assert stored(session)["coached"] == {"Larch coach", "Larch associate"}


def test_the_record_of_changes_says_where_it_came_from(house: House, session: Session, client_of: Any) -> None:
    browser = client_of(house.coach)
    sent, _ = review(browser, session, file_of(came(house)))
    browser.post(address(session), sent)
    page = browser.get(f"/changes/session/{session.pk}/").content.decode()
    assert "From the attendance report of the meeting" in page


def test_a_program_that_listens_is_left_out(house: House, session: Session, client_of: Any) -> None:
    stays = [Stay(name, "", 0, 60) for name in ("Read.ai meeting notes", "Otter.ai", "Sam's Notetaker", "Notley Reade")]
    sent, _ = review(client_of(house.coach), session, file_of(stays))
    assert [sent[f"who_{i}"] for i in range(4)] == ["out", "out", "out", "other"]


def test_a_name_that_stands_there_twice_is_pointed_out(house: House, session: Session, client_of: Any) -> None:
    stays = [
        Stay("Larch team member", "", 0, 60),
        Stay("Larch team member (Guest)", "m@x.example", 0, 60),
        Stay("X Y", "", 0, 60),
    ]
    _, page = review(client_of(house.coach), session, file_of(stays))
    assert page.count("more than once in the report") == 2


def test_one_person_chosen_twice_came_once(house: House, session: Session, client_of: Any, as_owner: Any) -> None:
    browser = client_of(house.coach)
    stays = [Stay("Larch team member", "", 0, 30), Stay("iPhone of T", "", 30, 60), Stay("Meeting room", "", 0, 60)]
    sent, _ = review(browser, session, file_of(stays))
    browser.post(address(session), {**sent, "who_1": str(house.team_member.pk), "who_2": "out"})
    with as_owner():
        assert (stored(session)["came"], stored(session)["others"]) == ({"Larch team member"}, 0)


def test_several_wards_keep_their_shares(house: House, acting: Any, as_owner: Any, client_of: Any) -> None:
    with as_owner():
        factories.membership(house.coach, "coach", team=house.willow)
    with acting(house.coach):
        session = sessions.log(
            by=house.coach, teams=[house.willow, house.larch], coaches=[house.coach], held_on=days_ago(1), minutes=75
        )
    browser = client_of(house.coach)
    stays = [Stay(house.willow_manager.name, "", 0, 61), Stay(house.team_member.name, "", 0, 60), Stay("X Y")]
    sent, page = review(browser, session, file_of(stays))
    assert "Larch team member, team member, Larch Ward" in page
    browser.post(address(session), {**sent, "minutes": "61"})
    with as_owner():
        shares = {share.team.name: (share.minutes, share.others) for share in SessionTeam.objects.filter(session=session)}
        assert shares == {"Willow Ward": (31, 1), "Larch Ward": (30, 0)}
        homes = {each.person.name: each.team.name for each in Attendance.objects.filter(session=session) if each.team}
        assert homes == {"Willow manager": "Willow Ward", "Larch team member": "Larch Ward"}


def test_where_the_dates_may_be_two_days_it_asks(house: House, acting: Any, client_of: Any, as_owner: Any) -> None:
    on = datetime(today().year - 1, 12, 3, tzinfo=UTC).date()
    with as_owner():
        house.programme.starts_on = on - timedelta(days=100)
        house.programme.save()
    with acting(house.coach):
        session = sessions.log(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=on, minutes=60)
    browser = client_of(house.coach)
    sent, page = review(browser, session, file_of([Stay("Larch team member", "", 0, 60)], on=on))
    assert "On which day was the meeting?" in page
    assert sent["on"] == on.isoformat()
    wrong = browser.post(address(session), {**sent, "on": f"{on.year}-03-12"})
    assert "Choose that day, or upload the report of that day" in wrong.content.decode()
    with as_owner():
        assert stored(session)["version"] == 1
    assert browser.post(address(session), sent).status_code == 302


def test_a_report_of_another_day_is_used_only_if_somebody_says_so(house: House, session: Session, client_of: Any) -> None:
    browser, before = client_of(house.coach), everything_stored()
    sent, page = review(browser, session, file_of(came(house), on=days_ago(1) - timedelta(days=40)))
    assert "Use the report although it is of another day" in page
    refused = browser.post(address(session), sent)
    assert "Tick the box if the report is of it all the same" in refused.content.decode()
    assert not changed(before)
    assert "Bystander Jones" in refused.content.decode(), "nothing that was read is lost"
    assert browser.post(address(session), {**sent, "other_day": "on"}).status_code == 302
    assert changed(before)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty"),
        (b"Hello there", "Line 1: No line with the headings"),
        (b"Full Name\tUser Action\tTimestamp\r\nRuth\tJoined\tlately\r\n", "Line 2: “lately” is not a date and time"),
        (b"x" * 1_000_001, "must be 1 MB or smaller"),
        (None, "Choose the attendance report"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_beside_the_field(
    house: House, session: Session, client_of: Any, content: bytes | None, why: str
) -> None:
    browser, before = client_of(house.coach), everything_stored()
    files = {} if content is None else {"report": SimpleUploadedFile("a.csv", content)}
    page = unescape(browser.post(address(session), files).content.decode())
    assert page.count(why) == 2, "in the summary and beside the field"
    assert re.search(r'href="#id_report"', page)
    assert not changed(before)


def test_a_spoilt_review_asks_for_the_file_again(
    house: House, session: Session, client_of: Any, as_owner: Any, acting: Any
) -> None:
    with acting(house.coach):
        other = sessions.log(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(2), minutes=60)
    browser = client_of(house.coach)
    theirs, _ = review(browser, other, file_of(came(house), on=days_ago(2)))
    before = everything_stored()
    for packed in ("", "nonsense", theirs["packed"], theirs["packed"] + "x"):
        page = browser.post(address(session), {**theirs, "packed": packed}).content.decode()
        assert "Choose it again" in page
    assert not changed(before)


def test_choices_that_are_none_are_refused_and_everything_else_stays(house: House, session: Session, client_of: Any) -> None:
    browser, before = client_of(house.coach), everything_stored()
    sent, _ = review(browser, session, file_of(came(house)))
    for wrong in ({"who_1": str(house.heath_manager.pk)}, {"who_1": "\x00"}, {"who_1": ""}, {"minutes": "9999"}):
        page = unescape(browser.post(address(session), {**sent, "who_3": "out", **wrong}).content.decode())
        assert "There is a problem" in page, wrong
        assert '<option value="out" selected>' in page
    assert not changed(before)


def test_somebody_elses_edit_in_between_is_not_overwritten(
    house: House, session: Session, client_of: Any, acting: Any, as_owner: Any
) -> None:
    browser = client_of(house.coach)
    sent, _ = review(browser, session, file_of(came(house)))
    with acting(house.associate):
        attendance.keep(
            by=house.associate, session=session, attended=[house.sponsor], coaches=[house.coach], others=9, minutes=60
        )
    page = browser.post(address(session), sent).content.decode()
    assert "Somebody else changed this" in page
    with as_owner():
        assert stored(session)["others"] == 9
    assert browser.post(address(session), {**sent, "version": "2"}).status_code == 302


def test_the_verb_refuses_what_the_form_does_not_offer(house: House, session: Session, acting: Any, as_owner: Any) -> None:
    good: dict[str, Any] = {"attended": [house.team_member], "coaches": [house.coach], "others": 0, "minutes": 60}
    with acting(house.coach):
        for wrong in (
            {"attended": [house.heath_manager]}, {"coaches": []}, {"coaches": [house.heath_coach]}, {"others": -1},
            {"others": 501}, {"minutes": 0}, {"minutes": 601},
        ):  # fmt: skip
            with pytest.raises(ValidationError):
                attendance.keep(by=house.coach, session=session, **{**good, **wrong})
        with pytest.raises(StaleEdit):
            attendance.keep(by=house.coach, session=session, version=7, **good)
    for other in (house.ward_manager, house.national_lead, house.sponsor):
        with acting(other), pytest.raises(PermissionDenied):
            attendance.keep(by=other, session=session, **good)
    with as_owner():
        assert (stored(session)["version"], stored(session)["came"]) == (1, set())


@pytest.mark.parametrize("state", ["ahead", "cancelled", "executive"])
def test_a_session_that_was_not_held_with_a_ward_takes_none(
    house: House, acting: Any, client_of: Any, as_owner: Any, state: str
) -> None:
    who = house.executive_coach if state == "executive" else house.coach
    with acting(house.coach):
        session = sessions.plan(
            by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=today() + timedelta(days=2), minutes=60
        )
    with as_owner():
        if state == "cancelled":
            Session.objects.filter(pk=session.pk).update(status="cancelled", held_on=days_ago(1))
        if state == "executive":
            session = Session.objects.create(
                programme=house.programme, kind="executive", keys=[house.programme.pk, who.pk], minutes=60,
                held_on=days_ago(1), status="delivered",
            )  # fmt: skip
    browser, before = client_of(who), everything_stored()
    assert browser.get(address(session)).status_code == 302
    assert browser.post(address(session), {"report": file_of(came(house))}).status_code == 302
    assert "attendance/" not in browser.get(f"/coaching/sessions/{session.pk}/").content.decode()
    assert not changed(before)


def test_the_number_of_queries_does_not_grow_with_the_report(house: House, session: Session, client_of: Any) -> None:
    browser = client_of(house.coach)
    review(browser, session, file_of(came(house)))
    with CaptureQueriesContext(connection) as few:
        review(browser, session, file_of(came(house)[:1]))
    with CaptureQueriesContext(connection) as many:
        sent, _ = review(browser, session, file_of([Stay(f"Guest {i}", "", 0, 60) for i in range(80)] + came(house)))
    assert len(few) == len(many)
    with CaptureQueriesContext(connection) as keeping:
        browser.post(address(session), sent)
    assert len(keeping) < 60
