import pytest
from django.db import transaction
from django.urls import reverse

from figures.proportions import newcombe, wilson
from impact import claims
from impact.claim_rows import rows_of
from impact.claims import KEYS, Claim
from impact.claims.changes import since
from surveys.rollups import roll_up
from tests import factories
from tests.impact import evidence

pytestmark = pytest.mark.django_db


def live(house, key):
    return next(claim for claim in claims.live(house.programme) if claim.key == key)


@pytest.fixture
def met(house, as_owner):
    """larch and heath each had a session; willow is active and had none."""
    with as_owner():
        evidence.session(house.larch, came=[house.ward_manager, house.practitioner])
        evidence.session(house.heath, minutes=45)
    return house


def test_a_programme_without_rows_has_every_figure_and_hides_none_as_zero(house):
    found = claims.live(house.programme)
    assert tuple(claim.key for claim in found) == KEYS
    assert [claim.value for claim in found if claim.key in ("wards", "coaching_hours", "staff")] == [0, 0.0, 0]
    assert {claim.key for claim in found if claim.missing} >= {
        "workshops",
        "winsford_heard",
        "interviews_considerate",
        "inclusive_care_change",
    }
    assert all(claim.as_row()["value"] is None for claim in found if claim.missing)


def test_wards_count_only_where_a_session_was_delivered(met, as_owner):
    assert (live(met, "wards").value, live(met, "providers").value) == (2, 2)
    with as_owner():
        evidence.session(met.willow, status="planned")
    assert live(met, "wards").value == 2
    with as_owner():
        evidence.session(met.willow)
    assert (live(met, "wards").value, live(met, "providers").value) == (3, 2)


def test_one_more_hour_moves_the_hours_by_exactly_one(met, as_owner):
    assert live(met, "coaching_hours").value == 1.75
    with as_owner():
        evidence.session(met.larch, met.willow, minutes=60)
        evidence.session(met.larch, minutes=50, kind="executive")
        evidence.session(met.larch, minutes=50, status="cancelled")
    claim = live(met, "coaching_hours")
    assert (claim.value, claim.numerator, claim.denominator) == (2.75, 165, 60)
    by_phase = {row.name: row.numbers["minutes"] for row in claim.breakdowns[0].rows}
    assert by_phase == {"Pilot": 0, "Wider implementation": 165}


def test_workshops_and_sponsors_are_shares_of_the_wards(met, as_owner):
    with as_owner():
        evidence.session(met.larch, minutes=300, kind="workshop")
    workshops, sponsors = live(met, "workshops"), live(met, "sponsors")
    assert (workshops.value, workshops.numerator, workshops.denominator, workshops.low) == (50.0, 1, 2, None)
    assert (sponsors.numerator, sponsors.denominator) == (1, 2)
    assert "1 of 2 wards" in workshops.text


def test_staff_and_practitioners_are_distinct_people_who_came(met, as_owner):
    assert live(met, "staff").value == 1
    with as_owner():
        evidence.session(met.larch, came=[met.ward_manager, met.team_member, met.coach, met.former_manager])
    assert live(met, "staff").value == 3
    hidden = live(met, "lived_experience_practitioners")
    assert hidden.as_row()["value"] == "suppressed" and "Some" in hidden.text
    with as_owner():
        more = [factories.member(f"One {i}", "practitioner", team=met.larch) for i in range(5)]
        evidence.session(met.larch, came=more)
    assert live(met, "lived_experience_practitioners").value == 6


def test_reach_counts_nobody_twice(met, as_owner):
    with as_owner():
        first, second = evidence.idea(met.larch), evidence.idea(met.larch, "Another")
        evidence.reach(met.larch, 40, first)
        evidence.reach(met.larch, 25, first)
        evidence.reach(met.larch, 30, second)
        evidence.reach(met.heath, 90, evidence.idea(met.heath))
        evidence.reach(met.heath, 500, evidence.idea(met.heath, "Guess"), is_estimate=True)
        evidence.reach(met.heath, 300, evidence.idea(met.heath, "Not yet"), confirmed_on=None)
    claim = live(met, "patients_reached")
    assert claim.value == 130
    assert claim.text == "at least 100 patients"


def winsford(house, as_owner, **fields):
    with as_owner():
        team = factories.team(house.north, house.wider, "Winsford")
        evidence.session(team)
        return evidence.finding(team, "heard-in-ward-round", **fields)


def test_a_finding_has_its_base_and_wilsons_interval(house, as_owner):
    winsford(house, as_owner, numerator=9, denominator=12)
    claim = live(house, "winsford_heard")
    found = wilson(9, 12)
    assert (claim.value, claim.numerator, claim.denominator) == (75.0, 9, 12)
    assert (claim.low, claim.high) == (float(found.low) * 100, float(found.high) * 100)
    assert "9 of 12" in claim.text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"numerator": 7, "denominator": 9}, "too few"),
        ({"numerator": 12, "denominator": 12}, "signed it off"),
        ({"numerator": 9, "denominator": 12, "agreed": False}, "not agreed"),
    ],
)
def test_a_finding_that_may_not_be_shown_is_suppressed_everywhere(house, as_owner, client_of, fields, reason):
    winsford(house, as_owner, **fields)
    claim = live(house, "winsford_heard")
    row = claim.as_row()
    assert reason in claim.suppressed
    assert {row[name] for name in ("value", "numerator", "denominator", "low", "high")} == {"suppressed"}
    base = f"{fields['numerator']} of {fields['denominator']}"
    client = client_of(house.national_lead)
    for address in (
        reverse("claim", args=["winsford_heard"]),
        reverse("claim_list"),
        reverse("claim_rows", args=["winsford_heard"]),
    ):
        assert base not in client.get(address).content.decode()
    assert rows_of(house.programme, "winsford_heard").rows == []


def test_everybody_is_shown_once_somebody_signed_it_off(house, as_owner):
    winsford(house, as_owner, numerator=12, denominator=12, offered=18, signed_by=house.national_lead)
    claim = live(house, "winsford_heard")
    assert claim.value == 100.0
    assert "12 of 12 able to take part, of 18 offered" in claim.text


def test_another_wards_finding_of_the_same_name_is_not_taken(met, as_owner):
    with as_owner():
        evidence.finding(met.larch, "heard-in-ward-round", 20, 25)
    assert live(met, "winsford_heard").missing


def test_interviews(met, as_owner):
    with as_owner():
        evidence.interviews(met.programme, 12, 16)
    claim = live(met, "interviews_considerate")
    assert (claim.value, claim.numerator, claim.denominator) == (75.0, 12, 16)
    assert len(rows_of(met.programme, "interviews_considerate").rows) == 16


@pytest.fixture
def surveyed(met, as_owner):
    """larch 12 and heath 12 before and after, willow 4: 14 of 28 agreed before, 21 of 28 after; Σ of scores 140 and 168."""
    with as_owner():
        evidence.session(met.willow)
        before, after = evidence.rounds(met.wider, ("inclusive-care", "agreement"), ("qi-tools-confidence", "confidence"))
        for team, n, first, last in ((met.larch, 12, 6, 9), (met.heath, 12, 6, 9), (met.willow, 4, 2, 3)):
            evidence.answers(team, before, *([4 if i < first else 2, 4 + i % 2 * 2] for i in range(n)))
            evidence.answers(team, after, *([5 if i < last else 3, 5 + i % 2 * 2] for i in range(n)))
            evidence.answers(team, after, [-1, -1])
    roll_up(met.programme)
    return met


def test_a_change_in_points_has_both_bases_and_the_wider_interval(surveyed):
    claim = live(surveyed, "inclusive_care_change")
    assert (claim.numerator, claim.denominator, claim.unit) == ([14, 21], [28, 28], "percentage points")
    assert claim.value == 25.0
    own = newcombe(14, 28, 21, 28)
    assert claim.low <= float(own.low) * 100 + 1e-9 or claim.high >= float(own.high) * 100 - 1e-9
    assert "from 50% (14 of 28) to 75% (21 of 28)" in claim.text


def test_a_relative_change_has_sums_and_counts(surveyed):
    claim = live(surveyed, "qi_tools_confidence_change")
    assert (claim.numerator, claim.denominator, claim.unit) == ([140, 168], [28, 28], "per cent")
    assert claim.value == pytest.approx(20.0)
    assert claim.low < 20 < claim.high
    assert "5.0 (28 answers)" in claim.text and "+20%" in claim.text


def test_small_parts_are_hidden_with_company_in_every_table(surveyed):
    for breakdown in live(surveyed, "inclusive_care_change").breakdowns:
        hidden = [row for row in breakdown.rows if row.state in ("too few", "protects another")]
        assert len(hidden) != 1
        assert all(not row.numbers and not row.words for row in hidden)
    rows = rows_of(surveyed.programme, "inclusive_care_change").rows
    # Willow's 4 could be worked out from the whole and the other two: one of those goes as well.
    shown = [row for row in rows if "of" in row[1]]
    assert len(rows) == 3 and len(shown) == 1 and not shown[0][0].startswith("Willow")


def test_too_few_answers_hide_the_change(met, as_owner):
    with as_owner():
        before, after = evidence.rounds(met.wider, ("inclusive-care", "agreement"))
        evidence.answers(met.larch, before, *([4 if i < 5 else 2] for i in range(9)))
        evidence.answers(met.larch, after, *([4 if i < 9 else 2] for i in range(12)))
    roll_up(met.programme)
    claim = live(met, "inclusive_care_change")
    assert claim.suppressed and claim.as_row()["value"] == "suppressed" and not claim.breakdowns


def test_a_record_gives_the_claim_back(surveyed):
    for claim in claims.live(surveyed.programme):
        again = Claim.of(claim.record())
        assert again.as_row() == claim.as_row() and again.breakdowns == claim.breakdowns and again.interval == claim.interval


def of(numerator, denominator, answers=True):
    return Claim(
        "k",
        "K",
        "Reach",
        "per cent",
        f"{numerator} of {denominator}",
        "",
        "",
        value=100 * numerator / denominator,
        numerator=numerator,
        denominator=denominator,
        answers=denominator if answers else None,
    )


def test_a_difference_of_few_answers_is_not_told():
    assert since(of(20, 30), of(20, 30)) is None
    few, many = since(of(20, 30), of(22, 32)), since(of(20, 30), of(30, 42))
    assert not few.told and "22" not in few.words + few.sentence
    assert many.told and "30 of 42" in many.sentence
    recount = since(of(20, 30), of(21, 30))
    assert not recount.told
    assert since(of(20, 30, answers=False), of(21, 31, answers=False)).told


def test_pages_open_for_those_who_may_and_are_unknown_to_others(surveyed, client_of):
    addresses = [reverse("claim_list"), reverse("claim", args=["wards"]), reverse("claim_rows", args=["wards"])]
    for person in (surveyed.national_lead, surveyed.programme_team):
        assert [client_of(person).get(address).status_code for address in addresses] == [200, 200, 200]
    analyst = client_of(surveyed.analyst)
    assert [analyst.get(address).status_code for address in addresses] == [200, 200, 403]
    assert "rows behind a published figure" in analyst.get(addresses[2]).content.decode()
    for person in (
        surveyed.ward_manager,
        surveyed.coach,
        surveyed.provider_lead,
        surveyed.sponsor,
        surveyed.practitioner,
        surveyed.nobody,
    ):
        assert [client_of(person).get(address).status_code for address in addresses] == [404, 404, 404]
    assert client_of(surveyed.national_lead).get(reverse("claim", args=["no_such"])).status_code == 404


@pytest.mark.parametrize("key", KEYS)
def test_every_figure_has_a_page_and_its_rows(surveyed, client_of, key):
    client = client_of(surveyed.national_lead)
    assert client.get(reverse("claim", args=[key])).status_code == 200
    assert client.get(reverse("claim_rows", args=[key])).status_code == 200


def test_rows_add_up_to_the_figure_and_leave_as_a_file(surveyed, client_of):
    found = {claim.key: claim for claim in claims.live(surveyed.programme)}
    with transaction.atomic():
        assert len(rows_of(surveyed.programme, "wards").rows) == found["wards"].value
        assert sum(row[-1] for row in rows_of(surveyed.programme, "coaching_hours").rows) == found["coaching_hours"].numerator
        assert sum(row[1] for row in rows_of(surveyed.programme, "staff").rows) == found["staff"].value
    answer = client_of(surveyed.national_lead).get(reverse("claim_rows", args=["wards"]) + "?file=csv")
    assert answer["Content-Type"].startswith("text/csv") and len(answer.content.decode().strip().splitlines()) == 4


def test_practitioners_are_never_named_in_the_rows(surveyed, client_of):
    for key in ("lived_experience_practitioners", "staff"):
        assert (
            surveyed.practitioner.name
            not in client_of(surveyed.national_lead).get(reverse("claim_rows", args=[key])).content.decode()
        )
