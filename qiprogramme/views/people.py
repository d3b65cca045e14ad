"""Who takes part: for those who invite people and give roles."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people import reading
from people.requests import PersonRequest
from people.step_up import step_up
from ui.downloads import csv_file
from ui.forms import Filter
from ui.lists import address, page_of, sorting
from ui.tables import Cell, Table
from ui.templatetags.formats import day
from wards.access import programme_or_404
from wards.models import Membership, Programme, Provider
from wards.reach import live
from wards.roles import ROLES

ORDERS = {"name": "person__name", "role": "role", "place": "team__name", "since": "starts_on"}


class PeopleFilter(Filter):
    """What narrows the list; every part stands in the address."""

    q = forms.CharField(label="Search", help_text="A name, an email address or a ward", required=False, max_length=100)
    role = forms.ChoiceField(label="Role", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)
    when = forms.ChoiceField(label="When", required=False, choices=[("", "Today"), ("ended", "Ended"), ("all", "At any time")])

    def __init__(self, person: Any, data: Any) -> None:
        super().__init__(data)
        self.offer("role", ((role.key, role.label) for role in ROLES.values() if role.key != "system"))
        self.offer("provider", Provider.visible.to(person).values_list("pk", "name"))


def people(request: PersonRequest) -> HttpResponse:
    """People by role and place, one line a role that somebody holds."""
    programme = programme_or_404(request, to="manage_people")
    form = PeopleFilter(request.person, request.GET)
    chosen = form.chosen
    order = request.GET.get("sort", "name")
    found = _memberships(request.person, programme, chosen, order)
    if request.GET.get("file") == "csv":
        step_up(request)
        reading.note(by=request.person, what="people", owners=[programme.pk], action="export", rows=len(found))
        return csv_file(
            "people", ["Name", "Email", "Role", "Described as", "Ward team", "Provider", "From", "Until"], map(_csv_row, found)
        )
    page = page_of(request, found)
    table = Table(
        ["Name", "Role", "Where", "From"],
        [_row(membership) for membership in page.rows],
        sort=sorting(request, dict(enumerate(ORDERS)), order),
    )
    return render(
        request,
        "qiprogramme/people.html",
        {
            "heading": "People",
            "lead": "Everybody who takes part, with one line for each role that they hold.",
            "filter": form,
            "chosen": chosen,
            "filtered": bool(chosen.keys() - {"q"}),
            "page": page,
            "table": table,
            "persons": found.order_by().values("person").distinct().count(),
            "csv": address(request, file="csv"),
        },
    )


def _memberships(person: Any, programme: Programme, chosen: dict[str, str], order: str) -> QuerySet[Membership]:
    rows = Membership.visible.to(person).filter(programme=programme).exclude(role="system")
    today = timezone.localdate()
    if chosen.get("when") == "ended":
        rows = rows.filter(ends_on__lt=today)
    elif chosen.get("when") != "all":
        rows = rows.filter(live(today))
    if words := chosen.get("q"):
        rows = rows.filter(
            Q(person__name__icontains=words)
            | Q(person__email__icontains=words)
            | Q(team__name__icontains=words)
            | Q(provider__name__icontains=words)
            | Q(team__provider__name__icontains=words)
        )
    if role := chosen.get("role"):
        rows = rows.filter(role=role)
    if provider := chosen.get("provider"):
        rows = rows.filter(Q(provider=provider) | Q(team__provider=provider))
    key = ORDERS.get(order.lstrip("-"), ORDERS["name"])
    return rows.select_related("person", "provider", "team__provider").order_by(f"-{key}" if order.startswith("-") else key, "id")


def _row(membership: Membership) -> list[Any]:
    m = membership
    role = ROLES[m.role].label
    own_words = m.words if m.words != role else ""
    place = (
        Cell(m.team.name, f"/wards/{m.team_id}/people/", m.team.provider.name)
        if m.team
        else Cell(str(m.provider or "The whole programme"))
    )
    since = f"{day(m.starts_on)} to {day(m.ends_on)}" if m.ends_on else day(m.starts_on)
    return [Cell(m.person.name, note=m.person.email), Cell(role, note=own_words), place, since]


def _csv_row(m: Membership) -> list[Any]:
    provider = m.team.provider if m.team else m.provider
    return [
        m.person.name, m.person.email, ROLES[m.role].label, m.words, m.team.name if m.team else "", str(provider or ""),
        m.starts_on.isoformat(), m.ends_on.isoformat() if m.ends_on else "",
    ]  # fmt: skip
