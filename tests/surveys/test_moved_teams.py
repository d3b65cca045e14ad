"""A ward moves while a survey round is open: its link goes along, and answers given before stay where they were."""

from typing import Any

import pytest

from surveys import responding
from surveys.models import Response, TeamWave
from surveys.rollups import roll_up
from tests.conftest import owner
from tests.ideas.test_moved_teams import move
from tests.surveys.conftest import Survey

pytestmark = pytest.mark.django_db


def test_the_link_of_an_open_round_goes_along_and_that_of_a_closed_one_stays(survey: Survey, client_of: Any) -> None:
    house = survey.house
    survey.answer(survey.after, house.larch, 4, 7, 1, 1, times=3)
    link, closed = survey.link(survey.after, house.larch), survey.link(survey.before, house.larch)
    new = move(house)
    assert survey.link(survey.after, new) == link
    assert survey.link(survey.before, house.larch) == closed
    assert survey.link(survey.after, house.larch) != link
    found = responding.open_round(link)
    assert found is not None and found.is_open
    survey.answer(survey.after, new, 5, 7, 1, 1)
    with owner():
        assert Response.objects.filter(team=house.larch).count() == 3
        assert Response.objects.filter(team=new).count() == 1
        assert roll_up(house.programme) >= 2
        assert not TeamWave.objects.filter(team=new, wave=survey.before).exists()


def test_the_old_team_has_no_link_to_give_away(survey: Survey, client_of: Any) -> None:
    house = survey.house
    link = survey.link(survey.after, house.larch)
    lead = client_of(house.provider_lead)
    assert str(link) in lead.get(f"/wards/{house.larch.pk}/surveys/").content.decode()
    new = move(house)
    left = survey.link(survey.after, house.larch)
    page = lead.get(f"/wards/{house.larch.pk}/surveys/").content.decode()
    assert "The links of this ward team went along" in page
    assert str(link) not in page and str(left) not in page
    for token in (link, left):
        assert lead.get(f"/surveys/links/{token}/poster/").status_code == 404
    assert str(link) in client_of(house.ward_manager).get(f"/wards/{new.pk}/surveys/").content.decode()
