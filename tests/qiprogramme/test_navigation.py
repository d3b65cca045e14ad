"""The navigation shows what a person has, each thing once, and marks where one is."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from qiprogramme.navigation import items
from tests import factories
from wards.reach import reach_of

EXPECTED = {
    "programme_team": ["Today", "Wards", "Coaching", "Surveys", "Events", "People", "Programme"],
    "national_lead": ["Today", "National picture", "Impact", "Library"],
    "coach": ["Today", "My teams", "Log a session", "Hours"],
    "ward_manager": ["Today", "My ward", "Ideas", "Library", "Surveys", "Events"],
    "team_member": ["Today", "My ward", "Ideas", "Library", "Surveys", "Events"],
    "practitioner": ["Today", "My ward", "Community"],
    "sponsor": ["Today", "My wards", "Requests"],
    "analyst": ["Today", "National picture", "Published figures"],
    "nobody": ["Today"],
}


def shown(page: str) -> list[tuple[str, str]]:
    """(address, words) of the navigation's links."""
    found = re.findall(r'class="nhsuk-header__navigation-link" href="([^"]+)"[^>]*>(.*?)</a>', page, re.S)
    return [(href, re.sub(r"<[^>]+>|\s{2,}", "", words).strip()) for href, words in found]


@pytest.mark.parametrize("who", EXPECTED)
def test_each_role_has_its_own(house: Any, client_of: Callable[[Any], Client], who: str) -> None:
    page = client_of(getattr(house, who)).get("/help/").content.decode()
    assert [words for _, words in shown(page)] == EXPECTED[who]


def test_my_ward_leads_straight_to_it(house: Any, client_of: Callable[[Any], Client]) -> None:
    links = {words: href for href, words in shown(client_of(house.ward_manager).get("/").content.decode())}
    assert links["My ward"] == f"/wards/{house.larch.pk}/"


def test_several_roles_are_merged_without_doubles(house: Any, as_owner: Any, client_of: Callable[[Any], Client]) -> None:
    with as_owner():
        factories.membership(house.ward_manager, "coach", team=house.willow)
        factories.membership(house.ward_manager, "sponsor", team=house.heath)
    links = shown(client_of(house.ward_manager).get("/").content.decode())
    assert [words for _, words in links].count("Today") == 1
    assert len({href for href, _ in links}) == len(links)
    assert {"My teams", "Log a session", "Ideas", "My wards", "Requests"} <= {words for _, words in links}


def test_one_item_is_marked(house: Any, acting: Any) -> None:
    with acting(house.coach):
        reach = reach_of(house.coach)
        for path, current in {"/": "Today", "/coaching/sessions/new/": "Log a session", "/wards/": "My teams"}.items():
            assert [item["text"] for item in items(reach, path) if item["current"]] == [current]
        below = [item for item in items(reach, f"/wards/{house.larch.pk}/people/") if item["active"]]
        assert [item["text"] for item in below] == ["My teams"] and not below[0]["current"]
        assert not any(item["active"] for item in items(reach, "/help/"))


def test_signed_out_pages_offer_sign_in_and_no_navigation(db: None) -> None:
    page = Client().get("/help/").content.decode()
    assert shown(page) == []
    assert 'href="/account/login/"' in page


@pytest.mark.parametrize(
    "path", ["/help/", "/privacy/", "/accessibility/", "/who-can-see-what/", "/account/login/", "/no-such-page/"]
)
def test_every_page_has_one_heading_landmarks_and_a_way_past_the_header(db: None, path: str) -> None:
    page = Client().get(path).content.decode()
    assert len(re.findall(r"<h1\b", page)) == 1
    assert '<html lang="en-GB"' in page and 'href="#maincontent"' in page and 'id="maincontent"' in page
    assert "<header" in page and "<footer" in page and "style=" not in page


def test_who_can_see_what_names_every_action_of_my_role(house: Any, client_of: Callable[[Any], Client]) -> None:
    page = client_of(house.sponsor).get("/who-can-see-what/").content.decode()
    mine = page.split("What I can see and do")[1].split("For everybody")[0]
    assert "Executive sponsor" in mine and "Answer a request" in mine and "Ward manager" not in mine


def test_people_are_for_those_who_manage_them(house: Any, client_of: Callable[[Any], Client]) -> None:
    for who in (house.coach, house.national_lead, house.ward_manager, house.provider_lead):
        assert client_of(who).get("/people/").status_code == 404
    page = client_of(house.programme_team).get("/people/?role=ward_manager").content.decode()
    assert "Larch ward manager" in page and "Larch coach" not in page and "Former manager" not in page
    assert "Former manager" in client_of(house.programme_team).get("/people/?when=ended").content.decode()
    assert "Nobody fits" in client_of(house.programme_team).get("/people/?q=zzz").content.decode()


def test_my_account_shows_what_i_am_and_was(house: Any, as_owner: Any, client_of: Callable[[Any], Client]) -> None:
    with as_owner():
        factories.membership(house.ward_manager, "team_member", team=house.willow, since=300, ended=160)
    page = client_of(house.ward_manager).get("/account/").content.decode()
    assert "Ward manager" in page and "Larch Ward" in page and ": over" in page
    assert "a place that you no longer see" in page and "Willow" not in page and "Heath" not in page
