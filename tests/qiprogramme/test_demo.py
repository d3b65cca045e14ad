"""The demo programme gives every published figure through the ordinary code, and the same rows each time.

The only place where the published figures are typed in.
"""

import io
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from benchmarks import __main__ as benchmarks
from benchmarks import walls
from coaching.models import Attendance, Session, SessionTeam
from events.models import Event, EventAttendance
from ideas.models import ChangeIdea, Reach, ReachStatement
from ideas.reach import reached
from impact import claims
from people.acting import acting_as
from people.models import Account, Person
from qiprogramme import demo
from qiprogramme.demo.people import ACCOUNTS, PASSWORD
from qiprogramme.demo.rows import Calendar, Rows
from surveys import responding, results
from surveys.models import TeamRollup, TeamWave, Wave
from surveys.rollups import roll_up
from tests.conftest import owner
from wards.access import system_person
from wards.models import Membership, Programme, Provider, Region, ServiceType, Team, Ward
from wards.roles import STAFF_ROLES

PUBLISHED: dict[str, tuple[float, Any, Any]] = {
    "wards": (51, 51, None),
    "providers": (33, 33, None),
    "months": (27, 27, None),
    "coaching_hours": (1752.5, 105150, 60),
    "workshops": (100, 51, 51),
    "sponsors": (100, 51, 51),
    "national_events": (8, 8, None),
    "staff": (356, 356, None),
    "lived_experience_practitioners": (50, 50, None),
    "patients_reached": (812, 812, None),
    "shelley_care_plan_familiar": (92, 23, 25),
    "shelley_care_consistent": (84, 21, 25),
    "winsford_heard": (100, 12, 12),
    "cubley_accessible": (100, 11, 11),
    "interviews_considerate": (75, 12, 16),
    "inclusive_care_change": (100 * (130 - 87) / 150, [87, 130], [150, 150]),
    "involved_in_design_change": (100 * (93 - 52) / 125, [52, 93], [125, 125]),
    "qi_tools_confidence_change": (20, [650, 780], [100, 100]),
    "inequity_talk_confidence_change": (100 * (750 - 620) / 620, [620, 750], [100, 100]),
}
SENTENCES = {
    "coaching_hours": "more than 1,750 hours",
    "staff": "more than 350 staff",
    "patients_reached": "at least 800 patients",
    "inclusive_care_change": "28.7 percentage points",
    "involved_in_design_change": "32.8 percentage points",
    "qi_tools_confidence_change": "(+20%)",
    "inequity_talk_confidence_change": "(+21%)",
    "cubley_accessible": "18 offered",
    "interviews_considerate": "51–90%",
}


@pytest.fixture(scope="module")
def stored(django_db_setup: None, django_db_blocker: Any) -> Iterator[demo.Loaded]:
    """The demo programme, loaded once for this module and taken away after it."""
    with django_db_blocker.unblock():
        with owner():
            found = demo.load()
        yield found
        with owner():
            demo.reset()


@pytest.fixture
def loaded(stored: demo.Loaded, db: None) -> demo.Loaded:
    """The demo programme; what a test does with it is undone."""
    return stored


def _live(programme: Programme) -> dict[str, claims.Claim]:
    return {claim.key: claim for claim in claims.live(programme)}


def test_every_published_figure_comes_out_of_the_rows(loaded: demo.Loaded) -> None:
    found = _live(loaded.programme)
    assert set(found) == {*PUBLISHED, "community_meetings"}
    for key, (value, numerator, denominator) in PUBLISHED.items():
        claim = found[key]
        assert claim.suppressed == "", key
        assert claim.value == pytest.approx(value, abs=1e-9), key
        assert (claim.numerator, claim.denominator) == (numerator, denominator), key
    for key, words in SENTENCES.items():
        assert words in found[key].text, found[key].text


def test_one_community_meeting_a_month_so_far(loaded: demo.Loaded) -> None:
    with owner():
        meetings = list(Event.objects.filter(kind=Event.Kind.COMMUNITY).order_by("starts_at"))
        assert Counter((m.starts_at.year, m.starts_at.month) for m in meetings).most_common(1)[0][1] == 1
        held = [meeting for meeting in meetings if meeting.status == Event.Status.DELIVERED]
        assert all(timezone.localdate(meeting.starts_at) < timezone.localdate() for meeting in held)
    assert _live(loaded.programme)["community_meetings"].value == len(held) in (26, 27)


def test_a_session_more_is_an_hour_more(loaded: demo.Loaded) -> None:
    from coaching import sessions

    before = _live(loaded.programme)["coaching_hours"].value
    with owner():
        coach = Person.objects.get(email="coach@demo.example")
        shelley = Team.objects.get(name="Shelley")
    with acting_as(coach):
        sessions.log(by=coach, teams=[shelley], coaches=[coach], held_on=timezone.localdate(), minutes=60)
    assert _live(loaded.programme)["coaching_hours"].value == before + 1  # type: ignore[operator]


def test_places_are_those_of_the_programme(loaded: demo.Loaded) -> None:
    with owner():
        assert {"The Orchard", "Opal", "Shelley", "Winsford", "Cubley Court"} <= set(Ward.objects.values_list("name", flat=True))
        assert set(Ward.objects.values_list("service_type", flat=True)) == set(ServiceType.values)
        assert set(Provider.objects.values_list("region", flat=True)) == set(Region.values)
        assert Ward.objects.filter(site__name="Guild Lodge").get().provider.name.startswith("Lancashire and South Cumbria")
        begun = Team.objects.filter(continues=None)
        assert Counter(begun.values_list("phase__name", flat=True)) == {"Pilot": 15, "Wider implementation": 36}
        assert [team.name for team in Team.objects.exclude(continues=None)] == ["Skylark"]
        for provider in Provider.objects.all():
            provider.full_clean()


def test_one_ward_went_to_another_provider_with_its_work(loaded: demo.Loaded) -> None:
    with owner():
        new = Team.objects.get(name="Skylark", state=Team.State.ACTIVE)
        old = Team.objects.get(name="Skylark", state=Team.State.MOVED)
        assert (new.continues_id, new.provider.region, old.provider.region) == (old.pk, Region.SOUTH_EAST, Region.LONDON)
        assert SessionTeam.objects.filter(team=new, session__status=Session.Status.DELIVERED).exists()
        assert SessionTeam.objects.filter(team=old, session__status=Session.Status.DELIVERED).count() > 10
        ideas = ChangeIdea.objects.filter(team=new)
        assert ideas.exists() and all(idea.continues.team_id == old.pk for idea in ideas)  # type: ignore[union-attr]
        assert Membership.objects.filter(team=new, role="sponsor").exists()
    found = _live(loaded.programme)["coaching_hours"]
    assert any("One ward moved" in breakdown.note for breakdown in found.breakdowns)


def test_the_two_questionnaires_were_answered_in_every_region_by_ten_a_ward(loaded: demo.Loaded) -> None:
    with owner():
        for family, fewest in (("ward-staff", 14), ("end-of-programme", 12)):
            for wave in Wave.objects.filter(questionnaire__family=family, phase__name="Wider implementation"):
                first = TeamRollup.objects.filter(wave=wave, position=1).select_related("team__provider")
                enough = [rollup for rollup in first if sum(rollup.others) + rollup.n >= 10]
                assert len(enough) == fewest
                assert {rollup.team.provider.region for rollup in enough} == set(Region.values)
                assert "Shelley" in {rollup.team.name for rollup in enough}


def test_the_benchmark_of_the_national_page_compares_equal_counts(loaded: demo.Loaded) -> None:
    counted = []
    with owner(), connection.cursor() as cursor:
        for query in (benchmarks.FROM_ROWS.format(table="surveys_response"), benchmarks.FROM_ROLLUPS):
            cursor.execute(query)
            counted.append([row for row in cursor.fetchall() if row[2]])
    assert len(counted[0]) > 50
    assert counted[0] == counted[1]


def test_the_benchmark_of_the_wall_draws_its_pages(loaded: demo.Loaded) -> None:
    with owner():
        person = Person.objects.get(email="programme.team@demo.example")
        programme = Programme.objects.get()
    for what, reader, page, _ in walls.pages(person, programme):
        with acting_as(reader), transaction.atomic():
            drawn: Any = page()
            assert what == "national picture" or drawn.content.count(b"</tr>") > 10, what


def test_answers_by_link_move_the_ward_after_five_and_the_nation_after_ten(loaded: demo.Loaded) -> None:
    with owner():
        wave = Wave.objects.get(name="Ward staff, wider implementation, after")
        link = TeamWave.objects.get(wave=wave, team__name="Shelley")
        items = wave.questionnaire.items.count()

    def answer() -> None:
        responding.submit(token=link.token, response=uuid.uuid4(), answers=dict.fromkeys(range(1, items), 4), texts={})
        roll_up(loaded.programme)

    def shown() -> tuple[int, int]:
        with owner():
            ward = TeamRollup.objects.get(wave=wave, team=link.team, position=1).shown["n"]  # type: ignore[index]
        return ward, _live(loaded.programme)["inclusive_care_change"].denominator[1]

    own, nation = shown()
    for _ in range(4):
        answer()
    assert shown() == (own, nation)
    answer()
    assert shown() == (own + 5, nation)
    for _ in range(5):
        answer()
    assert shown() == (own + 10, nation + 10)


def test_a_ward_with_a_handful_of_answers_is_not_shown(loaded: demo.Loaded) -> None:
    reader = system_person(loaded.programme)
    with owner():
        keats = Team.objects.get(name="Keats")
    with acting_as(reader):
        pairs = results.rounds(results.waves_of_phase(reader, keats.phase))
        pair = next(pair for pair in pairs if pair.after.questionnaire.family == "ward-staff")
        items, _, teams = results.gather(reader, pair)
        found = results.team_results(pair, items, [rollup for rollup in teams if rollup.team_id == keats.pk])
    assert found and not any(result.is_shown for result in found)


def test_one_account_a_role_signs_in(loaded: demo.Loaded) -> None:
    with owner():
        accounts = {account.email: account for account in Account.objects.exclude(email=None).select_related("person")}
        assert set(accounts) == {f"{login}@demo.example" for login in ACCOUNTS}
        for login in ACCOUNTS:
            account = accounts[f"{login}@demo.example"]
            assert account.check_password(PASSWORD)
            roles = set(account.person.memberships.values_list("role", flat=True))
            expected = login.replace(".", "_")
            assert roles == {expected}
        assert Membership.objects.get(person=accounts["ward.manager@demo.example"].person).team.name == "Shelley"  # type: ignore[union-attr]


def test_a_second_load_changes_nothing(loaded: demo.Loaded) -> None:
    with owner():
        before = Session.objects.count()
        out = io.StringIO()
        call_command("demo", stdout=out)
        assert "here already" in out.getvalue()
        assert Session.objects.count() == before


def test_a_reset_gives_the_same_programme_again(loaded: demo.Loaded) -> None:
    with owner():
        idea = ChangeIdea.objects.filter(continues=None).order_by("pk").first()
        assert idea is not None
        ChangeIdea.objects.filter(pk=idea.pk).update(title="Something else")
        call_command("demo", "--reset", stdout=io.StringIO())
        assert ChangeIdea.objects.get(pk=idea.pk).title == idea.title


def test_a_real_programme_is_never_touched(loaded: demo.Loaded) -> None:
    with owner():
        demo.reset()
        real = Programme.objects.create(name="Real", slug="real", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
        for arguments in ((), ("--reset",)):
            with pytest.raises(CommandError, match="holds a real programme"):
                call_command("demo", *arguments, stdout=io.StringIO())
        assert list(Programme.objects.all()) == [real]
        assert not Person.objects.exists()


#: What the database or the clock gives: keys by sequence, and the moment of storing.
MADE_ANEW = ("id", "created_at", "changed_at", "marked_at")


def _values(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    return {
        model.__name__: [
            {"pk": row.pk, **{name: getattr(row, name) for name in names}}
            for names in [[f.attname for f in model._meta.concrete_fields if f.attname not in MADE_ANEW]]
            for row in stored
        ]
        for model, stored in rows.by_model.items()
    }


def test_the_same_day_gives_the_same_rows() -> None:
    day = date(2026, 11, 24)
    assert _values(demo.build(Calendar(day))) == _values(demo.build(Calendar(day)))


def test_one_month_holds_one_programme() -> None:
    """Within a month the places, people, memberships, questions and published sums are the same; what is past grows."""
    early, late = (_values(demo.build(Calendar(day))) for day in (date(2026, 11, 3), date(2026, 11, 27)))
    for name in ("Provider", "Ward", "Person", "Account", "Wave", "Item", "TeamWave", "CodedInterview"):
        assert early[name] == late[name], name
    for name in ("Team", "Membership", "Response"):
        assert {row["pk"] for row in early[name]} == {row["pk"] for row in late[name]}, name


@pytest.mark.parametrize(
    "day", [date(2026, 12, 31), date(2027, 1, 1), date(2027, 8, 15), date(2028, 2, 29)], ids=lambda day: day.isoformat()
)
def test_the_sums_hold_on_any_day(day: date) -> None:
    rows = demo.build(Calendar(day))
    sessions = {session.pk: session for session in rows.of(Session)}
    held = [session for session in sessions.values() if session.status == Session.Status.DELIVERED]
    assert sum(session.minutes for session in held if session.kind in Session.HEADLINE_KINDS) == 105150
    assert all(session.held_on <= day for session in held)
    shares: Counter[Any] = Counter()
    for share in rows.of(SessionTeam):
        shares[share.session_id] += share.minutes
    assert all(sessions[key].minutes == minutes for key, minutes in shares.items())
    came = {row.person_id for row in rows.of(Attendance)} | {row.person_id for row in rows.of(EventAttendance)}
    members = rows.of(Membership)
    assert len(came & {row.person_id for row in members if row.role in STAFF_ROLES}) == 356
    assert len(came & {row.person_id for row in members if row.role == "practitioner"}) == 50
    provider_of = {team.pk: team.provider_id for team in rows.of(Team)}
    assert reached(rows.of(Reach), rows.of(ReachStatement), provider_of).patients == 812


def test_every_row_is_one_that_a_form_would_take() -> None:
    """Bulk writing passes by the checks of the fields, so they are made here: no NHS number, no text too long."""
    for model, stored in demo.build(Calendar(date(2026, 11, 24))).by_model.items():
        relations = [field.name for field in model._meta.fields if field.is_relation]
        for row in stored:
            row.clean_fields(exclude=[*relations, "password"])


def test_a_token_is_printed_and_opens_the_api(loaded: demo.Loaded, client: Any) -> None:
    out = io.StringIO()
    call_command("api_token", "National.Lead@demo.example", stdout=out)
    answer = client.get("/api/v1/claims/", headers={"Authorization": f"Token {out.getvalue().strip()}"})
    assert answer.status_code == 200
    assert {claim["key"] for claim in answer.json()} == {*PUBLISHED, "community_meetings"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["nobody@demo.example"], "no account with the address"), (["coach@demo.example", "--days", "0"], "from 1 to 366 days")],
)
def test_a_token_that_cannot_be_made_says_why(loaded: demo.Loaded, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("api_token", *arguments, stdout=io.StringIO())
