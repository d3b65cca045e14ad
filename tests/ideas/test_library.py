"""The library: what worked elsewhere, open to everybody who takes part, and no way into the ward behind it."""

from typing import Any

import pytest
from django.urls import reverse

from ideas.models import ChangeIdea, LibraryEntry
from tests.factories import House, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(house: House, idea: ChangeIdea, as_owner: Any) -> LibraryEntry:
    with as_owner():
        return LibraryEntry.objects.create(
            programme=house.programme, idea=idea, title=idea.title, ward_name="Larch Ward", service_type="adult_acute",
            who_for=idea.who_for, summary="We drew it", what_was_learnt="Pictures matter", themes=["autism"], shared_on=today(),
        )  # fmt: skip


def test_everybody_who_takes_part_reads_it_and_only_its_own_ward_sees_the_idea(
    house: House, idea: ChangeIdea, entry: LibraryEntry, client_of: Any
) -> None:
    for person, sees_idea in (
        (house.heath_manager, False),
        (house.ward_manager, True),
        (house.sponsor, True),
        (house.analyst, False),
    ):
        browser = client_of(person)
        assert entry.title in browser.get(reverse("library")).content.decode()
        page = browser.get(reverse("library_entry", args=[entry.pk])).content.decode()
        assert "Pictures matter" in page
        assert (reverse("idea", args=[idea.pk]) in page) is sees_idea
    outsider = client_of(house.nobody)
    assert entry.title not in outsider.get(reverse("library")).content.decode()
    assert outsider.get(reverse("library_entry", args=[entry.pk])).status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("?q=drew+pictures", 1),
        ("?q=zebra", 0),
        ("?theme=autism", 1),
        ("?theme=age", 0),
        ("?service=adult_acute", 1),
        ("?service=picu", 0),
    ],
)
def test_it_is_searched_by_its_address(house: House, entry: LibraryEntry, client_of: Any, query: str, count: int) -> None:
    page = client_of(house.heath_manager).get(reverse("library") + query)
    assert page.context["page"].count == count
    assert ("No shared idea fits" in page.content.decode()) is (count == 0)


def test_an_unknown_filter_is_said_and_hides_nothing(house: House, entry: LibraryEntry, client_of: Any) -> None:
    page = client_of(house.heath_manager).get(reverse("library") + "?service=castle").content.decode()
    assert "Choose a kind of ward from the list" in page
    assert entry.title in page


def test_the_empty_library_says_so(house: House, client_of: Any) -> None:
    assert "Nothing has been shared yet" in client_of(house.heath_manager).get(reverse("library")).content.decode()
