"""The respondent's path: what gets in, what does not, and that nothing tells who it was."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from people.acting import acting_as
from surveys import responding
from surveys.models import FreeTextAnswer, Response, Stale, Wave
from tests.conftest import owner
from tests.factories import days_ago, today
from tests.surveys.conftest import WORDS, Survey

pytestmark = pytest.mark.django_db

VALID_NHS_NUMBER = "943 476 5919"


def kept() -> int:
    with owner():
        return Response.objects.count()


def send(survey: Survey, **changes: Any) -> bool:
    given: dict[str, Any] = {
        "token": survey.link(survey.after, survey.house.larch),
        "response": uuid.uuid4(),
        "answers": {1: 4, 2: 7, 3: 1, 4: 2},
        "texts": {WORDS: "More time together"},
        **changes,
    }
    return responding.submit(**given)


def call_submit(token: uuid.UUID, answers: str, texts: str = "{}", response: uuid.UUID | None = None) -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select survey.submit(%s, %s, %s::smallint[], %s::jsonb, false)", [token, response or uuid.uuid4(), answers, texts]
        )
        return str(cursor.fetchone()[0])


def test_an_answer_is_kept_by_position_with_its_words_apart(survey: Survey) -> None:
    assert send(survey)
    with owner():
        (response,) = Response.objects.all()
        assert response.answers == [4, 7, 1, 2, -9]
        assert response.received_on == today()
        (words,) = FreeTextAnswer.objects.all()
        assert (words.text, words.state, words.team_id) == ("More time together", "waiting", survey.house.larch.pk)
        assert Stale.objects.filter(team=survey.house.larch, wave=survey.after).count() == 1


def test_non_answers_are_answers_of_their_own(survey: Survey) -> None:
    send(survey, answers={1: -1, 2: -2, 3: -3}, texts={})
    with owner():
        assert Response.objects.get().answers == [-1, -2, -3, -9, -9]


def test_the_same_response_twice_counts_once(survey: Survey) -> None:
    key = uuid.uuid4()
    assert send(survey, response=key)
    assert not send(survey, response=key, answers={1: 1})
    with owner():
        assert Response.objects.get().answers[0] == 4
        assert FreeTextAnswer.objects.count() == 1
        assert Stale.objects.count() == 1


def test_the_same_response_over_another_link_is_refused(survey: Survey) -> None:
    key = uuid.uuid4()
    send(survey, response=key)
    with pytest.raises(ValidationError):
        send(survey, response=key, token=survey.link(survey.after, survey.house.heath))
    assert kept() == 1


@pytest.mark.parametrize(
    "answers",
    [
        "{4,7,1,2}",
        "{4,7,1,2,-9,4}",
        "{6,7,1,2,-9}",
        "{0,7,1,2,-9}",
        "{4,11,1,2,-9}",
        "{4,7,2,2,-9}",
        "{4,7,1,4,-9}",
        "{4,7,1,2,1}",
        "{4,7,1,2,-1}",
        "{NULL,7,1,2,-9}",
        "{4,7,NULL,2,-9}",
        "{-4,7,1,2,-9}",
        "{}",
        "{{4,7,1,2,-9}}",
        "[0:4]={4,7,1,2,-9}",
        None,
    ],
)
def test_answers_that_do_not_fit_the_questionnaire_are_refused_by_the_database(survey: Survey, answers: Any) -> None:
    token = survey.link(survey.after, survey.house.larch)
    with pytest.raises(IntegrityError):
        call_submit(token, answers)
    assert kept() == 0
    assert call_submit(token, "{4,7,1,2,-9}") == "kept"


@pytest.mark.parametrize(
    "texts",
    [
        '{"1": "words on a scale"}',
        '{"5": null}',
        '{"99": "nowhere"}',
        '{"x": "y"}',
        '["a"]',
        '"a"',
        "null",
        '{"5": "%s"}' % ("a" * 2001),
    ],
)
def test_texts_that_belong_to_no_question_or_are_too_long_are_refused(survey: Survey, texts: str) -> None:
    with pytest.raises(IntegrityError):
        call_submit(survey.link(survey.after, survey.house.larch), "{4,7,1,2,-9}", texts)
    with owner():
        assert not Response.objects.exists()
        assert not FreeTextAnswer.objects.exists()


def test_an_nhs_number_is_refused_and_nothing_is_half_kept(survey: Survey) -> None:
    with pytest.raises(ValidationError, match="NHS number"):
        send(survey, texts={WORDS: f"The patient {VALID_NHS_NUMBER} said so"})
    with owner():
        assert not Response.objects.exists()
        assert not Stale.objects.exists()


def test_an_empty_response_is_refused(survey: Survey) -> None:
    with pytest.raises(ValidationError, match="at least one question"):
        send(survey, answers={1: -9}, texts={WORDS: "   "})
    assert kept() == 0


@pytest.mark.parametrize("fields", [{"closes_on": days_ago(1)}, {"opens_on": days_ago(-2)}, {"stopped_on": today()}])
def test_only_an_open_round_takes_answers(survey: Survey, fields: Any) -> None:
    survey.move(survey.after, **fields)
    with pytest.raises(ValidationError, match="closed"):
        send(survey)
    assert call_submit(survey.link(survey.after, survey.house.larch), "{4,7,1,2,-9}") == "closed"
    assert kept() == 0


def test_a_round_that_has_not_opened_does_not_give_its_questions(survey: Survey) -> None:
    survey.move(survey.after, opens_on=days_ago(-1))
    found = responding.open_round(survey.link(survey.after, survey.house.larch))
    assert found is not None
    assert (found.state, found.questions) == ("waiting", [])


def test_an_unknown_link_opens_nothing(survey: Survey) -> None:
    assert responding.open_round(uuid.uuid4()) is None
    assert call_submit(uuid.uuid4(), "{4,7,1,2,-9}") == "closed"


@pytest.mark.parametrize("table", ["surveys_response", "surveys_stale"])
@pytest.mark.parametrize("statement", ["select * from {}", "insert into {} default values", "delete from {}"])
def test_nobody_has_any_right_to_the_tables_behind_the_functions(survey: Survey, table: str, statement: str) -> None:
    for who in (None, survey.house.programme_team):
        with (
            acting_as(who),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(table))


def test_nobody_reads_any_table_of_surveys(survey: Survey) -> None:
    send(survey)
    with acting_as(None), connection.cursor() as cursor:
        for table in (
            "questionnaire",
            "item",
            "wave",
            "teamwave",
            "freetextanswer",
            "teamrollup",
            "providerrollup",
            "regionrollup",
        ):
            cursor.execute(f"select count(*) from surveys_{table}")
            assert cursor.fetchone()[0] == 0, table


def test_a_response_row_says_nothing_of_who_or_when(survey: Survey) -> None:
    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_name in ('surveys_response', 'surveys_freetextanswer')"
        )
        columns = dict(cursor.fetchall())
    assert set(columns) == {
        "id", "team_id", "wave_id", "answers", "received_on", "is_easy_read", "on_paper", "item_id", "text", "state",
    }  # fmt: skip
    assert not {kind for kind in columns.values() if "time" in kind or kind == "inet"}
    assert columns["received_on"] == "date"
    token = survey.link(survey.after, survey.house.larch)
    send(survey)
    with owner(), connection.cursor() as cursor:
        cursor.execute("select table_name from audit.entry where table_name in ('surveys_response', 'surveys_freetextanswer')")
        assert cursor.fetchall() == []
        cursor.execute("select count(*) from surveys_response r where r::text like %s", [f"%{token}%"])
        assert cursor.fetchone()[0] == 0
        # The key is random: a UUID of version 4 and not one that tells its time.
        assert all(key.version == 4 for key in FreeTextAnswer.objects.values_list("pk", flat=True))


def page(survey: Survey, team: Any = None, wave: Wave | None = None) -> str:
    return f"/s/{survey.link(wave or survey.after, team or survey.house.larch)}/"


FILLED = {"answer_1": "4", "answer_2": "7", "answer_3": "0", "answer_4": "-1", "answer_5": "More time"}


def test_the_page_says_who_asks_until_when_and_how_anonymous_it_is(survey: Survey, client: Client) -> None:
    response = client.get(page(survey))
    body = response.content.decode()
    assert response.status_code == 200
    for words in (
        survey.house.programme.name, "Larch Ward", "We do not record who you are. In a small team somebody might guess.",
        "read by one person first", "Don’t know", "Prefer not to say", "Does not apply to me",
    ):  # fmt: skip
        assert words in body
    assert f"{survey.after.closes_on.day} {survey.after.closes_on:%B %Y}" in body
    assert "Sign in" not in body


def test_answering_sets_no_cookie_and_leaves_no_trace_of_where_one_came_from(survey: Survey, client: Client) -> None:
    for response in (client.get(page(survey)), client.post(page(survey), {**FILLED, "response": str(uuid.uuid4())})):
        assert not response.cookies
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert "no-store" in response.headers["Cache-Control"]
    assert kept() == 1


def test_one_can_answer_without_a_token_against_forgery(survey: Survey) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(page(survey), {**FILLED, "response": str(uuid.uuid4())})
    assert (response.status_code, response.url) == (302, f"{page(survey)}thank-you/")
    assert "Your answers have been sent" in browser.get(response.url).content.decode()
    with owner():
        assert Response.objects.get().answers == [4, 7, 0, -1, -9]


def test_a_signed_in_colleague_answers_as_nobody(survey: Survey, client_of: Any) -> None:
    browser = client_of(survey.house.programme_team)
    body = browser.get(page(survey)).content.decode()
    assert survey.house.programme_team.name not in body
    assert "Sign out" not in body
    browser.post(page(survey), {**FILLED, "response": str(uuid.uuid4())})
    with owner(), connection.cursor() as cursor:
        assert Response.objects.count() == 1
        cursor.execute(
            "select count(*) from audit.entry where table_name like 'surveys_%%' and person_id = %s",
            [survey.house.programme_team.pk],
        )
        assert cursor.fetchone()[0] == 0


def test_a_double_click_counts_once(survey: Survey, client: Client) -> None:
    form = {**FILLED, "response": str(uuid.uuid4())}
    first, second = client.post(page(survey), form), client.post(page(survey), form)
    assert first.status_code == second.status_code == 302
    assert kept() == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"answer_1": "9"}, "Choose one of the answers below"),
        ({"answer_2": "x"}, "Choose one of the answers below"),
        ({"answer_5": f"about {VALID_NHS_NUMBER}"}, "This looks like an NHS number"),
        ({"answer_5": "a" * 2001}, "Use 2,000 letters or fewer"),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(
    survey: Survey, client: Client, wrong: dict[str, str], message: str
) -> None:
    response = client.post(page(survey), {**FILLED, **wrong, "response": str(uuid.uuid4())})
    body = response.content.decode()
    assert response.status_code == 200
    assert message in body
    assert "There is a problem" in body
    assert wrong.get("answer_5", "More time") in body
    assert 'value="0" checked' in body  # question 3 keeps its answer
    assert kept() == 0


def test_an_empty_form_is_refused_with_a_message(survey: Survey, client: Client) -> None:
    response = client.post(page(survey), {"response": str(uuid.uuid4())})
    assert "Answer at least one question before you send" in response.content.decode()
    assert kept() == 0


def test_a_spoilt_response_key_does_not_lose_the_answers(survey: Survey, client: Client) -> None:
    assert client.post(page(survey), {**FILLED, "response": "not a key"}).status_code == 302
    assert kept() == 1


def test_a_round_that_closes_while_one_types_keeps_what_was_typed_and_says_so(survey: Survey, client: Client) -> None:
    address = page(survey)
    survey.move(survey.after, stopped_on=today())
    body = client.post(address, {**FILLED, "response": str(uuid.uuid4())}).content.decode()
    assert "This survey has closed, so your answers were not sent." in body
    assert "More time" in body
    assert "Send my answers" not in body
    assert kept() == 0


def test_closed_waiting_and_unknown_links_have_pages_of_their_own(survey: Survey, client: Client) -> None:
    closed = client.get(page(survey, wave=survey.before))
    assert closed.status_code == 410
    assert "This survey has closed" in closed.content.decode()
    survey.move(survey.after, opens_on=days_ago(-3))
    waiting = client.get(page(survey))
    assert waiting.status_code == 200
    assert "This survey is not open yet" in waiting.content.decode()
    assert client.get(f"/s/{uuid.uuid4()}/").status_code == 404


def test_the_page_asks_the_database_only_through_its_functions(
    survey: Survey, client: Client, django_assert_max_num_queries: Any
) -> None:
    address = page(survey)
    with django_assert_max_num_queries(5) as asked:
        client.get(address)
    statements = [query["sql"] for query in asked.captured_queries if "SAVEPOINT" not in query["sql"].upper()]
    assert len(statements) == 1
    assert "survey.open_round" in statements[0]
