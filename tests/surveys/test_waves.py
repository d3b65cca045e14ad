"""Rounds: who sees which, who opens and closes them, who gets the link."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.acting import acting_as
from surveys import waves
from surveys.models import TeamWave, Wave
from surveys.response_counts import Answered
from surveys.rollups import roll_up
from tests.conftest import owner
from tests.factories import days_ago, today
from tests.surveys.conftest import Survey

pytestmark = pytest.mark.django_db


def stored(wave: Wave) -> tuple[Any, ...]:
    with owner():
        found = Wave.objects.get(pk=wave.pk)
        return found.state, found.opens_on, found.closes_on, found.stopped_on


def test_closing_takes_effect_at_once_and_opening_again_undoes_it(survey: Survey) -> None:
    by = survey.house.programme_team
    with acting_as(by):
        waves.close_round(by=by, wave=survey.after)
        assert stored(survey.after)[0] == "closed"
        waves.close_round(by=by, wave=survey.after)
        waves.open_round(by=by, wave=survey.after, closes_on=days_ago(-30))
    assert stored(survey.after) == ("open", survey.after.opens_on, days_ago(-30), None)


def test_opening_freezes_the_questionnaire_on_that_day(survey: Survey) -> None:
    by = survey.house.programme_team
    survey.move(survey.after, opens_on=days_ago(-3))
    with acting_as(by):
        waves.open_round(by=by, wave=survey.after, closes_on=days_ago(-30))
        assert survey.questionnaire.__class__.visible.to(by).get(pk=survey.questionnaire.pk).frozen_on == today()
    assert stored(survey.after)[:2] == ("open", today())


def test_a_last_day_in_the_past_and_closing_what_never_opened_are_refused(survey: Survey) -> None:
    by, before = survey.house.programme_team, stored(survey.after)
    with acting_as(by), pytest.raises(ValidationError, match="today or later"):
        waves.open_round(by=by, wave=survey.after, closes_on=days_ago(1))
    assert stored(survey.after) == before
    survey.move(survey.after, opens_on=days_ago(-3))
    with acting_as(by), pytest.raises(ValidationError, match="not opened yet"):
        waves.close_round(by=by, wave=survey.after)
    assert stored(survey.after)[3] is None


@pytest.mark.parametrize("who", ["national_lead", "coach", "ward_manager", "provider_lead", "analyst", "sponsor"])
def test_nobody_else_opens_or_closes(survey: Survey, client_of: Any, who: str) -> None:
    person, before = getattr(survey.house, who), stored(survey.after)
    with acting_as(person):
        with pytest.raises(PermissionDenied):
            waves.close_round(by=person, wave=survey.after)
        with pytest.raises(PermissionDenied):
            waves.open_round(by=person, wave=survey.after, closes_on=days_ago(-30))
    browser = client_of(person)
    assert browser.post(f"/surveys/{survey.after.pk}/close/").status_code == 403
    assert browser.post(f"/surveys/{survey.after.pk}/open/").status_code == 403
    assert stored(survey.after) == before


def test_the_national_team_closes_and_opens_with_a_page_that_asks(survey: Survey, client_of: Any) -> None:
    browser, address = client_of(survey.house.programme_team), f"/surveys/{survey.after.pk}/"
    assert "can no longer send" in browser.get(f"{address}close/").content.decode()
    assert stored(survey.after)[0] == "open"
    body = browser.post(f"{address}close/", follow=True).content.decode()
    assert "is closed. Its last answers are counted within a minute." in body
    assert stored(survey.after)[0] == "closed"
    wrong = browser.post(
        f"{address}open/", {"closes_on_day": "31", "closes_on_month": "2", "closes_on_year": "2027"}
    ).content.decode()
    assert "The date must be a real date" in wrong
    assert 'value="31"' in wrong
    last = days_ago(-7)
    sent = {"closes_on_day": last.day, "closes_on_month": last.month, "closes_on_year": last.year, "version": 1}
    stale = browser.post(f"{address}open/", sent)
    # The last day is the one that is saved, and still the round is not what was asked for: it is closed.
    assert "Somebody else changed this" in stale.content.decode()
    assert stored(survey.after)[0] == "closed"
    again = sent | {"version": stale.context["form"]["version"].value()}
    body = browser.post(f"{address}open/", again, follow=True).content.decode()
    assert "takes answers until" in body
    assert stored(survey.after)[0] == "open"
    assert browser.post(f"{address}open/", again).status_code == 302, "the second click of a double click"


@pytest.mark.parametrize(
    ("who", "status"),
    [("programme_team", 200), ("national_lead", 200), ("analyst", 200), ("ward_manager", 200), ("sponsor", 200), ("coach", 200),
     ("provider_lead", 200), ("executive_coach", 404), ("nobody", 404), ("former_manager", 404)],
)  # fmt: skip
def test_who_sees_a_round(survey: Survey, client_of: Any, who: str, status: int) -> None:
    browser = client_of(getattr(survey.house, who))
    assert browser.get(f"/surveys/{survey.after.pk}/").status_code == status
    assert browser.get(f"/surveys/{survey.after.pk}/results/").status_code == status
    assert (survey.after.name in browser.get("/surveys/").content.decode()) == (status == 200)


def test_a_team_sees_its_own_answers_and_no_other_teams(survey: Survey, client_of: Any) -> None:
    survey.answer(survey.after, survey.house.larch, 4, times=3)
    survey.answer(survey.after, survey.house.heath, 4, times=2)
    roll_up(survey.house.programme)
    body = client_of(survey.house.ward_manager).get(f"/surveys/{survey.after.pk}/").content.decode()
    assert "3 of 20 invited, 15%" in body
    assert "Heath Ward" not in body
    everything = client_of(survey.house.programme_team).get(f"/surveys/{survey.after.pk}/").content.decode()
    assert "5 of 60 invited, 8%" in everything
    assert "1 of 3 has no answers yet" in everything


def test_the_list_of_a_round_is_searched_filtered_and_taken_away(survey: Survey, client_of: Any) -> None:
    survey.answer(survey.after, survey.house.larch, 4)
    roll_up(survey.house.programme)
    browser, address = client_of(survey.house.programme_team), f"/surveys/{survey.after.pk}/"
    silent = browser.get(f"{address}?only=none").content.decode()
    assert "Willow Ward" in silent
    assert "Larch Ward" not in silent
    found = browser.get(f"{address}?q=southfield").content.decode()
    assert "Heath Ward" in found
    assert "Larch Ward" not in found
    assert "No ward team here" in browser.get(f"{address}?q=zzz").content.decode()
    lines = browser.get(f"{address}?file=csv&sort=-answers").content.decode("utf-8-sig").splitlines()
    assert lines[:2] == ["Ward team,Provider,Answers,Invited", "Larch Ward,Northmoor Care,1,20"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("programme_team", 200), ("coach", 200), ("ward_manager", 200), ("team_member", 200), ("provider_lead", 200),
     ("sponsor", 404), ("practitioner", 404), ("national_lead", 404), ("heath_manager", 404),
     ("willow_manager", 404), ("nobody", 404)],
)  # fmt: skip
def test_who_gets_the_link_and_its_code(survey: Survey, client_of: Any, who: str, status: int) -> None:
    token = survey.link(survey.after, survey.house.larch)
    browser = client_of(getattr(survey.house, who))
    picture = browser.get(f"/surveys/links/{token}.svg")
    assert picture.status_code == status
    assert browser.get(f"/surveys/links/{token}/poster/").status_code == status
    page = browser.get(f"/wards/{survey.house.larch.pk}/surveys/")
    if status == 200:
        assert picture.headers["Content-Type"] == "image/svg+xml"
        assert b"style=" not in picture.content
        assert f"/s/{token}/" in page.content.decode()
    else:
        assert str(token) not in page.content.decode()


def test_another_teams_survey_page_is_unknown(survey: Survey, client_of: Any) -> None:
    assert client_of(survey.house.heath_manager).get(f"/wards/{survey.house.larch.pk}/surveys/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_teams(survey: Survey, client_of: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests import factories

    browser, address = client_of(survey.house.programme_team), f"/surveys/{survey.after.pk}/"
    for path in (address, "/surveys/", f"{address}results/"):
        browser.get(path)
        with CaptureQueriesContext(connection) as few:
            browser.get(path)
        with owner():
            for _ in range(4):
                TeamWave.objects.create(team=factories.team(survey.house.south, survey.house.wider), wave=survey.after, invited=9)
        with CaptureQueriesContext(connection) as many:
            browser.get(path)
        assert len(of_rows(many)) == len(of_rows(few)), path


def of_rows(asked: Any) -> list[str]:
    """Queries for rows of the programme; a session may be freshened in between."""
    return [query["sql"] for query in asked.captured_queries if "surveys_" in query["sql"] or "wards_" in query["sql"]]


def test_counts_add_up_with_and_without_a_known_number_invited() -> None:
    known, unknown = Answered(3, 20, None, 3), Answered(2, None)
    assert (known + unknown).words == "5; where the number invited is known, 3 of 20, 15%"
    assert (known + known).words == "6 of 40 invited, 15%"
    assert unknown.words == "2 (number invited not known)"
    assert Answered(21, 20, None, 21).is_more_than_invited
