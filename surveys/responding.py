"""The respondent's path: two database functions, no table, nothing of who asks."""

import json
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from people.nhs_numbers import refuse_nhs_number
from surveys.models.responses import DONT_KNOW, LEFT_BLANK, NOT_APPLICABLE, PREFER_NOT


@dataclass(frozen=True)
class Question:
    position: int
    key: str
    kind: str
    text: str
    easy_text: str
    picture: str
    options: list[str]


@dataclass(frozen=True)
class Round:
    """What a respondent sees of a round."""

    programme: str
    team: str
    title: str
    introduction: str
    audience: str
    anonymity: str
    closes_on: date
    is_open: bool
    questions: list[Question]


def open_round(token: uuid.UUID) -> Round | None:
    """The questions behind a link, or None where there is no such link."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select survey.open_round(%s)", [token])
        found = cursor.fetchone()[0]
    if found is None:
        return None
    if isinstance(found, str):
        found = json.loads(found)
    questions = [Question(**item) for item in found.pop("items") or []]
    found["closes_on"] = date.fromisoformat(found["closes_on"])
    return Round(questions=questions, **found)


def submit(
    *, token: uuid.UUID, response: uuid.UUID, answers: dict[int, int], texts: dict[int, str], easy_read: bool = False
) -> None:
    """Keep one response and mark its team's rollups stale, in one statement.

    response: the random key that the form made; the same key twice counts once. answers: position → code
    (a valid answer, or a non-answer's negative code); positions left out are kept as left blank.
    Raises ValidationError where the round has closed or a text holds an NHS number.
    """
    found = open_round(token)
    if found is None or not found.is_open:
        raise ValidationError("This survey has closed. Thank you for wanting to answer.")
    for text in texts.values():
        refuse_nhs_number(text)
    codes = [
        answers.get(question.position, LEFT_BLANK) if question.kind != "text" else LEFT_BLANK for question in found.questions
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select survey.submit(%s, %s, %s::smallint[], %s::jsonb, %s)",
            [token, response, codes, json.dumps({str(position): text for position, text in texts.items()}), easy_read],
        )
        if not cursor.fetchone()[0]:
            raise ValidationError("This survey has closed. Thank you for wanting to answer.")


def choices(question: Question, *, easy: bool = False) -> list[tuple[str, str]]:
    """(code, words) of the answers to a question, non-answers last."""
    if question.kind == "agreement":
        words = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]
        given: list[Any] = [(str(i), word) for i, word in enumerate(words, 1)]
        if easy:
            given = [("4", "Yes"), ("3", "Sometimes"), ("2", "No")]
    elif question.kind == "confidence":
        given = [(str(i), {0: "0, not confident at all", 10: "10, fully confident"}.get(i, str(i))) for i in range(11)]
        if easy:
            given = [("8", "Confident"), ("5", "A bit"), ("2", "Not confident")]
    elif question.kind == "yes_no":
        given = [("1", "Yes"), ("0", "No")]
    elif question.kind == "faces":
        given = [("3", "Yes"), ("2", "Sometimes"), ("1", "No")]
    else:
        given = [(str(i), word) for i, word in enumerate(question.options, 1)]
    return [
        *given,
        (str(DONT_KNOW), "I don't know" if easy else "Don't know"),
        (str(PREFER_NOT), "I don't want to say" if easy else "Prefer not to say"),
        *([] if easy else [(str(NOT_APPLICABLE), "Does not apply to me")]),
    ]
