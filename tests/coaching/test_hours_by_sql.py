"""Every number of the hours page beside SQL that knows nothing of our code, in a programme where everything happened:
wards of two providers together, a ward that moved, a team that left, what was corrected, withdrawn, called off or is still
to come, executive coaching, an associate beside a coach, months of the clock change, and a second programme."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test import Client

from coaching import corrections, executive_sessions, plan, sessions
from coaching.models import Session
from figures import wording
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.coaching.hour_pages import numbers_of
from tests.conftest import owner
from tests.factories import House, days_ago
from wards import moves
from wards.models import Team, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(house: House) -> House:
    with owner():
        for team in (house.willow, house.heath):
            factories.membership(house.coach, "coach", team=team)
        factories.membership(house.associate, "associate", team=house.willow)
        vars(house.coach).pop("_reach", None)
        later = factories.programme(starts_on=days_ago(300))
        factories.membership(house.programme_team, "programme_team", programme=later)
        alder = factories.team(house.south, factories.phase(later), "Alder Ward")
        factories.membership(house.coach, "coach", team=alder)
        pilot = factories.team(house.south, house.pilot, "Rowan Ward")
        factories.membership(house.coach, "coach", team=pilot)
    coach, both = house.coach, [house.coach, house.associate]
    with acting_as(coach):

        def log(*teams: Team, minutes: int, days: int, coaches: list[Person] | None = None, **more: Any) -> Session:
            return sessions.log(
                by=coach, teams=teams, coaches=coaches or [coach], minutes=minutes, held_on=days_ago(days), **more
            )

        log(house.larch, house.heath, minutes=91, days=40)
        log(house.larch, house.willow, minutes=100, days=9, coaches=both)
        log(house.larch, house.willow, house.heath, minutes=361, days=60, kind="workshop")
        log(house.larch, minutes=45, days=20, kind="sponsor")
        log(pilot, house.heath, minutes=77, days=30)
        log(alder, minutes=120, days=5)
        wrong = log(house.heath, minutes=60, days=12)
        corrections.correct(
            by=coach, session=wrong, why="Two wards", teams=[house.heath, house.willow], coaches=both[:1], minutes=75,
            held_on=days_ago(33), kind="team", mode="phone",
        )  # fmt: skip
        corrections.withdraw(by=coach, session=log(house.willow, minutes=50, days=3), status="missed", reason="Wrong day")
        for days, minutes in ((6, 55), (2, 65), (-4, 70)):
            meant = sessions.plan(by=coach, teams=[house.larch], coaches=both[:1], held_on=days_ago(days), minutes=minutes)
            if days == 6:
                sessions.did_not_happen(by=coach, session=meant, status="cancelled", reason="Snow")
            if days == 2:
                plan.move(by=coach, session=meant, held_on=days_ago(0), starts_at=None)
        for on in (date(days_ago(60).year - 1, 10, 31), date(days_ago(60).year - 1, 10, 1)):
            if on >= house.programme.starts_on:
                log(house.larch, minutes=33, days=(days_ago(0) - on).days)
    with acting_as(house.executive_coach):
        executive_sessions.log(
            by=house.executive_coach, programme=house.programme, coaches=[house.executive_coach], sponsors=[house.sponsor],
            held_on=days_ago(8), minutes=45,
        )  # fmt: skip
    with owner():
        Team.objects.filter(pk=pilot.pk).update(state=Team.State.LEFT)
        ward = Ward.objects.get(teams=house.larch)
    with acting_as(house.programme_team):
        moves.move(by=house.programme_team, ward=ward, to=house.south, on=days_ago(15), why="The trusts merged")
    for person in (house.coach, house.associate, house.programme_team):
        vars(person).pop("_reach", None)
    return house


#: What each word of a list's address asks of the sessions; the value goes in where it is not said here.
KINDS = {"headline": "s.kind in ('team', 'workshop')", "coaching": "s.kind = 'team'", "executives": "s.kind like 'executive%%'"}
COACHED = "exists (select from coaching_sessioncoach c where c.session_id = s.id and c.person_id = %s)"
ASKED = {
    "programme": "s.programme_id = %s", "status": "s.status = %s", "month": "to_char(s.held_on, 'YYYY-MM') = %s",
    "coach": COACHED, "coached_with": COACHED, "ward": "t.id = %s", "phase": "t.phase_id = %s", "provider": "t.provider_id = %s",
    "kind": "s.kind = %s",
}  # fmt: skip
SHARES = "join coaching_sessionteam p on p.session_id = s.id join wards_team t on t.id = p.team_id"
COACHES = "(select count(*) from coaching_sessioncoach c where c.session_id = s.id)"


#: What belongs to a ward that the coach has today: the share of the ward, or the session.
THEIRS = "exists (select from wards_membership m where m.person_id = %s and m.ends_on is null and m.team_id = {})"


def by_sql(asked: dict[str, str], of: Person | None) -> tuple[set[int], int]:
    """(the sums in minutes that a number with this link may be, how many sessions they are of), with the owner's rights.

    of: the coach to whose wards of today it is narrowed.
    """
    where = [KINDS[value] if value in KINDS else ASKED[name] for name, value in asked.items()]
    where += [] if "status" in asked else ["s.held_on <= (now() at time zone 'Europe/London')::date"]
    of_wards = bool(asked.keys() & {"ward", "phase", "provider"})
    values: list[Any] = [value for value in asked.values() if value not in KINDS]
    if of:
        where.append(THEIRS.format("p.team_id" if of_wards else "any(s.keys)"))
        values.append(of.pk)
    rows = f"coaching_session s {SHARES if of_wards else ''} where {' and '.join(where)}"
    sums = "sum(p.minutes), sum(p.minutes)" if of_wards else f"sum(s.minutes), sum(s.minutes * {COACHES})"
    with owner(), connection.cursor() as cursor:
        cursor.execute(f"select {sums}, count(distinct s.id) from {rows}", values)
        one, other, number = cursor.fetchone()
    return {int(one), int(other)}, number


@pytest.mark.parametrize("role", ["programme_team", "coach", "executive_coach"])
def test_every_number_of_the_page_is_what_the_rows_come_to(
    lived: House, client_of: Callable[[Person], Client], role: str
) -> None:
    browser = client_of(getattr(lived, role))
    found = numbers_of(browser)
    assert len(found) >= (2 if role == "executive_coach" else 40)
    for query, number in dict.fromkeys(found):
        sums, sessions_behind = by_sql(dict(parse_qsl(query)), lived.coach if role == "coach" else None)
        assert number in {wording.hours(int(minutes)) for minutes in sums}, query
        rows = list(csv.DictReader(io.StringIO(browser.get(f"/coaching/sessions/?{query}&file=csv").content.decode("utf-8-sig"))))
        assert len(rows) == sessions_behind, query
        listed = browser.get(f"/api/v1/sessions/?{query}").json()
        assert listed["count"] == sessions_behind, query
