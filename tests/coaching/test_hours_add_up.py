"""Whatever is logged, corrected, called off and put back, in whatever order: session hours, coach hours and ward shares
add up. The sums of the product, from the real database, beside sums that a dozen lines of Python make of the same story."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching import breakdowns, corrections, hours, session_rows, sessions
from coaching.breakdowns import COACHES, SHARE, TIME, Amount
from coaching.models import Session, SessionTeam
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.factories import House, days_ago
from wards.models import Team

pytestmark = pytest.mark.django_db

KINDS = [kind.value for kind in Session.TEAM_KINDS]
some = st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True)
told = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS), "minutes": st.integers(1, 600), "teams": some, "coaches": some, "days": st.integers(0, 90)}
)
which = st.integers(0, 5)
status = st.sampled_from(["cancelled", "missed"])
steps = st.one_of(
    st.tuples(st.just("log"), told),
    st.tuples(st.just("plan"), told),
    st.tuples(st.just("log planned"), which, told),
    st.tuples(st.just("call off"), which, status),
    st.tuples(st.just("correct"), which, told),
    st.tuples(st.just("withdraw"), which, status),
    st.tuples(st.just("put back"), which),
)


@dataclass(frozen=True)
class Meant:
    """A session as the story has it. teams, coaches: places in the lists of the test."""

    key: UUID
    status: str
    kind: str
    minutes: int
    teams: tuple[int, ...]
    coaches: tuple[int, ...]


class Story:
    """Does each step through the verbs, and keeps what it should have come to."""

    def __init__(self, by: Person, teams: list[Team], coaches: list[Person]) -> None:
        self.by, self.teams, self.coaches = by, teams, coaches
        self.found: list[Meant] = []

    def do(self, step: tuple[Any, ...]) -> None:
        name, *rest = step
        if name in ("log", "plan"):
            verb: Callable[..., Session] = sessions.log if name == "log" else sessions.plan
            self.found.append(
                self._as_told(verb(by=self.by, **self._words(rest[0])), rest[0], "planned" if name == "plan" else "")
            )
            return
        if not self.found:
            return
        place = rest[0] % len(self.found)
        there = self.found[place]
        row = Session.objects.get(pk=there.key)
        verbs: dict[str, tuple[tuple[str, ...], Callable[[], Session], Callable[[Session], Meant]]] = {
            "log planned": (
                ("planned",),
                lambda: sessions.log(by=self.by, planned=row, **self._words(rest[1])),
                lambda made: self._as_told(made, rest[1]),
            ),
            "call off": (
                ("planned",),
                lambda: sessions.did_not_happen(by=self.by, session=row, status=rest[1], reason="Ill"),
                lambda made: replace(there, status=rest[1]),
            ),
            "correct": (
                ("delivered",),
                lambda: corrections.correct(by=self.by, session=row, why="Typed wrongly", mode="video", **self._words(rest[1])),
                lambda made: self._as_told(made, rest[1]),
            ),
            "withdraw": (
                ("delivered",),
                lambda: corrections.withdraw(by=self.by, session=row, status=rest[1], reason="Wrong day"),
                lambda made: replace(there, status=rest[1]),
            ),
            "put back": (
                ("cancelled", "missed"),
                lambda: corrections.put_back(by=self.by, session=row, why="A mistake"),
                lambda made: replace(there, status="planned"),
            ),
        }
        states, act, becomes = verbs[name]
        if there.status in states:
            self.found[place] = becomes(act())
        else:
            with pytest.raises(ValidationError), transaction.atomic():
                act()

    def _words(self, told: dict[str, Any]) -> dict[str, Any]:
        return {
            "kind": told["kind"], "minutes": told["minutes"], "held_on": days_ago(told["days"]),
            "teams": [self.teams[i] for i in told["teams"]], "coaches": [self.coaches[i] for i in told["coaches"]],
        }  # fmt: skip

    @staticmethod
    def _as_told(made: Session, told: dict[str, Any], status: str = "") -> Meant:
        return Meant(
            made.pk, status or "delivered", told["kind"], told["minutes"], tuple(told["teams"]), tuple(told["coaches"])
        )  # fmt: skip


def shares_of(one: Meant) -> list[int]:
    """Minutes dealt out one by one, to the teams in turn."""
    dealt = Counter(minute % len(one.teams) for minute in range(one.minutes))
    return [dealt[place] for place in range(len(one.teams))]


def check(story: Story, reader: Person) -> None:
    """Each sum of the product against the story's."""
    held = [one for one in story.found if one.status == "delivered"]
    counted = [one for one in held if one.kind in ("team", "workshop")]
    rows = Session.visible.to(reader)
    whole = hours.total(hours.delivered(rows))
    assert whole.delivered == sum(one.minutes for one in counted)
    assert whole.coaches == sum(one.minutes * len(one.coaches) for one in counted)
    assert whole.sessions == len(counted)
    of_kinds = hours.by_kind(rows)
    assert of_kinds == {
        kind: hours.Hours(sum(o.minutes for o in ours), sum(o.minutes * len(o.coaches) for o in ours), len(ours))
        for kind in KINDS
        if (ours := [one for one in held if one.kind == kind])
    }
    published = rows.filter(kind__in=Session.HEADLINE_KINDS)
    planned = [one for one in story.found if one.kind in ("team", "workshop")]
    time = Amount(sum(o.minutes for o in planned), whole.delivered, sum(o.minutes for o in counted if o.kind == "team"))
    coached = Amount(
        sum(o.minutes * len(o.coaches) for o in planned), whole.coaches,
        sum(o.minutes * len(o.coaches) for o in counted if o.kind == "team"),
    )  # fmt: skip
    assert breakdowns.by_month(published).whole == {TIME: time, COACHES: coached}
    for by in ("ward", "phase", "provider"):
        found = breakdowns.by_share(by, published, reader, time)
        assert found.whole == {SHARE: time}
        assert all(line.sessions is not None for line in found.lines)
    own: Counter[Any] = Counter()
    for one in counted:
        for team, minutes in zip(one.teams, shares_of(one), strict=True):
            own[story.teams[team].pk] += minutes
    lines = breakdowns.by_share("ward", published, reader, time).lines
    assert {line.key: line.amounts[SHARE].delivered for line in lines if line.amounts[SHARE].delivered} == +own
    by_coach = breakdowns.by_coach(published, reader, coached)
    assert by_coach.whole == {COACHES: coached}
    assert {line.key: line.amounts[COACHES].delivered for line in by_coach.lines if line.amounts[COACHES].delivered} == +Counter(
        {coach.pk: sum(o.minutes for o in counted if place in o.coaches) for place, coach in enumerate(story.coaches)}
    )
    for row in session_rows.gather(rows, reader):
        [one] = [one for one in story.found if one.key == row.session.pk]
        assert (row.session.status, row.session.minutes, row.coaches) == (one.status, one.minutes, len(one.coaches))
        assert sorted(minutes for _, minutes in row.shares) == sorted(shares_of(one))
        assert {team.pk for team, _ in row.shares} == {story.teams[place].pk for place in one.teams} == set(row.session.keys)
        measures = session_rows.file_row(row)[-3:]
        expected = [one.minutes, one.minutes * len(one.coaches)] if one.status == "delivered" else ["", ""]
        assert measures[:2] == expected
    assert SessionTeam.objects.filter(session__keys=[]).count() == 0


@pytest.fixture
def ground(house: House, as_owner: Callable[[], Any]) -> House:
    """Three coaches, each of all three ward teams."""
    with as_owner():
        for coach in (house.coach, house.willow_coach, house.heath_coach):
            there = set(coach.memberships.values_list("team_id", flat=True))
            for team in (house.larch, house.willow, house.heath):
                if team.pk not in there:
                    factories.membership(coach, "coach", team=team)
    return house


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(story=st.lists(steps, min_size=1, max_size=10))
def test_hours_add_up_over_any_story(ground: House, story: list[tuple[Any, ...]]) -> None:
    by = ground.programme_team
    teams, coaches = [ground.larch, ground.willow, ground.heath], [ground.coach, ground.willow_coach, ground.heath_coach]
    with acting_as(by), transaction.atomic():
        told = Story(by, teams, coaches)
        for step in story:
            told.do(step)
        check(told, by)
        transaction.set_rollback(True)


@given(minutes=st.integers(1, 600), teams=st.integers(1, 51))
def test_shares_are_whole_minutes_that_sum_and_differ_by_one_at_most(minutes: int, teams: int) -> None:
    parts = sessions.shares(minutes, teams)
    assert len(parts) == teams
    assert sum(parts) == minutes
    assert max(parts) - min(parts) <= 1
