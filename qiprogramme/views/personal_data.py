"""What is kept of a person: their own page, and the same for whoever gives roles."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from people.models import Person
from people.requests import PersonRequest
from people.saving import attempt
from people.step_up import step_up_first
from people.texts import TextField
from qiprogramme import personal_data
from ui.forms import Form
from wards.access import people_known_to, programme_or_404


class ErasureForm(Form):
    why = TextField(
        "Reason",
        missing="Enter the reason",
        hint="For example, “Asked for it by letter of 3 March”. It is kept; do not name the person.",
    )
    sure = forms.BooleanField(
        label="I know that this cannot be undone",
        error_messages={"required": "Tick the box to say that you know that this cannot be undone"},
    )


def _person(request: PersonRequest, key: UUID | None) -> Person:
    """The reader themselves, or one of a programme in which they give roles."""
    by = request.person
    key = key or by.pk
    if key != by.pk:
        programme_or_404(request, to="manage_people")
    person = people_known_to(by).filter(pk=key, is_system=False).first()
    if person is None:
        raise Http404("There is no such page, or it is not yours to see.")
    return person


@require_GET
@step_up_first
def data(request: PersonRequest, key: UUID | None = None) -> HttpResponse:
    """Everything that is kept, as a file that a person and a machine can read."""
    person = _person(request, key)
    found = personal_data.kept_of(by=request.person, person=person)
    words = {"Made on": timezone.localdate().isoformat(), **found}
    return HttpResponse(
        json.dumps(words, indent=2, ensure_ascii=False),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="personal-data.json"'},
    )


@require_http_methods(["GET", "POST"])
@step_up_first
def erasure(request: PersonRequest, key: UUID | None = None) -> HttpResponse:
    """Say what would be lost, ask, and erase."""
    person = _person(request, key)
    own = person.pk == request.person.pk
    form = ErasureForm(request.POST or None, initial={"why": "Asked for it myself"} if own else None)

    def erase(words: dict[str, Any]) -> bool:
        personal_data.erase(by=request.person, person=person, why=words["why"])
        return True

    if attempt(form, erase):
        if own:
            logout(request)
            return redirect("account_login")
        messages.success(request, "What was kept of this person is erased. Every count stays as it was.")
        return redirect("people")
    return render(
        request,
        "qiprogramme/erasure.html",
        {
            "heading": "Erase what is kept about me" if own else f"Erase what is kept about {person.name}",
            "breadcrumbs": [
                {"text": "My account", "href": reverse("account")} if own else {"text": "People", "href": reverse("people")}
            ],
            "form": form,
            "own": own,
            "address": reverse("my_data") if own else reverse("data_of", args=[person.pk]),
        },
    )
