"""Easy read: one question a page, nothing kept on the way, nothing lost on the way."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from surveys import pictures, responding
from surveys.models import Response
from surveys.responding import Question
from tests.conftest import owner
from tests.factories import today
from tests.surveys.conftest import Survey

pytestmark = pytest.mark.django_db


def address(survey: Survey) -> str:
    return f"/s/{survey.link(survey.after, survey.house.larch)}/easy-read/"


def hidden(body: str) -> dict[str, str]:
    """What the form on the page carries on."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', body))


class Walk:
    def __init__(self, survey: Survey) -> None:
        self.browser, self.address = Client(enforce_csrf_checks=True), address(survey)
        self.body = self.browser.get(self.address).content.decode()

    def press(self, go: str, answer: str | None = None) -> Any:
        form = {**hidden(self.body), "go": go} | ({} if answer is None else {"answer": answer})
        response = self.browser.post(self.address, form)
        self.body = response.content.decode()
        return response


def kept() -> list[list[int]]:
    with owner():
        return list(Response.objects.values_list("answers", flat=True))


def test_one_walks_through_looks_again_and_sends(survey: Survey) -> None:
    walk = Walk(survey)
    assert "There are 5 questions" in walk.body
    walk.press("0")
    assert "Question 1 of 5" in walk.body
    assert "Is our care for everyone?" in walk.body
    assert "/static/pictures/culture.svg" in walk.body
    walk.press("next", "4")
    assert "Question 2 of 5" in walk.body
    walk.press("next", "5")
    walk.press("next", "-2")
    walk.press("next")
    walk.press("next", "The pictures help")
    assert "Your answers" in walk.body
    assert "I don’t want to say" in walk.body
    assert "No answer" in walk.body
    assert "The pictures help" in walk.body
    assert kept() == []
    response = walk.press("send")
    assert (response.status_code, response.url) == (302, walk.address.replace("easy-read", "thank-you"))
    assert kept() == [[4, 5, -2, -9, -9]]
    with owner():
        assert Response.objects.get().is_easy_read
    assert not walk.browser.cookies


def test_going_back_keeps_what_was_answered_after_it_and_before_it(survey: Survey) -> None:
    walk = Walk(survey)
    walk.press("0")
    walk.press("next", "4")
    walk.press("back", "8")
    assert "Question 1 of 5" in walk.body
    assert re.search(r'value="4"[^>]* checked', walk.body)
    walk.press("next", "2")
    assert re.search(r'value="8"[^>]* checked', walk.body)
    walk.press("next", "8")
    for _ in range(3):
        walk.press("next")
    walk.press("0")
    walk.press("next", "3")
    assert hidden(walk.body)["answer_1"] == "3"


def test_an_nhs_number_stops_at_its_question_and_stays_there_to_be_mended(survey: Survey) -> None:
    walk = Walk(survey)
    walk.press("0")
    for _ in range(4):
        walk.press("next")
    walk.press("next", "ask 943 476 5919")
    assert "Question 5 of 5" in walk.body
    assert "This looks like an NHS number" in walk.body
    assert "ask 943 476 5919" in walk.body


def test_carried_answers_are_checked_again(survey: Survey) -> None:
    browser = Client()
    form = {
        "at": "5",
        "go": "send",
        "response": str(uuid.uuid4()),
        "answer_1": "99",
        "answer_2": "7",
        "answer_3": "1",
        "answer_5": "943 476 5919",
    }
    body = browser.post(address(survey), form).content.decode()
    assert "This looks like an NHS number" in body
    assert kept() == []
    browser.post(address(survey), {**form, "answer_5": ""})
    # 99 is no answer at all, and 7 of 10 is none of the three that easy read offers.
    assert kept() == [[-9, -9, 1, -9, -9]]


@pytest.mark.parametrize(
    "form", [{}, {"at": "x"}, {"at": "-1", "go": "next"}, {"at": "99", "go": "99"}, {"go": "nonsense", "at": "2"}]
)
def test_a_spoilt_form_is_answered_with_a_page(survey: Survey, form: dict[str, str]) -> None:
    assert Client().post(address(survey), form).status_code == 200
    assert kept() == []


def test_sent_twice_counts_once(survey: Survey) -> None:
    form = {"at": "5", "go": "send", "response": str(uuid.uuid4()), "answer_1": "4"}
    for _ in range(2):
        assert Client().post(address(survey), form).status_code == 302
    assert len(kept()) == 1


def test_nothing_answered_is_not_sent(survey: Survey) -> None:
    body = Client().post(address(survey), {"at": "5", "go": "send"}).content.decode()
    assert "Answer at least one question before you send" in body
    assert kept() == []


def test_a_round_that_closes_on_the_way_shows_the_answers_and_says_so(survey: Survey) -> None:
    walk = Walk(survey)
    walk.press("0")
    walk.press("next", "4")
    there = address(survey)
    survey.move(survey.after, stopped_on=today())
    body = Client().post(there, {**hidden(walk.body), "go": "send"}).content.decode()
    assert "This survey has closed, so your answers were not sent." in body
    assert "<strong>Yes</strong>" in body
    assert kept() == []


@pytest.mark.parametrize("kind", ["agreement", "confidence", "faces", "yes_no"])
def test_easy_read_offers_at_most_three_answers_each_with_a_picture_that_exists(kind: str) -> None:
    question = Question(1, "q", kind, "Standard", "Easy", "", [])
    offered = responding.valid_choices(question, easy=True)
    assert 2 <= len(offered) <= 3
    assert len(pictures.of_answers(question)) == len(offered)
    full = {code for code, _ in responding.valid_choices(question)}
    assert {code for code, _ in offered} <= full


def test_every_named_picture_is_a_file() -> None:
    from django.contrib.staticfiles import finders

    names = set(pictures.QUESTIONS) | {name for names in pictures._ANSWERS.values() for name in names}
    assert [name for name in names if not finders.find(f"pictures/{name}.svg")] == []
    assert pictures.of_question(Question(1, "q", "yes_no", "", "", "no-such-picture", [])) == "question"
