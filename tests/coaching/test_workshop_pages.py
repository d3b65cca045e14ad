"""The page from which an improvement workshop is run: who finds it, who writes on it, what it says of a wrong line."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching import sessions, workshops
from coaching.models import CapturedIdea, Inequity, LookedAt, Session, TakenUp
from ideas.models import ChangeIdea
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.coaching.workshop_days import AIM, AREA, keep
from tests.factories import House, today

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", ["nonsense", "people-there"])
def test_a_part_that_is_none_is_not_found(house: House, day: Session, client_of: Callable[[Person], Client], part: str) -> None:
    assert client_of(house.coach).get(f"/coaching/workshops/{day.pk}/{part}/new/").status_code == 404


def test_a_session_that_is_no_workshop_has_no_such_page(house: House, client_of: Callable[[Person], Client]) -> None:
    with acting_as(house.coach):
        other = sessions.plan(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=today(), minutes=60)
    assert client_of(house.coach).get(f"/coaching/workshops/{other.pk}/").status_code == 404


def test_the_quick_form_needs_no_script_and_says_what_is_wrong(
    house: House, day: Session, client_of: Callable[[Person], Client]
) -> None:
    browser = client_of(house.ward_manager)
    page = f"/coaching/workshops/{day.pk}/"
    form = browser.get(page).context["adding"]["ideas"]
    answer = browser.post(f"{page}ideas/new/", {"words": "Picture cards", "form_key": form["form_key"].value()})
    with acting_as(house.ward_manager):
        assert answer["Location"] == f"{page}?added={CapturedIdea.objects.get().pk}"
    again = browser.get(answer["Location"]).content.decode()
    assert "Kept: “Picture cards”. 1 idea" in again and "autofocus" in again
    assert "autofocus" not in (later := browser.get(page).content.decode()) and "Kept" not in later
    wrong = browser.post(f"{page}ideas/new/", {"words": "Ask 943 476 5919"})
    assert wrong.status_code == 200 and "This looks like an NHS number" in wrong.content.decode()
    assert "Ask 943 476 5919" in wrong.content.decode()


def test_ideas_stand_in_the_order_in_which_they_were_called_out(
    house: House, day: Session, client_of: Callable[[Person], Client]
) -> None:
    browser, page = client_of(house.ward_manager), f"/coaching/workshops/{day.pk}/"
    called = [f"Idea called {word}" for word in ("first", "second", "third", "fourth", "fifth")]
    for words in called:
        form = browser.get(page).context["adding"]["ideas"]
        browser.post(f"{page}ideas/new/", {"words": words, "form_key": form["form_key"].value()})
    with acting_as(house.ward_manager):
        assert [row.words for row in CapturedIdea.objects.all()] == called


def test_readers_see_the_record_without_forms(house: House, day: Session, client_of: Callable[[Person], Client]) -> None:
    keep(house, day, words="Picture cards")
    page = client_of(house.provider_lead).get(f"/coaching/workshops/{day.pk}/").content.decode()
    assert "Picture cards" in page and "data-add" not in page and "Change<" not in page
    assert client_of(house.willow_manager).get(f"/coaching/workshops/{day.pk}/").status_code == 404


def test_it_opens_from_the_session_and_from_the_ward(house: House, day: Session, client_of: Callable[[Person], Client]) -> None:
    browser = client_of(house.ward_manager)
    for address in (f"/coaching/sessions/{day.pk}/", f"/wards/{house.larch.pk}/"):
        assert f'href="/coaching/workshops/{day.pk}/"' in browser.get(address).content.decode(), address


def test_a_line_is_taken_out_once_however_often_one_presses(
    house: House, day: Session, client_of: Callable[[Person], Client], as_owner: Callable[[], Any]
) -> None:
    line = keep(house, day, words="Picture cards")
    browser = client_of(house.ward_manager)
    address = f"/coaching/workshops/{day.pk}/ideas/{line.pk}/remove/"
    assert "goes out of the workshop’s record for good" in unescape(browser.get(address).content.decode())
    for _ in range(2):
        assert browser.post(address)["Location"] == f"/coaching/workshops/{day.pk}/#ideas"
    with as_owner():
        assert not CapturedIdea.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("select action from audit.entry where row_id = %s order by id", [line.pk])
            assert cursor.fetchall() == [("insert",), ("delete",)]


def test_of_several_wards_each_line_belongs_to_one(
    house: House, as_owner: Callable[[], Any], client_of: Callable[[Person], Client]
) -> None:
    with as_owner():
        factories.membership(house.coach, "coach", team=house.willow)
    with acting_as(house.coach):
        both = sessions.plan(
            by=house.coach, teams=[house.larch, house.willow], coaches=[house.coach], held_on=today(), minutes=360,
            kind=Session.Kind.WORKSHOP,
        )  # fmt: skip
    page = f"/coaching/workshops/{both.pk}/"
    browser = client_of(house.coach)
    browser.post(f"{page}ideas/new/", {"words": "For Willow", "team": str(house.willow.pk)})
    assert browser.post(f"{page}ideas/new/", {"words": "For nobody", "team": str(house.heath.pk)}).status_code == 200
    with as_owner():
        assert list(CapturedIdea.objects.values_list("words", "team__name")) == [("For Willow", "Willow Ward")]
    kept = browser.post(f"{page}inequities/new/", {"who": "Women", "what": "They wait", "team": str(house.willow.pk)})
    assert kept.status_code == 302
    shown = unescape(browser.get(page).content.decode())
    assert '<strong>For Willow</strong> <span class="qi-soft">Willow Ward</span>' in shown
    assert '<strong>Women</strong> <span class="qi-soft">Willow Ward</span>' in shown
    # The next idea is offered for the ward of the last one: nobody chooses it anew with each call.
    after = browser.post(
        f"{page}ideas/new/", {"words": "And another", "team": str(house.willow.pk)}, follow=True
    ).content.decode()
    quick = after[after.index("data-add=") : after.index("data-said")]
    assert re.findall(r'value="([^"]+)" checked', quick) == [str(house.willow.pk)]
    assert "For Willow" not in client_of(house.ward_manager).get(page).content.decode()
    assert "For Willow" in client_of(house.willow_manager).get(page).content.decode()


def test_as_many_queries_for_a_full_wall_as_for_an_empty_one(
    house: House, day: Session, client_of: Callable[[Person], Client]
) -> None:
    browser = client_of(house.coach)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(f"/coaching/workshops/{day.pk}/").status_code == 200
        return len(found)

    def fill() -> None:
        area = keep(house, day, Inequity, **AREA)
        keep(house, day, LookedAt, kind="data", what="Waits")
        line = keep(house, day, words="Picture cards")
        with acting_as(house.coach):
            workshops.change(by=house.coach, row=line, version=1, words="Cards", inequity=area)
            workshops.take_up(by=house.coach, captured=line, title="Cards", **AIM)

    fill()
    asked()
    few = asked()
    for _ in range(5):
        fill()
    assert asked() == few < 40


def test_two_who_take_up_the_same_idea_at_once_make_one_change_idea(
    house: House, day: Session, client_of: Callable[[Person], Client], as_owner: Callable[[], Any]
) -> None:
    """Each has the form open; the second is told what became of it, keeps what was typed, and may still make another."""
    line = keep(house, day, words="Picture cards")
    address = f"/coaching/workshops/{day.pk}/ideas/{line.pk}/take-up/"
    sent = {"title": "Picture cards", "who_for": "Patients", "inequity": "They wait", "aim": "Half by June"}

    def filled_in(browser: Client) -> dict[str, str]:
        page = browser.get(address).content.decode()
        hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("form_key", "seen")}
        return {**sent, **{name: found[1] for name, found in hidden.items() if found}}

    coach, manager = client_of(house.coach), client_of(house.ward_manager)
    first, second = filled_in(coach), {**filled_in(manager), "aim": "All by May"}
    assert coach.post(address, first).status_code == 302
    assert coach.post(address, first).status_code == 302  # a double click
    told = manager.post(address, second)
    page = unescape(told.content.decode())
    assert told.status_code == 200
    assert "Somebody else made it a change idea meanwhile: “Picture cards”" in page and "All by May" in page
    with as_owner():
        assert ChangeIdea.objects.count() == TakenUp.objects.count() == 1
    again = re.search(r'name="seen" value="([^"]*)"', page)
    assert again is not None
    assert manager.post(address, {**second, "seen": again[1]}).status_code == 302
    with as_owner():
        assert ChangeIdea.objects.count() == TakenUp.objects.count() == 2
