"""The three hour measures, and the way from each total down to its sessions."""

import csv
import io
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching import breakdowns, hour_charts, hours, published_totals, sessions
from coaching.breakdowns import COACHES, SHARE, TIME, Amount
from coaching.models import PublishedTotal, Session
from figures import wording
from people.acting import acting_as
from people.models import Person
from tests import factories
from tests.coaching.hour_pages import numbers_of, pages
from tests.factories import House, days_ago
from wards import moves
from wards.models import Programme, Ward

pytestmark = pytest.mark.django_db


def test_the_measures_of_the_programme(logged: House) -> None:
    me = logged.programme_team
    with acting_as(me):
        visible = Session.visible.to(me)
        rows = hours.delivered(visible)
        assert hours.total(rows) == hours.Hours(delivered=510, coaches=600, sessions=3)
        assert hours.total(rows.filter(kind="team")) == hours.Hours(150, 240, 2)
        assert hours.by_kind(visible)["sponsor"] == hours.Hours(30, 30, 1)


def test_every_breakdown_adds_up_to_the_whole_in_its_own_measure(logged: House) -> None:
    me = logged.programme_team
    with acting_as(me):
        rows = breakdowns.up_to_today(Session.visible.to(me)).filter(hours.published(me))
        months = breakdowns.by_month(rows)
        assert months.whole == {TIME: Amount(605, 510, 150), COACHES: Amount(695, 600, 240)}
        for by in ("ward", "phase", "provider"):
            assert breakdowns.by_share(by, rows, me, months.whole[TIME]).whole == {SHARE: Amount(605, 510, 150)}, by
        assert breakdowns.by_coach(rows, me, months.whole[COACHES]).whole == {COACHES: Amount(695, 600, 240)}
        assert breakdowns.by_programme(rows, [logged.programme]).whole == months.whole
        wards = breakdowns.by_share("ward", rows, me, months.whole[TIME])
        shares = {line.name: (line.amounts[SHARE], line.sessions) for line in wards.lines}
        assert shares == {
            "Heath Ward": (Amount(60, 60, 60), 1),
            "Larch Ward": (Amount(500, 405, 45), 2),
            "Willow Ward": (Amount(45, 45, 45), 1),
        }


def test_wards_and_coaches_that_one_may_not_see_stand_as_one_line_so_that_the_sum_holds(
    logged: House, as_owner: Callable[[], Any], client_of: Callable[[Person], Client]
) -> None:
    with as_owner():
        both = factories.member("Of both", "coach", team=logged.willow)
        factories.membership(both, "coach", team=logged.heath)
    with acting_as(both):
        sessions.log(by=both, teams=[logged.willow, logged.heath], coaches=[both], held_on=days_ago(2), minutes=81)
    with acting_as(logged.willow_coach):
        rows = breakdowns.up_to_today(Session.visible.to(logged.willow_coach)).filter(hours.published(logged.willow_coach))
        whole = breakdowns.by_month(rows).whole[TIME]
        wards = breakdowns.by_share("ward", rows, logged.willow_coach, whole)
    assert wards.whole[SHARE] == whole
    [rest] = [line for line in wards.lines if line.asked is None]
    assert (rest.name, rest.sessions, rest.amounts[SHARE].delivered) == ("Wards that you may not see", None, 85)
    assert "Heath Ward" not in client_of(logged.willow_coach).get("/coaching/sessions/").content.decode()


def test_a_ward_that_had_nothing_stands_among_the_wards(
    logged: House, as_owner: Callable[[], Any], client_of: Callable[[Person], Client]
) -> None:
    with as_owner():
        factories.team(logged.south, logged.pilot, "Rowan Ward")
    page = unescape(client_of(logged.programme_team).get("/coaching/hours/").content.decode())
    assert "the least was 0.0" in page and "1 had none" in page
    assert "Rowan Ward" in client_of(logged.programme_team).get("/coaching/hours/?by=ward").content.decode()


def test_the_kinds_of_the_published_total_are_stored(logged: House, as_owner: Callable[[], Any], client_of: Any) -> None:
    browser = client_of(logged.programme_team)
    assert (
        "The published total counts team coaching and improvement workshops." in browser.get("/coaching/hours/").content.decode()
    )
    with as_owner():
        assert PublishedTotal.objects.filter(programme=factories.programme()).get().kinds == ["team", "workshop"]
        PublishedTotal.objects.filter(programme=logged.programme).update(kinds=["team", "sponsor"])
    page = browser.get("/coaching/hours/").content.decode()
    assert "3 sessions of sponsor meetings and team coaching" in page
    assert "The published total counts sponsor meetings and team coaching." in page
    listed = browser.get("/coaching/sessions/?kind=headline&status=delivered").content.decode()
    assert "time delivered 3.0," in listed
    claim = browser.get("/impact/claims/coaching_hours/").content.decode()
    assert "3.0" in claim and "delivered sessions of sponsor meetings and team coaching" in unescape(claim)


def test_executive_coaching_is_in_no_published_total(house: House, as_owner: Callable[[], Any]) -> None:
    for kinds in (["executive"], ["team", "executive_group"], []):
        with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
            PublishedTotal.objects.filter(programme=house.programme).update(kinds=kinds)


@pytest.mark.parametrize(("role", "changed"), [("programme_team", 1), ("national_lead", 0), ("coach", 0), ("analyst", 0)])
def test_who_sets_up_the_programme_may_change_what_is_published(house: House, role: str, changed: int) -> None:
    with acting_as(getattr(house, role)):
        assert PublishedTotal.visible.to(getattr(house, role)).count() == 1
        assert PublishedTotal.objects.update(kinds=["team"]) == changed


def test_what_the_total_counts_is_changed_on_its_page_and_by_nobody_else(
    logged: House, client_of: Callable[[Person], Client]
) -> None:
    address = f"/coaching/hours/published/{logged.programme.pk}/"
    browser = client_of(logged.programme_team)
    assert address in browser.get("/coaching/hours/").content.decode()
    assert "Choose at least one kind" in browser.post(address, {"version": 1}).content.decode()
    assert "Choose the kinds from the list" in browser.post(address, {"kinds": ["executive"], "version": 1}).content.decode()
    for role in ("national_lead", "coach", "heath_manager"):
        assert client_of(getattr(logged, role)).post(address, {"kinds": ["team"], "version": 1}).status_code == 404
    with acting_as(logged.coach), pytest.raises(PermissionDenied):
        total = hours.kinds_published(logged.programme, logged.coach)
        published_totals.count_in(by=logged.coach, total=total, kinds=["team"])
    with acting_as(logged.programme_team):
        assert hours.kinds_published(logged.programme, logged.programme_team).kinds == ["team", "workshop"]
    assert browser.post(address, {"kinds": ["team"], "version": 1})["Location"] == "/coaching/hours/"
    page = unescape(browser.get("/coaching/hours/").content.decode())
    assert "The published total counts team coaching." in page and "2 sessions of team coaching, each counted once" in page


def of_list(rows: list[dict[str, str]], address: str) -> int:
    """The minutes to which the rows of a list add up in the measure that its address speaks of."""
    if "ward=" in address or "phase=" in address or "provider=" in address:
        return sum(int(row["each_wards_share_minutes"] or 0) for row in rows)
    return sum(int(row["time_delivered_minutes"] or 0) for row in rows)


@pytest.mark.parametrize("role", ["programme_team", "national_lead", "coach", "associate", "heath_coach"])
def test_each_total_opens_sessions_that_add_up_to_it(logged: House, client_of: Callable[[Person], Client], role: str) -> None:
    """Every number on the page, as many as there are: the file behind its link holds exactly those minutes."""
    browser = client_of(getattr(logged, role))
    found = numbers_of(browser)
    assert len(found) >= (8 if role == "heath_coach" else 20)
    for query, number in found:
        address = f"/coaching/sessions/?{query}"
        rows = list(csv.DictReader(io.StringIO(browser.get(f"{address}&file=csv").content.decode("utf-8-sig"))))
        assert rows, address
        if "status=delivered" in address:
            minutes = of_list(rows, address)
            team_time = sum(int(row["coaches_time_minutes"]) for row in rows)
            assert number in {wording.hours(minutes), wording.hours(team_time)}, address
            if "ward=" in address or "phase=" in address or "provider=" in address:
                assert number == wording.hours(minutes), address
        elif "ward=" in address or "phase=" in address or "provider=" in address:
            said = unescape(browser.get(address).content.decode()).split("Together, in hours: ")[1].split("</p>")[0]
            share = said.split("share", 1)[1]
            assert f"of {number} planned" in share or ("planned" not in share and f" {number}." in share), address
        else:
            assert number == wording.hours(sum(int(row["planned_or_held_minutes"]) for row in rows)), address


def test_a_lines_sessions_are_its_own_and_no_others(logged: House, client_of: Callable[[Person], Client]) -> None:
    browser = client_of(logged.programme_team)

    def rows(**query: str) -> list[dict[str, str]]:
        return _file(browser, f"&{urlencode(query)}")

    larch = rows(status="delivered", kind="headline", ward=str(logged.larch.pk))
    assert sorted(int(row["each_wards_share_minutes"]) for row in larch) == [45, 360]
    willow = rows(status="delivered", kind="headline", ward=str(logged.willow.pk))
    assert [int(row["each_wards_share_minutes"]) for row in willow] == [45]
    north = rows(status="delivered", kind="headline", provider=str(logged.north.pk))
    assert sorted(int(row["each_wards_share_minutes"]) for row in north) == [90, 360]
    without = rows(status="delivered", kind="coaching", provider=str(logged.north.pk))
    assert [int(row["each_wards_share_minutes"]) for row in without] == [90]
    together = rows(coach=str(logged.associate.pk), coached_with=str(logged.coach.pk))
    assert [row["number_of_coaches"] for row in together] == ["2"]
    assert rows(coach=str(logged.heath_coach.pk), coached_with=str(logged.coach.pk)) == []


def test_the_page_of_the_national_team(logged: House, client_of: Callable[[Person], Client]) -> None:
    page = pages(client_of(logged.programme_team))
    for shown in (
        "8.5",
        "3 sessions of team coaching and improvement workshops",
        "Without workshops 2.5",
        "10.0",
        "Southfield Health",
        "Heath coach",
        "Half of the 3 ward teams had 1.0 hours or more",
    ):
        assert shown in page, shown
    assert f"&kind=headline&ward={logged.larch.pk}&status=delivered" in page


def test_whoever_sees_two_programmes_sees_them_together_and_each(
    logged: House, as_owner: Callable[[], Any], client_of: Callable[[Person], Client]
) -> None:
    with as_owner():
        later = factories.programme(starts_on=days_ago(100))
        factories.membership(logged.programme_team, "programme_team", programme=later)
        alder = factories.team(logged.south, factories.phase(later), "Alder Ward")
        alder_coach = factories.member("Alder coach", "coach", team=alder)
    with acting_as(alder_coach):
        sessions.log(by=alder_coach, teams=[alder], coaches=[alder_coach], held_on=days_ago(1), minutes=120)
    browser = client_of(logged.programme_team)
    page = unescape(browser.get("/coaching/hours/").content.decode())
    assert "By programme" in page and "10.5" in page and "2 programmes" in page
    assert "Alder Ward" not in pages(browser, f"/coaching/hours/?programme={logged.programme.pk}")
    one = pages(browser, f"/coaching/hours/?programme={later.pk}")
    assert "1 session of team coaching" in one and "Larch Ward" not in one
    assert client_of(logged.national_lead).get(f"/coaching/hours/?programme={later.pk}").status_code == 404
    assert browser.get("/coaching/hours/?programme=nonsense").status_code == 404
    for query, number in numbers_of(browser):
        if "programme=" in query and "status=delivered" in query and "kind=headline" in query:
            address = f"/coaching/sessions/?{query}"
            listed = unescape(browser.get(address).content.decode())
            assert number in listed.split("Together, in hours:")[1][:200], address


def test_a_coach_sees_their_own(logged: House, client_of: Callable[[Person], Client]) -> None:
    page = pages(client_of(logged.coach))
    assert "My hours of coaching" in page
    assert "2 sessions of team coaching and improvement workshops" in page
    assert "Heath" not in page
    assert client_of(logged.ward_manager).get("/coaching/hours/").status_code == 404
    assert client_of(logged.nobody).get("/coaching/hours/").status_code == 404
    assert "No session has been planned or logged yet" in client_of(logged.willow_coach).get("/coaching/hours/").content.decode()


def test_as_many_queries_for_many_sessions_as_for_few(logged: House, client_of: Callable[[Person], Client]) -> None:
    browser = client_of(logged.programme_team)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get("/coaching/hours/").status_code == 200
        return len(found)

    asked()
    few = asked()
    with acting_as(logged.heath_coach):
        for day in range(4, 60, 7):
            sessions.log(
                by=logged.heath_coach, teams=[logged.heath], coaches=[logged.heath_coach], held_on=days_ago(day), minutes=60
            )
    assert asked() == few < 40


def test_the_hours_as_files(logged: House, client_of: Callable[[Person], Client]) -> None:
    browser = client_of(logged.programme_team)
    rows = list(csv.DictReader(io.StringIO(browser.get("/coaching/hours/?file=csv").content.decode("utf-8-sig"))))
    [larch] = [row for row in rows if row["part"].startswith("Larch Ward")]
    assert (larch["breakdown"], larch["each_wards_share_minutes"], larch["each_wards_share_without_workshops_minutes"]) == (
        "ward",
        "405",
        "45",
    )
    assert larch["time_delivered_minutes"] == larch["coaches_time_minutes"] == ""
    for by, column in (
        ("ward", "each_wards_share_minutes"),
        ("month", "time_delivered_minutes"),
        ("phase", "each_wards_share_minutes"),
    ):
        assert sum(int(row[column]) for row in rows if row["breakdown"] == by) == 510
    assert sum(int(row["coaches_time_minutes"]) for row in rows if row["breakdown"] == "coach") == 600
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/coaching/hours/?file=xlsx").content))
    assert book.sheetnames == ["By month", "By kind", "By phase", "By provider", "By ward", "By coach"]
    sheet = book["By ward"]
    head = [cell.value for cell in sheet[1]]
    assert sum(row[head.index("each_wards_share_minutes")] for row in sheet.iter_rows(min_row=2, values_only=True)) == 510


def test_a_programmes_key_of_somebody_elses_opens_nothing(logged: House, as_owner: Callable[[], Any], client_of: Any) -> None:
    with as_owner():
        later: Programme = factories.programme()
    page = client_of(logged.programme_team).get(f"/coaching/sessions/?programme={later.pk}").content.decode()
    assert "There is a problem" in page and "Larch Ward</a>" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, "6 sessions"),
        ({"status": "planned"}, "1 session<"),
        ({"status": "delivered", "kind": "headline"}, "3 sessions"),
        ({"status": "delivered", "kind": "coaching"}, "2 sessions"),
        ({"kind": "workshop"}, "1 session<"),
        ({"ward": "LARCH", "status": "delivered"}, "3 sessions"),
        ({"provider": "SOUTH"}, "1 session<"),
        ({"coach": "ASSOCIATE"}, "1 session<"),
        ({"month": "2001-01"}, "No session fits"),
        ({"month": "last"}, "Enter the month as year and month"),
        ({"kind": "party"}, "There is a problem"),
    ],
)
def test_the_list_narrows(logged: House, client_of: Callable[[Person], Client], query: dict[str, str], count: str) -> None:
    known = {"LARCH": logged.larch, "SOUTH": logged.south, "ASSOCIATE": logged.associate}
    asked = {name: str(known[value].pk) if value in known else value for name, value in query.items()}
    page = client_of(logged.programme_team).get(f"/coaching/sessions/?{urlencode(asked)}").content.decode()
    assert count in page


def _file(browser: Client, query: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"/coaching/sessions/?file=csv{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_holds_what_its_reader_may_see(logged: House, client_of: Callable[[Person], Client]) -> None:
    whole = _file(client_of(logged.programme_team))
    assert len(whole) == 6
    assert sum(int(row["time_delivered_minutes"] or 0) for row in whole) == 540
    [both] = [row for row in whole if row["number_of_wards"] == "2"]
    assert (both["time_delivered_minutes"], both["coaches_time_minutes"], both["each_wards_share_minutes"]) == ("90", "180", "45")
    [missed] = [row for row in whole if row["status"] == "Did not attend"]
    assert missed["reason"] == "'=HYPERLINK(1)"
    assert missed["time_delivered_minutes"] == missed["coaches_time_minutes"] == missed["each_wards_share_minutes"] == ""
    [heath] = _file(client_of(logged.heath_manager))
    assert heath["wards"] == "Heath Ward"
    assert _file(client_of(logged.nobody)) == []
    assert len(_file(client_of(logged.programme_team), "&kind=workshop")) == 1
    [willow] = _file(client_of(logged.willow_manager))
    assert (willow["wards"], willow["number_of_wards"]) == ("Willow Ward", "2")


def test_two_programmes_that_count_different_kinds_are_each_named(
    logged: House, as_owner: Callable[[], Any], client_of: Callable[[Person], Client]
) -> None:
    with as_owner():
        later = factories.programme(name="Culture of Care")
        factories.membership(logged.programme_team, "programme_team", programme=later)
        PublishedTotal.objects.filter(programme=later).update(kinds=["sponsor"])
    page = unescape(client_of(logged.programme_team).get("/coaching/hours/").content.decode())
    assert "The published total of Culture of Care counts sponsor meetings." in page
    assert f"The published total of {logged.programme.name} counts team coaching and improvement workshops." in page
    assert "3 sessions, each counted once" in page


def test_the_page_stays_short_however_many_wards_there_are(
    logged: House, as_owner: Callable[[], Any], client_of: Callable[[Person], Client]
) -> None:
    browser = client_of(logged.programme_team)
    before = browser.get("/coaching/hours/").content.count(b"<tr")
    with as_owner():
        for number in range(30):
            factories.team(logged.south, logged.pilot, f"Rowan {number}")
    page = browser.get("/coaching/hours/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip" and len(page.content) < 10_000
    assert browser.get("/coaching/hours/").content.count(b"<tr") - before < 5
    assert browser.get("/coaching/hours/?by=ward").content.count(b"<tr") > 30
    assert browser.get("/coaching/hours/?by=nonsense").status_code == 200


def test_each_wards_share_is_of_what_the_published_total_counts_wherever_it_stands(
    logged: House, as_owner: Callable[[], Any], client_of: Callable[[Person], Client]
) -> None:
    """A change of what counts is followed by the ward's page, its coaching, the list of wards, its file and Today."""
    with as_owner():
        PublishedTotal.objects.filter(programme=logged.programme).update(kinds=["team", "sponsor"])
    browser = client_of(logged.coach)
    ward = f"/wards/{logged.larch.pk}/"
    coaching = unescape(browser.get(f"{ward}coaching/").content.decode())
    assert "this ward’s share of delivered sponsor meetings and team coaching" in coaching
    assert "1.25" in coaching and "in 2 sessions" in coaching  # 45 of the joint session, 30 with the sponsor
    assert "1.25" in browser.get(ward).content.decode()
    wards = unescape(browser.get("/wards/").content.decode())
    assert "each ward's share of delivered sponsor meetings and team coaching" in wards
    rows = csv.DictReader(io.StringIO(browser.get("/wards/?file=csv").content.decode("utf-8-sig")))
    assert {row["Ward team"]: row["Each ward's share of time delivered, minutes"] for row in rows}["Larch Ward"] == "75"
    assert "Sponsor meetings and team coaching given" in unescape(browser.get("/").content.decode())


def test_a_ward_that_moved_is_one_mark_of_the_spread(logged: House) -> None:
    with acting_as(logged.programme_team):
        ward = Ward.objects.get(teams=logged.larch)
        moves.move(by=logged.programme_team, ward=ward, to=logged.south, on=days_ago(1), why="The trusts merged")
    vars(logged.programme_team).pop("_reach", None)
    with acting_as(logged.programme_team):
        teams = breakdowns.teams_counted(logged.programme, logged.programme_team)
        drawn = hour_charts.spread({logged.larch.pk: 405, logged.willow.pk: 45, logged.heath.pk: 60}, teams)
        after = next(team for team in teams if team.continues_id == logged.larch.pk)
        joined = hour_charts.spread({logged.larch.pk: 405, after.pk: 30, logged.willow.pk: 45, logged.heath.pk: 60}, teams)
    assert len(teams) == 4
    assert len(drawn["chart"].marks) == len(joined["chart"].marks) == 3
    assert "Half of the 3 ward teams had 1.0 hours or more; the least was 0.75, the most 7.25." in joined["finding"]
