"""Ways around a wall that hold no single address: time, two places, one connection for many people, filters, files, tasks."""

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from people.acting import acting_as, current
from qiprogramme.celery import app
from tests import factories
from tests.conftest import owner
from tests.factories import House, days_ago
from tests.walls.forms import changed, everything_stored
from tests.walls.objects import SECRET, things
from tests.walls.test_routes import ROUTES
from wards.models import Membership, Team

#: Lists that a person reads within their own reach, each with what it can be asked.
LISTS = sorted(name for name, route in ROUTES.items() if route.keys.__name__ == "nothing" and route.method == "get")
pytestmark = pytest.mark.django_db


def end_of(person: Any, day: Any) -> None:
    with owner():
        Membership.objects.filter(person=person).update(ends_on=day)


def test_a_role_that_ends_closes_a_browser_that_is_signed_in(house: House, client_of: Any) -> None:
    """On its last day, by London's clock, a role still opens; on the next, nothing that was open before."""
    browser = client_of(house.ward_manager)
    address = reverse("ward", args=[house.larch.pk])
    for last_day, status, seen in ((None, 200, 1), (days_ago(0), 200, 1), (days_ago(1), 404, 0)):
        end_of(house.ward_manager, last_day)
        assert browser.get(address).status_code == status, last_day
        with acting_as(house.ward_manager):
            assert Team.objects.count() == seen, last_day
            assert Team.visible.to(type(house.ward_manager).objects.get(pk=house.ward_manager.pk)).count() == seen


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-07-01 22:59:59+00", "2026-07-01"),
        ("2026-07-01 23:00:00+00", "2026-07-02"),
        ("2026-12-31 23:59:59+00", "2026-12-31"),
        ("2027-01-01 00:00:00+00", "2027-01-01"),
    ],
)
def test_the_day_of_both_walls_is_londons(house: House, moment: str, day: str) -> None:
    from datetime import datetime

    from django.utils import timezone

    with owner(), connection.cursor() as cursor:
        cursor.execute("select pg_get_functiondef('sec.today()'::regprocedure)")
        body = re.search(r"return \((.*?)\); end", cursor.fetchone()[0], re.DOTALL)
        assert body and "now()" in body[1]
        cursor.execute(body[1].replace("now()", "%s::timestamptz"), [moment])
        assert str(cursor.fetchone()[0]) == day
    assert str(timezone.localdate(datetime.fromisoformat(moment))) == day


def test_of_two_places_the_one_that_was_taken_away_is_closed_and_the_other_open(house: House, client_of: Any) -> None:
    with owner():
        other = factories.membership(house.ward_manager, "ward_manager", team=house.heath)
    browser = client_of(house.ward_manager)
    larch, heath = (reverse("ward", args=[team.pk]) for team in (house.larch, house.heath))
    assert [browser.get(address).status_code for address in (larch, heath)] == [200, 200]
    with owner():
        Membership.objects.filter(pk=other.pk).update(ends_on=days_ago(1))
    assert [browser.get(address).status_code for address in (larch, heath)] == [200, 404]
    assert "Heath" not in browser.get(reverse("ward_list")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_connection_serves_many_people_and_none_gets_anothers_rows(house: House, client_of: Any) -> None:
    """In turns, with refusals, failures and nobody between; each request has its own transaction, all share the connection."""
    larch, heath = client_of(house.ward_manager), client_of(house.heath_manager)
    nobody = Client(raise_request_exception=False)
    address = reverse("ward_list")
    for _ in range(3):
        assert "Larch" in (page := larch.get(address).content.decode()) and "Heath" not in page
        assert larch.get(reverse("ward", args=[house.heath.pk])).status_code == 404
        assert "Heath" in (page := heath.get(address).content.decode()) and "Larch" not in page
        assert nobody.get(address).status_code == 302
        with pytest.raises(ZeroDivisionError), acting_as(house.programme_team), transaction.atomic():
            assert Team.objects.count() == 3
            raise ZeroDivisionError
        assert current().person_id is None
        assert not Team.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('app.person_id', true), current_setting('app.reach', true)")
            assert not any(cursor.fetchone())


def test_no_filter_order_or_lookup_tells_of_another_ward(house: House, client_of: Any) -> None:
    with owner():
        things(house)
    stranger = client_of(house.heath_manager)
    asked = [
        f"?team={house.larch.pk}", f"?ward={house.larch.pk}", f"?provider={house.north.pk}", f"?coach={house.coach.pk}",
        f"?person={house.practitioner.pk}", f"?q={SECRET}", f"?key={house.larch.pk}", "?sort=team__actions__what",
        "?sort=-password", "?provider__teams__name=Larch+Ward", "?id__in=1&order=person__account__password", "?page=99999",
        f"?after={house.larch.pk}", f"?programme={house.larch.pk}&team__isnull=1",
    ]  # fmt: skip

    def told(address: str) -> str:
        answer = stranger.get(address)
        assert answer.status_code < 500, address
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return str(content.decode(errors="replace"))

    for name in LISTS:
        plain = told(reverse(name))
        for query in asked:
            found = told(reverse(name) + query)
            # The library names whoever shared; what was searched for stands in the box again. Neither is an answer.
            assert "Larch" not in found or "Larch" in plain or "Larch" in query, (name, query)
            assert SECRET not in found or SECRET in plain or SECRET in query, (name, query)
            assert found.count("<tr") <= max(plain.count("<tr"), 2), (name, query)


FILE = re.compile(r'href="([^"]*\bfile=csv[^"]*)"')


@pytest.mark.parametrize(
    "role", ["ward_manager", "willow_coach", "heath_manager", "provider_lead", "programme_team", "national_lead"]
)
def test_a_file_holds_the_rows_of_its_list_and_no_others(house: House, client_of: Any, role: str) -> None:
    with owner():
        things(house)
    browser = client_of(getattr(house, role))
    compared = 0
    for name in LISTS:
        if name == "hours":
            continue  # several tables of totals, and drawings with theirs: tests/coaching/test_hours.py adds them up
        page = browser.get(reverse(name))
        if (
            page.streaming
            or page.status_code != 200
            or "html" not in page["Content-Type"]
            or not (link := FILE.search(page.content.decode()))
        ):
            continue
        if page.content.decode().count("<table") > 1:
            continue  # a page of sums, whose file is another table: tests/coaching/test_hours_sums.py
        answer = browser.get(reverse(name) + link[1].replace("&amp;", "&").lstrip("/").split("/")[-1])
        assert answer.status_code == 200, name
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        head, *rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert head
        listed = page.content.decode().count("<tr") - 1
        while older := page.context.get("older"):
            page = browser.get(reverse(name) + older)
            listed += page.content.decode().count("<tr") - 1
        counted = getattr(page.context.get("page"), "count", listed)
        assert len(rows) in (listed, counted), (name, listed, counted)
        compared += 1
    assert compared, "no list with a file"


@pytest.mark.parametrize("name", sorted({entry["task"] for entry in app.conf.beat_schedule.values()}))
def test_a_task_twice_is_a_task_once_and_it_acts_for_nobody_afterwards(house: House, name: str) -> None:
    with owner():
        things(house)
    app.loader.import_default_modules()
    app.tasks[name].apply().get()
    before = everything_stored()
    app.tasks[name].apply().get()
    assert not [table for table in changed(before) if "outbox" not in table]
    assert current().person_id is None
    assert not Team.objects.exists()
