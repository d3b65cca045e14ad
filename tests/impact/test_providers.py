"""A provider's picture: its own wards, added up without counting anybody twice."""

from typing import Any

import pytest
from django.urls import reverse

from ideas.models import ReachStatement
from tests.factories import today
from tests.impact import evidence

pytestmark = pytest.mark.django_db


def page(client_of: Any, person: Any, provider: Any) -> Any:
    return client_of(person).get(reverse("provider", args=[provider.pk]))


def test_a_provider_is_known_to_its_own_and_to_the_programme(house: Any, client_of: Any) -> None:
    for person in (house.provider_lead, house.involvement_lead, house.programme_team, house.national_lead):
        assert page(client_of, person, house.north).status_code == 200
    assert page(client_of, house.provider_lead, house.south).status_code == 404
    for person in (house.ward_manager, house.coach, house.sponsor, house.analyst, house.nobody):
        assert page(client_of, person, house.north).status_code == 404


def test_the_shares_of_its_wards_add_up_and_no_other_provider_s(house: Any, client_of: Any, as_owner: Any) -> None:
    with as_owner():
        evidence.session(house.larch, house.heath, minutes=90)
        evidence.session(house.willow, minutes=60)
    found = page(client_of, house.provider_lead, house.north)
    assert found.context["page"].minutes == 45 + 60
    assert "Heath Ward" not in found.content.decode()


def test_patients_of_two_wards_are_added_only_where_the_provider_says_so(house: Any, client_of: Any, as_owner: Any) -> None:
    with as_owner():
        for team, patients in ((house.larch, 30), (house.willow, 20)):
            evidence.reach(team, patients, evidence.idea(team), confirmed_by=house.ward_manager)
    first = page(client_of, house.provider_lead, house.north)
    assert first.context["page"].patients == 30 and "may overlap" in first.content.decode()
    with as_owner():
        ReachStatement.objects.create(provider=house.north, stated_by=house.provider_lead, stated_on=today())
    second = page(client_of, house.provider_lead, house.north)
    assert second.context["page"].patients == 50 and "do not overlap" in second.content.decode()


def test_a_provider_without_anything_has_a_page(house: Any, client_of: Any) -> None:
    text = page(client_of, house.provider_lead, house.north).content.decode()
    assert "no session has been delivered yet" in text and "No change idea has been added yet." in text
