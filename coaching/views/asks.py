"""Requests to the sponsor: the list, one request with its answer, a new one."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coaching import agreements
from coaching.access import name_of
from coaching.forms.agreements import AnswerForm, AskForm
from coaching.models import Ask
from people.requests import PersonRequest
from people.saving import attempt
from ui.lists import page_of
from ui.templatetags.formats import day
from wards.access import fetch_or_404, require, team_or_404
from wards.crumbs import team_crumbs
from wards.reach import reach_of

CRUMBS = [{"text": "Today", "href": "/"}, {"text": "Requests to the sponsor", "href": "/asks/"}]


@dataclass(frozen=True)
class AskRow:
    """A request with how long it has waited, and whether its reader may answer it."""

    ask: Any
    today: date
    may_answer: bool = False

    @property
    def days(self) -> int:
        return (self.today - self.ask.asked_on).days

    @property
    def is_waiting(self) -> bool:
        return bool(self.ask.answer == Ask.Answer.WAITING)

    @property
    def is_long(self) -> bool:
        return self.is_waiting and self.days >= Ask.LONG_WAIT_DAYS

    @property
    def label(self) -> dict[str, str]:
        return {"aria-label": f"Answer: {self.ask.title}"}

    @property
    def look(self) -> str:
        return "long" if self.is_long else "" if self.is_waiting else self.ask.answer

    @property
    def words(self) -> str:
        """“Waiting 12 days”, “✓ Agreed on …”: a state is never told by colour alone."""
        if self.is_waiting:
            return "Asked today" if not self.days else f"Waiting {self.days} day{'' if self.days == 1 else 's'}"
        sign = "✓" if self.ask.answer == Ask.Answer.AGREED else "✕"
        return f"{sign} {self.ask.get_answer_display()}{f', {day(self.ask.answered_on)}' if self.ask.answered_on else ''}"


def _named(rows: QuerySet[Ask]) -> QuerySet[Ask]:
    return rows.select_related("team").annotate(asker=name_of("asked_by"), answerer=name_of("answered_by"))


@require_safe
def asks(request: PersonRequest) -> HttpResponse:
    person = request.person
    reach, today = reach_of(person), timezone.localdate()
    rows = Ask.visible.to(person)
    waiting = _named(rows.filter(answer=Ask.Answer.WAITING)).order_by("asked_on", "id")
    answered = page_of(request, _named(rows.exclude(answer=Ask.Answer.WAITING)).order_by("-answered_on", "-id"))
    mine = [AskRow(ask, today, reach.may("answer_ask", ask.team_id)) for ask in waiting]
    answers = sum(row.may_answer for row in mine)
    askable = [m.team for m in reach.memberships if m.team_id and reach.may("ask_sponsor", m.team_id)]
    return render(
        request,
        "coaching/ask_list.html",
        {
            "heading": "Requests to the sponsor",
            "breadcrumbs": CRUMBS[:1],
            "lead": f"{answers} {'is' if answers == 1 else 'are'} waiting for your answer." if answers else "",
            "waiting": mine,
            "page": answered,
            "answered": [AskRow(ask, today) for ask in answered.rows],
            "askable": list({team.pk: team for team in askable}.values()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PersonRequest, key: UUID) -> HttpResponse:
    person = request.person
    fetch_or_404(request, Ask, key)
    found = _named(Ask.visible.to(person)).get(pk=key)
    may_answer = reach_of(person).may("answer_ask", found.team_id)
    if request.method == "POST":
        require(request, "answer_ask", found.team)
    words: dict[str, Any] = {"version": found.version}
    if found.answer != Ask.Answer.WAITING:
        words |= {"verdict": found.answer, "words": found.answer_words}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=words)
    if attempt(form, lambda typed: agreements.answer(by=person, ask=found, **typed)):
        messages.success(request, f"Answer saved. {found.team} sees it at once.")
        return redirect("ask", key)
    return render(
        request,
        "coaching/ask.html",
        {
            "heading": found.title,
            "caption": f"Request to the sponsor, {found.team}",
            "breadcrumbs": CRUMBS,
            "row": AskRow(found, timezone.localdate(), may_answer),
            "form": form if may_answer else None,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask_new(request: PersonRequest, key: UUID) -> HttpResponse:
    team = team_or_404(request, key, to="ask_sponsor")
    form = AskForm(request.POST if request.method == "POST" else None)
    if made := attempt(form, lambda typed: agreements.ask(by=request.person, team=team, **typed)):
        messages.success(request, "Request sent. The sponsor sees it at the next visit, and this page shows the answer.")
        return redirect("ask", made.pk)
    return render(
        request,
        "coaching/ask_form.html",
        {
            "heading": "Ask the sponsor",
            "caption": team.name,
            "breadcrumbs": [CRUMBS[0], *team_crumbs(team)[1:]],
            "form": form,
        },
    )
