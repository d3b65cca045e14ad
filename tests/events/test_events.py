"""Events: who may know of them, and that only the number of those who came is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.meetings import came_in_words, how_many_came
from events.models import Event, EventAttendance
from tests import factories


@pytest.fixture
def make(house: Any, as_owner: Any) -> Callable[..., Event]:
    """An event so many days from now (before: negative) to which so many people came."""

    def event(title: str, days: int, came: int = 0, **fields: Any) -> Event:
        with as_owner():
            row = Event.objects.create(
                **{"programme": house.programme, "kind": Event.Kind.WEBINAR, "title": title, "minutes": 90,
                   "starts_at": timezone.now() + timedelta(days=days),
                   "status": Event.Status.PLANNED if days > 0 else Event.Status.DELIVERED, **fields}
            )  # fmt: skip
            for _ in range(came):
                EventAttendance.objects.create(programme=house.programme, event=row, person=factories.person())
        return row

    return event


def test_coming_and_past_events_with_how_many_came(house: Any, client_of: Callable[[Any], Client], make: Any) -> None:
    make("Sharing what worked", -20, came=7)
    make("Small one", -10, came=3)
    ahead = make("Next webinar", 12)
    page = client_of(house.team_member).get("/events/").content.decode()
    assert "7 people came" in page and "Fewer than 5 people came" in page and "3 people came" not in page
    assert page.index("Next webinar") < page.index("Small one") < page.index("Sharing what worked")
    assert f'href="/events/{ahead.pk}/"' in page


def test_nobody_in_words_is_not_few() -> None:
    assert came_in_words(0) == "No record of who came"
    assert (came_in_words(4), came_in_words(5)) == ("Fewer than 5 people came", "5 people came")


def test_an_event_tells_no_names_but_my_own_presence(
    house: Any, client_of: Callable[[Any], Client], make: Any, as_owner: Any
) -> None:
    event = make("Community of practice", -5, came=6, kind=Event.Kind.COMMUNITY)
    with as_owner():
        EventAttendance.objects.create(programme=house.programme, event=event, person=house.practitioner)
    mine = client_of(house.practitioner).get(f"/events/{event.pk}/").content.decode()
    other = client_of(house.ward_manager).get(f"/events/{event.pk}/").content.decode()
    assert "7 people came" in mine and "You were there" in mine
    assert "7 people came" in other and "You were there" not in other and house.practitioner.name not in other


def test_the_community_has_a_list_of_its_own(house: Any, client_of: Callable[[Any], Client], make: Any) -> None:
    make("Looking ahead", 5, kind=Event.Kind.COMMUNITY)
    browser = client_of(house.practitioner)
    assert "Looking ahead" in browser.get("/community/").content.decode()
    assert "Looking ahead" not in browser.get("/events/").content.decode()


def test_the_steering_group_is_unknown_to_wards(house: Any, client_of: Callable[[Any], Client], make: Any) -> None:
    meeting = make("Steering group, March", -3, kind=Event.Kind.STEERING)
    assert client_of(house.ward_manager).get(f"/events/{meeting.pk}/").status_code == 404
    assert "Steering group, March" not in client_of(house.ward_manager).get("/events/").content.decode()
    assert client_of(house.associate).get(f"/events/{meeting.pk}/").status_code == 200


def test_an_event_of_another_programme_is_unknown(
    house: Any, client_of: Callable[[Any], Client], make: Any, as_owner: Any
) -> None:
    with as_owner():
        other = factories.programme()
    foreign = make("Not ours", -3, programme=other)
    assert client_of(house.programme_team).get(f"/events/{foreign.pk}/").status_code == 404
    assert client_of(house.nobody).get("/events/").status_code == 200
    assert "Not ours" not in client_of(house.programme_team).get("/events/").content.decode()


def test_counting_needs_no_query_for_each_event(house: Any, acting: Any, make: Any) -> None:
    events = [make(f"Webinar {i}", -i - 1, came=i) for i in range(6)]
    with acting(house.coach), CaptureQueriesContext(connection) as few:
        assert how_many_came(events[:2]) == {events[1].pk: 1}
    with acting(house.coach), CaptureQueriesContext(connection) as many:
        assert how_many_came(events) == {event.pk: i for i, event in enumerate(events) if i}
    assert len(many) == len(few)


def test_filters_stand_in_the_address_and_say_when_nothing_fits(
    house: Any, client_of: Callable[[Any], Client], make: Any
) -> None:
    make("Sharing what worked", -20)
    make("All together in Leeds", -30, kind=Event.Kind.WORKSHOP, place="Leeds")
    browser = client_of(house.coach)
    assert "Sharing what worked" not in browser.get("/events/?q=leeds").content.decode()
    assert "All together" not in browser.get("/events/?kind=webinar").content.decode()
    assert "No past event fits" in browser.get("/events/?q=zzz").content.decode()
    assert "Sharing what worked" in browser.get("/events/?kind=nonsense").content.decode()
