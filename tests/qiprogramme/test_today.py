"""Today: what waits for whom, why a team is quiet, and that the number of queries does not grow."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching import agreements, sessions
from coaching.models import Ask, Session
from ideas import change_ideas
from ideas.models import ChangeIdea
from impact.radar import radar
from qiprogramme.today import today_of
from tests import factories
from tests.factories import days_ago, today
from wards.models import Team, TeamStep


@pytest.fixture
def held(house: Any, acting: Any) -> Callable[..., Session]:
    """Logs a delivered session of larch so many days ago."""

    def log(days: int, kind: str = Session.Kind.TEAM, minutes: int = 60) -> Session:
        with acting(house.coach):
            return sessions.log(
                by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(days), minutes=minutes, kind=kind
            )

    return log


@pytest.fixture
def planned(house: Any, as_owner: Any) -> Callable[..., Session]:
    """Plans a session of a team, by default larch, and puts its day so many days back."""

    def plan(days: int, team: Team | None = None, coach: Any = None) -> Session:
        team, coach = team or house.larch, coach or house.coach
        from people.acting import acting_as

        with acting_as(coach), transaction.atomic():
            made = sessions.plan(by=coach, teams=[team], coaches=[coach], held_on=today() + timedelta(days=1), minutes=60)
        with as_owner():
            Session.objects.filter(pk=made.pk).update(held_on=days_ago(days))
        return made

    return plan


@pytest.fixture
def idea(house: Any, acting: Any, as_owner: Any) -> Callable[..., ChangeIdea]:
    """An idea of larch that last moved so many days ago."""

    def propose(days: int, title: str = "Rights in plain words") -> ChangeIdea:
        with acting(house.ward_manager):
            made = change_ideas.propose(by=house.ward_manager, team=house.larch, title=title, who_for="People who read little")
        with as_owner():
            ChangeIdea.objects.filter(pk=made.pk).update(moved_on=days_ago(days))
        return made

    return propose


def kinds(person: Any, acting: Any) -> dict[str, list[str]]:
    """Team's name → kinds of reason."""
    with acting(person):
        return {quiet.team.name: [reason.kind for reason in quiet.reasons] for quiet in radar(person).quiet}


@pytest.mark.parametrize(("days", "is_quiet"), [(13, False), (14, True)])
def test_a_fortnight_without_a_session_makes_a_team_quiet(
    house: Any, acting: Any, held: Any, idea: Any, days: int, is_quiet: bool
) -> None:
    held(days)
    held(3, Session.Kind.SPONSOR)
    idea(2)
    assert kinds(house.coach, acting) == ({"Larch Ward": ["session"]} if is_quiet else {})


@pytest.mark.parametrize(("days", "is_quiet"), [(29, False), (30, True)])
def test_a_month_without_a_move_makes_a_team_quiet(
    house: Any, acting: Any, held: Any, idea: Any, days: int, is_quiet: bool
) -> None:
    held(1)
    held(3, Session.Kind.SPONSOR)
    idea(days)
    assert kinds(house.coach, acting) == ({"Larch Ward": ["idea"]} if is_quiet else {})


@pytest.mark.parametrize(("days", "is_quiet"), [(90, False), (91, True)])
def test_a_quarter_without_the_sponsor_makes_a_team_quiet(
    house: Any, acting: Any, held: Any, idea: Any, days: int, is_quiet: bool
) -> None:
    held(1)
    held(days, Session.Kind.SPONSOR)
    idea(2)
    assert kinds(house.coach, acting) == ({"Larch Ward": ["sponsor"]} if is_quiet else {})


def test_a_sponsor_meeting_is_no_coaching_session(house: Any, acting: Any, held: Any, idea: Any) -> None:
    held(30)
    held(2, Session.Kind.SPONSOR)
    idea(2)
    assert kinds(house.coach, acting) == {"Larch Ward": ["session"]}


def test_a_paused_team_is_silent_and_named(house: Any, acting: Any, as_owner: Any) -> None:
    with as_owner():
        Team.objects.filter(pk=house.larch.pk).update(state=Team.State.PAUSED)
    with acting(house.coach):
        found = radar(house.coach)
    assert (found.quiet, [team.name for team in found.paused], found.watched) == ([], ["Larch Ward"], 0)


def test_a_team_that_has_just_begun_is_not_quiet(house: Any, acting: Any, as_owner: Any) -> None:
    with as_owner():
        TeamStep.objects.filter(team=house.larch).update(on=days_ago(5))
    assert kinds(house.coach, acting) == {}


def test_the_radar_shows_only_what_one_may_see(house: Any, acting: Any) -> None:
    assert set(kinds(house.coach, acting)) == {"Larch Ward"}
    assert set(kinds(house.provider_lead, acting)) == {"Larch Ward", "Willow Ward"}
    assert set(kinds(house.programme_team, acting)) == {"Larch Ward", "Willow Ward", "Heath Ward"}
    assert kinds(house.nobody, acting) == kinds(house.analyst, acting) == {}


def test_a_coach_sees_what_is_to_log_and_the_hours_without_it(house: Any, acting: Any, held: Any, planned: Any) -> None:
    waiting, ahead = planned(2), planned(-3)
    planned(2, house.heath, house.heath_coach)
    done = held(0, minutes=90)
    with acting(house.coach):
        day = today_of(house.coach)
    assert [session.pk for session in day.to_log.rows] == [waiting.pk]
    assert [session.pk for session in day.coming or []] == [ahead.pk]
    assert (day.my_hours.minutes, day.my_hours.sessions) == (done.minutes, 1)
    assert day.first and day.first.text == "Log a session"
    assert day.sentence.startswith("One session to log")


def test_the_session_that_a_coach_has_just_finished_comes_first(
    house: Any, client_of: Callable[[Any], Client], planned: Any, as_owner: Any
) -> None:
    longest, just_held, waiting = planned(9), planned(0), planned(2)
    with as_owner():
        Session.objects.filter(pk=just_held.pk).update(starts_at="00:00")
    coach = client_of(house.coach)
    for page in (coach.get("/").content.decode(), coach.get("/coaching/sessions/new/?choose").content.decode()):
        in_order = [page.index(f"/coaching/sessions/{session.pk}/log/") for session in (just_held, waiting, longest)]
        assert in_order == sorted(in_order) and "today, 00:00" in page


def test_the_page_of_a_coach_leads_to_the_log_and_to_the_other_ending(
    house: Any, client_of: Callable[[Any], Client], planned: Any
) -> None:
    waiting = planned(2)
    page = client_of(house.coach).get("/").content.decode()
    assert f'href="/coaching/sessions/{waiting.pk}/log/"' in page
    assert f'href="/coaching/sessions/{waiting.pk}/did-not-happen/"' in page
    assert "not counted" in page


def test_a_ward_manager_sees_still_ideas_actions_and_answers(house: Any, acting: Any, idea: Any, as_owner: Any) -> None:
    still, fresh = idea(31, "Still"), idea(3, "Fresh")
    with acting(house.ward_manager):
        agreements.agree(
            by=house.ward_manager, team=house.larch, what="Print the rights card", owner=house.team_member, due_on=today()
        )
        ask = agreements.ask(by=house.ward_manager, team=house.larch, title="Colour printing", why="12 of 20 could not read it")
    with as_owner():
        Ask.objects.filter(pk=ask.pk).update(answer=Ask.Answer.AGREED, answer_words="Yes", answered_on=today())
    with acting(house.ward_manager):
        day = today_of(house.ward_manager)
    assert [row.pk for row in day.ideas.rows] == [still.pk] and fresh.pk not in {row.pk for row in day.ideas.rows}
    assert [row.what for row in day.actions.rows] == ["Print the rights card"]
    assert [row.pk for row in day.answered_asks] == [ask.pk]
    assert day.first and day.first.href == f"/wards/{house.larch.pk}/ideas/new/"
    with acting(house.heath_manager):
        other = today_of(house.heath_manager)
    assert not other.ideas.rows and not other.actions.rows and not other.answered_asks


def test_who_works_on_a_ward_reads_first_when_the_next_session_is(house: Any, acting: Any, planned: Any) -> None:
    with acting(house.team_member):
        assert today_of(house.team_member).sentence == "Nothing is waiting for you."
    planned(-9)
    planned(0)
    with acting(house.team_member):
        assert today_of(house.team_member).sentence == "Nothing is waiting for you. Next session: today."
    with acting(house.sponsor):
        assert today_of(house.sponsor).sentence == "Nothing is waiting for you."


def test_a_sponsor_sees_the_longest_wait_first(house: Any, acting: Any, as_owner: Any) -> None:
    with acting(house.ward_manager):
        new = agreements.ask(by=house.ward_manager, team=house.larch, title="New", why="3 of 9 wait")
        old = agreements.ask(by=house.ward_manager, team=house.larch, title="Old", why="4 of 9 wait")
    with as_owner():
        Ask.objects.filter(pk=old.pk).update(asked_on=days_ago(40))
    with acting(house.sponsor):
        day = today_of(house.sponsor)
    assert [ask.pk for ask in day.waiting_asks.rows] == [old.pk, new.pk]
    assert day.first and day.first.href == f"/asks/{old.pk}/"
    assert day.sentence == "Two requests are waiting for an answer."
    assert day.to_log is None and day.ideas is None


def test_the_national_team_sees_how_the_programme_runs(house: Any, acting: Any, planned: Any) -> None:
    planned(2)
    planned(4, house.heath, house.heath_coach)
    with acting(house.programme_team):
        day = today_of(house.programme_team)
    assert day.not_logged == 2 and day.rounds == [] and day.mails == {}
    assert day.first and day.first.href == "/wards/" and [step.text for step in day.more] == ["Log a session"]
    assert len(day.radar.quiet) == 3


def test_the_national_lead_sees_headline_figures_with_their_base(house: Any, acting: Any, held: Any) -> None:
    held(1, minutes=90)
    with acting(house.national_lead):
        day = today_of(house.national_lead)
    figures = {card["label"]: card for card in day.figures}
    assert figures["Wards"]["value"] == "1" and figures["Time delivered"]["value"] == "1.5"
    assert figures["Time delivered"]["base"].startswith("1 session")
    assert all(card["base"] and card["href"].startswith("/impact/claims/") for card in day.figures)


@pytest.mark.parametrize(
    "who",
    ["programme_team", "national_lead", "analyst", "executive_coach", "provider_lead", "involvement_lead", "coach", "associate",
     "sponsor", "ward_manager", "team_member", "practitioner", "nobody"],
)  # fmt: skip
def test_everybody_has_a_day_with_one_heading(house: Any, client_of: Callable[[Any], Client], who: str) -> None:
    answer = client_of(getattr(house, who)).get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1 and "style=" not in page
    assert ("no role in the programme" in page) == (who == "nobody")


def test_more_rows_need_no_more_queries(
    house: Any, client_of: Callable[[Any], Client], planned: Any, idea: Any, as_owner: Any
) -> None:
    def queries(browser: Client) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/").status_code == 200
        return len(captured)

    planned(2)
    planned(-2)
    idea(40)
    browsers = [client_of(who) for who in (house.coach, house.ward_manager, house.programme_team)]
    for browser in browsers:
        browser.get("/")
    before = [queries(browser) for browser in browsers]
    for i in range(3):
        planned(3 + i)
        planned(-3 - i)
        idea(40 + i, f"Another {i}")
    with as_owner():
        for i in range(3):
            extra = factories.team(house.north, house.wider, f"Extra {i}")
            factories.membership(house.coach, "coach", team=extra)
    assert [queries(browser) for browser in browsers] == before
