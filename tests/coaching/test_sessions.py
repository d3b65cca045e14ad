"""Log a session in the browser: what it counts as, who may, who came, and every wrong field."""

import threading
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching import sessions
from coaching.models import Action, Attendance, CoachNote, Session, SessionCoach, SessionTeam, SessionTool
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.coaching.logged import NEW, NHS_NUMBER, log_in_verb, plan_in_verb, words
from tests.factories import House, days_ago, today
from wards.models import Team

pytestmark = pytest.mark.django_db


def test_ninety_minutes_two_coaches_two_wards(pair: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    coach = client_of(pair.coach)
    sent = words([pair.larch, pair.willow], [pair.coach, pair.associate], minutes="90")
    answer = coach.post(f"{NEW}?team={pair.larch.pk}", sent, follow=True)
    page = answer.content.decode()
    assert "Time delivered 1.5 hours, coaches’ time 3.0 hours, each ward’s share 0.75 hours." in page
    [session] = rows(Session)
    assert (session.minutes, session.status, session.logged_by_id) == (90, "delivered", pair.coach.pk)
    assert {(share.team_id, share.minutes) for share in rows(SessionTeam)} == {(pair.larch.pk, 45), (pair.willow.pk, 45)}
    assert {row.person_id for row in rows(SessionCoach)} == {pair.coach.pk, pair.associate.pk}
    assert not rows(Attendance)
    assert not rows(CoachNote)


def test_everything_that_the_form_asks_is_kept(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    due = today() + timedelta(days=7)
    sent = words(
        [house.larch], [house.coach], attended=[str(house.team_member.pk), str(house.practitioner.pk)], others="2",
        note="We drew the process.", coach_note="Needs a lead.", tools=["process_map", "equity_pause"], decision="where to start",
        starts_at="14:00", mode="in_person", kind="workshop",
        action_1_what="Print ten cards", action_1_who=str(house.team_member.pk),
        action_1_by_day=due.day, action_1_by_month=due.month, action_1_by_year=due.year,
    )  # fmt: skip
    page = client_of(house.coach).post(f"{NEW}?team={house.larch.pk}", sent, follow=True).content.decode()
    for shown in (
        "Larch team member",
        "Larch practitioner",
        "2 others",
        "We drew the process.",
        "Needs a lead.",
        "Equity Pause",
        "Print ten cards",
        "where to start",
        "14:00",
    ):
        assert shown in page, shown
    [action] = rows(Action)
    assert (action.what, action.owner_id, action.due_on, action.team_id) == (
        "Print ten cards",
        house.team_member.pk,
        due,
        house.larch.pk,
    )
    assert {tool.tool for tool in rows(SessionTool)} == {"process_map", "equity_pause"}
    assert [share.others for share in rows(SessionTeam)] == [2]


def test_who_reads_names_and_who_reads_counts(house: House, client_of: Callable[[Person], Client]) -> None:
    session = log_in_verb(
        house, attended=[house.team_member, house.practitioner], note="Shared words", coach_note="Coaches only", others=1
    )
    address = reverse("session", args=[session.pk])
    inside = client_of(house.ward_manager).get(address).content.decode()
    assert "Larch practitioner" in inside
    assert "Shared words" in inside
    assert "Coaches only" not in inside
    for outside in (house.sponsor, house.provider_lead, house.national_lead):
        page = client_of(outside).get(address).content.decode()
        assert "Larch practitioner" not in page
        assert "Larch team member" not in page
        assert "2 people of the ward team, 1 other" in page
        assert "Coaches only" not in page
    assert "can be asked for by law" in client_of(house.associate).get(address).content.decode().lower()
    for stranger in (
        house.willow_manager,
        house.heath_coach,
        house.analyst,
        house.executive_coach,
        house.nobody,
        house.former_manager,
    ):
        assert client_of(stranger).get(address).status_code == 404, stranger


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"minutes": "0"}, "Minutes must be 1 or more"),
        ({"minutes": "601"}, "Minutes must be 600 or fewer"),
        ({"minutes": "an hour"}, "Minutes must be a whole number, like 60"),
        ({"minutes": "1.5"}, "Minutes must be a whole number, like 60"),
        ({"minutes": "9" * 5000}, "Minutes must be a whole number, like 60"),
        ({"minutes": ""}, "Enter the minutes, like 60"),
        ({"held_on_day": ""}, "The date must include a day"),
        ({"held_on_day": "31", "held_on_month": "2"}, "The date must be a real date"),
        ({"held_on_year": "62"}, "The year must have four figures"),
        ({"held_on_day": "", "held_on_month": "", "held_on_year": ""}, "Enter the date of the session"),
        ({"on": today() + timedelta(days=2)}, "The date must be today or in the past"),
        ({"on": days_ago(5000)}, "The date must not be before the programme started"),
        ({"teams": []}, "Choose at least one ward team"),
        ({"teams": ["11111111-1111-4111-8111-111111111111"]}, "Choose ward teams that you may log for"),
        ({"teams": ["nonsense"]}, "Choose ward teams that you may log for"),
        ({"coaches": []}, "Choose at least one coach"),
        ({"coaches": ["nonsense"]}, "Choose coaches of these ward teams from the list"),
        ({"attended": ["nonsense"]}, "Choose people of these ward teams from the list"),
        ({"others": "-1"}, "Others who came must be 0 or more"),
        ({"others": "501"}, "Others who came must be 500 or fewer"),
        ({"others": "some"}, "Others who came must be a whole number"),
        ({"kind": "party"}, "Choose the kind of session from the list"),
        ({"kind": "executive"}, "Choose the kind of session from the list"),
        ({"kind": ""}, "Choose the kind of session"),
        ({"mode": "pigeon"}, "Choose how you met from the list"),
        ({"starts_at": "half past"}, "The start must be a time, like 14:00"),
        ({"tools": ["hammer"]}, "Choose the tools from the list"),
        ({"decision": "where to start"}, "Choose the tool that was used for this decision"),
        ({"tools": ["pdsa"], "decision": "x" * 201}, "“For which decision?” must be 200 characters or fewer; it has 201"),
        ({"note": "x" * 4001}, "must be 4,000 characters or fewer"),
        ({"note": f"Seen: {NHS_NUMBER}"}, "This looks like an NHS number"),
        ({"coach_note": NHS_NUMBER}, "This looks like an NHS number"),
        ({"tools": ["pdsa"], "decision": NHS_NUMBER}, "This looks like an NHS number"),
        ({"action_1_what": NHS_NUMBER}, "This looks like an NHS number"),
        ({"action_1_what": "x" * 201}, "must be 200 characters or fewer"),
        ({"action_1_who": "COACH"}, "Enter what was agreed"),
        ({"action_2_what": "Print", "action_2_who": "nonsense"}, "Choose who does it from the list"),
        (
            {"action_2_what": "Print", "action_2_by_day": "40", "action_2_by_month": "1", "action_2_by_year": "2026"},
            "The date must be a real date",
        ),
        (
            {"action_1_what": "Print", "action_1_by_day": "1", "action_1_by_month": "1", "action_1_by_year": "2020"},
            "The day must not be before the session",
        ),
    ],
)  # fmt: skip
def test_a_wrong_field_is_told_and_nothing_is_lost_or_kept(
    house: House, client_of: Callable[[Person], Client], rows: Any, change: dict[str, Any], said: str
) -> None:
    if change.get("action_1_who") == "COACH":
        change = {"action_1_who": str(house.coach.pk)}
    sent = words([house.larch], [house.coach], **{"note": "What we typed stays", **change})
    answer = client_of(house.coach).post(f"{NEW}?team={house.larch.pk}", sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "There is a problem" in page
    assert "<title>Error: " in page
    if "note" not in change:
        assert "What we typed stays" in page
    if "minutes" not in change:
        assert 'value="60"' in page
    assert not rows(Session)
    assert not rows(Action)


def test_a_double_click_and_a_resend_count_once(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    coach, sent = client_of(house.coach), words([house.larch], [house.coach], action_1_what="Print")
    first, second = (coach.post(f"{NEW}?team={house.larch.pk}", sent) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert len(rows(Session)) == len(rows(Action)) == 1


def test_anothers_form_key_gives_nothing_away(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    sent = words([house.larch], [house.coach])
    client_of(house.coach).post(f"{NEW}?team={house.larch.pk}", sent)
    others = words([house.willow], [house.willow_coach], form_key=sent["form_key"])
    answer = client_of(house.willow_coach).post(f"{NEW}?team={house.willow.pk}", others)
    assert answer.status_code == 302
    assert {session.keys[0] for session in rows(Session)} == {house.willow.pk, house.larch.pk}


def test_actions_in_another_row_are_no_other_words(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    coach, sent = client_of(house.coach), words([house.larch], [house.coach], action_2_what="Print", action_3_what="Hang up")
    assert [coach.post(f"{NEW}?team={house.larch.pk}", sent).status_code for _ in range(2)] == [302, 302]
    asked = coach.post(f"{NEW}?team={house.larch.pk}", sent | {"action_3_what": "Take down"})
    assert "<dd>Hang up</dd>" in asked.content.decode() and "Take down" in asked.content.decode()
    assert (len(rows(Session)), len(rows(Action))) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_the_same_moment_keep_one(house: House, as_owner: Callable[[], Any]) -> None:
    key, found, start = uuid.uuid4(), [], threading.Barrier(2)

    def post() -> None:
        start.wait()
        person = Person(pk=house.coach.pk, name=house.coach.name)
        with acting_as(person):
            found.append(
                sessions.log(
                    by=person, teams=[house.larch], coaches=[house.coach], held_on=days_ago(1), minutes=60, form_key=key
                ).pk
            )
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    with as_owner():
        assert Session.objects.count() == 1


def test_who_may_not_log_is_told_or_knows_nothing(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    sent = words([house.larch], [house.coach])
    for person, status in (
        (house.ward_manager, 403), (house.sponsor, 403), (house.national_lead, 403), (house.provider_lead, 403),
        (house.willow_coach, 404), (house.heath_coach, 404), (house.nobody, 403), (house.practitioner, 403),
    ):  # fmt: skip
        assert client_of(person).post(f"{NEW}?team={house.larch.pk}", sent).status_code == status, person
    assert not rows(Session)


def test_the_verb_asks_for_each_team(house: House, rows: Any) -> None:
    with pytest.raises(PermissionDenied):
        log_in_verb(house, teams=[house.larch, house.willow])
    with pytest.raises(PermissionDenied):
        log_in_verb(house, kind=Session.Kind.EXECUTIVE)
    assert not rows(Session)


def test_foreign_people_are_refused(house: House, rows: Any) -> None:
    for field, stranger in (
        ("attended", house.willow_manager),
        ("attended", house.former_manager),
        ("coaches", house.willow_coach),
        ("coaches", house.ward_manager),
    ):
        with pytest.raises(ValidationError) as refusal:
            log_in_verb(house, held_on=today(), **{field: [stranger]})
        assert field in refusal.value.message_dict
    assert not rows(Session)


def test_who_has_left_may_have_come_on_the_day(house: House, rows: Any) -> None:
    log_in_verb(house, held_on=days_ago(2), attended=[house.former_manager])
    assert [row.person_id for row in rows(Attendance)] == [house.former_manager.pk]


def test_a_team_that_has_left(house: House, as_owner: Callable[[], Any], rows: Any) -> None:
    with as_owner():
        gone = factories.team(house.north, house.wider, "Gone Ward", state=Team.State.LEFT)
        gone.steps.filter(state="left").update(on=days_ago(10))
        early = factories.team(house.north, house.wider, "Early Ward", state=Team.State.SELECTED)
        for team in (gone, early):
            factories.membership(house.coach, "coach", team=team)
    with pytest.raises(ValidationError, match="left the programme"):
        log_in_verb(house, teams=[gone], held_on=days_ago(9))
    with pytest.raises(ValidationError, match="has not signed"):
        log_in_verb(house, teams=[early])
    assert not rows(Session)
    log_in_verb(house, teams=[gone], held_on=days_ago(10))
    assert len(rows(Session)) == 1


def test_the_national_team_logs_for_a_coach(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    browser = client_of(house.programme_team)
    assert "Larch Ward" in browser.get(NEW).content.decode()
    form = browser.get(f"{NEW}?team={house.heath.pk}").content.decode()
    assert "Heath coach" in form
    assert "coach_note" not in form
    sent = words([house.heath], [house.heath_coach], coach_note="Slipped in")
    assert browser.post(f"{NEW}?team={house.heath.pk}", sent).status_code == 302
    assert len(rows(Session)) == 1
    assert not rows(CoachNote)


def test_one_ward_is_chosen_several_are_a_list(pair: House, client_of: Callable[[Person], Client]) -> None:
    assert "Which ward team?" in client_of(pair.willow_coach).get(NEW).content.decode()
    step = client_of(pair.coach).get(NEW).content.decode()
    assert f"{NEW}?team={pair.larch.pk}" in step
    assert 'name="minutes"' not in step
    both = client_of(pair.coach).get(f"{NEW}?several=1&team={pair.larch.pk}&team={pair.willow.pk}").content.decode()
    assert "Larch Ward and Willow Ward" in both
    assert "Choose at least one ward team" in client_of(pair.coach).get(f"{NEW}?several=1").content.decode()
    assert client_of(pair.coach).get(f"{NEW}?team={pair.heath.pk}").status_code == 404
    assert client_of(pair.coach).get(f"{NEW}?team=nonsense").status_code == 404


def test_shares_are_whole_minutes_that_sum() -> None:
    for minutes in (1, 90, 100, 599):
        for teams in (1, 2, 3, 7):
            parts = sessions.shares(minutes, teams)
            assert sum(parts) == minutes
            assert max(parts) - min(parts) <= 1


def _some(house: House, number: int) -> None:
    for i in range(number):
        log_in_verb(house, held_on=date.fromordinal(days_ago(20).toordinal() + i % 15), attended=[house.team_member])


@pytest.mark.parametrize(
    "address",
    ["/coaching/sessions/", "/coaching/sessions/?file=csv", "/coaching/hours/", "/coaching/plan/", "/coaching/actions/"],
)
def test_as_many_queries_for_twenty_sessions_as_for_two(
    house: House, client_of: Callable[[Person], Client], address: str
) -> None:
    browser = client_of(house.coach)
    counts = []
    for number in (2, 18):
        _some(house, number)
        for _ in range(number):
            plan_in_verb(house)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
