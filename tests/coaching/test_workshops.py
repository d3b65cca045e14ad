"""The record of an improvement workshop: written on the day, read as the session, and what was chosen remembers it."""

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from coaching import corrections, hours, sessions, workshops
from coaching.models import Attendance, CapturedIdea, HeadCount, Inequity, LookedAt, Session, SessionTeam, TakenUp
from coaching.workshop_records import record
from ideas.models import ChangeIdea
from people.acting import acting_as
from people.models import Person
from people.verbs import StaleEdit
from tests import factories
from tests.coaching.workshop_days import AIM, AREA, keep, planned_workshop
from tests.factories import House, days_ago, member, today
from wards import moves
from wards.models import Team, TeamWard, Ward
from wards.reach import forget

pytestmark = pytest.mark.django_db


def everything() -> int:
    return sum(model.objects.count() for model in (LookedAt, Inequity, CapturedIdea, TakenUp, HeadCount, Attendance, ChangeIdea))


@pytest.mark.parametrize("role", ["coach", "associate", "ward_manager", "team_member", "practitioner", "programme_team"])
def test_who_runs_the_day_and_the_team_write_it_down(house: House, day: Session, role: str) -> None:
    by = getattr(house, role)
    keep(house, day, LookedAt, by, kind="process", what="Admission at night", found="No leaflet is given")
    keep(house, day, Inequity, by, **AREA)
    keep(house, day, by=by, words="Picture cards")
    with acting_as(house.sponsor):
        found = record(day, [house.larch], house.sponsor)
        assert [row.what for row in found.looked_at] == ["Admission at night"]
        assert [row.how_known for row in found.inequities] == ["We counted"]
        assert [captured.row.words for captured in found.ideas] == ["Picture cards"]


@pytest.mark.parametrize(
    "role", ["sponsor", "national_lead", "provider_lead", "willow_coach", "heath_manager", "former_manager", "nobody"]
)
def test_others_write_nothing(house: House, day: Session, role: str, as_owner: Callable[[], Any]) -> None:
    line = keep(house, day, words="Picture cards")
    by = getattr(house, role)
    with as_owner():
        before = everything()
    with acting_as(by):
        for attempt in (
            lambda: workshops.keep(by=by, session=day, team=house.larch, part=CapturedIdea, words="Mine"),
            lambda: workshops.change(by=by, row=line, version=1, words="Mine"),
            lambda: workshops.take_out(by=by, row=line),
            lambda: workshops.count_people(by=by, session=day, team=house.larch, attended=[]),
            lambda: workshops.take_up(by=by, captured=line, title="Mine", **AIM),
        ):
            with pytest.raises(PermissionDenied):
                attempt()
        # The wall holds alone: not even raw SQL of the application's role adds or changes a line.
        with transaction.atomic():
            assert CapturedIdea.objects.filter(pk=line.pk).update(words="Mine") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            CapturedIdea.objects.create(team=house.larch, session=day, words="Mine")
    with as_owner():
        assert everything() == before
        assert CapturedIdea.objects.get().words == "Picture cards"


def test_an_associate_writes_the_record_and_makes_no_change_idea(house: House, day: Session, as_owner: Callable[[], Any]) -> None:
    line = keep(house, day, words="Picture cards", by=house.associate)
    with acting_as(house.associate), pytest.raises(PermissionDenied):
        workshops.take_up(by=house.associate, captured=line, title="Cards", **AIM)
    with as_owner():
        assert not ChangeIdea.objects.exists() and not TakenUp.objects.exists()


def test_only_a_workshop_that_is_held_has_a_record(house: House, day: Session) -> None:
    with acting_as(house.coach):
        other = sessions.plan(by=house.coach, teams=[house.larch], coaches=[house.coach], held_on=today(), minutes=60)
        sessions.did_not_happen(by=house.coach, session=day, status="cancelled", reason="Infection")
        gone = Session.visible.to(house.coach).get(pk=day.pk)
        for session in (other, gone):
            with pytest.raises(ValidationError):
                workshops.keep(by=house.coach, session=session, team=house.larch, part=CapturedIdea, words="Cards")
        with pytest.raises(PermissionDenied):
            workshops.keep(by=house.coach, session=day, team=house.heath, part=CapturedIdea, words="Cards")
        assert not CapturedIdea.objects.exists()


def test_the_same_form_twice_is_one_line(house: House, day: Session) -> None:
    key = uuid4()
    first = keep(house, day, words="Picture cards", form_key=key)
    assert keep(house, day, words="Picture cards", form_key=key) == first
    assert keep(house, day, words="Picture cards", form_key=key, by=house.ward_manager) != first
    with acting_as(house.coach):
        assert CapturedIdea.objects.count() == 2


@pytest.mark.parametrize(
    ("part", "words", "field"),
    [
        (CapturedIdea, {"words": ""}, "words"),
        (CapturedIdea, {"words": "x" * 201}, "words"),
        (CapturedIdea, {"words": "Ask 943 476 5919"}, "words"),
        (Inequity, {**AREA, "who": ""}, "who"),
        (Inequity, {**AREA, "what": ""}, "what"),
        (LookedAt, {"kind": "rumour", "what": "Waits"}, "kind"),
    ],
)
def test_what_cannot_be_kept_is_told_by_field(house: House, day: Session, part: Any, words: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        keep(house, day, part, **words)
    assert set(refused.value.message_dict) == {field}
    with acting_as(house.coach):
        assert not part.objects.exists()


def test_two_people_who_change_the_same_line(house: House, day: Session) -> None:
    line = keep(house, day, words="Picture cards")
    with acting_as(house.ward_manager):
        workshops.change(by=house.ward_manager, row=line, version=1, words="Cards with pictures")
        with pytest.raises(StaleEdit):
            workshops.change(by=house.ward_manager, row=line, version=1, words="Mine")
        assert CapturedIdea.objects.get().words == "Cards with pictures"


def test_an_idea_answers_an_area_of_its_own_workshop_only(house: House, day: Session) -> None:
    area = keep(house, day, Inequity, **AREA)
    line = keep(house, day, words="Picture cards")
    elsewhere = keep(house, planned_workshop(house, days_ago(-7)), Inequity, **AREA)
    with acting_as(house.coach):
        workshops.change(by=house.coach, row=line, version=1, words="Cards", inequity=area)
        with pytest.raises(ValidationError):
            workshops.change(by=house.coach, row=line, version=2, words="Cards", inequity=elsewhere)
        workshops.take_out(by=house.coach, row=area)
        left = CapturedIdea.objects.get(pk=line.pk)
        assert left.inequity is None and left.words == "Cards"


def test_a_line_hangs_on_its_own_teams_workshop_whatever_a_bug_writes(
    house: House, day: Session, as_owner: Callable[[], Any]
) -> None:
    with as_owner():
        for wrong in (
            lambda: CapturedIdea.objects.create(team=house.heath, session=day, words="x"),
            lambda: HeadCount.objects.create(team=house.heath, session=day),
        ):
            with pytest.raises(IntegrityError, match="owner"), transaction.atomic():
                wrong()
                with connection.cursor() as cursor:
                    cursor.execute("set constraints all immediate")


# Dots


def count(house: House, day: Session, dots: dict[Any, int], seen: dict[Any, int], by: Person | None = None) -> list[CapturedIdea]:
    by = by or house.coach
    with acting_as(by):
        return workshops.count_dots(by=by, session=day, dots=dots, seen=seen)


def test_dots_order_the_ideas_and_only_what_was_changed_is_written(house: House, day: Session) -> None:
    one, two, three = (keep(house, day, words=words) for words in ("One", "Two", "Three"))
    assert len(count(house, day, {one.pk: 2, two.pk: 7, three.pk: 0}, {one.pk: 0, two.pk: 0, three.pk: 0})) == 2
    with acting_as(house.coach):
        assert [row.words for row in CapturedIdea.objects.filter(session=day)] == ["Two", "One", "Three"]
    # Somebody whose page is older enters dots for the third alone: the others keep theirs.
    changed = count(house, day, {one.pk: 0, two.pk: 0, three.pk: 4}, {one.pk: 0, two.pk: 0, three.pk: 0}, by=house.ward_manager)
    assert [row.words for row in changed] == ["Three"]
    with acting_as(house.coach):
        assert dict(CapturedIdea.objects.values_list("words", "dots")) == {"One": 2, "Two": 7, "Three": 4}


def test_dots_that_somebody_else_entered_meanwhile_are_told_and_nothing_is_stored(house: House, day: Session) -> None:
    one, two = keep(house, day, words="One"), keep(house, day, words="Two")
    count(house, day, {one.pk: 2}, {one.pk: 0})
    with pytest.raises(ValidationError) as refused:
        count(house, day, {one.pk: 5, two.pk: 3}, {one.pk: 0, two.pk: 0})
    assert refused.value.message_dict == {f"dots_{one.pk}": ["Somebody else entered 2 meanwhile. Save again to replace it"]}
    with pytest.raises(ValidationError):
        count(house, day, {one.pk: 1000}, {one.pk: 2})
    with acting_as(house.coach):
        assert dict(CapturedIdea.objects.values_list("words", "dots")) == {"One": 2, "Two": 0}


def test_dots_of_another_workshop_are_left_alone(house: House, day: Session) -> None:
    other = keep(house, planned_workshop(house, days_ago(-7)), words="Elsewhere")
    assert count(house, day, {other.pk: 5}, {other.pk: 0}) == []
    with acting_as(house.coach):
        assert CapturedIdea.objects.get(pk=other.pk).dots == 0


# Who was there


def test_who_was_there_by_name_and_as_numbers(house: House, day: Session, as_owner: Callable[[], Any]) -> None:
    with acting_as(house.coach):
        workshops.count_people(
            by=house.coach, session=day, team=house.larch, attended=[house.ward_manager, house.practitioner],
            practitioners=1, patients=3, carers=1, others=2,
        )  # fmt: skip
        present = record(day, [house.larch], house.coach).present
        assert present.words == (
            "9 people: 2 of the ward team by name, 7 counted."
            " Among them 2 lived experience practitioners, 3 current patients and 1 carer."
        )
        assert SessionTeam.objects.get(session=day).others == 7
        # Who came counts nowhere before the workshop is logged.
        assert hours.total(hours.delivered(Session.visible.to(house.coach))).sessions == 0
    with acting_as(house.sponsor):
        outside = record(day, [house.larch], house.sponsor).present
        assert (outside.words, outside.named) == ("9 people: 2 of the ward team by name, 7 counted.", [])
        assert not HeadCount.objects.exists()


def test_who_was_there_is_put_right(house: House, day: Session) -> None:
    def there(**more: Any) -> HeadCount:
        return workshops.count_people(by=house.coach, session=day, team=house.larch, **more)

    with acting_as(house.coach):
        there(attended=[house.ward_manager, house.practitioner], patients=3)
        there(attended=[house.practitioner, house.team_member], patients=1, version=1)
        assert set(Attendance.objects.values_list("person_id", flat=True)) == {house.practitioner.pk, house.team_member.pk}
        assert SessionTeam.objects.get(session=day).others == 1
        with pytest.raises(StaleEdit):
            there(attended=[], version=1)
        with pytest.raises(ValidationError, match="did not belong"):
            there(attended=[house.heath_manager], version=2)
        with pytest.raises(ValidationError, match="between 0 and"):
            there(attended=[], carers=501, version=2)
        assert Attendance.objects.count() == 2


def test_nobody_was_there_before_the_day(house: House) -> None:
    ahead = planned_workshop(house, days_ago(-7))
    with acting_as(house.coach), pytest.raises(ValidationError, match="not been held yet"):
        workshops.count_people(by=house.coach, session=ahead, team=house.larch, attended=[house.ward_manager])
    with acting_as(house.coach):
        assert not Attendance.objects.exists()


def test_who_was_ticked_on_the_day_stands_in_the_log_form(
    house: House, day: Session, client_of: Callable[[Person], Client]
) -> None:
    with acting_as(house.coach):
        workshops.count_people(
            by=house.coach, session=day, team=house.larch, attended=[house.ward_manager, house.practitioner], patients=3
        )
    form = client_of(house.coach).get(f"/coaching/sessions/{day.pk}/log/").context["form"]
    assert set(form["attended"].value()) == {str(house.ward_manager.pk), str(house.practitioner.pk)}
    assert form["others"].value() == 3


def test_a_record_is_not_lost_by_logging_or_correcting_the_session(
    house: House, day: Session, as_owner: Callable[[], Any]
) -> None:
    with as_owner():
        factories.membership(house.coach, "coach", team=house.willow)
    keep(house, day, words="Picture cards")
    said = {"by": house.coach, "coaches": [house.coach], "held_on": today(), "minutes": 300}
    with acting_as(house.coach):
        forget(house.coach)
        with pytest.raises(ValidationError, match="stays an improvement workshop"):
            sessions.log(**said, teams=[house.larch], kind="team", planned=day)
        with pytest.raises(ValidationError, match="cannot be taken out"):
            sessions.log(**said, teams=[house.willow], kind="workshop", planned=day)
        logged = sessions.log(**said, teams=[house.larch, house.willow], kind="workshop", planned=day)
        again = {**said, "session": logged, "why": "Typed wrongly", "mode": "in_person"}
        with pytest.raises(ValidationError, match="stays an improvement workshop"):
            corrections.correct(**again, teams=[house.larch], kind="team")
        with pytest.raises(ValidationError, match="cannot be taken out"):
            corrections.correct(**again, teams=[house.willow], kind="workshop")
        corrections.correct(**again, teams=[house.larch], kind="workshop")
        assert [row.words for row in CapturedIdea.objects.filter(session=day)] == ["Picture cards"]


# What was chosen


def test_a_chosen_idea_becomes_a_change_idea_that_remembers_the_workshop(
    house: House, day: Session, client_of: Callable[[Person], Client]
) -> None:
    keep(house, day, Inequity, **AREA)
    line = keep(house, day, words="Picture cards")
    count(house, day, {line.pk: 7}, {line.pk: 0})
    browser = client_of(house.ward_manager)
    address = f"/coaching/workshops/{day.pk}/ideas/{line.pk}/take-up/"
    form = browser.get(address).context["form"]
    assert (form["title"].value(), form["who_for"].value(), form["inequity"].value()) == (
        "Picture cards",
        AREA["who"],
        AREA["what"],
    )
    sent = {name: form[name].value() or "" for name in form.fields if name != "themes"} | {"aim": "Half by June"}
    answer = browser.post(address, sent)
    with acting_as(house.ward_manager):
        idea = ChangeIdea.objects.get()
    assert answer["Location"] == f"/ideas/{idea.pk}/"
    assert browser.post(address, sent)["Location"] == f"/ideas/{idea.pk}/"
    page = unescape(browser.get(f"/ideas/{idea.pk}/").content.decode())
    assert f'<a href="/coaching/workshops/{day.pk}/">The improvement workshop of' in page
    assert "“Picture cards”, 7 dots" in page
    shown = unescape(browser.get(f"/coaching/workshops/{day.pk}/").content.decode())
    assert f'Chosen: <a href="/ideas/{idea.pk}/">Picture cards</a>' in shown
    with acting_as(house.coach):
        assert (ChangeIdea.objects.count(), TakenUp.objects.count()) == (1, 1)
        with pytest.raises(ValidationError, match="has become a change idea"):
            workshops.take_out(by=house.coach, row=line)


def test_an_idea_of_no_workshop_says_nothing_of_one(house: House, client_of: Callable[[Person], Client], as_owner: Any) -> None:
    with as_owner():
        idea = ChangeIdea.objects.create(team=house.larch, title="Cards", moved_on=today(), added_on=today())
    assert "workshop" not in client_of(house.ward_manager).get(f"/ideas/{idea.pk}/").content.decode()


def test_a_change_idea_that_is_refused_leaves_nothing(house: House, day: Session) -> None:
    line = keep(house, day, words="Picture cards")
    with acting_as(house.coach), pytest.raises(ValidationError):
        workshops.take_up(by=house.coach, captured=line, title="x" * 201, **AIM)
    with acting_as(house.coach):
        assert not ChangeIdea.objects.exists() and not TakenUp.objects.exists()


# A ward that moves


def test_the_record_goes_with_the_workshop_and_is_remembered_by_the_idea_that_goes_on(
    house: House, as_owner: Callable[[], Any], client_of: Callable[[Person], Client]
) -> None:
    past = planned_workshop(house, today())
    with as_owner():
        Session.objects.filter(pk=past.pk).update(held_on=days_ago(3), status="delivered")
    with acting_as(house.coach):
        past = Session.visible.to(house.coach).get(pk=past.pk)
    area = keep(house, past, Inequity, **AREA)
    line = keep(house, past, words="Picture cards")
    keep(house, past, LookedAt, kind="data", what="Waits")
    with acting_as(house.coach):
        workshops.change(by=house.coach, row=line, version=1, words="Picture cards", inequity=area)
        idea = workshops.take_up(by=house.coach, captured=line, title="Cards", **AIM)
        workshops.count_people(by=house.coach, session=past, team=house.larch, attended=[house.ward_manager], patients=2)
    with as_owner():
        ward = Ward.objects.get(pk=TeamWard.objects.get(team=house.larch).ward_id)
    with acting_as(house.programme_team):
        moves.move(by=house.programme_team, ward=ward, to=house.south, on=days_ago(10), why="The trusts merged")
        forget(house.programme_team)
        new = Team.visible.to(house.programme_team).get(continues=house.larch)
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        for model in (LookedAt, Inequity, CapturedIdea, HeadCount):
            assert model.objects.get().team_id == new.pk, model
        assert TakenUp.objects.get().team_id == ChangeIdea.objects.get(pk=idea.pk).team_id == house.larch.pk
        south_lead = member("South lead", "provider_lead", programme=house.programme, provider=house.south)
    with acting_as(south_lead):
        found = record(past, [new], south_lead)
        later = ChangeIdea.objects.get(continues=idea)
        assert [(captured.is_taken_up, captured.became) for captured in found.ideas] == [(True, [later])]
    page = client_of(south_lead).get(f"/ideas/{later.pk}/").content.decode()
    assert f"/coaching/workshops/{past.pk}/" in page
    old = client_of(house.provider_lead).get(f"/ideas/{idea.pk}/")
    assert old.status_code == 200 and "/coaching/workshops/" not in old.content.decode()


# Pages
