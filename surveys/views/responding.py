"""The respondent's pages. They act as nobody: a signed-in colleague who answers does not answer as themselves.

No cookie is read or set, so there is nothing that a forged request could act on, and no CSRF token: the
link and the form's random response key are all there is. docs/surveys.md says more.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from people.acting import acting_as
from surveys import pictures, responding
from surveys.forms import EasyForm, ResponseForm, name_of
from surveys.responding import Question, Round

#: Nothing of a reader on the page, even where a colleague is signed in.
NOBODY: dict[str, Any] = {"person": None, "navigation": (), "messages": (), "footer_links": (), "offer_sign_in": False}


def as_nobody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to everybody with the link; the database is told that nobody asks; found by no search engine."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
        with acting_as(None):
            found = responding.open_round(token)
            if found is None:
                raise Http404("There is no survey behind this link.")
            response = view(request, token, found)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return login_not_required(csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(wrapped)))


def _page(request: HttpRequest, template: str, token: uuid.UUID, found: Round, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"surveys/{template}.html", {"token": token, "round": found, **context, **NOBODY}, status=status)


def _not_open(request: HttpRequest, token: uuid.UUID, found: Round) -> HttpResponse:
    return _page(request, "respond_closed", token, found, status=410 if found.state == "closed" else 200)


@as_nobody
def respond(request: HttpRequest, token: uuid.UUID, found: Round) -> HttpResponse:
    if not found.is_open and not (request.method == "POST" and found.questions):
        return _not_open(request, token, found)
    form = ResponseForm(found.questions, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            responding.submit(token=token, response=form.response_key, answers=form.answers, texts=form.texts)
            return redirect("respond_thanks", token)
        except ValidationError as error:
            form.add_errors(error)
    return _page(request, "respond", token, found, form=form)


@as_nobody
def respond_thanks(request: HttpRequest, token: uuid.UUID, found: Round) -> HttpResponse:
    return _page(request, "respond_thanks", token, found)


@as_nobody
def respond_easy(request: HttpRequest, token: uuid.UUID, found: Round) -> HttpResponse:
    """One question a page. What was answered travels in the form, not in the server: half a response is nobody's to keep."""
    if not found.is_open and not (request.method == "POST" and found.questions):
        return _not_open(request, token, found)
    if request.method != "POST":
        return _page(request, "easy_start", token, found, response=uuid.uuid4(), questions=found.questions)
    walk = Walk(found.questions, request.POST)
    form = walk.form()
    if form is not None:
        if not form.is_valid():
            return _question(request, token, found, walk, form)
        walk.given[walk.at] = form.cleaned_data["answer"]
    if walk.go == "send":
        return _send(request, token, found, walk)
    walk.move()
    if walk.is_review:
        return _review(request, token, found, walk)
    return _question(request, token, found, walk, None)


class Walk:
    """Where in the easy read pages somebody is, and what they answered so far. All of it came from the form and is checked.

    at: the position in the list of questions, from 0; len(questions) is the page that shows all answers.
    """

    def __init__(self, questions: list[Question], posted: Any) -> None:
        self.questions = questions
        self.posted = posted
        self.go = posted.get("go", "")
        self.at = self._step(posted.get("at"), len(questions))
        self.response = self._key(posted.get("response"))
        self.given = {i: self._checked(question, posted.get(name_of(question), "")) for i, question in enumerate(questions)}

    def _step(self, value: str | None, default: int) -> int:
        return (
            min(int(value), len(self.questions)) if value and value.isascii() and value.isdigit() and len(value) < 4 else default
        )

    @staticmethod
    def _key(value: str | None) -> uuid.UUID:
        try:
            return uuid.UUID(value or "")
        except ValueError:
            return uuid.uuid4()

    @staticmethod
    def _checked(question: Question, value: str) -> str:
        """A carried answer, if its question takes it; the words of a text as they are, for `submit` to check."""
        form = EasyForm(question, {"answer": value})
        return str(form.cleaned_data["answer"]) if form.is_valid() else value if question.is_text else ""

    @property
    def is_review(self) -> bool:
        return self.at >= len(self.questions)

    def form(self) -> EasyForm | None:
        """The form of the question that was on the page, or None where the page showed none."""
        if self.is_review or "asked" not in self.posted:
            return None
        return EasyForm(self.questions[self.at], {"answer": self.posted.get("answer", "")})

    def move(self) -> None:
        """To the page that the button asked for: next, back, review or the number of a question."""
        if self.go == "next":
            self.at += 1
        elif self.go == "back":
            self.at = max(self.at - 1, 0)
        elif self.go == "review":
            self.at = len(self.questions)
        elif self.go:
            self.at = self._step(self.go, self.at)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """(name, answer) of what the form carries on: every question but the one on the page."""
        return [(name_of(q), self.given[i]) for i, q in enumerate(self.questions) if i != self.at and self.given[i]]

    @property
    def answered(self) -> list[tuple[int, Question, str]]:
        """(number, question, the answer in words or "") of all questions."""
        found = []
        for i, question in enumerate(self.questions):
            words = self.given[i] if question.is_text else dict(responding.choices(question, easy=True)).get(self.given[i], "")
            found.append((i, question, words))
        return found


def _question(request: HttpRequest, token: uuid.UUID, found: Round, walk: Walk, form: EasyForm | None) -> HttpResponse:
    question = walk.questions[walk.at]
    form = form or EasyForm(question, initial={"answer": walk.given[walk.at]})
    steps = [i <= walk.at for i in range(len(walk.questions))]
    context: dict[str, Any] = {
        "walk": walk,
        "form": form,
        "question": question,
        "picture": pictures.of_question(question),
        "steps": steps,
    }
    return _page(request, "easy_question", token, found, number=walk.at + 1, of=len(steps), **context)


def _review(request: HttpRequest, token: uuid.UUID, found: Round, walk: Walk, problem: str = "") -> HttpResponse:
    walk.at = len(walk.questions)
    return _page(request, "easy_review", token, found, walk=walk, problem=problem)


def _send(request: HttpRequest, token: uuid.UUID, found: Round, walk: Walk) -> HttpResponse:
    answers = {q.position: int(walk.given[i]) for i, q in enumerate(walk.questions) if not q.is_text and walk.given[i]}
    texts = {q.position: walk.given[i] for i, q in enumerate(walk.questions) if q.is_text}
    try:
        responding.submit(token=token, response=walk.response, answers=answers, texts=texts, easy_read=True)
    except ValidationError as error:
        return _review(request, token, found, walk, " ".join(error.messages))
    return redirect("respond_thanks", token)
