"""A session from plan to log: filled in, gone stale, not held, shared by two coaches."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from coaching import agreements, sessions
from coaching.agreements import Agreed
from coaching.models import Action, Session, SessionTeam
from people.acting import acting_as
from people.models import Person
from people.verbs import StaleEdit
from tests import factories
from tests.coaching.logged import NHS_NUMBER, log_in_verb, plan_in_verb, words
from tests.factories import House, days_ago, today
from wards.models import Membership

pytestmark = pytest.mark.django_db


def test_a_planned_session_is_filled_in(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    planned = plan_in_verb(house, minutes=45)
    coach, address = client_of(house.coach), reverse("session_log", args=[planned.pk])
    page = coach.get(address).content.decode()
    assert "Filled in from your plan" in page
    assert 'value="45"' in page
    sent = words([house.larch], [house.coach], minutes="50", version=planned.version)
    assert coach.post(address, sent).status_code == 302
    [session] = rows(Session)
    assert (session.pk, session.status, session.minutes, session.version) == (planned.pk, "delivered", 50, 2)
    assert [share.minutes for share in rows(SessionTeam)] == [50]
    assert coach.post(address, sent).status_code == 302
    for other in (words([house.larch], [house.coach], version=2), sent | {"note": "Typed after going back"}):
        page = coach.post(address, other).content.decode()
        assert "This session has been logged already" in page
        assert reverse("session_correct", args=[planned.pk]) in page
        assert "Save session" not in page and "Save again" not in page, "it could not be saved however often"
    assert [row.version for row in rows(Session)] == [2]


def test_a_planned_session_says_what_is_still_to_do(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    planned = plan_in_verb(house)
    promised = Agreed("Print ten cards", house.ward_manager, days_ago(1))
    kept = Agreed("Ring the interpreter", house.ward_manager)
    log_in_verb(house, held_on=days_ago(8), actions=[promised, kept])
    with acting_as(house.ward_manager):
        agreements.finish(by=house.ward_manager, action=next(row for row in rows(Action) if row.what == kept.what))
    there, manager = reverse("session", args=[planned.pk]), client_of(house.ward_manager)
    page = manager.get(there).content.decode()
    assert "Agreed before and still open" in page and promised.what in page and "Done<span" in page
    assert kept.what not in page and "No notes were written" not in page
    assert "counts in no hours" not in page and "counts in no hours" in client_of(house.coach).get(there).content.decode()
    assert promised.what not in client_of(house.coach).get(reverse("session", args=[log_in_verb(house).pk])).content.decode()


def test_a_stale_form_shows_both_versions(house: House, client_of: Callable[[Person], Client], as_owner: Any, rows: Any) -> None:
    planned = plan_in_verb(house)
    with as_owner():
        Session.objects.filter(pk=planned.pk).update(minutes=75, version=2)
    coach, address = client_of(house.coach), reverse("session_log", args=[planned.pk])
    sent = words([house.larch], [house.coach], minutes="50", note="Typed already", version=1)
    page = coach.post(address, sent).content.decode()
    assert "Somebody else changed this" in page
    assert "<dt>How many minutes?</dt><dd>75</dd>" in page
    assert "Typed already" in page
    assert [row.status for row in rows(Session)] == ["planned"]
    assert coach.post(address, sent | {"version": 2}).status_code == 302
    assert [row.minutes for row in rows(Session)] == [50]


def test_a_planned_session_did_not_happen(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    planned = plan_in_verb(house)
    coach, address = client_of(house.coach), reverse("session_missed", args=[planned.pk])
    for sent, said in (
        ({"reason": "Ill"}, "Choose whether it was cancelled or nobody came"),
        ({"status": "delivered", "reason": "Ill"}, "Choose whether it was cancelled or nobody came"),
        ({"status": "cancelled"}, "Enter the reason"),
        ({"status": "cancelled", "reason": "x" * 201}, "must be 200 characters or fewer"),
        ({"status": "cancelled", "reason": NHS_NUMBER}, "This looks like an NHS number"),
        ({"status": "cancelled", "reason": "Ill", "version": "7"}, "Somebody else changed this"),
    ):
        assert said in coach.post(address, {"version": "1"} | sent).content.decode(), said
    assert [row.status for row in rows(Session)] == ["planned"]
    good = {"status": "missed", "reason": "Ward closed", "version": "1"}
    assert coach.post(address, good).status_code == 302
    assert coach.post(address, good).status_code == 302
    assert [(row.status, row.reason, row.version) for row in rows(Session)] == [("missed", "Ward closed", 2)]
    assert client_of(house.ward_manager).get(address).status_code == 403
    assert client_of(house.heath_coach).get(address).status_code == 404


def test_a_shared_plan_is_not_for_the_coach_of_one_half(pair: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    planned = plan_in_verb(pair, teams=[pair.larch, pair.willow])
    half = client_of(pair.willow_coach)
    page = half.get(reverse("session", args=[planned.pk])).content.decode()
    assert "Willow Ward and 1 other" in page
    assert "Larch Ward" not in page
    for name in ("session_log", "session_missed"):
        assert half.get(reverse(name, args=[planned.pk])).status_code == 403
    with acting_as(pair.willow_coach), pytest.raises(PermissionDenied):
        sessions.did_not_happen(by=pair.willow_coach, session=planned, status="cancelled", reason="Mine to say")
    assert [row.status for row in rows(Session)] == ["planned"]


def test_planning(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    coach, address = client_of(house.coach), f"/coaching/plan/new/?team={house.larch.pk}"
    late = coach.post(address, words([house.larch], [house.coach], on=days_ago(1)))
    assert "The date must be today or later" in late.content.decode()
    far = coach.post(address, words([house.larch], [house.coach], on=today() + timedelta(days=800)))
    assert "The date must be within the next year" in far.content.decode()
    assert not rows(Session)
    sent = words([house.larch], [house.coach], on=today() + timedelta(days=3), starts_at="9.30")
    page = coach.post(address, sent, follow=True).content.decode()
    assert "Session planned" in page
    assert "It counts in no hours until it is logged" in page
    assert client_of(house.ward_manager).get("/coaching/plan/new/").status_code == 403
    plan_in_verb(house, held_on=days_ago(3))
    seen = coach.get("/coaching/plan/").content.decode()
    assert seen.index("Past and not logged yet") < seen.index("Log it")
    assert "1 session still to come" in seen
    assert "Log it" not in client_of(house.ward_manager).get("/coaching/plan/").content.decode()
    assert "Nothing is planned" in client_of(house.heath_manager).get("/coaching/plan/").content.decode()


def test_a_stale_verb_changes_nothing(house: House, rows: Any) -> None:
    planned = plan_in_verb(house)
    with pytest.raises(StaleEdit):
        log_in_verb(house, planned=planned, version=9)
    assert [(row.status, row.version) for row in rows(Session)] == [("planned", 1)]


def test_nobody_can_have_missed_what_is_still_to_come(house: House, client_of: Callable[[Person], Client], rows: Any) -> None:
    planned = plan_in_verb(house, held_on=today() + timedelta(days=2))
    sent = {"status": "missed", "reason": "Ward closed", "version": "1"}
    page = client_of(house.coach).post(reverse("session_missed", args=[planned.pk]), sent).content.decode()
    assert "It has not been held yet" in page
    assert "Ward closed" in page
    assert [(row.status, row.version) for row in rows(Session)] == [("planned", 1)]
    sent["status"] = "cancelled"
    assert client_of(house.coach).post(reverse("session_missed", args=[planned.pk]), sent).status_code == 302
    assert [row.status for row in rows(Session)] == ["cancelled"]


def test_a_log_of_the_plan_whose_answer_was_lost_is_sent_again_and_counts_once(
    house: House, client_of: Callable[[Person], Client], rows: Any
) -> None:
    planned = plan_in_verb(house)
    coach, address = client_of(house.coach), reverse("session_log", args=[planned.pk])
    sent = words(
        [house.larch], [house.coach], version="1", attended=[str(house.ward_manager.pk)], others="2",
        note="Two cards\n\nwere tried 🎉",
        coach_note="Tired", tools=["pdsa", "fishbone"], decision="what next", starts_at="9.30", action_1_what="Print cards",
        action_1_who=str(house.ward_manager.pk),
    )  # fmt: skip
    assert [coach.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert [(row.status, row.version) for row in rows(Session)] == [("delivered", 2)]
    assert len(rows(Action)) == 1


def test_a_plan_whose_coach_has_left_opens_where_another_is_chosen(
    house: House, client_of: Callable[[Person], Client], as_owner: Any, rows: Any
) -> None:
    with as_owner():
        factories.membership(house.willow_coach, "coach", team=house.larch)
    planned = plan_in_verb(house)
    with as_owner():
        Membership.objects.filter(person=house.coach).update(ends_on=days_ago(5))
    coach, address = client_of(house.willow_coach), reverse("session_log", args=[planned.pk])
    form = coach.get(address).context["form"]
    assert form.opens["more"], "nobody is ticked as coach, so the fold with the coaches stands open"
    page = coach.post(address, words([house.larch], [house.coach], version="1", note="Stays")).content.decode()
    assert "Choose coaches of these ward teams from the list" in page and "Stays" in page
    assert [row.status for row in rows(Session)] == ["planned"]
    assert coach.post(address, words([house.larch], [house.willow_coach], version="1")).status_code == 302
    assert [row.status for row in rows(Session)] == ["delivered"]
    assert client_of(house.coach).get(address).status_code == 404
