"""A weekly series: the weeks that it has and leaves out, looked at before it is kept."""

import re
import uuid
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import holidays
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching import plan, series
from coaching.models import Series, Session, SessionCoach, SessionTeam, SkippedWeek
from coaching.series import Break
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.factories import House, days_ago, today
from wards.models import Pause

pytestmark = pytest.mark.django_db

NEW = "/coaching/plan/weekly/"


def next_weekday(weekday: int, after: date | None = None) -> date:
    first = (after or today()) + timedelta(days=1)
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def lonely_holiday() -> date:
    """A bank holiday to come, with none the day before it, nor on these two days of the week some weeks before or after."""
    days = holidays.country_holidays("GB", subdiv="ENG", years=[today().year, today().year + 1])
    near = [timedelta(weeks=i, days=-j) for i in range(-3, 4) for j in (0, 1) if i or j]
    return next(on for on in sorted(days) if on > today() + timedelta(days=25) and not any(on + far in days for far in near))


@pytest.fixture
def rows(as_owner: Callable[[], Any]) -> Callable[..., list[Any]]:
    def look(model: Any, **fields: Any) -> list[Any]:
        with as_owner():
            return list(model.objects.filter(**fields).order_by(*["held_on", "pk"] if model is Session else ["pk"]))

    return look


def planned(house: House, *, weeks: int = 4, **changes: Any) -> Series:
    first = changes.pop("starts_on", today() + timedelta(days=3))
    words = {
        "by": house.coach, "team": house.larch, "coaches": [house.coach], "starts_on": first,
        "ends_on": first + timedelta(weeks=weeks - 1), "minutes": 60, **changes,
    }  # fmt: skip
    with acting_as(words["by"]):
        return series.plan(**words)


def sent(house: House, **changes: Any) -> dict[str, Any]:
    first = changes.pop("first", today() + timedelta(days=3))
    return {
        "held_on_day": first.day, "held_on_month": first.month, "held_on_year": first.year, "starts_at": "14:00",
        "minutes": "60", "weeks": "4", "coaches": [str(house.coach.pk)], "kind": "team", "mode": "video",
        "form_key": str(uuid.uuid4()), **changes,
    }  # fmt: skip


def in_parts(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def test_the_bank_holidays_of_england_are_left_out(house: House) -> None:
    holiday, week = lonely_holiday(), timedelta(weeks=1)
    with acting_as(house.coach):
        found = series.weeks(by=house.coach, team=house.larch, starts_on=holiday - week, ends_on=holiday + week)
    assert [(each.on, each.skipped.split(":")[0]) for each in found] == [
        (holiday - week, ""), (holiday, "bank holiday"), (holiday + week, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day, substitute day"),
        (date(2027, 3, 29), "Easter Monday"),
        (date(2027, 8, 30), "Late Summer Bank Holiday"),
    ],
)
def test_the_days_are_englands(house: House, on: date, name: str) -> None:
    """As gov.uk/bank-holidays lists them for England and Wales; Scotland's 2 January is a working day."""
    with acting_as(house.coach):
        found = series.why_not(house.coach, house.larch, date(2026, 12, 1), date(2027, 12, 31))
    assert found[on] == f"bank holiday: {name}"
    assert date(2027, 1, 4) not in found and date(2027, 1, 2) not in found


def test_breaks_and_pauses_are_left_out_with_their_reason(house: House, as_owner: Any) -> None:
    first = next_weekday(2)
    third = first + timedelta(weeks=2)
    with as_owner():
        Pause.objects.create(
            programme=house.programme, provider=house.north, starts_on=third - timedelta(days=1),
            ends_on=third + timedelta(days=1), reason="Strike", begun_by=house.programme_team,
        )  # fmt: skip
        Pause.objects.create(
            programme=house.programme, provider=house.south, starts_on=first, reason="Elsewhere", begun_by=house.programme_team
        )
    second = first + timedelta(weeks=1)
    with acting_as(house.coach):
        found = series.weeks(
            by=house.coach, team=house.larch, starts_on=first, ends_on=first + timedelta(weeks=3), breaks=[Break(second, second)]
        )
    told = [week.skipped for week in found if not week.skipped.startswith("bank holiday")]
    assert next(words for words in told if words).startswith("break on ")
    assert "paused: Strike" in told
    assert not any("Elsewhere" in words for words in told)


def test_a_series_is_planned_in_as_many_statements_for_forty_weeks_as_for_four(house: House, rows: Any) -> None:
    counts = []
    for weeks in (1, 4, 40):
        with CaptureQueriesContext(connection) as queries:
            planned(house, weeks=weeks)
        counts.append(len(queries))
    assert counts[2] <= counts[1] + 1  # one more, where the longer one leaves a week out and the other none
    _, first, second = rows(Series)
    held = rows(Session, series=second)
    assert len(held) + len(rows(SkippedWeek, series=second)) == 40
    assert {row.held_on.weekday() for row in held} == {second.starts_on.weekday()}
    assert {(row.status, row.minutes, tuple(row.keys)) for row in held} == {("planned", 60, (house.larch.pk,))}
    assert len(rows(SessionTeam, session__series=second)) == len(rows(SessionCoach, session__series=second)) == len(held)
    assert first.team_id == house.larch.pk


def test_the_weeks_are_shown_before_anything_is_planned(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    coach, words = client_of(house.coach), sent(house, first=lonely_holiday() - timedelta(weeks=1))
    page = coach.post(f"{NEW}?team={house.larch.pk}", words).content.decode()
    assert "Nothing is planned yet" in page
    assert "<strong>3 sessions</strong>, 1 week skipped" in page
    assert "<strong>skipped</strong>, bank holiday: " in page
    assert not rows(Series) and not rows(Session)
    mark = re.search(r'name="shown" value="(\w+)"', page).group(1)  # type: ignore[union-attr]
    changed = coach.post(f"{NEW}?team={house.larch.pk}", words | {"keep": "1", "shown": mark, "weeks": "5"}).content.decode()
    assert "<strong>4 sessions</strong>" in changed
    assert not rows(Session)
    for _ in range(2):
        kept = coach.post(f"{NEW}?team={house.larch.pk}", words | {"keep": "1", "shown": mark}, follow=True).content.decode()
    assert "3 sessions planned" in kept
    assert "bank holiday: " in kept
    assert (len(rows(Series)), len(rows(Session)), len(rows(SkippedWeek))) == (1, 3, 1)


def test_a_form_sent_again_with_other_weeks_says_that_it_was_planned_before(
    house: House, client_of: Callable[[Person], Client], rows: Any
) -> None:
    coach, words = client_of(house.coach), sent(house, first=lonely_holiday() + timedelta(days=1))

    def plan_with(**changes: Any) -> str:
        page = coach.post(f"{NEW}?team={house.larch.pk}", words | changes).content.decode()
        mark = re.search(r'name="shown" value="(\w+)"', page).group(1)  # type: ignore[union-attr]
        sending = words | changes | {"keep": "1", "shown": mark}
        return coach.post(f"{NEW}?team={house.larch.pk}", sending, follow=True).content.decode()

    assert "sessions planned" in plan_with()
    before = len(rows(Session))
    for change in ({"weeks": "6"}, {"minutes": "45"}, {"starts_at": "15:30"}, {"mode": "phone"}):
        page = plan_with(**change)
        assert "You have sent this form before" in page, change
        assert "sessions planned." not in page
    assert (len(rows(Series)), len(rows(Session))) == (1, before)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weeks": ""}, "Enter the number of weeks, like 12, or the last date"),
        ({"weeks": "0"}, "Weeks must be 1 or more"),
        ({"weeks": "53"}, "Weeks must be 52 or fewer"),
        ({"weeks": "some"}, "Weeks must be a whole number, like 12"),
        ({"minutes": "0"}, "Minutes must be 1 or more"),
        ({"minutes": "601"}, "Minutes must be 600 or fewer"),
        ({"coaches": []}, "Choose at least one coach"),
        ({"first": days_ago(1)}, "The first session must be today or later"),
        ({"weeks": "", **in_parts("ends_on", days_ago(1))}, "The last date must not be before the first session"),
        ({"weeks": "", **in_parts("ends_on", today() + timedelta(days=500))}, "The last date must be within the next year"),
        (in_parts("break_1_to", today() + timedelta(days=9)), "Enter the first day of the break"),
        (
            in_parts("break_1_from", today() + timedelta(days=9)) | in_parts("break_1_to", today() + timedelta(days=8)),
            "The last day must not be before the first",
        ),
        (
            {"weeks": "2"} | in_parts("break_1_from", today()) | in_parts("break_1_to", today() + timedelta(days=30)),
            "No week would have a session",
        ),
        ({"break_2_from_day": "31", "break_2_from_month": "2", "break_2_from_year": "2027"}, "The date must be a real date"),
        ({"starts_at": "late"}, "The start must be a time, like 14:00"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_lost_or_kept(
    house: House, client_of: Callable[[Person], Client], rows: Any, change: dict[str, Any], said: str
) -> None:
    answer = client_of(house.coach).post(f"{NEW}?team={house.larch.pk}", sent(house, **change) | {"keep": "1", "shown": "x"})
    page = answer.content.decode()
    assert said in page
    assert "There is a problem" in page
    assert "Nothing is planned yet" not in page
    if "starts_at" not in change:
        assert 'value="14:00"' in page
    assert not rows(Series) and not rows(Session)


def test_who_may_not_plan_plans_nothing(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    for person, status in ((house.ward_manager, 403), (house.sponsor, 403), (house.willow_coach, 404), (house.nobody, 403)):
        assert client_of(person).post(f"{NEW}?team={house.larch.pk}", sent(house)).status_code == status, person
    with pytest.raises(PermissionDenied):
        planned(house, by=house.willow_coach)
    with pytest.raises(ValidationError):
        planned(house, coaches=[house.willow_coach])
    assert not rows(Series) and not rows(Session)


def test_a_series_is_one_wards_alone(house: House, client_of: Callable[[Person], Client]) -> None:
    made = planned(house)
    address = reverse("series", args=[made.pk])
    assert client_of(house.ward_manager).get(address).status_code == 200
    assert "Move" not in client_of(house.ward_manager).get(address).content.decode()
    for stranger in (house.willow_coach, house.heath_manager, house.analyst, house.nobody):
        assert client_of(stranger).get(address).status_code == 404


def test_several_teams_are_asked_one_by_one(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    with as_owner():
        factories.membership(house.coach, "coach", team=house.willow)
    page = client_of(house.coach).get(NEW).content.decode()
    assert f"{NEW}?team={house.willow.pk}" in page


# --- moved and cancelled ---


def move_sent(on: date, version: int = 1, **changes: Any) -> dict[str, Any]:
    return in_parts("held_on", on) | {"starts_at": "15:00", "version": str(version), **changes}


def test_one_session_is_moved_and_keeps_for_when_it_was_planned(
    house: House, client_of: Callable[[Person], Client], rows: Any
) -> None:
    planned(house, starts_at=time(14))
    one, *others = rows(Session)
    coach, address = client_of(house.coach), reverse("session_move", args=[one.pk])
    new = one.held_on + timedelta(days=1)
    assert coach.post(address, move_sent(new, which="alone")).status_code == 302
    assert coach.post(address, move_sent(new, which="alone")).status_code == 302, "the second click of a double click"
    moved, *rest = rows(Session)
    assert (moved.held_on, f"{moved.starts_at:%H:%M}", moved.moved_from, f"{moved.moved_from_at:%H:%M}", moved.version) == (
        new, "15:00", one.held_on, "14:00", 2,
    )  # fmt: skip
    assert [(row.held_on, row.version, row.moved_from) for row in rest] == [(row.held_on, 1, None) for row in others]
    page = coach.get(reverse("session", args=[one.pk])).content.decode()
    assert "Moved from" in page and "14:00" in page
    coach.post(address, move_sent(new + timedelta(days=1), 2, which="alone"))
    again = rows(Session)[0]
    assert (again.moved_from, again.version) == (one.held_on, 3)


def test_this_and_those_after_it_are_moved_once_their_days_were_shown(
    house: House, client_of: Callable[[Person], Client], rows: Any
) -> None:
    holiday = lonely_holiday()
    first = holiday - timedelta(days=15)
    planned(house, starts_on=first, weeks=4)
    before = rows(Session)
    second = before[1]
    coach, address = client_of(house.coach), reverse("session_move", args=[second.pk])
    words = move_sent(second.held_on + timedelta(days=1), which="onwards")
    page = coach.post(address, words).content.decode()
    assert "Nothing has been moved yet" in page
    assert [row.version for row in rows(Session)] == [1] * len(before)
    mark = re.search(r'name="shown" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    other = coach.post(address, words | {"keep": "1", "shown": mark} | in_parts("held_on", second.held_on + timedelta(days=2)))
    assert "Nothing has been moved yet" in other.content.decode()
    for _ in range(2):
        assert coach.post(address, words | {"keep": "1", "shown": mark}).status_code == 302
    after = rows(Session)
    assert (after[0].held_on, after[0].version) == (before[0].held_on, 1)
    for old, new in zip(before[1:], after[1:], strict=True):
        on = old.held_on + timedelta(days=1)
        if on == holiday:
            assert (new.status, new.held_on, new.version) == ("cancelled", old.held_on, 2)
            assert new.reason.startswith("bank holiday: ")
        else:
            assert (new.status, new.held_on, new.moved_from, new.version) == ("planned", on, old.held_on, 2)
    assert [row.status for row in after].count("cancelled") == 1


def test_moving_thirty_takes_as_many_statements_as_moving_three(house: House, rows: Any) -> None:
    counts = []
    for weeks in (4, 34):
        made = planned(house, weeks=weeks)
        first = rows(Session, series=made)[0]
        with acting_as(house.coach), CaptureQueriesContext(connection) as queries:
            plan.move_onwards(by=house.coach, session=first, held_on=first.held_on + timedelta(days=1), starts_at=None)
        counts.append(len(queries))
        with acting_as(house.coach), CaptureQueriesContext(connection) as queries:
            plan.cancel(by=house.coach, session=rows(Session, series=made, status="planned")[0], reason="Ill", with_later=True)
        counts.append(len(queries))
        assert {row.status for row in rows(Session, series=made)} == {"cancelled"}
    assert counts[2] <= counts[0] + 1  # one more, where a day is left out
    assert counts[3] == counts[1]


def test_cancelled_alone_and_with_those_after_it(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    planned(house, weeks=4)
    first, second, *_ = rows(Session)
    coach = client_of(house.coach)
    alone = {"reason": "Ward closed", "which": "alone", "version": "1"}
    address = reverse("session_cancel", args=[first.pk])
    assert "Enter the reason" in coach.post(address, alone | {"reason": ""}).content.decode()
    assert "This looks like an NHS number" in coach.post(address, alone | {"reason": "943 476 5919"}).content.decode()
    assert {row.status for row in rows(Session)} == {"planned"}
    assert coach.post(address, alone).status_code == 302
    assert coach.post(address, alone).status_code == 302
    assert [(row.status, row.version) for row in rows(Session)][:2] == [("cancelled", 2), ("planned", 1)]
    onwards = alone | {"which": "onwards", "reason": "The coach leaves"}
    page = coach.post(reverse("session_cancel", args=[second.pk]), onwards, follow=True).content.decode()
    assert "sessions are cancelled" in page
    assert {row.status for row in rows(Session)} == {"cancelled"}
    assert {row.reason for row in rows(Session)} == {"Ward closed", "The coach leaves"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"on": days_ago(1)}, "The date must be today or later"),
        ({"on": today() + timedelta(days=500)}, "The date must be within the next year"),
        ({"starts_at": "noon-ish"}, "The start must be a time"),
        ({"held_on_day": ""}, "The date must include a day"),
        ({"which": "all"}, "Choose which sessions from the list"),
        ({"version": "7"}, "Somebody else changed this"),
    ],
)
def test_a_wrong_move_moves_nothing(
    house: House, client_of: Callable[[Person], Client], rows: Any, change: dict[str, Any], said: str
) -> None:
    planned(house)
    one = rows(Session)[0]
    on = change.pop("on", one.held_on + timedelta(days=1))
    for which in ("alone", "onwards"):
        page = (
            client_of(house.coach)
            .post(reverse("session_move", args=[one.pk]), move_sent(on, which=which, keep="1", shown="x") | change)
            .content.decode()
        )
        assert said in page, which
    assert {(row.version, row.moved_from) for row in rows(Session)} == {(1, None)}


def test_who_may_not_change_the_plan_changes_nothing(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    planned(house)
    one = rows(Session)[0]
    for name in ("session_move", "session_cancel"):
        address = reverse(name, args=[one.pk])
        for person, status in ((house.ward_manager, 403), (house.national_lead, 403), (house.heath_coach, 404)):
            assert client_of(person).post(address, move_sent(one.held_on) | {"reason": "Mine"}).status_code == status
    for verb in (
        lambda by: plan.move(by=by, session=one, held_on=one.held_on + timedelta(days=1), starts_at=None),
        lambda by: plan.move_onwards(by=by, session=one, held_on=one.held_on + timedelta(days=1), starts_at=None),
        lambda by: plan.cancel(by=by, session=one, reason="Mine"),
    ):
        with acting_as(house.ward_manager), pytest.raises(PermissionDenied):
            verb(house.ward_manager)
    assert {(row.version, row.status) for row in rows(Session)} == {(1, "planned")}


def test_a_bank_holiday_is_told_where_one_session_comes_to_it(
    house: House, client_of: Callable[[Person], Client], rows: Any
) -> None:
    holiday = lonely_holiday()
    planned(house, weeks=1, starts_at=time(14))
    one = rows(Session)[0]
    coach = client_of(house.coach)
    move = move_sent(holiday, which="alone")
    page = coach.post(reverse("session_move", args=[one.pk]), move, follow=True).content.decode()
    assert "Moved." in page and "Bank holiday: " in page
    assert rows(Session)[0].held_on == holiday
    assert "Bank holiday: " in coach.get("/coaching/plan/").content.decode()
    meeting = {**sent(house, first=holiday), "teams": [str(house.larch.pk)], "starts_at": "16:00"}
    page = coach.post(f"/coaching/plan/new/?team={house.larch.pk}", meeting, follow=True).content.decode()
    assert "Session planned." in page and "Bank holiday: " in page
