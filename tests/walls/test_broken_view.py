"""A view that forgets the gate: the lint finds it, and should it be there all the same, the wall holds its rows."""

import ast
import inspect
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import include, path

from coaching.models import Action
from ideas.models import ChangeIdea
from tests.conftest import owner
from tests.factories import House
from tests.narrowing import holes
from tests.walls.objects import SECRET, things

pytestmark = pytest.mark.django_db


def broken(request: HttpRequest) -> HttpResponse:
    """Every action there is, for whoever asks."""
    return JsonResponse([action.what for action in Action.objects.all()], safe=False)


def broken_by_key(request: HttpRequest, key: str) -> HttpResponse:
    """Any change idea, for whoever knows or guesses its key."""
    return JsonResponse([idea.title for idea in ChangeIdea._default_manager.filter(pk=key)], safe=False)


def broken_with_sql(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select what from coaching_action union select title from ideas_changeidea")
        return JsonResponse([what for (what,) in cursor.fetchall()], safe=False)


def broken_by_relation(request: HttpRequest) -> HttpResponse:
    """Over the relations of something that is one's own: who else holds a role with me in a programme."""
    mine = request.person.memberships.first()  # type: ignore[attr-defined]
    return JsonResponse([action.what for team in mine.programme.teams.all() for action in team.actions.all()], safe=False)


def broken_writer(request: HttpRequest) -> HttpResponse:
    return JsonResponse(Action.objects.update(what="Changed by everybody"), safe=False)


VIEWS = (broken, broken_by_key, broken_with_sql, broken_by_relation, broken_writer)

urlpatterns = [
    path("broken/", broken),
    path("broken/key/<uuid:key>/", broken_by_key),
    path("broken/sql/", broken_with_sql),
    path("broken/relation/", broken_by_relation),
    path("broken/writer/", broken_writer),
    path("", include("qiprogramme.urls")),
]


@pytest.mark.urls("tests.walls.test_broken_view")
@pytest.mark.parametrize("role", ["heath_manager", "willow_coach", "analyst", "executive_coach", "former_manager", "nobody"])
def test_the_wall_holds_the_rows_of_a_view_that_forgot_the_gate(house: House, client_of: Any, role: str) -> None:
    with owner():
        made = things(house)
    addresses = ("/broken/", f"/broken/key/{made.idea.pk}/", "/broken/sql/", "/broken/relation/")
    stranger: Client = client_of(getattr(house, role))
    for address in addresses:
        if address == "/broken/relation/" and role in {"nobody", "former_manager"}:
            continue  # who holds no role today has no relation to go along
        assert SECRET not in stranger.get(address).content.decode(), address
    stranger.get("/broken/writer/")
    with owner():
        assert not Action.objects.filter(team=house.larch, what="Changed by everybody").exists()
    # The views are broken indeed: with the wall switched off they tell and change everything.
    insider: Client = client_of(house.ward_manager)
    with owner():
        for address in addresses:
            assert SECRET in insider.get(address).content.decode(), address
        assert stranger.get("/broken/writer/").json() == Action.objects.count() > 0


@pytest.mark.parametrize("view", VIEWS)
def test_the_lint_finds_a_view_that_forgot_the_gate(view: Any) -> None:
    assert list(holes(ast.parse(inspect.getsource(view))))
