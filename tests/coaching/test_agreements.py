"""Actions that people promised, and requests to the sponsor with their answers."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from coaching import agreements
from coaching.models import Action, Ask
from people.acting import acting_as
from people.models import Person
from tests.factories import House, days_ago, today

pytestmark = pytest.mark.django_db

NHS_NUMBER = "943 476 5919"
WHY = "14 of 40 talks had to be moved"


def agreed(house: House, what: str = "Print ten cards", **fields: Any) -> Action:
    with acting_as(house.coach):
        return agreements.agree(by=house.coach, team=house.larch, what=what, **fields)


def asked(house: House, title: str = "An interpreter") -> Ask:
    with acting_as(house.ward_manager):
        return agreements.ask(by=house.ward_manager, team=house.larch, title=title, why=WHY)


def stored(as_owner: Callable[[], Any], model: Any) -> list[Any]:
    with as_owner():
        return list(model.objects.order_by("id"))


def test_an_action_is_done_in_one_tap(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    action = agreed(house, owner=house.team_member, due_on=days_ago(1))
    done = reverse("action_done", args=[action.pk])
    browser = client_of(house.team_member)
    assert "Overdue" in browser.get("/coaching/actions/").content.decode()
    assert browser.get(done).status_code == 405
    answer = browser.post(done, {"next": "/coaching/actions/?show=mine"})
    assert answer["Location"] == "/coaching/actions/?show=mine"
    for wrong in ("https://elsewhere.example/", "//elsewhere.example/", "a page", "national"):
        assert browser.post(done, {"next": wrong})["Location"] == "/coaching/actions/"
    assert [row.done_on for row in stored(as_owner, Action)] == [today()]
    assert "Print ten cards" in browser.get("/coaching/actions/?show=done").content.decode()
    assert "No action is open" in browser.get("/coaching/actions/?show=nonsense").content.decode()


def test_who_may_not_tick_it_off(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    done = reverse("action_done", args=[agreed(house).pk])
    for person, status in ((house.sponsor, 403), (house.national_lead, 403), (house.willow_manager, 404), (house.nobody, 404)):
        assert client_of(person).post(done).status_code == status, person
    assert [row.done_on for row in stored(as_owner, Action)] == [None]


def test_the_lists_of_actions(house: House, client_of: Callable[[Person], Client]) -> None:
    agreed(house, "Mine to do", owner=house.coach)
    agreed(house, "Late one", due_on=days_ago(2))
    agreed(house, "Later one", due_on=today() + timedelta(days=9), owner=house.practitioner)
    browser = client_of(house.coach)
    page = browser.get("/coaching/actions/").content.decode()
    assert "All open (3)" in page
    assert page.index("Late one") < page.index("Later one") < page.index("Mine to do")
    assert "Late one" not in browser.get("/coaching/actions/?show=mine").content.decode()
    assert "Mine to do" not in browser.get("/coaching/actions/?show=overdue").content.decode()
    outside = client_of(house.sponsor).get("/coaching/actions/").content.decode()
    assert "Larch practitioner" not in outside
    assert "somebody in the ward team" in outside
    assert "Late one" not in client_of(house.heath_coach).get("/coaching/actions/").content.decode()


def test_a_ward_asks_and_the_sponsor_answers(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    manager, sponsor = client_of(house.ward_manager), client_of(house.sponsor)
    sent = {"title": "An interpreter", "why": WHY, "cost": "£310 a week", "form_key": str(uuid.uuid4())}
    first, second = (manager.post(f"/wards/{house.larch.pk}/asks/new/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    [ask] = stored(as_owner, Ask)
    address = reverse("ask", args=[ask.pk])
    assert "1 is waiting for your answer" in sponsor.get("/asks/").content.decode()
    assert "Save the answer" in sponsor.get(address).content.decode()
    assert "Save the answer" not in manager.get(address).content.decode()
    answer = {"verdict": "agreed", "words": "From January", "version": "1"}
    assert sponsor.post(address, answer).status_code == sponsor.post(address, answer).status_code == 302
    [ask] = stored(as_owner, Ask)
    assert (ask.answer, ask.answer_words, ask.answered_by_id, ask.version) == ("agreed", "From January", house.sponsor.pk, 2)
    page = manager.get(address).content.decode()
    assert "✓ Agreed" in page
    assert "From January" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "Enter what you ask for"),
        ({"title": "x" * 201}, "must be 200 characters or fewer"),
        ({"why": "  "}, "Enter why it is needed"),
        ({"why": "x" * 1001}, "must be 1,000 characters or fewer"),
        ({"why": NHS_NUMBER}, "This looks like an NHS number"),
        ({"cost": "x" * 201}, "must be 200 characters or fewer"),
    ],
)
def test_a_wrong_request(
    house: House, client_of: Callable[[Person], Client], as_owner: Any, change: dict[str, str], said: str
) -> None:
    sent = {"title": "An interpreter", "why": WHY, "cost": "A little money"} | change
    answer = client_of(house.ward_manager).post(f"/wards/{house.larch.pk}/asks/new/", sent)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    if "cost" not in change:
        assert "A little money" in answer.content.decode()
    assert not stored(as_owner, Ask)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"verdict": ""}, "Choose an answer"),
        ({"verdict": "waiting"}, "Choose an answer from the list"),
        ({"words": ""}, "Enter a sentence for the ward team"),
        ({"words": NHS_NUMBER}, "This looks like an NHS number"),
        ({"words": "x" * 1001}, "must be 1,000 characters or fewer"),
    ],
)
def test_a_wrong_answer(
    house: House, client_of: Callable[[Person], Client], as_owner: Any, change: dict[str, str], said: str
) -> None:
    ask = asked(house)
    sent = {"verdict": "not_now", "words": "After the move", "version": "1"} | change
    page = client_of(house.sponsor).post(reverse("ask", args=[ask.pk]), sent).content.decode()
    assert said in page
    assert [row.answer for row in stored(as_owner, Ask)] == ["waiting"]


def test_a_stale_answer_shows_both(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    ask = asked(house)
    with acting_as(house.sponsor):
        agreements.answer(by=house.sponsor, ask=ask, verdict="not_now", words="First words", version=1)
    browser, address = client_of(house.sponsor), reverse("ask", args=[ask.pk])
    sent = {"verdict": "agreed", "words": "Second words", "version": "1"}
    page = browser.post(address, sent).content.decode()
    assert "Somebody else changed this" in page
    assert "First words" in page
    assert "Second words" in page
    assert [row.answer_words for row in stored(as_owner, Ask)] == ["First words"]
    assert browser.post(address, sent | {"version": "2"}).status_code == 302
    assert [row.answer_words for row in stored(as_owner, Ask)] == ["Second words"]


def test_who_may_ask_and_who_may_answer(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    new = f"/wards/{house.larch.pk}/asks/new/"
    sent = {"title": "An interpreter", "why": WHY}
    for person, status in (
        (house.practitioner, 403),
        (house.coach, 403),
        (house.sponsor, 403),
        (house.programme_team, 403),
        (house.willow_manager, 404),
        (house.nobody, 404),
    ):
        assert client_of(person).post(new, sent).status_code == status, person
    assert not stored(as_owner, Ask)
    address = reverse("ask", args=[asked(house).pk])
    answer = {"verdict": "agreed", "words": "Yes", "version": "1"}
    for person, status in (
        (house.ward_manager, 403),
        (house.programme_team, 403),
        (house.coach, 403),
        (house.heath_manager, 404),
        (house.nobody, 404),
    ):
        assert client_of(person).post(address, answer).status_code == status, person
    with acting_as(house.ward_manager), pytest.raises(PermissionDenied):
        agreements.answer(by=house.ward_manager, ask=Ask.visible.to(house.ward_manager).get(), verdict="agreed", words="Yes")
    assert [row.answer for row in stored(as_owner, Ask)] == ["waiting"]


def test_the_longest_wait_comes_first(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    asked(house, "The short wait")
    long = asked(house, "The long wait")
    with as_owner():
        Ask.objects.filter(pk=long.pk).update(asked_on=days_ago(12))
    page = client_of(house.sponsor).get("/asks/").content.decode()
    assert page.index("The long wait") < page.index("The short wait")
    assert "Waiting 12 days" in page
    assert "Asked today" in page
    assert "No request is waiting" in client_of(house.heath_manager).get("/asks/").content.decode()


def test_done_in_one_tap_is_taken_back_in_one(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    action = agreed(house, owner=house.team_member)
    browser = client_of(house.team_member)
    done, undo = reverse("action_done", args=[action.pk]), reverse("action_open", args=[action.pk])
    page = browser.post(done, {"next": "/"}, follow=True).content.decode()
    assert f'<form method="post" action="{undo}">' in page
    assert "Undo" in page
    assert undo not in browser.get("/").content.decode()
    assert [row.done_on for row in stored(as_owner, Action)] == [today()]
    for _ in range(2):
        assert browser.post(undo, {"next": "/"}).status_code == 302
        assert [row.done_on for row in stored(as_owner, Action)] == [None]
    assert client_of(house.sponsor).post(undo).status_code == 403
    assert client_of(house.heath_coach).post(undo).status_code == 404
    browser.post(done)
    assert "Not done after all" in browser.get("/coaching/actions/?show=done").content.decode()


def test_an_action_is_changed_and_handed_over(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    action = agreed(house, owner=house.team_member)
    address = reverse("action", args=[action.pk])
    member, due = client_of(house.team_member), today() + timedelta(days=5)
    page = member.get(address).content.decode()
    assert "Print ten cards" in page
    assert "Larch practitioner" in page
    assert "Heath manager" not in page
    sent = {
        "what": "Print twenty cards", "owner": str(house.practitioner.pk), "due_on_day": due.day, "due_on_month": due.month,
        "due_on_year": due.year, "version": "1",
    }  # fmt: skip
    for change_, said in (
        ({"what": ""}, "Enter what was agreed"),
        ({"what": NHS_NUMBER}, "This looks like an NHS number"),
        ({"owner": str(house.heath_manager.pk)}, "Choose who does it from the list"),
        ({"due_on_day": "31", "due_on_month": "2"}, "real date"),
        ({"version": "7"}, "Somebody else changed this"),
    ):
        assert said in member.post(address, sent | change_).content.decode(), said
    assert [row.what for row in stored(as_owner, Action)] == ["Print ten cards"]
    for person, status in ((house.sponsor, 403), (house.national_lead, 403), (house.heath_coach, 404), (house.nobody, 404)):
        assert client_of(person).post(address, sent).status_code == status
    assert member.post(address, sent).status_code == member.post(address, sent).status_code == 302
    [row] = stored(as_owner, Action)
    assert (row.what, row.owner_id, row.due_on, row.version) == ("Print twenty cards", house.practitioner.pk, due, 2)
    history = client_of(house.ward_manager).get(reverse("thing_changes", args=["action", action.pk])).content.decode()
    assert "Print ten cards" in history
    with acting_as(house.willow_manager), pytest.raises(PermissionDenied):
        agreements.change(by=house.willow_manager, action=action, what="Mine", owner=None, due_on=None)


def test_an_action_is_added_without_a_session(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    address, key = f"/wards/{house.larch.pk}/actions/new/", str(uuid.uuid4())
    manager = client_of(house.ward_manager)
    sent = {"what": "Ask the kitchen", "owner": str(house.team_member.pk), "form_key": key}
    assert manager.post(address, sent).status_code == manager.post(address, sent).status_code == 302
    [row] = stored(as_owner, Action)
    assert (row.what, row.owner_id, row.session_id) == ("Ask the kitchen", house.team_member.pk, None)
    page = manager.get(f"/wards/{house.larch.pk}/").content.decode()
    assert "Ask the kitchen" in page
    assert reverse("action_done", args=[row.pk]) in page
    sponsor = client_of(house.sponsor).get(f"/wards/{house.larch.pk}/").content.decode()
    assert "Ask the kitchen" in sponsor
    assert reverse("action_done", args=[row.pk]) not in sponsor
    assert "Ask the kitchen" in manager.get("/").content.decode()
    assert client_of(house.sponsor).post(address, sent).status_code == 403
    assert len(stored(as_owner, Action)) == 1


def test_the_filters_count_what_they_show(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    agreed(house, "Mine to do", owner=house.coach, due_on=days_ago(3))
    with acting_as(house.heath_coach):
        agreements.agree(by=house.heath_coach, team=house.heath, what="Of Heath", due_on=days_ago(1))
    wide = client_of(house.programme_team)
    for show, words, there in (
        ("", "All open (2)", {"Mine to do", "Of Heath"}),
        ("teams", "My ward teams’ (0)", set()),
        ("overdue", "Overdue (2)", {"Mine to do", "Of Heath"}),
        ("done", "Done (0)", set()),
    ):
        page = wide.get(f"/coaching/actions/?show={show}").content.decode()
        assert words in page
        assert {what for what in ("Mine to do", "Of Heath") if what in page} == there
    assert "No action of your ward teams is open." in wide.get("/coaching/actions/?show=teams").content.decode()
    one = wide.get(f"/coaching/actions/?ward={house.heath.pk}").content.decode()
    assert "All open (1)" in one
    assert "Mine to do" not in one
    assert "My ward teams’ (1)" in client_of(house.coach).get("/coaching/actions/").content.decode()
