"""The same attendance report twice changes nothing, whatever became of the file and whatever was chosen by hand."""

from datetime import datetime, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coaching import attendance, sessions
from coaching.models import Session
from tests.coaching.attended import address, came, file_of, logged, review, stored
from tests.factories import House, days_ago, today
from tests.walls.forms import changed, everything_stored
from tests.wards import teams_reports as teams
from tests.wards.teams_reports import Stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(house: House) -> Session:
    return logged(house)


def test_the_same_file_twice_changes_nothing(house: House, session: Session, client_of: Any) -> None:
    browser = client_of(house.coach)
    sent, _ = review(browser, session, file_of(came(house)))
    assert browser.post(address(session), sent).status_code == 302
    once = everything_stored()
    again, _ = review(browser, session, file_of(came(house)))
    assert b"Nothing was changed" in browser.post(address(session), again, follow=True).content
    assert b"Nothing was changed" in browser.post(address(session), sent, follow=True).content
    assert not changed(once)


@pytest.mark.parametrize("spoilt", ["as it was", "by a spreadsheet", "in another order"])
def test_the_same_report_changes_nothing_whatever_was_chosen_by_hand(
    house: House, session: Session, client_of: Any, as_owner: Any, spoilt: str
) -> None:
    browser = client_of(house.coach)
    stays = [*came(house), Stay("iPhone of R", "", 0, 60), Stay("Meeting room 4", "", 0, 60), Stay("Otter.ai", "", 0, 60)]
    sent, page = review(browser, session, file_of(stays))
    assert "Nothing is saved yet" in page
    by_hand = {
        "who_2": "other", "who_4": str(house.practitioner.pk), "who_5": str(house.sponsor.pk), "who_6": "out", "who_7": "other",
    }  # fmt: skip
    assert browser.post(address(session), {**sent, **by_hand}).status_code == 302
    once = everything_stored()
    with as_owner():
        kept = stored(session)
    assert kept["came"] == {"Larch ward manager", "Larch practitioner", house.sponsor.name}
    assert kept["others"] == 3
    again = {
        "as it was": file_of(stays),
        "by a spreadsheet": SimpleUploadedFile(
            "again.csv",
            teams.commas(teams.lines_2022(stays, datetime.combine(days_ago(1), time(14, 0)), teams.excel), ";").encode(
                "utf-8-sig"
            ),
        ),
        "in another order": file_of(stays[::-1]),
    }[spoilt]
    sent, page = review(browser, session, again)
    assert "saving it again changes nothing" in page
    assert b"Nothing was changed" in browser.post(address(session), sent, follow=True).content
    assert not changed(once)
    sent, page = review(browser, session, file_of(stays[:-1]))
    assert "Nothing is saved yet" in page, "this is another report"


def test_what_was_recorded_by_hand_and_then_chosen_of_a_report_stays_as_it_is(
    house: House, acting: Any, session: Session, client_of: Any, as_owner: Any
) -> None:
    with acting(house.coach):
        attendance.keep(
            by=house.coach, session=session, attended=[house.sponsor], coaches=[house.coach], others=0, minutes=60, version=1
        )
    browser = client_of(house.coach)
    with as_owner():
        before = stored(session)
    sent, _ = review(browser, session, file_of([Stay("iPhone of R", "", 0, 60)]))
    browser.post(address(session), {**sent, "who_0": str(house.sponsor.pk)})
    with as_owner():
        assert stored(session) == before
    sent, _ = review(browser, session, file_of([Stay("iPhone of R", "", 0, 60)]))
    assert b"Nothing was changed" in browser.post(address(session), sent, follow=True).content
    with as_owner():
        assert stored(session) == before


def test_a_planned_session_is_logged_once_with_its_report(house: House, acting: Any, client_of: Any, as_owner: Any) -> None:
    with acting(house.coach):
        planned = sessions.plan(
            by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=today(), minutes=60, starts_at=time(14, 0)
        )
    browser, report = client_of(house.coach), lambda: file_of([*came(house), Stay("Meeting room 4", "", 0, 60)], on=today())
    sent, _ = review(browser, planned, report())
    browser.post(address(planned), {**sent, "who_4": str(house.practitioner.pk), "who_5": "out"})
    once = everything_stored()
    with as_owner():
        assert (stored(planned)["status"], stored(planned)["others"]) == ("delivered", 1)
    sent, page = review(browser, planned, report())
    assert "saving it again changes nothing" in page
    assert b"Nothing was changed" in browser.post(address(planned), sent, follow=True).content
    assert not changed(once)
