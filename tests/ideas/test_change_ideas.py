"""Change ideas: who adds, edits and moves them, and what a bad form does."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from ideas import change_ideas
from ideas.models import ChangeIdea, Finding, ProgressScore, StageMove
from people.verbs import StaleEdit
from tests import factories
from tests.factories import House, days_ago, today
from tests.ideas.conftest import NHS_NUMBER, dated

pytestmark = pytest.mark.django_db

GOOD = {
    "title": "Menu for faith and culture",
    "who_for": "People whose food does not fit their faith",
    "inequity": "Halal meals come cold",
    "aim": "Hot meals for all by May",
    "themes": ["religion_belief"],
    "form_key": "1b4e28ba-2fa1-4d2b-9f0c-0123456789ab",
}


def new(house: House) -> str:
    return reverse("idea_new", args=[house.larch.pk])


@pytest.mark.parametrize("who", ["ward_manager", "team_member", "practitioner", "coach", "programme_team"])
def test_the_ward_team_and_its_coach_add_an_idea(house: House, client_of: Any, acting: Any, who: str) -> None:
    person = getattr(house, who)
    answer = client_of(person).post(new(house), GOOD)
    with acting(person):
        made = ChangeIdea.objects.get()
        assert [move.stage for move in made.moves.all()] == ["proposed"]
    assert answer.url == reverse("idea", args=[made.pk])
    assert (made.team_id, made.stage, made.owner_id, made.themes) == (house.larch.pk, "proposed", person.pk, ["religion_belief"])


@pytest.mark.parametrize("who", ["sponsor", "provider_lead", "national_lead", "associate", "involvement_lead"])
def test_who_only_reads_gets_the_reason_and_changes_nothing(
    house: House, idea: ChangeIdea, client_of: Any, acting: Any, who: str
) -> None:
    browser = client_of(getattr(house, who))
    assert browser.get(reverse("idea", args=[idea.pk])).status_code == 200
    for address, words in (
        (new(house), GOOD),
        (reverse("idea_edit", args=[idea.pk]), {**GOOD, "version": 1}),
        (reverse("idea_stage", args=[idea.pk]), {"stage": "testing", "version": 1}),
        (reverse("cycle_new", args=[idea.pk]), {"plan": "x", "prediction": "y", **dated("started_on", today())}),
        (reverse("measure_new", args=[idea.pk]), {"name": "x"}),
    ):
        answer = browser.post(address, words)
        assert answer.status_code == 403
        assert "Your role does not include this: add and change change ideas" in answer.content.decode()
    with acting(house.ward_manager):
        stored = ChangeIdea.objects.get()
        assert (stored.title, stored.stage, stored.version) == (idea.title, "proposed", 1)
        assert not stored.cycles.exists()
        assert not stored.measures.exists()


@pytest.mark.parametrize("who", ["willow_manager", "heath_manager", "nobody", "former_manager", "analyst"])
def test_others_do_not_know_of_it(house: House, idea: ChangeIdea, client_of: Any, acting: Any, who: str) -> None:
    browser = client_of(getattr(house, who))
    for address in (reverse(name, args=[idea.pk]) for name in ("idea", "idea_edit", "idea_stage", "cycle_new", "measure_new")):
        assert browser.get(address).status_code == 404
        assert browser.post(address, GOOD).status_code == 404
    assert browser.post(new(house), GOOD).status_code == 404
    assert idea.title not in browser.get(reverse("idea_list")).content.decode()
    with acting(house.ward_manager):
        assert ChangeIdea.objects.get().version == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 201}, "Title must be 200 characters or fewer; it has 201"),
        ({"who_for": ""}, "Enter who it is for"),
        ({"inequity": ""}, "Enter what is unfair today"),
        ({"inequity": "x" * 1001}, "What is unfair today must be 1,000 characters or fewer"),
        ({"aim": ""}, "Enter the aim"),
        ({"how_known": f"Mr P, {NHS_NUMBER}, said so"}, "looks like an NHS number"),
        ({"title": NHS_NUMBER.replace(" ", "")}, "looks like an NHS number"),
        ({"themes": ["wizards"]}, "Choose themes from the list"),
    ],
)
def test_a_bad_idea_is_refused_beside_its_field_and_keeps_what_was_typed(
    house: House, client_of: Any, acting: Any, change: dict[str, Any], message: str
) -> None:
    page = client_of(house.ward_manager).post(new(house), GOOD | change).content.decode()
    assert message in page
    assert "There is a problem" in page
    assert "Hot meals for all by May" in page or "aim" in change
    with acting(house.ward_manager):
        assert not ChangeIdea.objects.exists()
        assert not StageMove.objects.exists()


def test_a_double_click_adds_one_idea(house: House, client_of: Any, acting: Any) -> None:
    browser = client_of(house.ward_manager)
    first, second = (browser.post(new(house), GOOD).url for _ in range(2))
    assert first == second
    with acting(house.ward_manager):
        assert ChangeIdea.objects.count() == 1


def test_a_form_key_counts_for_its_own_person_and_team_alone(house: House, acting: Any) -> None:
    key = uuid.uuid4()
    words = {"title": "One", "who_for": "All", "form_key": key}
    with acting(house.programme_team):
        made = {
            change_ideas.propose(by=house.programme_team, team=team, **words).pk
            for team in (house.larch, house.willow, house.larch)
        }
    with acting(house.ward_manager):
        made.add(change_ideas.propose(by=house.ward_manager, team=house.larch, **words).pk)
    assert len(made) == 3


def test_the_owner_is_somebody_of_the_team(house: House, idea: ChangeIdea, acting: Any) -> None:
    with acting(house.ward_manager):
        for stranger in (house.heath_manager, house.former_manager, house.sponsor):
            with pytest.raises(ValidationError) as refused:
                change_ideas.edit(by=house.ward_manager, idea=idea, version=1, owner=stranger)
            assert "owner" in refused.value.message_dict
        change_ideas.edit(by=house.ward_manager, idea=idea, version=1, owner=house.practitioner)
        assert ChangeIdea.objects.get().owner_id == house.practitioner.pk


def test_a_practitioner_who_owns_an_idea_is_not_named_outside_the_team(
    house: House, idea: ChangeIdea, acting: Any, client_of: Any
) -> None:
    with acting(house.ward_manager):
        change_ideas.edit(by=house.ward_manager, idea=idea, version=1, owner=house.practitioner)
    for person, named in ((house.ward_manager, True), (house.sponsor, False), (house.national_lead, False)):
        pages = [
            client_of(person).get(address).content.decode() for address in (reverse("idea", args=[idea.pk]), reverse("idea_list"))
        ]
        assert [house.practitioner.name in page for page in pages] == [named, named]


def test_a_stale_edit_shows_both_versions_and_the_second_save_replaces(
    house: House, idea: ChangeIdea, client_of: Any, acting: Any
) -> None:
    address = reverse("idea_edit", args=[idea.pk])
    browser = client_of(house.ward_manager)
    with acting(house.team_member):
        change_ideas.edit(by=house.team_member, idea=idea, version=1, aim="All by June")
    mine = {**GOOD, "title": idea.title, "aim": "All by July", "version": 1}
    page = browser.post(address, mine)
    assert "Somebody else changed this" in page.content.decode()
    assert "All by June" in page.content.decode()
    assert "All by July" in page.content.decode()
    with acting(house.ward_manager):
        assert ChangeIdea.objects.get().aim == "All by June"
    answer = browser.post(address, mine | {"version": page.context["form"]["version"].value()})
    assert answer.status_code == 302
    with acting(house.ward_manager):
        assert ChangeIdea.objects.get().aim == "All by July"


def test_an_edit_without_the_version_it_saw_is_stale(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    assert client_of(house.ward_manager).post(reverse("idea_edit", args=[idea.pk]), GOOD).status_code == 200
    with acting(house.ward_manager):
        assert ChangeIdea.objects.get().title == idea.title


def test_what_somebody_else_holds_stays_clean_when_an_edit_is_refused(house: House, idea: ChangeIdea, acting: Any) -> None:
    with acting(house.ward_manager), pytest.raises(ValidationError):
        change_ideas.edit(by=house.ward_manager, idea=idea, version=1, title="")
    assert idea.title == "Care plan in plain words"


def test_an_edit_cannot_move_the_idea_to_another_team(house: House, idea: ChangeIdea, acting: Any) -> None:
    with acting(house.programme_team), pytest.raises(TypeError):
        change_ideas.edit(by=house.programme_team, idea=idea, version=1, team=house.willow)


def test_moving_the_stage_is_kept_with_reason_and_who(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    answer = client_of(house.team_member).post(
        reverse("idea_stage", args=[idea.pk]), {"stage": "testing", "reason": "Ready", "version": 1}, follow=True
    )
    assert "The idea is now at “Testing”" in answer.content.decode()
    with acting(house.ward_manager):
        last = StageMove.objects.last()
        assert last is not None
        assert (last.stage_before, last.stage, last.reason, last.moved_by_id) == (
            "proposed",
            "testing",
            "Ready",
            house.team_member.pk,
        )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"stage": "abandoned", "version": 1}, "Say in one line why it was abandoned"),
        ({"stage": "abandoned", "reason": "   ", "version": 1}, "Say in one line why it was abandoned"),
        ({"stage": "proposed", "version": 1}, "already at “Proposed”"),
        ({"stage": "", "version": 1}, "Choose a stage"),
        ({"stage": "flying", "version": 1}, "Choose a stage from the list"),
        ({"stage": "testing", "reason": "x" * 201, "version": 1}, "Why must be 200 characters or fewer"),
        ({"stage": "testing", "reason": NHS_NUMBER, "version": 1}, "looks like an NHS number"),
        ({"stage": "testing", "version": 9}, "Somebody else changed this"),
        ({"stage": "testing", "version": "x"}, "There is a problem"),
    ],
)
def test_a_bad_move_changes_nothing(
    house: House, idea: ChangeIdea, client_of: Any, acting: Any, words: Any, message: str
) -> None:
    page = client_of(house.ward_manager).post(reverse("idea_stage", args=[idea.pk]), words).content.decode()
    assert message in page
    with acting(house.ward_manager):
        assert ChangeIdea.objects.get().stage == "proposed"
        assert StageMove.objects.count() == 1


def test_routine_use_is_checked_when_it_is_set_and_again(house: House, idea: ChangeIdea, acting: Any, as_owner: Any) -> None:
    with acting(house.ward_manager):
        change_ideas.move(by=house.ward_manager, idea=idea, stage="routine")
        with as_owner():
            ChangeIdea.objects.update(checked_on=days_ago(90))
        assert change_ideas.move(by=house.ward_manager, idea=idea, stage="routine").checked_on == today()


def test_the_coach_sets_the_progress_score(house: House, client_of: Any, acting: Any) -> None:
    address = reverse("progress", args=[house.larch.pk])
    browser = client_of(house.coach)
    for _ in range(2):
        browser.post(address, {"score": "2.5", **dated("on", today())})
    with acting(house.coach):
        assert [score.score for score in ProgressScore.objects.all()] == [Decimal("2.5")]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"score": "", **dated("on", today())}, "Choose a score"),
        ({"score": "2.7", **dated("on", today())}, "Choose a score from 0.5 to 5.0 in halves"),
        ({"score": "NaN", **dated("on", today())}, "Choose a score from 0.5 to 5.0 in halves"),
        ({"score": "2.5", **dated("on", (31, 2, 2026))}, "must be a real date"),
        ({"score": "2.5", **dated("on", ("", "", ""))}, "Enter the date"),
        ({"score": "2.5", **dated("on", days_ago(-2))}, "must be today or in the past"),
        ({"score": "2.5", **dated("on", days_ago(900))}, "before the programme"),
    ],
)
def test_a_bad_score_is_refused(house: House, client_of: Any, acting: Any, words: Any, message: str) -> None:
    assert message in client_of(house.coach).post(reverse("progress", args=[house.larch.pk]), words).content.decode()
    with acting(house.coach):
        assert not ProgressScore.objects.exists()


@pytest.mark.parametrize("score", ["NaN", "Infinity", "0", "5.5", "2.25", "1E+50"])
def test_no_score_goes_past_the_verb(house: House, acting: Any, score: str) -> None:
    with acting(house.coach), pytest.raises(ValidationError):
        change_ideas.set_progress(by=house.coach, team=house.larch, score=Decimal(score))


def test_the_ward_does_not_set_its_own_score(house: House, client_of: Any, acting: Any) -> None:
    answer = client_of(house.ward_manager).post(
        reverse("progress", args=[house.larch.pk]), {"score": "5.0", **dated("on", today())}
    )
    assert answer.status_code == 403
    with acting(house.willow_coach), pytest.raises(PermissionDenied):
        change_ideas.set_progress(by=house.willow_coach, team=house.larch, score=Decimal(5))
    with acting(house.coach):
        assert not ProgressScore.objects.exists()


def test_an_old_score_is_a_question(house: House, client_of: Any, acting: Any) -> None:
    address = reverse("progress", args=[house.larch.pk])
    for days, asked in ((60, False), (61, True)):
        with acting(house.coach):
            ProgressScore.objects.all().delete()
            change_ideas.set_progress(by=house.coach, team=house.larch, score=Decimal(3), on=days_ago(days))
        assert ("Still right?" in client_of(house.coach).get(address).content.decode()) is asked


def test_the_list_is_narrowed_by_its_address(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    with acting(house.ward_manager):
        other = change_ideas.propose(
            by=house.ward_manager, team=house.larch, title="Quiet room", who_for="Autistic people", themes=["autism"]
        )
        change_ideas.move(by=house.ward_manager, idea=other, stage="testing")
    browser = client_of(house.ward_manager)
    for query, shown in (
        ("", {idea.title, "Quiet room"}),
        ("?stage=testing", {"Quiet room"}),
        ("?theme=learning_disability", {idea.title}),
        ("?q=plain+plan", {idea.title}),
        (f"?ward={house.larch.pk}", {idea.title, "Quiet room"}),
        ("?q=%25", set()),
    ):
        page = browser.get(reverse("idea_list") + query)
        assert {row.title for row in page.context["page"].rows} == shown
        assert page.context["page"].count == len(shown)
    assert "No change idea fits" in browser.get(reverse("idea_list") + "?q=zebra").content.decode()


def test_a_filter_does_not_tell_of_another_providers_ward(house: House, idea: ChangeIdea, client_of: Any) -> None:
    browser = client_of(house.ward_manager)
    pages = [browser.get(reverse("idea_list") + f"?ward={key}").content.decode() for key in (house.heath.pk, uuid.uuid4())]
    assert all("Choose a ward team from the list" in page for page in pages)
    assert "Heath" not in pages[0]


def test_the_empty_list_says_what_to_do(house: House, client_of: Any) -> None:
    assert "Add the first one" in client_of(house.ward_manager).get(reverse("idea_list")).content.decode()
    assert "as soon as a ward team adds one" in client_of(house.sponsor).get(reverse("idea_list")).content.decode()


def test_list_and_page_ask_the_same_few_questions_however_much_there_is(
    house: House, idea: ChangeIdea, measure: Any, enter: Any, client_of: Any, acting: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ideas import measures, testing_cycles

    browser = client_of(house.ward_manager)
    addresses = (reverse("idea_list"), reverse("idea", args=[idea.pk]))
    enter(measure, [1, 2, 3])
    counts = []
    for _ in range(2):
        for address in addresses:
            with CaptureQueriesContext(connection) as found:
                browser.get(address)
            counts.append(len(found))
        with acting(house.ward_manager):
            for i in range(4):
                change_ideas.propose(by=house.ward_manager, team=house.larch, title=f"Idea {i}", who_for="All")
                more = measures.define(by=house.ward_manager, team=house.larch, idea=idea, name=f"Measure {i}")
                enter(more, list(range(12)))
                testing_cycles.start(by=house.ward_manager, idea=idea, plan="x", prediction="y", started_on=today())
    assert counts[:2] == counts[2:]


def test_a_small_finding_is_hidden_and_not_in_the_page(house: House, idea: ChangeIdea, client_of: Any, as_owner: Any) -> None:
    with as_owner():
        common = {"team": house.larch, "idea": idea, "who_asked": "patients", "source": "Bedside", "on": today()}
        Finding.objects.create(key="a", statement="Felt heard", numerator=23, denominator=25, **common)
        Finding.objects.create(key="b", statement="Felt safe", numerator=3, denominator=4, **common)
        Finding.objects.create(key="c", statement="Knew why", numerator=5, denominator=7, **common)
    page = client_of(house.ward_manager).get(reverse("idea", args=[idea.pk])).content.decode()
    assert "92% (23 of 25; 75–98% allowing for chance)" in page
    assert page.count("Too few people to show") == 1
    assert "3 of 4" not in page
    assert "5 of 7" in page
    assert "5 of 7" not in client_of(house.national_lead).get(reverse("idea", args=[idea.pk])).content.decode()


def test_an_idea_is_listed_in_pages(house: House, client_of: Any, acting: Any) -> None:
    with acting(house.ward_manager):
        for i in range(27):
            change_ideas.propose(by=house.ward_manager, team=house.larch, title=f"Idea {i:02}", who_for="All")
    page = client_of(house.ward_manager).get(reverse("idea_list") + "?sort=title&page=2")
    assert [row.title for row in page.context["page"].rows] == ["Idea 25", "Idea 26"]
    assert "26 to 27 shown" in page.content.decode()


def test_stale_edit_is_a_validation_error_with_what_is_saved(house: House, idea: ChangeIdea, acting: Any) -> None:
    with acting(house.ward_manager), pytest.raises(StaleEdit) as stale:
        change_ideas.move(by=house.ward_manager, idea=idea, stage="testing", version=7)
    assert stale.value.current == idea


def test_a_new_member_may_own_from_their_first_day(house: House, acting: Any, as_owner: Any) -> None:
    with as_owner():
        starts_tomorrow = factories.member("Tomorrow", "team_member", team=house.larch, since=-1)
        starts_today = factories.member("Today", "team_member", team=house.larch, since=0)
    with acting(house.ward_manager):
        names = set(change_ideas.owners(house.larch).values_list("name", flat=True))
    assert starts_today.name in names
    assert starts_tomorrow.name not in names
