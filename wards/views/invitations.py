"""Invitations: the list, a new one, a pasted list of them; sent again, withdrawn."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import reading
from people.requests import PersonRequest
from people.saving import attempt
from people.step_up import step_up, step_up_first
from ui.downloads import csv_file
from ui.forms import Filter
from ui.lists import address, page_of, sorting
from ui.templatetags.formats import day
from wards import invitation_lists, invitations, memberships
from wards.access import fetch_or_404, programme_or_404, require
from wards.forms.people import InvitationForm, PasteForm
from wards.models import Invitation, Provider, Team
from wards.models.invitations import in_state
from wards.roles import ROLES

CRUMBS = [{"text": "People", "href": "/people/"}, {"text": "Invitations", "href": "/people/invitations/"}]
ORDERS = {"name": "name", "role": "role", "place": "team__name", "sent": "invited_at"}
#: Lines of a trial that are shown one by one; the rest is counted.
_SHOWN_WRONG = 200


class InvitationFilter(Filter):
    """What narrows the list; every part stands in the address."""

    q = forms.CharField(label="Search", help_text="A name, an email address or a ward", required=False, max_length=100)
    state = forms.ChoiceField(label="Where it stands", required=False)
    role = forms.ChoiceField(label="Role", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("state", Invitation.State.choices)
        self.offer("role", ((role.key, role.label) for role in ROLES.values() if role.key not in memberships.NEVER_GIVEN))


@require_safe
def invitation_list(request: PersonRequest) -> HttpResponse:
    programme = programme_or_404(request, to="manage_people")
    person = request.person
    form, now = InvitationFilter(request.GET), timezone.now()
    chosen, order = form.chosen, request.GET.get("sort", "-sent")
    rows = Invitation.visible.to(person).filter(programme=programme)
    if state := chosen.get("state"):
        rows = rows.filter(in_state(state, now))
    if role := chosen.get("role"):
        rows = rows.filter(role=role)
    if q := chosen.get("q"):
        rows = rows.filter(
            Q(name__icontains=q) | Q(email__icontains=q) | Q(team__name__icontains=q) | Q(provider__name__icontains=q)
        )
    field = ORDERS.get(order.lstrip("-"), "invited_at")
    rows = rows.select_related("programme", "provider", "team__provider").order_by(
        f"-{field}" if order[:1] == "-" else field, "id"
    )
    if request.GET.get("file") == "csv":
        step_up(request)
        reading.note(by=person, what="invitations", owners=[programme.pk], action="export", rows=len(rows))
        head = ["Name", "Email", "Role", "Where", "Invited on", "Link works until", "Where it stands"]
        return csv_file("invitations", head, map(_csv_row, rows))
    page = page_of(request, rows)
    return render(
        request,
        "wards/invitation_list.html",
        {
            "heading": "Invitations",
            "breadcrumbs": CRUMBS[:1],
            "filter": form,
            "chosen": chosen,
            "page": page,
            "sort": sorting(request, dict(enumerate(ORDERS)), order),
            "csv": address(request, file="csv"),
        },
    )


def _csv_row(row: Invitation) -> list[Any]:
    return [
        row.name, row.email, ROLES[row.role].label, row.place, row.invited_at.date().isoformat(),
        row.expires_at.date().isoformat(), Invitation.State(row.state).label,
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_new(request: PersonRequest) -> HttpResponse:
    programme = programme_or_404(request, to="manage_people")
    return _invitation_new(request, programme)


@step_up_first
def _invitation_new(request: PersonRequest, programme: Any) -> HttpResponse:
    person = request.person
    form = InvitationForm(
        request.POST or None,
        teams=Team.visible.to(person).filter(programme=programme).select_related("provider"),
        providers=Provider.visible.to(person).filter(teams__programme=programme).distinct(),
    )

    def verb(typed: dict[str, Any]) -> Invitation:
        del typed["place"]
        return invitations.invite_once(by=person, programme=programme, **form.scope(), **typed)

    if made := attempt(form, verb):
        messages.success(request, f"An invitation is on its way to {made.email}. The link works until {day(made.expires_at)}.")
        return redirect("invitation_list")
    return render(request, "wards/invitation_form.html", {"heading": "Invite somebody", "breadcrumbs": CRUMBS, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_paste(request: PersonRequest) -> HttpResponse:
    """First what would happen, line by line; then, with the second button, it happens."""
    programme = programme_or_404(request, to="manage_people")
    return _invitation_paste(request, programme)


@step_up_first
def _invitation_paste(request: PersonRequest, programme: Any) -> HttpResponse:
    person = request.person
    form, found = PasteForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            found = invitation_lists.trial(by=person, programme=programme, text=text)
            if "send" in request.POST:
                sent = invitation_lists.send(by=person, programme=programme, text=text)
                people = "person is" if sent.invites == 1 else "people are"
                messages.success(request, f"{sent.invites:,} {people} invited. The emails go out in the next few minutes.")
                return redirect("invitation_list")
        except ValidationError as error:
            form.add_errors(error)
    return render(
        request,
        "wards/invitation_paste.html",
        {
            "heading": "Invite many people",
            "breadcrumbs": CRUMBS,
            "form": form,
            "trial": found,
            "wrong": found.wrong[:_SHOWN_WRONG] if found else [],
            "more_wrong": max(0, len(found.wrong) - _SHOWN_WRONG) if found else 0,
            "confidential": bool(found and invitation_lists.confidential_note(found)),
        },
    )


def _invitation_or_404(request: PersonRequest, key: UUID) -> Invitation:
    found: Invitation = fetch_or_404(request, Invitation, key, "programme", "provider", "team")
    require(request, "manage_people", found.programme)
    return found


@require_POST
def invitation_resend(request: PersonRequest, key: UUID) -> HttpResponse:
    row = _invitation_or_404(request, key)
    try:
        again = invitations.resend(by=request.person, invitation=row)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            f"A new link is on its way to {row.email}; the old one no longer works. It is good until {day(again.expires_at)}.",
        )
    return redirect("invitation_list")


@require_POST
def invitation_withdraw(request: PersonRequest, key: UUID) -> HttpResponse:
    row = _invitation_or_404(request, key)
    try:
        invitations.withdraw(by=request.person, invitation=row)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, f"The invitation to {row.email} is withdrawn. Its link no longer works.")
    return redirect("invitation_list")
