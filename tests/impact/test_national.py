"""The national picture and the regions: sums that are the published figures', for those who may see them."""

from typing import Any

import pytest
from django.urls import reverse

from ideas.models import ChangeIdea
from impact.claims import live
from impact.national import picture
from surveys.rollups import roll_up
from tests import factories
from tests.impact import evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def met(house: Any, as_owner: Any) -> Any:
    """larch had 90 minutes with willow and heath a workshop of 300; one session of 60 was cancelled."""
    with as_owner():
        evidence.session(house.larch, house.willow, minutes=90, came=[house.ward_manager, house.practitioner])
        evidence.session(house.heath, minutes=300, kind="workshop", ago=40)
        evidence.session(house.heath, minutes=60, status="cancelled")
        evidence.idea(house.larch, stage=ChangeIdea.Stage.ADOPTED)
        evidence.idea(house.willow, stage=ChangeIdea.Stage.ABANDONED)
    return house


def test_only_those_with_the_national_view_know_of_the_page(house: Any, client_of: Any) -> None:
    for name, args in (("national", []), ("region", ["Y62"])):
        for person in (house.national_lead, house.programme_team, house.analyst):
            assert client_of(person).get(reverse(name, args=args)).status_code == 200
        for person in (house.provider_lead, house.coach, house.ward_manager, house.sponsor, house.executive_coach, house.nobody):
            assert client_of(person).get(reverse(name, args=args)).status_code == 404


def test_a_region_that_is_none_is_unknown(house: Any, client_of: Any) -> None:
    assert client_of(house.national_lead).get(reverse("region", args=["Y99"])).status_code == 404


def test_the_figures_are_those_of_the_claims_and_lead_to_them(met: Any, client_of: Any, acting: Any) -> None:
    page = client_of(met.national_lead).get(reverse("national"))
    claims = {claim.key: claim for claim in live(met.programme)}
    cards = page.context["page"].cards
    assert [card["href"] for card in cards] == [
        reverse("claim", args=[key]) for key in ("wards", "staff", "lived_experience_practitioners", "patients_reached")
    ]
    assert cards[0]["value"] == f"{claims['wards'].value}" == "3"
    assert cards[1]["value"] == f"{claims['staff'].value}" == "1"


def test_fewer_than_five_practitioners_are_not_counted_out(met: Any, client_of: Any) -> None:
    page = client_of(met.analyst).get(reverse("national"))
    assert "Fewer than 5 people" in page.content.decode()


def test_delivered_stands_beside_planned_with_and_without_workshops(met: Any, client_of: Any) -> None:
    text = client_of(met.national_lead).get(reverse("national")).content.decode()
    assert "Coaching: 6.5 hours delivered, 87% of what was planned" in text
    assert "6.5 of 7.5 planned hours (86.7%) in two sessions" in text
    assert "Without improvement workshops: 1.5 hours in one session." in text


def test_abandoned_ideas_are_counted_as_learning(met: Any, client_of: Any) -> None:
    text = client_of(met.national_lead).get(reverse("national")).content.decode()
    assert (
        "1 of 2 change ideas (50%) were adapted, adopted or went into routine use. 1 was abandoned, which is learning too."
        in text
    )


def test_the_spread_gives_each_ward_team_one_mark(met: Any) -> None:
    chart = picture(met.programme).spread
    assert chart is not None
    assert len(chart.wide.marks) == len(chart.narrow.marks) == 3
    assert "Half of the 3 ward teams had 0.75 hours or more; the least was 0.75, the most 5.0." in chart.finding


def test_the_first_sentence_tells_the_direction_and_that_nothing_was_compared_with(
    met: Any, client_of: Any, as_owner: Any
) -> None:
    with as_owner():
        before, after = evidence.rounds(met.wider, ("inclusive-care", "agreement"), ("qi-tools-confidence", "confidence"))
        for team in (met.larch, met.heath):
            evidence.answers(team, before, *([4 if i < 4 else 2, 4 + i % 3] for i in range(12)))
            evidence.answers(team, after, *([5 if i < 9 else 3, 3 + i % 3] for i in range(12)))
    roll_up(met.programme)
    text = client_of(met.analyst).get(reverse("national")).content.decode()
    assert "moved in the hoped-for direction on 1 of 2 published questions; there is no comparison group." in text
    assert "does not prove that the programme caused the change" in text


def test_an_analyst_sees_sums_and_no_ward_of_a_region(met: Any, client_of: Any) -> None:
    analyst = client_of(met.analyst).get(reverse("region", args=["Y62"]))
    lead = client_of(met.national_lead).get(reverse("region", args=["Y62"]))
    assert "Larch Ward" not in analyst.content.decode() and "Northmoor" not in analyst.content.decode()
    assert "Larch Ward" in lead.content.decode()
    for page in (analyst, lead):
        assert (page.context["page"].wards, page.context["page"].providers, page.context["page"].minutes) == (2, 1, 90)


def test_a_region_s_few_patients_are_hidden(met: Any, client_of: Any, as_owner: Any) -> None:
    with as_owner():
        evidence.reach(met.larch, 3, evidence.idea(met.larch), confirmed_by=met.ward_manager)
    page = client_of(met.national_lead).get(reverse("region", args=["Y62"])).content.decode()
    assert "Fewer than 5 people" in page


def test_an_empty_programme_has_a_page_that_says_so(house: Any, client_of: Any) -> None:
    text = client_of(house.national_lead).get(reverse("national")).content.decode()
    assert "No ward has had a coaching session yet." in text and "No change idea has been added yet." in text


def test_more_wards_cost_no_more_queries(met: Any, client_of: Any, as_owner: Any, django_assert_max_num_queries: Any) -> None:
    client = client_of(met.national_lead)
    client.get(reverse("national"))
    with django_assert_max_num_queries(90) as few:
        client.get(reverse("national"))
    with as_owner():
        for _ in range(8):
            evidence.session(factories.team(met.south, met.wider))
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("national"))
