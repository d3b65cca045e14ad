"""Measures, their values and their page: the finding first, limits only where there are enough values."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from ideas import change_ideas, measures
from ideas.models import Annotation, ChangeIdea, Measure, MeasurePoint, Rebase
from people.verbs import StaleEdit
from tests.factories import House, days_ago, today
from tests.ideas.conftest import NHS_NUMBER, dated
from ui.templatetags.formats import day
from wards import pauses

pytestmark = pytest.mark.django_db

GOOD = {
    "name": "Talks with an interpreter",
    "kind": "process",
    "takes": "ratio",
    "better": "increase",
    "target": "90",
    "every": "week",
    "definition": "Of talks with people who need one",
}
#: The picture of the design: a level that falls after the 14th fortnight.
PICTURE = [47, 50, 46, 48, 52, 49, 45, 48, 51, 46, 81, 48, 47, 44, 34, 27, 31, 24, 38, 29, 22, 35, 25, 21, 18, 20, 17, 22, 16, 19]


def points_of(house: House, acting: Any) -> list[Any]:
    with acting(house.ward_manager):
        return list(MeasurePoint.objects.values_list("at", "value", "numerator", "denominator"))


def new_point(measure: Measure) -> str:
    return reverse("point_new", args=[measure.idea_id, measure.pk])


@pytest.fixture
def share(house: House, idea: ChangeIdea, acting: Any) -> Measure:
    with acting(house.ward_manager):
        return measures.define(
            by=house.ward_manager, team=house.larch, idea=idea, name="Share", is_ratio=True, definition="Of all"
        )


def test_a_share_is_measured_in_per_cent(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    answer = client_of(house.ward_manager).post(reverse("measure_new", args=[idea.pk]), GOOD | {"unit": "talks"})
    with acting(house.ward_manager):
        made = Measure.objects.get()
    assert answer.url == reverse("measure", args=[idea.pk, made.pk])
    assert (made.unit, made.is_ratio, made.target, made.team_id, made.idea_id) == (
        "%",
        True,
        Decimal(90),
        house.larch.pk,
        idea.pk,
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "x" * 201}, "Name must be 200 characters or fewer"),
        ({"name": NHS_NUMBER}, "looks like an NHS number"),
        ({"unit": "x" * 41}, "Unit must be 40 characters or fewer"),
        ({"unit": NHS_NUMBER}, "looks like an NHS number"),
        ({"definition": ""}, "Enter what is counted, among whom, and from where"),
        ({"definition": NHS_NUMBER}, "looks like an NHS number"),
        ({"kind": ""}, "Choose what it tells you"),
        ({"takes": "guess"}, "Choose what you will enter from the list"),
        ({"better": ""}, "Choose which way is better"),
        ({"every": "year"}, "Choose how often from the list"),
        ({"target": "many"}, "Target must be a number, like 24.5"),
        ({"target": "NaN"}, "Target must be a number, like 24.5"),
        ({"target": "Infinity"}, "Target must be a number, like 24.5"),
        ({"target": "1e400"}, "Target must have at most 9 figures before the point"),
        ({"target": "101"}, "must lie between 0 and 100 per cent"),
    ],
)
def test_a_bad_measure_is_refused(house: House, idea: ChangeIdea, client_of: Any, acting: Any, change: Any, message: str) -> None:
    page = client_of(house.ward_manager).post(reverse("measure_new", args=[idea.pk]), GOOD | change).content.decode()
    assert message in page
    with acting(house.ward_manager):
        assert not Measure.objects.exists()


def test_a_double_click_adds_one_measure(house: House, idea: ChangeIdea, client_of: Any, acting: Any) -> None:
    for _ in range(2):
        client_of(house.ward_manager).post(
            reverse("measure_new", args=[idea.pk]), GOOD | {"form_key": "1b4e28ba-2fa1-4d2b-9f0c-0123456789ab"}
        )
    with acting(house.ward_manager):
        assert Measure.objects.count() == 1


def test_a_measure_and_its_idea_are_of_one_team(
    house: House, idea: ChangeIdea, measure: Measure, acting: Any, client_of: Any
) -> None:
    with acting(house.programme_team):
        with pytest.raises(ValidationError):
            measures.define(by=house.programme_team, team=house.willow, idea=idea, name="x")
        foreign = change_ideas.propose(by=house.programme_team, team=house.willow, title="Other", who_for="All")
    browser = client_of(house.programme_team)
    for name in ("measure", "point_new"):
        assert browser.get(reverse(name, args=[foreign.pk, measure.pk])).status_code == 404
        assert client_of(house.heath_manager).get(reverse(name, args=[idea.pk, measure.pk])).status_code == 404


def test_todays_value_is_added_and_shown(house: House, measure: Measure, client_of: Any, acting: Any) -> None:
    browser = client_of(house.team_member)
    form = browser.get(new_point(measure)).context["form"]
    assert form["at"].value() == today()
    page = browser.post(
        new_point(measure), {**dated("at", today()), "value": "24.50", "version": "0"}, follow=True
    ).content.decode()
    assert f"The value for {today().day} {today():%B %Y} was added: 24.5 hours." in page
    assert points_of(house, acting) == [(today(), Decimal("24.5"), None, None)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"value": ""}, "Enter the value"),
        ({"value": "lots"}, "must be a number, like 24.5"),
        ({"value": "NaN"}, "must be a number, like 24.5"),
        ({"value": "-Infinity"}, "must be a number, like 24.5"),
        ({"value": "1e300"}, "must have at most 9 figures before the point"),
        ({"value": "1234567890"}, "must have at most 9 figures before the point"),
        ({"value": "1.2345"}, "must have at most 3 decimal places"),
        ({"value": "1", "note": "x" * 201}, "Note must be 200 characters or fewer"),
        ({"value": "1", "note": NHS_NUMBER}, "looks like an NHS number"),
        ({"value": "1", **dated("at", ("", "", ""))}, "Enter the date of the value"),
        ({"value": "1", **dated("at", (29, 2, 2025))}, "must be a real date"),
        ({"value": "1", **dated("at", days_ago(-2))}, "must be today or in the past"),
        ({"value": "1", **dated("at", (1, 1, 2001))}, "more than 3 years before the programme"),
    ],
)
def test_a_bad_value_is_refused(house: House, measure: Measure, client_of: Any, acting: Any, words: Any, message: str) -> None:
    page = client_of(house.ward_manager).post(new_point(measure), {**dated("at", today()), **words}).content.decode()
    assert message in page
    assert "There is a problem" in page
    assert points_of(house, acting) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"numerator": "", "denominator": "4"}, "Enter how many"),
        ({"numerator": "3", "denominator": ""}, "Enter of how many"),
        ({"numerator": "0", "denominator": "0"}, "must be 1 or more: a day with nobody to count has no value"),
        ({"numerator": "5", "denominator": "4"}, "cannot be more than"),
        ({"numerator": "-1", "denominator": "4"}, "must be a whole number from 0 to 1,000,000"),
        ({"numerator": "1.5", "denominator": "4"}, "must be a whole number from 0 to 1,000,000"),
        ({"numerator": "1", "denominator": "9" * 30}, "must be a whole number from 0 to 1,000,000"),
    ],
)
def test_a_bad_share_is_refused(house: House, share: Measure, client_of: Any, acting: Any, words: Any, message: str) -> None:
    assert message in client_of(house.ward_manager).post(new_point(share), {**dated("at", today()), **words}).content.decode()
    assert points_of(house, acting) == []


def test_a_share_keeps_both_numbers(house: House, share: Measure, client_of: Any, acting: Any) -> None:
    client_of(house.ward_manager).post(new_point(share), {**dated("at", today()), "numerator": "2", "denominator": "3"})
    assert points_of(house, acting) == [(today(), Decimal("66.667"), 2, 3)]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+400", "1000000000"])
def test_no_value_goes_past_the_verb(house: House, measure: Measure, acting: Any, value: str) -> None:
    with acting(house.ward_manager), pytest.raises(ValidationError) as refused:
        measures.add_point(by=house.ward_manager, measure=measure, at=today(), value=Decimal(value))
    assert "value" in refused.value.message_dict


def test_a_second_value_of_a_day_shows_the_first_and_replaces_only_when_saved_again(
    house: House, measure: Measure, client_of: Any, acting: Any
) -> None:
    browser = client_of(house.ward_manager)
    with acting(house.team_member):
        measures.add_point(by=house.team_member, measure=measure, at=today(), value=Decimal(14))
    mine = {**dated("at", today()), "value": "41", "version": "0"}
    page = browser.post(new_point(measure), mine)
    text = page.content.decode()
    assert "There is a value for" in text
    assert "<dd>14.000</dd>" in text or "<dd>14</dd>" in text
    assert 'value="41"' in text
    assert [value for _, value, *_ in points_of(house, acting)] == [Decimal(14)]
    form = page.context["form"]
    again = mine | {"version": form["version"].value(), "version_of": form["version_of"].value()}
    saved = browser.post(new_point(measure), again, follow=True).content.decode()
    assert "was corrected from 14 hours to 41 hours" in saved
    assert [value for _, value, *_ in points_of(house, acting)] == [Decimal(41)]


def test_correcting_says_so_from_the_start(house: House, measure: Measure, client_of: Any, acting: Any) -> None:
    browser = client_of(house.ward_manager)
    for at in (today(), days_ago(7)):
        with acting(house.ward_manager):
            measures.add_point(by=house.ward_manager, measure=measure, at=at, value=Decimal(14))
    page = browser.get(f"{new_point(measure)}?at={days_ago(7).isoformat()}")
    assert "Correct a value" in page.content.decode()
    seen = {name: page.context["form"][name].value() for name in ("version", "version_of", "value")}
    assert seen["value"] == "14"
    # The same version, but of another day that also has a value: not seen, so not replaced.
    other = browser.post(new_point(measure), {**dated("at", today()), **seen, "value": "9"}).content.decode()
    assert "There is a value for" in other
    browser.post(new_point(measure), {**dated("at", days_ago(7)), **seen, "value": "9"})
    assert [value for _, value, *_ in points_of(house, acting)] == [Decimal(9), Decimal(14)]


def test_a_double_click_on_a_value_is_no_conflict(house: House, measure: Measure, client_of: Any, acting: Any) -> None:
    words = {**dated("at", today()), "value": "14", "version": "0"}
    assert [client_of(house.ward_manager).post(new_point(measure), words).status_code for _ in range(2)] == [302, 302]
    with acting(house.ward_manager):
        assert MeasurePoint.objects.get().version == 1


@pytest.mark.parametrize("at", ["", "yesterday", "2026-02-31", "9999-12-31"])
def test_an_odd_day_in_the_address_is_no_error(house: House, measure: Measure, client_of: Any, at: str) -> None:
    assert client_of(house.ward_manager).get(f"{new_point(measure)}?at={at}").status_code == 200


def test_who_only_reads_may_not_add_a_value(house: House, measure: Measure, client_of: Any, acting: Any) -> None:
    for person in (house.sponsor, house.provider_lead):
        assert client_of(person).get(reverse("measure", args=[measure.idea_id, measure.pk])).status_code == 200
        answer = client_of(person).post(new_point(measure), {**dated("at", today()), "value": "1"})
        assert answer.status_code == 403
        with acting(person), pytest.raises(PermissionDenied):
            measures.add_point(by=person, measure=measure, at=today(), value=Decimal(1))
    assert points_of(house, acting) == []


def test_a_value_that_was_seen_is_stale_once_somebody_changed_it(house: House, measure: Measure, acting: Any) -> None:
    with acting(house.ward_manager):
        for value in (1, 2):
            measures.add_point(by=house.ward_manager, measure=measure, at=today(), value=Decimal(value))
        with pytest.raises(StaleEdit):
            measures.add_point(by=house.ward_manager, measure=measure, at=today(), value=Decimal(3), version=1)


@pytest.mark.parametrize(
    ("values", "shown", "not_shown"),
    [
        ([], ["from 10 values on it tells change from chance"], ["<svg xmlns"]),
        ([12], ["Too early to say: 1 value so far, 10 are needed.", "Run chart with median"], ["XmR chart", "Trial limits"]),
        ([12, 15, 11, 14, 16, 13, 12, 15, 17], ["Too early to say: 9 values", "Run chart with median"], ["XmR chart"]),
        (
            [12, 15, 11, 14, 16, 13, 12, 15, 17, 11],
            ["Usual variation", "XmR chart, Making Data Count rules: shift of 7", "Trial limits"],
            [],
        ),
        ([12, 15, 11, 14, 16, 13, 12, 15, 17, 11, 12, 13], ["XmR chart, Making Data Count"], ["Trial limits"]),
        ([5] * 12, ["There is not enough variation to set limits.", "too early to say"], []),
        ([*PICTURE[:10], 200], ["Worse, and more than chance: the last value is above the upper limit"], []),
    ],
)
def test_the_page_says_no_more_than_the_values_do(
    house: House, measure: Measure, enter: Any, client_of: Any, values: list[Any], shown: list[str], not_shown: list[str]
) -> None:
    enter(measure, values)
    page = client_of(house.ward_manager).get(reverse("measure", args=[measure.idea_id, measure.pk])).content.decode()
    for words in shown:
        assert words in page
    for words in not_shown:
        assert words not in page


def test_the_page_of_the_picture(house: House, measure: Measure, enter: Any, client_of: Any, as_owner: Any) -> None:
    enter(measure, PICTURE)
    with as_owner():
        common = {"team": house.larch, "measure": measure}
        Annotation.objects.create(at=days_ago(7 * 19), text="Interpreter line down", **common)
        Rebase.objects.create(
            at=days_ago(7 * 15), reason="New way on every shift", decided_by=house.practitioner, decided_on=days_ago(9), **common
        )
    address = reverse("measure", args=[measure.idea_id, measure.pk])
    page = client_of(house.ward_manager).get(address).content.decode()
    assert "Better, and more than chance: the last 7 or more values are below the mean (mean 24.9 hours)." in page
    assert (
        "Target of 24 hours or less:</strong> met at some times and missed at others. Usual variation runs up to 42.1 hours."
        in page
    )
    assert "30 values, 2 phases" in page
    assert "<strong>A</strong>" in page
    assert "New way on every shift" in page
    assert house.practitioner.name in page
    sponsors = client_of(house.sponsor).get(address).content.decode()
    assert "New way on every shift" in sponsors
    assert house.practitioner.name not in sponsors
    run = client_of(house.ward_manager).get(address + "?chart=run").content.decode()
    assert "Anhøj rules" in run
    assert ">upper limit 42.1<" in page
    assert ">upper limit 42.1<" not in run


def test_the_measures_page_asks_the_same_few_questions_however_many_values(
    house: House, measure: Measure, enter: Any, client_of: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(house.ward_manager)
    counts = []
    for values in (PICTURE[:12], PICTURE):
        enter(measure, values)
        with CaptureQueriesContext(connection) as found:
            browser.get(reverse("measure", args=[measure.idea_id, measure.pk]))
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_pause_stands_on_the_chart_in_its_table_and_in_the_sentence(
    house: House, measure: Measure, enter: Any, client_of: Any, acting: Any
) -> None:
    enter(measure, PICTURE[:12])
    with acting(house.programme_team):
        pauses.begin(
            by=house.programme_team, programme=house.programme, starts_on=days_ago(30), ends_on=days_ago(20), reason="A strike"
        )
        pauses.begin(by=house.programme_team, programme=house.programme, region="Y63", starts_on=days_ago(9), reason="Elsewhere")
    page = client_of(house.ward_manager).get(reverse("measure", args=[measure.idea_id, measure.pk])).content.decode()
    span = f"from {day(days_ago(30))} to {day(days_ago(20))}"
    lead, rest = page.split('qi-lead">', 1)[1].split("</p>", 1)
    assert lead.endswith(f" Paused {span}: A strike.")
    assert rest.count(f"<title>Paused {span}: A strike.</title>") == 2
    assert rest.count(">Paused</text>") == 2
    body = rest.split("<tbody", 1)[1]
    assert f"From {span[5:]}" in body and "A strike" in body
    # It stands between the values before and after it.
    order = [body.index(words) for words in (f"{day(days_ago(14))}<", f"From {span[5:]}", f"{day(days_ago(35))}<")]
    assert order == sorted(order)
    assert "Elsewhere" not in page
    idea = client_of(house.ward_manager).get(reverse("idea", args=[measure.idea_id])).content.decode()
    assert idea.count(f"Paused {span}: A strike.") >= 2
