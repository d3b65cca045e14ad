"""Monday's digests: made once, for whom something waits, and nobody else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from coaching import reminders, tasks
from coaching.models import Action, Ask, DigestRun, Session, SessionTeam
from ideas.models import ChangeIdea
from people import outbox
from people.acting import acting_as
from people.models import Mail, Person
from tests import factories
from tests.factories import House, days_ago, today
from wards import memberships
from wards.models import Call, Membership, Pause, SafeContact, Team

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)  # the first Monday of its month
LONDON = ZoneInfo("Europe/London")


def planned(house: House, team: Team, on: date, **fields: Any) -> Session:
    session = Session.objects.create(programme=house.programme, keys=[team.pk], held_on=on, minutes=60, **fields)
    SessionTeam.objects.create(session=session, team=team, programme=house.programme, minutes=60)
    return session


def kinds(house: House, on: date = MONDAY) -> dict[tuple[str, str], reminders.Digest]:
    with acting_as(house.programme_team):
        found = reminders.digests(house.programme, by=house.programme_team, today=on)
    return {(digest.person.name, digest.kind): digest for digest in found}


@pytest.fixture
def house(house: House, as_owner: Callable[[], Any]) -> House:
    """With everybody there for years, for the tests are about days of certain years."""
    with as_owner():
        Membership.objects.update(starts_on=date(2020, 1, 1))
        Membership.objects.filter(person=house.former_manager).update(ends_on=date(2020, 2, 1))
    return house


@pytest.fixture
def settled(house: House, as_owner: Callable[[], Any]) -> House:
    """Each team was met last week, so nobody has anything to be told on MONDAY."""
    with as_owner():
        for team in (house.larch, house.willow, house.heath):
            planned(house, team, MONDAY - timedelta(days=3), status=Session.Status.DELIVERED)
    return house


def test_nothing_to_say_is_said_to_nobody(settled: House) -> None:
    assert kinds(settled) == {}


def test_a_coach_hears_of_a_team_without_a_session(settled: House, as_owner: Callable[[], Any]) -> None:
    with as_owner():
        SessionTeam.objects.filter(team=settled.larch).delete()
    digest = kinds(settled)["Larch coach", "digest-coach"]
    assert [line.text for line in digest.parts["Ward teams without a session last week or this week"]] == [
        "Larch Ward: plan a session"
    ]
    assert ("Willow coach", "digest-coach") not in kinds(settled)


def test_a_session_planned_this_week_keeps_the_coach_in_peace(settled: House, as_owner: Callable[[], Any]) -> None:
    with as_owner():
        SessionTeam.objects.filter(team=settled.larch).delete()
        planned(settled, settled.larch, MONDAY + timedelta(days=2))
    assert ("Larch coach", "digest-coach") not in kinds(settled)


def test_a_past_session_that_was_not_logged_leads_to_its_form(settled: House, as_owner: Callable[[], Any]) -> None:
    with as_owner():
        session = planned(settled, settled.larch, MONDAY - timedelta(days=10))
    lines = kinds(settled)["Larch coach", "digest-coach"].parts["Sessions to log"]
    assert [line.path for line in lines] == [reverse("session_log", args=[session.pk])]


def test_overdue_actions_go_to_their_owner(settled: House, as_owner: Callable[[], Any]) -> None:
    with as_owner():
        Action.objects.create(team=settled.larch, what="Print the cards", owner=settled.coach, due_on=MONDAY - timedelta(days=1))
        Action.objects.create(team=settled.larch, what="Not yet", owner=settled.coach, due_on=MONDAY)
    digest = kinds(settled)["Larch coach", "digest-coach"]
    assert [line.text for line in digest.parts["Your overdue actions"]] == ["Print the cards (due 1 November 2026)"]


def test_a_ward_manager_hears_of_next_session_actions_and_quiet_ideas(settled: House, as_owner: Callable[[], Any]) -> None:
    with as_owner():
        planned(settled, settled.larch, MONDAY + timedelta(days=1))
        Action.objects.create(team=settled.larch, what="Ask the cook")
        for stage in ("testing", "routine", "abandoned"):
            ChangeIdea.objects.create(
                team=settled.larch,
                title=f"A {stage} idea",
                stage=stage,
                moved_on=MONDAY - timedelta(days=30),
                added_on=MONDAY - timedelta(days=60),
            )
    digest = kinds(settled)["Larch ward manager", "digest-ward"]
    assert {heading: [line.text for line in lines] for heading, lines in digest.parts.items()} == {
        "Next session": ["Larch Ward, 3 November 2026"],
        "Open actions": ["Ask the cook"],
        "Change ideas not moved for 30 days": ["A testing idea: testing for 30 days"],
    }
    assert digest.subject == "Next session; Open actions: 1; Change ideas not moved for 30 days: 1"
    assert ("Willow manager", "digest-ward") not in kinds(settled)


def test_a_sponsor_hears_of_requests_that_wait(settled: House, as_owner: Callable[[], Any]) -> None:
    with as_owner():
        Ask.objects.create(
            team=settled.larch,
            title="An interpreter",
            why="14 of 40 talks",
            asked_by=settled.ward_manager,
            asked_on=MONDAY - timedelta(days=12),
        )
    digest = kinds(settled)["Larch sponsor", "digest-sponsor"]
    assert digest.period == "2026-11"
    assert digest.parts["Requests waiting for you"][0].text == "Larch Ward: An interpreter (waiting 12 days)"


@pytest.mark.parametrize("state", [Team.State.PAUSED, Team.State.LEFT, Team.State.COMPLETED])
def test_a_team_that_is_paused_or_has_ended_is_silent(house: House, as_owner: Callable[[], Any], state: str) -> None:
    assert ("Larch coach", "digest-coach") in kinds(house)
    with as_owner():
        Team.objects.filter(pk=house.larch.pk).update(state=state)
    assert ("Larch coach", "digest-coach") not in kinds(house)


def test_people_who_left_are_not_written_to(house: House) -> None:
    assert not [key for key in kinds(house) if key[0] == "Former manager"]


def test_made_once_a_week_whoever_asks(house: House) -> None:
    with acting_as(house.programme_team):
        first = reminders.make_week(house.programme, by=house.programme_team)
        assert first == 3  # the coaches of three teams without a session
        assert reminders.make_week(house.programme, by=house.programme_team) == 0
        assert Mail.objects.count() == first
        assert DigestRun.visible.to(house.programme_team).get().mails == first


def test_a_later_tick_in_the_week_adds_nothing(house: House, as_owner: Callable[[], Any]) -> None:
    with acting_as(house.programme_team):
        reminders.make_week(house.programme, by=house.programme_team, today=MONDAY)
    with as_owner():
        Action.objects.create(team=house.larch, what="Came up on Tuesday")
    with acting_as(house.programme_team):
        assert reminders.make_week(house.programme, by=house.programme_team, today=MONDAY + timedelta(days=1)) == 0
        assert not Mail.objects.filter(person=house.ward_manager).exists()
        assert reminders.make_week(house.programme, by=house.programme_team, today=MONDAY + timedelta(days=7)) > 0


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def ticks(house: House, first: datetime, last: datetime) -> list[tuple[datetime, int]]:
    """Each hourly tick that made mails, and how many; counted in real hours, across a clock change as well."""
    made, now = [], first.astimezone(UTC)
    with acting_as(house.programme_team):
        while now <= last.astimezone(UTC):
            if number := reminders.make_due(house.programme, by=house.programme_team, now=now):
                made.append((now.astimezone(LONDON), number))
            now += timedelta(hours=1)
    return made


@pytest.mark.parametrize(
    ("first", "last", "made"),
    [
        # Started three days late: caught up once, and the next week at its own time.
        (at(2026, 11, 5, 3), at(2026, 11, 9, 12), [at(2026, 11, 5, 3), at(2026, 11, 9, 8)]),
        # Three weeks late: only the week that runs, never two at once.
        (at(2026, 11, 26, 12), at(2026, 11, 29, 23), [at(2026, 11, 26, 12)]),
        # The clocks go forward on Sunday 29 March 2026, at one in the morning, and back on 25 October.
        (at(2026, 3, 27, 0), at(2026, 3, 31, 0), [at(2026, 3, 27, 0), at(2026, 3, 30, 8)]),
        (at(2026, 10, 23, 0), at(2026, 10, 27, 0), [at(2026, 10, 23, 0), at(2026, 10, 26, 8)]),
        # The last ISO week of 2026 goes into January.
        (at(2026, 12, 31, 0), at(2027, 1, 4, 9), [at(2026, 12, 31, 0), at(2027, 1, 4, 8)]),
    ],
)
def test_hourly_ticks_make_each_week_once(house: House, first: datetime, last: datetime, made: list[datetime]) -> None:
    assert [when for when, _ in ticks(house, first, last)] == made
    with acting_as(house.programme_team):
        runs = DigestRun.visible.to(house.programme_team)
        assert sorted(run.week for run in runs) == sorted({reminders.week_of(when.date()) for when in made})


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 2, 7, 59, tzinfo=LONDON), False),
        (datetime(2026, 11, 2, 8, 0, tzinfo=LONDON), True),
        (datetime(2026, 11, 5, 3, 0, tzinfo=LONDON), True),
        (datetime(2026, 3, 30, 8, 0, tzinfo=LONDON), True),  # the morning after the clocks went forward
        (datetime(2026, 10, 26, 7, 30, tzinfo=LONDON), False),  # and after they went back
    ],
)
def test_due_from_monday_eight_in_london(now: datetime, due: bool) -> None:
    assert reminders.is_due(now) is due


def test_weeks_are_iso_weeks() -> None:
    assert [reminders.week_of(date(2026, 12, 31)), reminders.week_of(date(2027, 1, 3)), reminders.week_of(date(2027, 1, 4))] == [
        "2026-W53", "2026-W53", "2027-W01",
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["coach", "ward_manager", "sponsor", "national_lead", "nobody"])
def test_only_the_programme_team_makes_them(house: House, role: str) -> None:
    person: Person = getattr(house, role)
    with acting_as(person), pytest.raises(PermissionDenied):
        reminders.make_week(house.programme, by=person)
    with acting_as(house.programme_team):
        assert not Mail.objects.exists()


def test_the_task_makes_them_as_the_system_itself_and_twice_is_once(house: House) -> None:
    made = tasks.make_due_digests()
    assert tasks.make_due_digests() == 0
    with acting_as(house.programme_team):
        assert Mail.objects.count() == made


def test_the_button_makes_this_weeks_now(house: House, client_of: Callable[[Person], Client]) -> None:
    browser = client_of(house.programme_team)
    assert "Make this week" in browser.get("/coaching/reminders/").content.decode()
    page = browser.post("/coaching/reminders/", follow=True).content.decode()
    assert "3 reminders were made" in page
    assert "Make this week" not in page
    assert "made already" in browser.post("/coaching/reminders/", follow=True).content.decode()


def test_everybody_sees_their_own_mails_and_only_those(house: House, client_of: Callable[[Person], Client]) -> None:
    with acting_as(house.programme_team):
        reminders.make_week(house.programme, by=house.programme_team)
        mine = Mail.objects.get(person=house.coach)
        other = Mail.objects.get(person=house.heath_coach)
    browser = client_of(house.coach)
    page = browser.get("/coaching/reminders/").content.decode()
    assert str(mine.pk) in page
    assert str(other.pk) not in page
    assert "Larch Ward: plan a session" in browser.get(f"/coaching/reminders/{mine.pk}/").content.decode()
    assert browser.get(f"/coaching/reminders/{other.pk}/").status_code == 404
    assert browser.post("/coaching/reminders/").status_code == 404


def test_finding_and_making_the_digests_takes_at_most_three_statements_for_any_number(
    house: House, as_owner: Callable[[], Any], django_assert_max_num_queries: Any
) -> None:
    with as_owner():
        for i in range(12):
            team = factories.team(house.south, house.wider)
            factories.member(f"Coach {i}", "coach", team=team)
            planned(house, team, days_ago(9))
    with acting_as(house.programme_team):
        with django_assert_max_num_queries(3) as asked:
            assert len(reminders.digests(house.programme, by=house.programme_team, today=today())) == 15
        assert len([one for one in asked if "sec." in one["sql"]]) == 1
        with django_assert_max_num_queries(4) as asked:  # the savepoint of a test and its release are two
            assert reminders.make_week(house.programme, by=house.programme_team, today=today()) == 15
        assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) <= 3


def test_a_mail_made_in_the_database_has_the_message_id_of_any_other(house: House) -> None:
    with acting_as(house.programme_team):
        reminders.make_week(house.programme, by=house.programme_team)
        for mail in Mail.objects.all():
            assert mail.message_id == outbox.message_id(mail)


def test_each_line_of_a_mail_in_text_and_html_opens_the_thing_to_do(settled: House, as_owner: Callable[[], Any]) -> None:
    with as_owner():
        late = planned(settled, settled.larch, MONDAY - timedelta(days=10))
    with acting_as(settled.programme_team):
        reminders.make_week(settled.programme, by=settled.programme_team, today=MONDAY)
        mail = Mail.objects.get(person=settled.coach)
        words = outbox.words_of(mail)
    link = f"http://localhost:8000/coaching/sessions/{late.pk}/log/"
    assert words.subject == "Sessions to log: 1"
    assert f"- Larch Ward, 23 October 2026\n  {link}\n" in words.text
    assert f'<a href="{link}">Larch Ward, 23 October 2026</a>' in words.html
    assert words.secret not in words.text + words.html
    assert outbox.SECRET in words.text and outbox.SECRET in words.html
    assert (mail.subject, mail.text, mail.html) == ("", "", "")


def test_a_session_of_two_wards_is_one_line(settled: House, as_owner: Callable[[], Any]) -> None:
    with as_owner():
        factories.membership(settled.coach, "coach", team=settled.willow)
        session = planned_for_both(settled)
    lines = kinds(settled)["Larch coach", "digest-coach"].parts["Sessions to log"]
    assert [line.text for line in lines] == ["Larch Ward and Willow Ward, 28 October 2026"]
    assert [line.path for line in lines] == [reverse("session_log", args=[session.pk])]


def test_a_session_with_a_ward_that_one_does_not_coach_is_named_and_leads_to_no_refusal(
    settled: House, as_owner: Callable[[], Any], client_of: Callable[[Person], Client]
) -> None:
    with as_owner():
        planned_for_both(settled)
    lines = kinds(settled)["Larch coach", "digest-coach"].parts["Sessions to log"]
    assert [line.text for line in lines] == ["Larch Ward, 28 October 2026 (whoever coaches all its wards logs it)"]
    assert client_of(settled.coach).get(lines[0].path).status_code == 200


def planned_for_both(house: House) -> Session:
    session = planned(house, house.larch, MONDAY - timedelta(days=5))
    SessionTeam.objects.create(session=session, team=house.willow, programme=house.programme, minutes=30)
    Session.objects.filter(pk=session.pk).update(keys=[house.larch.pk, house.willow.pk])
    return session


@pytest.mark.parametrize("of", ["programme", "region", "provider"])
def test_a_pause_of_programme_region_or_provider_silences(house: House, as_owner: Callable[[], Any], of: str) -> None:
    scope = {"region": {"region": house.north.region}, "provider": {"provider": house.north}}.get(of, {})
    with as_owner():
        Pause.objects.create(
            programme=house.programme, starts_on=MONDAY, ends_on=MONDAY, reason="Strike", begun_by=house.programme_team, **scope
        )
    found = {name for name, _ in kinds(house)}
    assert "Larch coach" not in found and "Willow coach" not in found
    assert ("Heath coach" in found) is (of != "programme")
    assert "Larch coach" in {name for name, _ in kinds(house, MONDAY + timedelta(days=7))}


def test_who_is_in_two_programmes_gets_each_ones_own(house: House, as_owner: Callable[[], Any]) -> None:
    with as_owner():
        other = factories.programme()
        team = factories.team(house.south, factories.phase(other), "Alder Ward")
        factories.membership(house.coach, "coach", team=team)
        runs = factories.member("Other team", "programme_team", programme=other)
    for programme, by in ((house.programme, house.programme_team), (other, runs)):
        with acting_as(by):
            reminders.make_week(programme, by=by, today=MONDAY)
            (mail,) = Mail.objects.filter(person=house.coach)
            ward = "Alder Ward" if programme == other else "Larch Ward"
            assert [line["team"] for line in mail.content or []] == [ward]


def reached_by(house: House, way: str) -> None:
    SafeContact.objects.create(person=house.practitioner, team=house.larch, way=way, reached_at="01632 960 001")


@pytest.mark.parametrize(("way", "number"), [("phone", 1), ("post", 1), ("email", 0)])
def test_who_is_reached_by_phone_or_post_is_put_on_the_call_list(
    house: House, as_owner: Callable[[], Any], way: str, number: int
) -> None:
    with as_owner():
        reached_by(house, way)
        planned(house, house.larch, MONDAY + timedelta(days=2), starts_at="10:00")
    with acting_as(house.programme_team):
        reminders.make_week(house.programme, by=house.programme_team, today=MONDAY)
        reminders.make_week(house.programme, by=house.programme_team, today=MONDAY)
    with as_owner():
        found = list(Call.objects.values_list("person", "say"))
        assert not Mail.objects.filter(person=house.practitioner).exists()
    assert found == [(house.practitioner.pk, "Larch Ward meets on Wednesday 4 November at 10:00, by video.")] * number


@pytest.mark.parametrize("name", ["practitioner", "coach"])
def test_whoever_stepped_back_is_neither_called_nor_written_to(house: House, as_owner: Callable[[], Any], name: str) -> None:
    with as_owner():
        reached_by(house, "phone")
        planned(house, house.larch, MONDAY + timedelta(days=2))
        planned(house, house.larch, MONDAY - timedelta(days=4))
    person = getattr(house, name)
    with acting_as(person):
        memberships.step_back(by=person)
    with acting_as(house.programme_team):
        reminders.make_week(house.programme, by=house.programme_team, today=MONDAY)
    with as_owner():
        assert not Mail.objects.filter(person=person).exists()
        assert not Call.objects.filter(person=person).exists()


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-W48", "Week of 23 November 2026"),
        ("2026-W53", "Week of 28 December 2026"),
        ("2026-11", "November 2026"),
        ("0f3a", ""),
    ],
)
def test_a_period_in_words(period: str, words: str) -> None:
    assert reminders.in_words(period) == words
