"""What each reader may see of the answers: of a ward, a provider, a region, and never what would tell a few people's answers."""

from typing import Any

import pytest
from django.urls import reverse

from surveys.rollups import roll_up
from tests.impact import evidence

pytestmark = pytest.mark.django_db


def answered(house: Any, as_owner: Any, sizes: dict[Any, int]) -> None:
    """Before and after answers of so many people in each team; a third agrees before, two thirds after."""
    with as_owner():
        before, after = evidence.rounds(house.wider, ("inclusive-care", "agreement"), ("qi-tools-confidence", "confidence"))
        for team, n in sizes.items():
            evidence.answers(team, before, *([4 if i < n // 3 else 2, 4 + i % 3] for i in range(n)))
            evidence.answers(team, after, *([5 if i < 2 * n // 3 else 3, 6 + i % 3] for i in range(n)))
    roll_up(house.programme)


def own(client_of: Any, person: Any, team: Any) -> list[Any]:
    return client_of(person).get(reverse("ward", args=[team.pk])).context["ward"].compared[0].own


def test_a_ward_sees_its_own_answers_from_five(house: Any, client_of: Any, as_owner: Any) -> None:
    answered(house, as_owner, {house.larch: 6, house.heath: 12})
    client = client_of(house.ward_manager)
    page = client.get(reverse("ward", args=[house.larch.pk])).content.decode()
    assert "33% (2 of 6)" in page and "67% (4 of 6)" in page


def test_a_ward_of_four_sees_its_phase_and_not_one_number_of_its_own(house: Any, client_of: Any, as_owner: Any) -> None:
    answered(house, as_owner, {house.larch: 4, house.heath: 15})
    page = client_of(house.ward_manager).get(reverse("ward", args=[house.larch.pk])).content.decode()
    assert "Too few people to show" in page and "Shown within the phase, Wider implementation" in page
    assert "of 4)" not in page and "of 19)" in page


def test_a_national_reader_needs_ten_answers_of_a_ward(house: Any, client_of: Any, as_owner: Any) -> None:
    answered(house, as_owner, {house.larch: 6, house.heath: 12})
    assert own(client_of, house.programme_team, house.larch)[0].is_shown
    assert not own(client_of, house.national_lead, house.larch)[0].is_shown


def test_a_ward_is_hidden_where_the_phase_would_tell_the_few_others(house: Any, client_of: Any, as_owner: Any) -> None:
    answered(house, as_owner, {house.larch: 12, house.heath: 3})
    result = own(client_of, house.ward_manager, house.larch)[0]
    assert not result.is_shown and "few others" in result.change.reason


def test_a_provider_s_sum_is_hidden_where_it_would_tell_a_hidden_ward(house: Any, client_of: Any, as_owner: Any) -> None:
    answered(house, as_owner, {house.larch: 8, house.willow: 3, house.heath: 12})
    page = client_of(house.provider_lead).get(reverse("provider", args=[house.north.pk])).context["page"]
    assert not page.compared[0].own[0].is_shown
    assert own(client_of, house.provider_lead, house.larch)[0].is_shown


def test_a_provider_s_sum_of_hidden_wards_is_shown_when_they_are_enough_together(
    house: Any, client_of: Any, as_owner: Any
) -> None:
    answered(house, as_owner, {house.larch: 4, house.willow: 4, house.heath: 12})
    page = client_of(house.provider_lead).get(reverse("provider", args=[house.north.pk])).context["page"]
    change = page.compared[0].own[0].change
    assert (change.before.numerator, change.before.denominator) == (2, 8)


def test_a_region_is_hidden_with_its_neighbour(house: Any, client_of: Any, as_owner: Any) -> None:
    answered(house, as_owner, {house.larch: 14, house.heath: 4})
    for code in ("Y62", "Y56"):
        page = client_of(house.national_lead).get(reverse("region", args=[code])).context["page"]
        assert all(not result.is_shown for compared in page.compared for result in compared.own)


def test_two_large_regions_are_shown(house: Any, client_of: Any, as_owner: Any) -> None:
    answered(house, as_owner, {house.larch: 12, house.heath: 15})
    page = client_of(house.analyst).get(reverse("region", args=["Y62"])).context["page"]
    change = page.compared[0].own[0].change
    assert (change.before.numerator, change.before.denominator, change.after.numerator) == (4, 12, 8)
