"""What pages show, and from how many answers on."""

from typing import Any

import pytest

from figures.values import Missing, Suppressed
from people.acting import acting_as
from surveys import results
from surveys.models import Item, RegionRollup, TeamRollup
from surveys.rollups import roll_up
from tests.conftest import owner
from tests.surveys.conftest import AGREES, CONFIDENT, Survey
from wards.models import Team

pytestmark = pytest.mark.django_db


def fill(survey: Survey, team: Team, before: int, after: int) -> None:
    """So many answers each time; about half agree before and most after. Confidence 5 and 6, then 7 and 8."""
    for i in range(before):
        survey.answer(survey.before, team, 4 if i % 2 else 2, 5 + i % 2, 1, 1)
    for i in range(after):
        survey.answer(survey.after, team, 2 if i == 0 else 5, 7 + i % 2, 1, 2)
    roll_up(survey.house.programme)


def page(client_of: Any, person: Any, address: str) -> str:
    return str(client_of(person).get(address).content.decode())


def of_team(survey: Survey, team: Team) -> dict[int, results.ItemResult]:
    person = survey.house.programme_team
    with acting_as(person):
        (pair,) = results.rounds(results.waves_of_phase(person))
        items, _, teams = results.gather(person, pair)
        return {r.item.position: r for r in results.team_results(pair, items, [t for t in teams if t.team_id == team.pk])}


def of_phase(survey: Survey, person: Any = None) -> dict[int, results.ItemResult]:
    person = person or survey.house.programme_team
    with acting_as(person):
        (pair,) = results.rounds(results.waves_of_phase(person))
        return {r.item.position: r for r in results.published(person, pair)}


def test_four_answers_hide_a_team_and_five_show_it(survey: Survey) -> None:
    fill(survey, survey.house.larch, 6, 4)
    assert isinstance(of_team(survey, survey.house.larch)[AGREES].change, Suppressed)
    fill(survey, survey.house.larch, 0, 1)
    change = of_team(survey, survey.house.larch)[AGREES].change
    assert (change.before.numerator, change.before.denominator) == (3, 6)
    assert (change.after.numerator, change.after.denominator) == (3, 5)


def test_nine_answers_hide_a_phase_and_ten_show_it(survey: Survey) -> None:
    fill(survey, survey.house.larch, 10, 5)
    fill(survey, survey.house.heath, 0, 4)
    assert not of_phase(survey)[AGREES].is_shown
    fill(survey, survey.house.heath, 0, 1)
    change = of_phase(survey)[AGREES].change
    assert (change.before.denominator, change.after.denominator) == (10, 10)


def test_nobody_asked_is_missing_and_not_suppressed(survey: Survey) -> None:
    roll_up(survey.house.programme)
    assert isinstance(of_phase(survey)[AGREES].change, Missing)


def test_words_and_jobs_are_not_compared(survey: Survey) -> None:
    fill(survey, survey.house.larch, 10, 10)
    assert set(of_phase(survey)) == {1, 2, 3}


def test_the_published_interval_is_the_wider_one_and_the_same_for_every_reader(survey: Survey) -> None:
    for team, good in ((survey.house.larch, 5), (survey.house.willow, 5), (survey.house.heath, 1)):
        for i in range(8):
            survey.answer(survey.before, team, 4 if i % 2 else 2, 5, 1, 1)
        for i in range(8):
            survey.answer(survey.after, team, good if i else 4, 7, 1, 1)
    roll_up(survey.house.programme)
    everybody = [
        of_phase(survey, getattr(survey.house, who)) for who in ("programme_team", "ward_manager", "analyst", "heath_coach")
    ]
    change = everybody[0][AGREES].change
    assert change.clustered
    assert all(found[AGREES].change == change for found in everybody)
    # A part of the wards gives no interval of the whole.
    person = survey.house.programme_team
    with acting_as(person):
        (pair,) = results.rounds(results.waves_of_phase(person))
        items, regions, teams = results.gather(person, pair)
        part = results.phase_results(pair, items, regions, [t for t in teams if t.team_id != survey.house.heath.pk])
    assert part[0].cluster is None
    assert not part[0].change.clustered


def test_the_phase_is_the_sum_of_its_regions(survey: Survey) -> None:
    fill(survey, survey.house.larch, 6, 7)
    fill(survey, survey.house.heath, 5, 6)
    phase = of_phase(survey)[AGREES]
    with owner():
        for part, wave in ((phase.before, survey.before), (phase.after, survey.after)):
            rows = RegionRollup.objects.filter(wave=wave, position=AGREES)
            assert rows.count() == 2
            assert sum(row.shown["agree"] for row in rows) == part.agree
            teams = TeamRollup.objects.filter(wave=wave, position=AGREES)
            assert sum(row.shown_in_sum["agree"] for row in teams) == part.agree


def test_a_teams_results_are_hidden_where_the_phase_would_tell_the_few_others(survey: Survey, client_of: Any) -> None:
    fill(survey, survey.house.larch, 10, 12)
    fill(survey, survey.house.heath, 8, 2)
    survey.move(survey.after, stopped_on=survey.after.opens_on)
    roll_up(survey.house.programme)
    assert of_phase(survey)[AGREES].after.n == 14
    body = page(client_of, survey.house.ward_manager, f"/wards/{survey.house.larch.pk}/surveys/")
    assert "5 of 10" not in body
    assert "11 of 12" not in body
    assert "the answers of the few others in the phase could be worked out" in body
    # Where enough others answered, the same figures are shown.
    fill(survey, survey.house.willow, 0, 10)
    body = page(client_of, survey.house.ward_manager, f"/wards/{survey.house.larch.pk}/surveys/")
    assert "rose from 50% (5 of 10) to 92% (11 of 12)" in body


def test_a_reversed_question_says_what_counts_as_good(survey: Survey) -> None:
    with owner():
        Item.objects.filter(position=AGREES).update(is_reversed=True)
    fill(survey, survey.house.larch, 10, 10)
    result = of_phase(survey)[AGREES]
    assert result.label == "Care on our ward is inclusive (disagreed)"
    assert (result.before.agree, result.after.agree) == (5, 1)


def test_a_small_team_is_told_so_and_led_to_the_phase(survey: Survey, client_of: Any) -> None:
    fill(survey, survey.house.larch, 3, 3)
    fill(survey, survey.house.heath, 12, 12)
    body = page(client_of, survey.house.ward_manager, f"/wards/{survey.house.larch.pk}/surveys/")
    assert "Too few people to show" in body
    assert "Too few answered, shown within the phase" in body
    assert f"/surveys/{survey.after.pk}/results/" in body
    assert "percentage points" not in body
    assert "3 of 20 invited, 15%" in body


def test_a_page_changes_when_enough_have_answered_and_not_before(survey: Survey, client_of: Any) -> None:
    address = f"/wards/{survey.house.larch.pk}/surveys/"
    fill(survey, survey.house.larch, 6, 4)
    assert "percentage points" not in page(client_of, survey.house.ward_manager, address)
    fill(survey, survey.house.larch, 0, 1)
    shown = page(client_of, survey.house.ward_manager, address)
    assert "“Care on our ward is inclusive” rose from 50% (3 of 6) to 60% (3 of 5): up 10.0 percentage points." in shown
    fill(survey, survey.house.larch, 0, 4)
    assert "60% (3 of 5)" in page(client_of, survey.house.ward_manager, address)


def test_the_results_page_shows_both_kinds_apart_with_interval_base_and_moment(survey: Survey, client_of: Any) -> None:
    fill(survey, survey.house.larch, 10, 12)
    fill(survey, survey.house.heath, 10, 12)
    body = page(client_of, survey.house.analyst, f"/surveys/{survey.after.pk}/results/")
    assert "rose from 50% (10 of 20) to 92% (22 of 24): up 41.7 percentage points." in body
    assert "Allowing for chance the true change is likely between" in body
    assert "rose from 5.5 (20 answers) to 7.5 (24 answers): up 2.0 points on a 0–10 scale" in body
    assert "does not prove that the programme caused it" in body
    assert "As of" in body
    assert "Show as a table" in body
    assert "When any one ward is left out" not in body
    whole = page(client_of, survey.house.programme_team, f"/surveys/{survey.before.pk}/results/")
    assert "When any one ward is left out" in whole
    assert of_phase(survey)[CONFIDENT].is_mean


def test_hidden_numbers_are_not_in_the_source_of_the_page(survey: Survey, client_of: Any) -> None:
    fill(survey, survey.house.larch, 9, 9)
    body = page(client_of, survey.house.programme_team, f"/surveys/{survey.after.pk}/results/")
    assert "Too few" in body
    assert "4 of 9" not in body
    assert "8 of 9" not in body


def test_a_round_without_a_partner_says_what_is_missing(survey: Survey, client_of: Any) -> None:
    with owner():
        type(survey.before).objects.filter(pk=survey.before.pk).update(timing="mid")
    body = page(client_of, survey.house.programme_team, f"/surveys/{survey.after.pk}/results/")
    assert "There is nothing to compare yet" in body


def test_a_national_reader_needs_ten_answers_of_a_ward_and_its_own_circle_five(survey: Survey, client_of: Any) -> None:
    house, address = survey.house, f"/wards/{survey.house.larch.pk}/surveys/"
    fill(survey, house.larch, 9, 9)
    fill(survey, house.heath, 20, 20)
    for reader in (house.ward_manager, house.sponsor, house.provider_lead, house.programme_team):
        assert "4 of 9" in page(client_of, reader, address)
    hidden = page(client_of, house.national_lead, address)
    assert "of 9)" not in hidden and "Too few" in hidden
    assert "It takes 10 answers" in hidden
