"""The respondent's path: two database functions, no table, nothing of who asks."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from people.nhs_numbers import refuse_nhs_number
from surveys.models.responses import DONT_KNOW, LEFT_BLANK, NOT_APPLICABLE, PREFER_NOT

#: The longest text that an answer in a person's own words may have, in characters.
LONGEST = 2000


@dataclass(frozen=True)
class Question:
    position: int
    key: str
    kind: str
    text: str
    easy_text: str
    picture: str
    options: list[str]

    @property
    def is_text(self) -> bool:
        return self.kind == "text"

    @property
    def easy_words(self) -> str:
        return self.easy_text or self.text


@dataclass(frozen=True)
class Round:
    """What a respondent sees of a round. state: waiting (it opens on `opens_on`; no questions yet), open or closed."""

    programme: str
    team: str
    title: str
    introduction: str
    audience: str
    anonymity: str
    opens_on: date
    closes_on: date
    state: str
    questions: list[Question]

    @property
    def is_open(self) -> bool:
        return self.state == "open"


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
    opens_on, closes_on = (date.fromisoformat(found.pop(name)) for name in ("opens_on", "closes_on"))
    return Round(questions=questions, opens_on=opens_on, closes_on=closes_on, **found)


def submit(
    *,
    token: uuid.UUID,
    response: uuid.UUID,
    answers: Mapping[int, int],
    texts: Mapping[int, str],
    easy_read: bool = False,
) -> bool:
    """Keep one response and mark its team's rollups stale, in one statement. Whether it is new.

    response: the random key that the form made; the same key twice counts once. answers: position → code
    (a valid answer, or a non-answer's negative code); positions left out are kept as left blank. texts:
    position → words.
    Raises ValidationError where the round has closed, nothing was answered, a text is too long or holds
    an NHS number, or an answer is none that its question takes. Nothing is kept then.
    """
    found = open_round(token)
    if found is None or not found.is_open:
        raise ValidationError("This survey has closed, so your answers were not sent.", code="closed")
    texts = {position: text.strip() for position, text in texts.items() if text.strip()}
    if not texts and all(code == LEFT_BLANK for code in answers.values()):
        raise ValidationError("Answer at least one question before you send", code="empty")
    for text in texts.values():
        refuse_nhs_number(text)
        if len(text) > LONGEST:
            raise ValidationError(f"Use {LONGEST:,} letters or fewer in your own words", code="long")
    codes = [LEFT_BLANK if question.is_text else answers.get(question.position, LEFT_BLANK) for question in found.questions]
    kept = json.dumps({str(position): text for position, text in texts.items()})
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select survey.submit(%s, %s, %s::smallint[], %s::jsonb, %s)", [token, response, codes, kept, easy_read]
            )
            what = cursor.fetchone()[0]
    except IntegrityError:
        raise ValidationError("One answer is not among those that its question takes. Choose again.", code="unfit") from None
    if what == "closed":
        raise ValidationError("This survey has closed, so your answers were not sent.", code="closed")
    return bool(what == "kept")


_AGREEMENT = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")

#: Easy read: at most three answers. What each stands for on the full scale, and why, is in docs/surveys.md.
_EASY = {
    "agreement": [("4", "Yes"), ("3", "Sometimes"), ("2", "No")],
    "confidence": [("8", "Yes"), ("5", "A bit"), ("2", "No")],
}


def choices(question: Question, *, easy: bool = False) -> list[tuple[str, str]]:
    """(code, words) of the answers to a question, non-answers last."""
    return [*valid_choices(question, easy=easy), *non_answers(easy=easy)]


def valid_choices(question: Question, *, easy: bool = False) -> list[tuple[str, str]]:
    """(code, words) of the answers that count, in the order in which they are offered."""
    if easy and question.kind in _EASY:
        return list(_EASY[question.kind])
    if question.kind == "agreement":
        return [(str(i), word) for i, word in enumerate(_AGREEMENT, 1)]
    if question.kind == "confidence":
        return [(str(i), {0: "0, not at all", 10: "10, fully"}.get(i, str(i))) for i in range(11)]
    if question.kind == "yes_no":
        return [("1", "Yes"), ("0", "No")]
    if question.kind == "faces":
        return [("3", "Yes"), ("2", "Sometimes"), ("1", "No")]
    return [(str(i), word) for i, word in enumerate(question.options, 1)]


def non_answers(*, easy: bool = False) -> list[tuple[str, str]]:
    """Answers of their own: never missing, never zero."""
    if easy:
        return [(str(DONT_KNOW), "I don’t know"), (str(PREFER_NOT), "I don’t want to say")]
    return [
        (str(DONT_KNOW), "Don’t know"),
        (str(PREFER_NOT), "Prefer not to say"),
        (str(NOT_APPLICABLE), "Does not apply to me"),
    ]
