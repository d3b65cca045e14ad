from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ideas.forms import LibraryFilters, theme_words
from ideas.models import ChangeIdea, LibraryEntry
from ideas.standing import taken_up
from people.requests import PersonRequest
from ui.lists import page_of
from wards.access import fetch_or_404


def library(request: PersonRequest) -> HttpResponse:
    """What worked elsewhere?"""
    form = LibraryFilters(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    rows = LibraryEntry.visible.to(request.person)
    rows = rows.filter(themes__contains=[asked["theme"]]) if asked.get("theme") else rows
    rows = rows.filter(service_type=asked["service"]) if asked.get("service") else rows
    for word in asked.get("q", "").split()[:10]:
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(who_for__icontains=word)
            | Q(summary__icontains=word)
            | Q(what_was_learnt__icontains=word)
            | Q(ward_name__icontains=word)
        )
    return render(
        request,
        "ideas/library.html",
        {
            "heading": "Library",
            "lead": "Change ideas that other ward teams have shared: what they did, and what they learnt.",
            "page": page_of(request, rows),
            "filters": form,
            "errors": form if form.errors else None,
            "filtered": bool(form.errors) or any(asked.get(name) for name in ("theme", "service")),
            "narrowed": any(asked.get(name) for name in ("q", "theme", "service")),
        },
    )


def library_entry(request: PersonRequest, key: UUID) -> HttpResponse:
    entry: LibraryEntry = fetch_or_404(request, LibraryEntry, key)
    person = request.person
    return render(
        request,
        "ideas/library_entry.html",
        {
            "entry": entry,
            "themes": theme_words(entry),
            "idea": ChangeIdea.visible.to(person).filter(pk=entry.idea_id).first(),
            "taken_up": taken_up(entry, person),
            "caption": f"{entry.ward_name} · {entry.get_service_type_display()}",
            "heading": entry.title,
            "breadcrumbs": [{"text": "Library", "href": reverse("library")}],
        },
    )
