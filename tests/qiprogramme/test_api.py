import json

import pytest
from django.test import Client
from knox.models import AuthToken

from impact.claims import KEYS
from tests import factories
from tests.impact import evidence

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/claims/"
FIELDS = ["key", "value", "numerator", "denominator", "unit", "low", "high", "as_of", "text"]


@pytest.fixture
def ask(as_owner):
    """Ask for an address with a token of this person (None: without one)."""

    def get(person, address=CLAIMS):
        headers = {}
        if person:
            with as_owner():
                _, token = AuthToken.objects.create(factories.account(person))
            headers["Authorization"] = f"Token {token}"
        return Client(headers=headers).get(address)

    return get


@pytest.mark.parametrize("role", ["national_lead", "programme_team", "analyst"])
def test_claims_are_a_bare_list_of_every_figure(house, ask, role):
    answer = ask(getattr(house, role))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    rows = answer.json()
    assert [row["key"] for row in rows] == list(KEYS) and len(KEYS) == 20
    assert all(list(row) == FIELDS for row in rows)


@pytest.mark.parametrize(
    "role", ["ward_manager", "coach", "sponsor", "practitioner", "provider_lead", "executive_coach", "nobody"]
)
def test_others_are_told_nothing_in_json(house, ask, role):
    answer = ask(getattr(house, role))
    assert answer.status_code == 404 and list(answer.json()) == ["detail"]


def test_without_a_token_or_with_a_false_one_it_is_401_in_json(house, ask):
    assert ask(None).status_code == 401 and list(ask(None).json()) == ["detail"]
    answer = Client(headers={"Authorization": "Token " + "0" * 64}).get(CLAIMS)
    assert answer.status_code == 401 and list(answer.json()) == ["detail"]


def test_a_membership_that_ended_opens_nothing(house, ask, as_owner):
    with as_owner():
        former = factories.member("Former lead", "national_lead", programme=house.programme, ended=1)
    assert ask(former).status_code == 404


def test_a_signed_in_browser_may_read_it_too(house, client_of):
    assert client_of(house.analyst).get(CLAIMS).status_code == 200
    assert client_of(house.ward_manager).get(CLAIMS).status_code == 404


def test_nothing_can_be_written(house, client_of):
    assert client_of(house.national_lead).post(CLAIMS, {}).status_code in (403, 405)


def test_one_more_hour_of_coaching_moves_the_hours_by_exactly_one(house, ask, as_owner):
    def hours():
        return next(row["value"] for row in ask(house.national_lead).json() if row["key"] == "coaching_hours")

    before = hours()
    with as_owner():
        evidence.session(house.larch, minutes=60)
    assert hours() - before == 1


def test_a_suppressed_figure_is_a_word_and_a_missing_one_null(house, ask, as_owner):
    with as_owner():
        evidence.session(house.larch)
        evidence.interviews(house.programme, 6, 7)
    rows = {row["key"]: row for row in ask(house.national_lead).json()}
    hidden, missing = rows["interviews_considerate"], rows["winsford_heard"]
    assert {hidden[name] for name in ("value", "numerator", "denominator", "low", "high")} == {"suppressed"}
    assert "too few" in hidden["text"].lower()
    assert missing["value"] is None and missing["text"] == "No result held"


def test_the_schema_describes_the_list_for_signed_in_people_only(house, ask):
    assert ask(None, "/api/v1/schema/").status_code == 401
    schema = json.loads(ask(house.ward_manager, "/api/v1/schema/?format=json").content)
    row = schema["components"]["schemas"]["ClaimRow"]
    assert list(row["properties"]) == FIELDS
    answer = schema["paths"]["/api/v1/claims/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == {"type": "array", "items": {"$ref": "#/components/schemas/ClaimRow"}}
    assert {"token": []} in schema["paths"]["/api/v1/claims/"]["get"]["security"]
