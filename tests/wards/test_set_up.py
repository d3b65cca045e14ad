"""Setting up: steps, agreements and their papers, pauses, and the pages on which the national team does it."""

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ideas.models import ChangeIdea
from impact.radar import radar
from people.acting import acting_as
from tests import factories
from tests.conftest import owner
from tests.factories import House, days_ago, today
from wards import agreements, memberships, pauses, teams
from wards.models import Agreement, AgreementDocument, Pause, Phase, Programme, Provider, Team, TeamStep, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def early(house: House) -> Team:
    """A team of north that is interested since a hundred days."""
    with owner():
        team = factories.team(house.north, house.wider, "Early Ward", state=Team.State.SELECTED)
        TeamStep.objects.filter(team=team).delete()
        TeamStep.objects.create(team=team, state=Team.State.INTERESTED, on=days_ago(100))
        TeamStep.objects.create(team=team, state=Team.State.SELECTED, on=days_ago(80))
    return team


def test_before_the_agreement_the_database_keeps_nothing_of_a_team(house: House, early: Team) -> None:
    with pytest.raises(IntegrityError, match="agreement"), transaction.atomic(), owner():
        ChangeIdea.objects.create(team=early, title="Too early", stage="proposed", moved_on=today(), added_on=today())
    with acting_as(house.programme_team), pytest.raises(ValidationError, match="not signed"):
        memberships.give(
            by=house.programme_team, person=house.team_member, role="team_member", programme=house.programme, team=early
        )
    with owner():
        assert not ChangeIdea.objects.filter(team=early).exists()
        assert not early.memberships.exists()


def sign(house: House, team: Team, **words: Any) -> Agreement:
    asked: dict[str, Any] = {"signed_by": "Chief nurse", "signed_on": days_ago(60), "expires_on": days_ago(-300), **words}
    return agreements.sign(by=house.programme_team, team=team, **asked)


def test_a_signature_is_a_step_and_opens_the_way(house: House, early: Team) -> None:
    with acting_as(house.programme_team):
        teams.set_contact(by=house.programme_team, team=early, name="Ann Lee", email="ann@nhs.example")
        with pytest.raises(ValidationError, match="cannot come to"):
            teams.take_step(by=house.programme_team, team=early, state="active", on=today())
        sign(house, early, document=("../../<b>Deal.pdf", b"%PDF-1.7 signed"))
        with pytest.raises(ValidationError, match="sponsor"):
            teams.take_step(by=house.programme_team, team=early, state="sponsored", on=today())
        found = teams.take_step(by=house.programme_team, team=early, state="active", on=days_ago(3))
        paper = AgreementDocument.visible.to(house.programme_team).get()
    assert (found.state, paper.name, paper.kind) == ("active", "bDeal.pdf", "application/pdf")
    with owner():
        assert [step.state for step in early.steps.all()] == ["interested", "selected", "signed", "active"]
        ChangeIdea.objects.create(team=early, title="Now", stage="proposed", moved_on=today(), added_on=today())


def _zip(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.pdf", b"<script>alert(1)</script>", "must be a PDF"),
        ("x.pdf", b"", "empty"),
        ("x.pdf", b"%PDF-" + b"0" * agreements.MOST_BYTES, "5 MB or smaller"),
        ("x.docx", _zip("word/document.xml", "word/vbaProject.bin"), "must be a PDF"),
        ("x.docx", _zip("something.txt"), "must be a PDF"),
        ("943 476 5919.pdf", b"%PDF-1.7", "NHS number"),
    ],
)
def test_a_wrong_document_is_refused_and_nothing_is_half_kept(
    house: House, early: Team, name: str, content: bytes, words: str
) -> None:
    with acting_as(house.programme_team), pytest.raises(ValidationError, match=words) as caught:
        sign(house, early, document=(name, content))
    assert set(caught.value.message_dict) == {"document"}
    with owner():
        assert not Agreement.objects.exists()
        early.refresh_from_db()
        assert early.state == "selected"


def test_a_document_is_always_a_file_to_keep(house: House, client_of: Any) -> None:
    with acting_as(house.programme_team):
        sign(house, house.larch, document=("Deal.pdf", b"%PDF-1.7 signed"))
    with owner():
        key = AgreementDocument.objects.get().pk
    answer = client_of(house.provider_lead).get(f"/programme/documents/{key}/")
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7 signed")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Deal.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client_of(house.ward_manager).get(f"/programme/documents/{key}/").status_code == 404


@pytest.mark.parametrize("of", ["programme", "region", "provider"])
def test_in_a_pause_the_radar_is_silent(house: House, of: str) -> None:
    place: dict[str, Any] = (
        {"region": house.north.region} if of == "region" else {"provider": house.north} if of == "provider" else {}
    )
    with acting_as(house.programme_team):
        before = {row.team.name for row in radar(house.programme_team).quiet}
        pause = pauses.begin(by=house.programme_team, programme=house.programme, starts_on=days_ago(5), reason="Strike", **place)
        rest = {row.team.name for row in radar(house.programme_team).quiet}
        assert before == {"Larch Ward", "Willow Ward", "Heath Ward"}
        assert rest == (set() if of == "programme" else {"Heath Ward"})
        pauses.end(by=house.programme_team, pause=pause, on=days_ago(1))
        after = [reason for row in radar(house.programme_team).quiet if row.team == house.larch for reason in row.reasons]
        assert not [reason for reason in after if reason.kind == "session"]
        assert pauses.bands(house.programme_team, [house.larch])[house.larch.pk][0].reason == "Strike"
    with acting_as(house.heath_manager):
        assert Pause.visible.to(house.heath_manager).exists() == (of != "provider")


def test_a_provider_is_added_by_its_page_and_a_second_click_adds_none(house: House, client_of: Any) -> None:
    browser = client_of(house.programme_team)
    page = browser.get("/programme/providers/new/")
    words = {
        "name": "Eastleigh Care",
        "ods_code": "rx9",
        "kind": "trust",
        "region": "Y56",
        "form_key": page.context["form"]["form_key"].value(),
    }
    first, second = (browser.post("/programme/providers/new/", words) for _ in range(2))
    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert "Eastleigh Care" in browser.get(first.url).content.decode()
    with owner():
        assert Provider.objects.get(name="Eastleigh Care").ods_code == "RX9"
        key = Provider.objects.get(name="Eastleigh Care").pk
    made = browser.post(f"/programme/providers/{key}/wards/new/", {"name": "Ash", "service_type": "picu", "site": ""})
    assert made.status_code == 302
    ward = made.url.rstrip("/").split("/")[-1]
    begun = browser.post(
        f"/programme/providers/{key}/teams/new/",
        {"name": "Ash", "phase": str(house.wider.pk), "wards": [ward], "on_day": "1", "on_month": "1", "on_year": "2026"},
    )
    assert begun.status_code == 302
    assert "Interested" in browser.get(begun.url).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ods_code": "R!"}, "3 or 5 capital letters"),
        ({"name": ""}, "Enter the provider"),
        ({"name": "Northmoor Care"}, "exists"),
        ({"region": "nowhere"}, "Choose from the list"),
        ({"name": "943 476 5919"}, "NHS number"),
    ],
)
def test_a_wrong_provider_keeps_what_was_typed(house: House, client_of: Any, change: dict[str, str], words: str) -> None:
    typed = {"name": "Eastleigh Care", "ods_code": "RX9", "kind": "trust", "region": "Y56", **change}
    page = client_of(house.programme_team).post("/programme/providers/new/", typed)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert typed["ods_code"] in page.content.decode()
    with owner():
        assert Provider.objects.count() == 2


def test_a_programme_is_started_with_phases_by_pages(house: House, client_of: Any) -> None:
    browser = client_of(house.programme_team)
    days = {
        "starts_on_day": "1",
        "starts_on_month": "1",
        "starts_on_year": "2027",
        "ends_on_day": "1",
        "ends_on_month": "1",
        "ends_on_year": "2028",
    }
    made = browser.post("/programme/programmes/new/", {"name": "Culture of Care", **days})
    assert made.status_code == 302
    with owner():
        programme = Programme.objects.get(name="Culture of Care")
        assert sorted(programme.memberships.values_list("role", flat=True)) == ["programme_team", "system"]
    added = browser.post(f"/programme/programmes/{programme.pk}/phases/new/", {"name": "First", "usual_minutes": "60", **days})
    assert added.status_code == 302
    with owner():
        assert Phase.objects.get(programme=programme).position == 1


@pytest.mark.parametrize("address", ["providers", "wards", "teams", "flow", "programmes", "pauses"])
def test_each_list_searches_is_taken_away_and_has_an_empty_state(house: House, client_of: Any, address: str) -> None:
    browser = client_of(house.programme_team)
    assert browser.get(f"/programme/{address}/?sort=nonsense&page=99").status_code == 200
    assert "Nothing fits" in browser.get(f"/programme/{address}/?q=zzz").content.decode()
    answer = browser.get(f"/programme/{address}/?file=csv")
    assert answer.headers["Content-Type"].startswith("text/csv")


def test_a_ward_is_moved_by_its_page(house: House, client_of: Any) -> None:
    with owner():
        key = Ward.objects.get(covered_by__team=house.larch).pk
    browser = client_of(house.programme_team)
    wrong = browser.post(f"/programme/wards/{key}/move/", {"to": str(house.south.pk), "why": ""})
    assert "Enter the reason" in wrong.content.decode()
    day = days_ago(2)
    words = {
        "to": str(house.south.pk),
        "why": "Merger",
        "takes_values": "no",
        "on_day": day.day,
        "on_month": day.month,
        "on_year": day.year,
        "version": 1,
    }
    assert browser.post(f"/programme/wards/{key}/move/", words).status_code == 302
    assert "Moved to another provider" in browser.get(f"/programme/wards/{key}/").content.decode()
