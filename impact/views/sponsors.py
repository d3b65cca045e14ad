"""What the wards that one sponsors need."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coaching.models import Ask
from impact.sponsors import page_of_sponsor
from people.requests import PersonRequest
from ui.tables import Cell, Table
from ui.templatetags.formats import day


def sponsor(request: PersonRequest) -> HttpResponse:
    page = page_of_sponsor(request.person)
    if page is None:
        raise Http404("Nobody has named you as sponsor of a ward.")
    table = Table(["Request", "Ward", "Answer", "What came of it"])
    for ask in page.answered:
        sign = "✓" if ask.answer == Ask.Answer.AGREED else "✕"
        table.rows.append(
            [
                Cell(ask.title, reverse("ask", args=[ask.pk])),
                Cell(ask.team.name, reverse("ward", args=[ask.team_id])),
                Cell(f"{sign} {ask.get_answer_display()}", note=day(ask.answered_on)),
                ask.outcome or "Nothing noted yet",
            ]
        )
    return render(
        request,
        "impact/sponsor.html",
        {"heading": "My wards", "caption": page.caption, "lead": page.lead, "page": page, "answered": table},
    )
