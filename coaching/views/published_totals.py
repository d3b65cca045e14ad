"""Which kinds of session the published total counts: looked up on the hours page, changed here."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coaching import published_totals
from coaching.models import PublishedTotal, Session
from coaching.views.sessions import CRUMBS
from people.requests import PersonRequest
from people.saving import attempt
from ui.forms import ChipCheckboxes, Form, VersionField
from wards.access import set_up_or_404
from wards.models import Programme


class PublishedTotalForm(Form):
    kinds = forms.MultipleChoiceField(
        label="Which kinds of session does the published total count?",
        help_text="Executive coaching is always a figure of its own",
        widget=ChipCheckboxes,
        choices=[(kind.value, kind.label) for kind in Session.TEAM_KINDS],
        error_messages={
            "required": "Choose at least one kind of session",
            "invalid_choice": "Choose the kinds from the list",
            "invalid_list": "Choose the kinds from the list",
        },
    )
    version = VersionField()

    def is_done_in(self, row: PublishedTotal) -> bool:
        return True


@require_http_methods(["GET", "HEAD", "POST"])
def published_total(request: PersonRequest, key: UUID) -> HttpResponse:
    programme: Programme = set_up_or_404(request, Programme, key)
    person = request.person
    total: PublishedTotal = PublishedTotal.visible.to(person).get(programme=programme)
    form = PublishedTotalForm(
        request.POST if request.method == "POST" else None, initial={"kinds": total.kinds, "version": total.version}
    )
    if kept := attempt(form, lambda typed: published_totals.count_in(by=person, total=total, **typed)):
        messages.success(request, f"The published total counts {kept.words}.")
        return redirect("hours")
    return render(
        request,
        "ui/form.html",
        {
            "heading": "What the published total counts", "caption": programme.name, "form": form, "button": "Save",
            "back": reverse("hours"), "breadcrumbs": [*CRUMBS, {"text": "Hours", "href": reverse("hours")}],
            "lead": "The hours page and the published figure follow at once. Published editions stay as they are.",
        },
    )  # fmt: skip
