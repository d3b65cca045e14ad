"""Whatever mix of coaches, ward teams, plans, changes and cancellations: the three measures add up, each by itself."""

from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching import breakdowns, hours, plan, sessions
from coaching.breakdowns import COACHES, SHARE, TIME, Amount
from coaching.models import Session, SessionTeam
from people.acting import acting_as
from tests import factories
from tests.conftest import owner
from tests.factories import House, days_ago, today
from ui.templatetags.formats import day
from wards import pauses

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Step:
    """A session as it was planned (None: logged at once), and what became of it."""

    kind: str
    teams: tuple[int, ...]
    coaches: tuple[int, ...]
    minutes: int
    days: int
    planned_minutes: int
    fate: str


def some(most: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.integers(0, most - 1), min_size=1, max_size=most, unique=True).map(tuple)


STEPS = st.builds(
    Step,
    kind=st.sampled_from([str(kind) for kind in Session.TEAM_KINDS]),
    teams=some(3),
    coaches=some(2),
    minutes=st.integers(1, 600),
    days=st.integers(0, 90),
    planned_minutes=st.integers(1, 600),
    fate=st.sampled_from(["logged", "logged otherwise than planned", "moved", "cancelled", "missed", "planned"]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=7))
def test_all_breakdowns_add_up_whatever_happens(house: House, steps: list[Step]) -> None:
    with transaction.atomic():
        _tried(house, steps)
        transaction.set_rollback(True)


def _tried(house: House, steps: list[Step]) -> None:
    teams = [house.larch, house.willow, house.heath]
    with owner():
        other = factories.person("Second coach")
        for team in teams:
            for person in (house.coach, other):
                if (person, team) != (house.coach, house.larch):
                    factories.membership(person, "coach", team=team)
    coaches = [house.coach, other]
    vars(house.coach).pop("_reach", None)
    with acting_as(house.coach):
        held = [
            _happened(house.coach, step, [teams[i] for i in step.teams], [coaches[i] for i in step.coaches]) for step in steps
        ]
    me = house.programme_team
    vars(me).pop("_reach", None)
    with acting_as(me):
        every = Session.visible.to(me)
        counted = breakdowns.up_to_today(every).filter(hours.published(me))
        published = [
            (step, kept)
            for step, kept in zip(steps, held, strict=True)
            if step.kind != Session.Kind.SPONSOR and kept.held_on <= today()
        ]
        time = Amount(
            sum(kept.minutes for _, kept in published),
            sum(kept.minutes for _, kept in published if kept.status == "delivered"),
            sum(kept.minutes for _, kept in published if kept.status == "delivered" and kept.kind == "team"),
        )
        own = Amount(
            sum(kept.minutes * len(step.coaches) for step, kept in published),
            sum(kept.minutes * len(step.coaches) for step, kept in published if kept.status == "delivered"),
            sum(
                kept.minutes * len(step.coaches) for step, kept in published if kept.status == "delivered" and kept.kind == "team"
            ),
        )
        assert breakdowns.by_month(counted).whole == {TIME: time, COACHES: own}
        assert breakdowns.by_programme(counted, [house.programme]).whole == {TIME: time, COACHES: own}
        for by in ("ward", "phase", "provider"):
            found = breakdowns.by_share(by, counted, me, time)
            assert found.whole == {SHARE: time}
            assert all(line.asked for line in found.lines), "the national team sees every ward"
        assert breakdowns.by_coach(counted, me, own).whole == {COACHES: own}
        for kept in held:
            assert sum(SessionTeam.visible.to(me).filter(session=kept).values_list("minutes", flat=True)) == kept.minutes
        assert hours.total(hours.delivered(every)) == hours.Hours(
            time.delivered, own.delivered, sum(kept.status == "delivered" for _, kept in published)
        )


def _happened(by: Any, step: Step, teams: list[Any], coaches: list[Any]) -> Session:
    """The session as it stands at the end of the step."""
    said = {"by": by, "teams": teams, "coaches": coaches, "kind": step.kind}
    on = days_ago(step.days)
    if step.fate == "logged":
        return sessions.log(**said, held_on=on, minutes=step.minutes)
    if step.fate == "logged otherwise than planned":
        first = {**said, "teams": teams[:1], "coaches": coaches[:1], "kind": "team"}
        meant = sessions.plan(**first, held_on=on, minutes=step.planned_minutes)
        return sessions.log(**said, held_on=on, minutes=step.minutes, planned=meant)
    meant = sessions.plan(**said, held_on=on, minutes=step.minutes)
    if step.fate == "missed":
        return sessions.did_not_happen(by=by, session=meant, status="missed", reason="No room")
    if step.fate == "cancelled":
        plan.cancel(by=by, session=meant, reason="Snow")
    if step.fate == "moved":
        plan.move(by=by, session=meant, held_on=days_ago(-7), starts_at=None)
    kept: Session = Session.visible.to(by).get(pk=meant.pk)
    return kept


def test_a_month_without_coaching_keeps_its_place_on_the_axis(house: House) -> None:
    with acting_as(house.coach):
        for days in (70, 1):
            sessions.log(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(days), minutes=60)
        lines = breakdowns.by_month(Session.visible.to(house.coach)).lines
    assert [line.key for line in lines] == sorted({days_ago(days).replace(day=1) for days in range(1, 71)})
    assert [line.amounts[TIME].delivered for line in lines] == [60, *[0] * (len(lines) - 2), 60]


def test_a_pause_is_told_beside_the_hours_and_on_the_wards_own_page(house: House, client_of: Any) -> None:
    with acting_as(house.coach):
        sessions.log(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=days_ago(50), minutes=60)
    with acting_as(house.programme_team):
        pause = {"by": house.programme_team, "programme": house.programme}
        pauses.begin(**pause, starts_on=days_ago(40), ends_on=days_ago(30), reason="Strike")
        pauses.begin(**pause, provider=house.north, starts_on=days_ago(20), ends_on=days_ago(15), reason="Flood")
    page = unescape(client_of(house.programme_team).get("/coaching/hours/").content.decode())
    assert f"Paused from {day(days_ago(40))} to {day(days_ago(30))}: Strike." in page
    assert "Flood" not in page  # of one provider alone
    ward = unescape(client_of(house.coach).get(f"/wards/{house.larch.pk}/coaching/").content.decode())
    assert "Strike." in ward and "Flood." in ward
    assert "Flood" not in client_of(house.heath_coach).get(f"/wards/{house.heath.pk}/coaching/").content.decode()
