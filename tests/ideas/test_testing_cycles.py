"""PDSA cycles: a numbered chain, each with a prediction before and learning after."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ideas import change_ideas, testing_cycles
from ideas.models import ChangeIdea, TestingCycle
from tests.factories import House, days_ago, today
from tests.ideas.conftest import NHS_NUMBER, dated

pytestmark = pytest.mark.django_db

PLAN = {"plan": "Try it with one patient", "prediction": "They can say two rights"}


def planned(house: House, idea: ChangeIdea, **words: Any) -> TestingCycle:
    return testing_cycles.start(by=house.ward_manager, idea=idea, **{**PLAN, "started_on": days_ago(3), **words})


def test_cycles_are_numbered_in_a_chain(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    browser = client_of(house.ward_manager)
    for _ in range(2):
        answer = browser.post(reverse("cycle_new", args=[idea.pk]), {**PLAN, **dated("started_on", today())})
        assert answer.url == reverse("idea", args=[idea.pk])
    with acting(house.ward_manager):
        assert [cycle.number for cycle in TestingCycle.objects.all()] == [1, 2]


def test_a_double_click_plans_one_cycle(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    words = {**PLAN, **dated("started_on", today()), "form_key": uuid.uuid4()}
    for _ in range(2):
        client_of(house.ward_manager).post(reverse("cycle_new", args=[idea.pk]), words)
    with acting(house.ward_manager):
        assert TestingCycle.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"plan": ""}, "Enter what you will try"),
        ({"plan": "x" * 2001}, "Plan must be 2,000 characters or fewer"),
        ({"plan": NHS_NUMBER}, "looks like an NHS number"),
        ({"prediction": ""}, "Enter what you think will happen"),
        ({"did": "Done", "studied": NHS_NUMBER}, "looks like an NHS number"),
        (dated("started_on", ("", "", "")), "Enter the date on which the test starts"),
        (dated("started_on", (30, 2, 2026)), "must be a real date"),
        (dated("started_on", (1, "", 2026)), "must include a month"),
        (dated("started_on", days_ago(900)), "cannot be before the programme"),
        (dated("started_on", days_ago(-400)), "within a year from today"),
        ({"did": "Done", **dated("started_on", days_ago(-4))}, "cannot start in the future"),
        ({"did": "Done", "act": "adopt"}, "Write what was learnt before you decide"),
        ({"studied": "It works"}, "Write what was done before"),
        ({"did": "Done", "studied": "It works", "act": "fly"}, "Choose what follows from the list"),
    ],
)
def test_a_bad_cycle_is_refused(house: House, idea: ChangeIdea, client_of: Any, acting: Any, change: Any, message: str) -> None:
    page = client_of(house.ward_manager).post(
        reverse("cycle_new", args=[idea.pk]), {**PLAN, **dated("started_on", today()), **change}
    )
    assert message in page.content.decode()
    with acting(house.ward_manager):
        assert not TestingCycle.objects.exists()


def test_learning_is_written_later_and_ends_the_cycle(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    with acting(house.ward_manager):
        cycle = planned(house, idea)
    words = {**PLAN, **dated("started_on", days_ago(3)), "did": "Done", "studied": "It works", "act": "adopt", "version": 1}
    page = client_of(house.ward_manager).post(reverse("cycle", args=[idea.pk, cycle.pk]), words, follow=True).content.decode()
    assert "Next: move the stage of the idea" in page
    with acting(house.ward_manager):
        stored = TestingCycle.objects.get()
        assert (stored.act, stored.ended_on, stored.version) == ("adopt", today(), 2)
        assert ChangeIdea.objects.get().stage == "proposed"


def test_a_stale_cycle_shows_both_and_loses_nothing(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    with acting(house.ward_manager):
        cycle = planned(house, idea)
        testing_cycles.write(
            by=house.ward_manager, cycle=cycle, version=1, **PLAN, started_on=days_ago(3), did="Theirs", studied="", act=""
        )
    words = {**PLAN, **dated("started_on", days_ago(3)), "did": "Mine", "version": 1}
    page = client_of(house.team_member).post(reverse("cycle", args=[idea.pk, cycle.pk]), words).content.decode()
    assert "Somebody else changed this" in page
    assert "Theirs" in page
    assert "Mine" in page
    with acting(house.ward_manager):
        assert TestingCycle.objects.get().did == "Theirs"


def test_a_cycle_is_reached_only_through_its_own_idea(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    with acting(house.ward_manager):
        cycle = planned(house, idea)
        other = change_ideas.propose(by=house.ward_manager, team=house.larch, title="Other", who_for="All")
    assert client_of(house.ward_manager).get(reverse("cycle", args=[other.pk, cycle.pk])).status_code == 404
    assert client_of(house.heath_manager).get(reverse("cycle", args=[idea.pk, cycle.pk])).status_code == 404


def test_a_sponsor_reads_a_cycle_and_may_not_write_it(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    with acting(house.ward_manager):
        cycle = planned(house, idea)
    browser, address = client_of(house.sponsor), reverse("cycle", args=[idea.pk, cycle.pk])
    page = browser.get(address).content.decode()
    assert "Try it with one patient" in page
    assert "<textarea" not in page
    assert browser.post(address, {**PLAN, "version": 1}).status_code == 403
    with acting(house.sponsor), pytest.raises(PermissionDenied):
        testing_cycles.start(by=house.sponsor, idea=idea, **PLAN, started_on=today())
    with acting(house.ward_manager):
        assert TestingCycle.objects.get().version == 1


def test_the_page_says_what_the_chain_waits_for(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    browser, address = client_of(house.ward_manager), reverse("idea", args=[idea.pk])
    assert "Plan the first test" in browser.get(address).content.decode()
    with acting(house.ward_manager):
        cycle = planned(house, idea)
    assert "Cycle 1: write what was done." in browser.get(address).content.decode()
    with acting(house.ward_manager):
        testing_cycles.write(
            by=house.ward_manager, cycle=cycle, version=1, **PLAN, started_on=days_ago(3), did="Done", studied="Well", act="adapt"
        )
    assert "Plan the next test with what you have changed" in browser.get(address).content.decode()
