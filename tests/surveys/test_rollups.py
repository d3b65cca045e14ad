"""Rollups: equal to a count from the rows, whatever came in which order; and when pages may move."""

import random
from collections import defaultdict
from typing import Any

import pytest
from django.db import connection

from figures.disclosure import raise_thresholds
from people.acting import acting_as
from surveys.models import ProviderRollup, RegionRollup, Response, Stale, TeamRollup, Wave
from surveys.rollups import rebuild, roll_up
from surveys.tasks import roll_up as roll_up_task
from tests.conftest import owner
from tests.factories import today
from tests.surveys.conftest import AGREES, CONFIDENT, HAD_A_SAY, JOB, Survey
from wards.models import Provider, Region, Team

pytestmark = pytest.mark.django_db

CODES = {AGREES: range(1, 6), CONFIDENT: range(11), HAD_A_SAY: range(2), JOB: range(1, 4)}
GOOD = {AGREES: {4, 5}, CONFIDENT: set(), HAD_A_SAY: {1}, JOB: set()}
NON_ANSWERS = (-1, -2, -3, -9)


def put(wave: Wave, team: Team, rows: list[list[int]]) -> None:
    """Many responses at once, as a bulk load keeps them."""
    with owner():
        Response.objects.bulk_create([Response(team=team, wave=wave, answers=answers, received_on=today()) for answers in rows])
        Stale.objects.create(team=team, wave=wave)


def some(luck: random.Random, count: int) -> list[list[int]]:
    return [
        [luck.choice([*codes, *codes, *NON_ANSWERS]) for codes in CODES.values()] + [-9]
        for _ in range(count)
    ]  # fmt: skip


def counted(key_of: Any) -> dict[Any, tuple[Any, ...]]:
    """(place, wave, position) → (n, Σ, Σ², good, counts, others), counted one answer after the other."""
    found: dict[Any, list[int]] = defaultdict(list)
    with owner():
        for row in Response.objects.select_related("team__provider"):
            for position in CODES:
                found[key_of(row.team), row.wave_id, position].append(row.answers[position - 1])
    return {
        key: (
            sum(v >= 0 for v in values),
            sum(v for v in values if v >= 0),
            sum(v * v for v in values if v >= 0),
            sum(v in GOOD[key[2]] for v in values),
            [values.count(code) for code in CODES[key[2]]],
            [values.count(code) for code in NON_ANSWERS],
        )
        for key, values in found.items()
    }


def stored(model: Any, owner_field: str) -> dict[Any, tuple[Any, ...]]:
    with owner():
        return {
            (getattr(r, owner_field), r.wave_id, r.position): (r.n, r.total, r.squares, r.agree, r.counts, r.others)
            for r in model.objects.all()
        }


def answered_only(rows: dict[Any, Any]) -> dict[Any, Any]:
    return {key: row for key, row in rows.items() if sum(row[4]) + sum(row[5])}


@pytest.mark.parametrize("seed", range(4))
def test_rolled_up_step_by_step_equals_counting_the_rows(survey: Survey, seed: int) -> None:
    luck, house = random.Random(seed), survey.house
    for _ in range(8):
        wave, team = luck.choice([survey.before, survey.after]), luck.choice([house.larch, house.willow, house.heath])
        put(wave, team, some(luck, luck.randrange(0, 9)))
        if luck.random() < 0.6:
            roll_up(house.programme)
    roll_up(house.programme)
    step_by_step = [stored(TeamRollup, "team_id"), stored(ProviderRollup, "provider_id"), stored(RegionRollup, "region")]
    assert answered_only(step_by_step[0]) == counted(lambda team: team.pk)
    assert answered_only(step_by_step[1]) == counted(lambda team: team.provider_id)
    assert answered_only(step_by_step[2]) == counted(lambda team: team.provider.region)
    rebuild(house.programme)
    assert answered_only(stored(TeamRollup, "team_id")) == answered_only(step_by_step[0])
    assert answered_only(stored(RegionRollup, "region")) == answered_only(step_by_step[2])


def test_a_provider_that_changes_its_region_is_not_counted_twice(survey: Survey) -> None:
    house = survey.house
    put(survey.after, house.heath, some(random.Random(1), 12))
    put(survey.after, house.larch, some(random.Random(2), 3))
    roll_up(house.programme)
    with owner():
        Provider.objects.filter(pk=house.south.pk).update(region=Region.MIDLANDS)
    rebuild(house.programme)
    regions = {key[0] for key in stored(RegionRollup, "region")}
    assert regions == {Region.MIDLANDS, Region.NORTH_WEST}
    assert answered_only(stored(RegionRollup, "region")) == counted(
        lambda team: Region.MIDLANDS if team.pk == house.heath.pk else Region.NORTH_WEST
    )


def test_the_task_works_off_the_queue_and_is_safe_to_run_twice(survey: Survey) -> None:
    survey.answer(survey.after, survey.house.larch, 4, 7, 1, 2)
    assert roll_up_task() >= 1
    first = stored(TeamRollup, "team_id")
    with owner():
        assert not Stale.objects.exists()
    assert roll_up_task() == 0
    assert stored(TeamRollup, "team_id") == first


def test_one_programme_does_not_take_the_marks_of_another(survey: Survey) -> None:
    from tests import factories

    with owner():
        other = factories.programme()
    survey.answer(survey.after, survey.house.larch, 4)
    assert roll_up(other) == 0
    with owner():
        assert Stale.objects.count() == 1


def shown_n(survey: Survey, team: Team, wave: Wave | None = None, position: int = AGREES) -> Any:
    with owner():
        row = TeamRollup.objects.get(team=team, wave=wave or survey.after, position=position)
    return row.shown and row.shown["n"]


def sum_n(survey: Survey, position: int = AGREES) -> int:
    with owner():
        rows = RegionRollup.objects.filter(wave=survey.after, position=position)
        return sum((row.shown or {"n": 0})["n"] for row in rows)


def test_a_teams_own_figures_move_by_five_and_the_sum_by_ten(survey: Survey) -> None:
    house, one = survey.house, [4, 7, 1, 2, -9]
    put(survey.before, house.larch, [one])
    roll_up(house.programme)  # the round before closes here, once
    put(survey.after, house.larch, [one] * 4)
    roll_up(house.programme)
    assert (shown_n(survey, house.larch), sum_n(survey)) == (None, 0)
    put(survey.after, house.larch, [one])
    roll_up(house.programme)
    assert (shown_n(survey, house.larch), sum_n(survey)) == (5, 0)
    put(survey.after, house.heath, [one] * 4)
    roll_up(house.programme)
    assert (shown_n(survey, house.heath), sum_n(survey)) == (None, 0)
    put(survey.after, house.larch, [one])
    roll_up(house.programme)
    assert (shown_n(survey, house.larch), sum_n(survey)) == (5, 10)


def test_where_a_setting_asks_for_more_answers_it_takes_as_many_to_move(survey: Survey) -> None:
    house, one = survey.house, [4, 7, 1, 2, -9]
    raise_thresholds(own=7, wider=14)
    try:
        for own, of_all in ((None, 0), (None, 0), (9, 0), (9, 0), (9, 15), (18, 15)):
            put(survey.after, house.larch, [one] * 3)
            roll_up(house.programme)
            assert (shown_n(survey, house.larch), sum_n(survey)) == (own, of_all)
    finally:
        raise_thresholds()


def test_non_answers_alone_move_nothing(survey: Survey) -> None:
    put(survey.after, survey.house.larch, [[-1, -2, -3, -9, -9]] * 12)
    roll_up(survey.house.programme)
    assert shown_n(survey, survey.house.larch) is None


def test_the_parts_shown_of_a_sum_add_up_to_it(survey: Survey) -> None:
    house, luck = survey.house, random.Random(5)
    for _ in range(6):
        put(survey.after, luck.choice([house.larch, house.willow, house.heath]), some(luck, luck.randrange(1, 8)))
        roll_up(house.programme)
        for position in CODES:
            with owner():
                parts = TeamRollup.objects.filter(wave=survey.after, position=position)
                assert sum((part.shown_in_sum or {"n": 0})["n"] for part in parts) == sum_n(survey, position)


def test_at_its_close_the_last_answers_come_in_once_and_not_again_after_opening_anew(survey: Survey) -> None:
    house, one = survey.house, [4, 7, 1, 2, -9]
    put(survey.after, house.larch, [one] * 7)
    roll_up(house.programme)
    put(survey.after, house.larch, [one] * 2)
    roll_up(house.programme)
    assert shown_n(survey, house.larch) == 7
    survey.move(survey.after, stopped_on=today())
    roll_up(house.programme)
    assert (shown_n(survey, house.larch), sum_n(survey)) == (9, 9)
    # Open again, one more answer, close again: two closes with one answer between would tell that answer.
    survey.move(survey.after, stopped_on=None)
    put(survey.after, house.larch, [one])
    roll_up(house.programme)
    survey.move(survey.after, stopped_on=today())
    roll_up(house.programme)
    assert shown_n(survey, house.larch) == 9


def test_what_was_too_small_at_the_first_close_may_still_be_shown_later(survey: Survey) -> None:
    house, one = survey.house, [4, 7, 1, 2, -9]
    put(survey.after, house.larch, [one] * 3)
    survey.move(survey.after, stopped_on=today())
    roll_up(house.programme)
    assert shown_n(survey, house.larch) == 3
    survey.move(survey.after, stopped_on=None)
    put(survey.after, house.larch, [one] * 2)
    roll_up(house.programme)
    assert shown_n(survey, house.larch) == 5


def test_a_team_of_a_closed_round_that_nobody_answered_has_zeros_and_no_gap(survey: Survey) -> None:
    roll_up(survey.house.programme)
    assert shown_n(survey, survey.house.willow, survey.before) == 0


def test_reversed_items_count_the_other_end(survey: Survey) -> None:
    with owner():
        survey.questionnaire.items.filter(position=AGREES).update(is_reversed=True)
    put(survey.after, survey.house.larch, [[code, 5, 1, 1, -9] for code in (1, 2, 3, 4, 5)])
    roll_up(survey.house.programme)
    with owner():
        assert TeamRollup.objects.get(team=survey.house.larch, wave=survey.after, position=AGREES).agree == 2


def test_only_whoever_reaches_the_whole_programme_may_mark_everything_stale(survey: Survey) -> None:
    from django.db import DatabaseError, transaction

    for who in (None, survey.house.ward_manager):
        with (
            acting_as(who),
            pytest.raises(DatabaseError, match="not your programme"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select survey.mark_stale(%s)", [survey.house.programme.pk])
    with owner():
        assert not Stale.objects.exists()


def test_no_function_of_the_schema_is_open_to_the_public(survey: Survey) -> None:
    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "select p.proname, p.prosecdef, array_to_string(p.proconfig, ','), coalesce(p.proacl::text, 'public') from pg_proc p"
            " join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'survey'"
        )
        rows = cursor.fetchall()
    assert len(rows) >= 9
    for name, is_definer, config, rights in rows:
        assert "{=X" not in rights and ",=X" not in rights and rights != "public", name
        if is_definer:
            assert config == 'search_path=""', name


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_while_rolling_up_is_not_lost(survey: Survey) -> None:
    """Its mark becomes visible after the queue was read; so it is there for the next time."""
    import threading

    import psycopg2

    house = survey.house
    put(survey.after, house.larch, [[4, 7, 1, 2, -9]] * 2)
    settings = connection.get_connection_params()
    late = psycopg2.connect(
        **{k: v for k, v in settings.items() if k in ("dbname", "user", "host", "port", "password", "options")}
    )
    token = survey.link(survey.after, house.larch)
    cursor = late.cursor()
    cursor.execute("select survey.submit(%s, gen_random_uuid(), '{5,7,1,2,-9}', '{}', false)", [str(token)])
    done = threading.Event()

    def work() -> None:
        roll_up(house.programme)
        connection.close()
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    assert done.wait(20)
    worker.join()
    late.commit()
    late.close()
    assert stored(TeamRollup, "team_id")[house.larch.pk, survey.after.pk, AGREES][0] == 2
    roll_up(house.programme)
    assert stored(TeamRollup, "team_id")[house.larch.pk, survey.after.pk, AGREES][0] == 3
