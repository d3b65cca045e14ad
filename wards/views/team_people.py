"""The people of one ward team, and their roles: given, ended, handed over."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from people.requests import PersonRequest
from people.saving import attempt
from people.step_up import step_up_first
from ui.tables import Cell, Links, Table
from ui.templatetags.formats import day
from wards import invitations, memberships, practitioners
from wards.access import fetch_or_404, require, team_or_404
from wards.crumbs import team_crumbs
from wards.forms.people import EndForm, HandOverForm, RoleForm
from wards.models import Invitation, Membership, Team
from wards.models.invitations import in_state
from wards.reach import reach_of
from wards.roles import CONFIDENTIAL, ROLES, SPONSORING

#: Heading → roles under it, in the order in which one looks for them.
PARTS = (
    ("Sponsor", ("sponsor", "deputy_sponsor")),
    ("Coaching", ("coach", "associate")),
    ("Ward team", ("ward_manager", "team_member")),
)


@require_safe
def ward_people(request: PersonRequest, key: UUID) -> HttpResponse:
    team = team_or_404(request, key)
    person = request.person
    reach, today = reach_of(person), timezone.localdate()
    rows = list(Membership.visible.to(person).filter(team=team).select_related("person").order_by("person__name", "starts_on"))
    now = [m for m in rows if m.starts_on <= today and (m.ends_on is None or m.ends_on >= today)]
    coming = [m for m in rows if m.starts_on > today]
    past = sorted((m for m in rows if m.ends_on and m.ends_on < today), key=lambda m: m.ends_on or today, reverse=True)
    manages = reach.may("manage_people", team)
    knows = team.pk in reach.inner | reach.arranged
    arranges = team.pk in reach.arranged
    return render(
        request,
        "wards/team_people.html",
        {
            **_head(request, team, "People"),
            "parts": [(heading, _table(_of(now, roles), manages)) for heading, roles in PARTS],
            "earlier_sponsors": _past_table(_of(past, tuple(SPONSORING))),
            "practitioners": _table(_of(now, tuple(CONFIDENTIAL)), manages) if knows else None,
            "practitioners_known": knows,
            "practitioners_in_words": "" if knows else practitioners.count_words(person, team),
            "coming": _table(coming, manages),
            "before": _past_table([m for m in past if m.role not in SPONSORING]),
            "invited": _invited(person, team) if manages else None,
            "manages": manages,
            "arranges": arranges,
        },
    )


def _of(rows: list[Membership], roles: tuple[str, ...]) -> list[Membership]:
    return sorted((m for m in rows if m.role in roles), key=lambda m: roles.index(m.role))


def _table(rows: list[Membership], manages: bool) -> Table:
    table = Table(["Name", "In the team as", "Since", *(["Change"] if manages else [])])
    for m in rows:
        until = f"{day(m.starts_on)}, until {day(m.ends_on)}" if m.ends_on else day(m.starts_on)
        row: list[Any] = [Cell(m.person.name, note="Away" if m.away_since else ""), m.called, until]
        table.rows.append([*row, _changes(m)] if manages else row)
    return table


def _changes(m: Membership) -> Links:
    about = f"the role of {m.person.name}"
    end = ("End", reverse("role_end", args=[m.pk]), about)
    hand_over = ("Hand over", reverse("role_hand_over", args=[m.pk]), about)
    return Links("", links=(end,) if m.role in CONFIDENTIAL else (hand_over, end))


def _past_table(rows: list[Membership]) -> Table:
    table = Table(["Name", "In the team as", "From", "To"])
    table.rows = [[m.person.name, m.called, day(m.starts_on), day(m.ends_on)] for m in rows]
    return table


def _invited(person: Any, team: Team) -> Table:
    rows = Invitation.visible.to(person).filter(in_state(Invitation.State.WAITING, timezone.now()), team=team)
    table = Table(["Name", "Invited as", "Link works until"])
    table.rows = [[Cell(row.name, note=row.email), ROLES[row.role].label, day(row.expires_at)] for row in rows]
    return table


def _head(request: PersonRequest, team: Team, heading: str, *, under: bool = False) -> dict[str, Any]:
    """Caption, heading and the way up the house."""
    crumbs = team_crumbs(team, *([("People", reverse("ward_people", args=[team.pk]))] if under else []))
    return {"team": team, "heading": heading, "caption": f"{team.name} · {team.provider.name}", "breadcrumbs": crumbs}


@require_http_methods(["GET", "HEAD", "POST"])
def role_new(request: PersonRequest, key: UUID) -> HttpResponse:
    """Give a role in the team to somebody known, or invite somebody to it."""
    team = team_or_404(request, key, to="manage_people")
    return _role_new(request, team)


@step_up_first
def _role_new(request: PersonRequest, team: Team) -> HttpResponse:
    person = request.person
    form = RoleForm(request.POST or None)
    if made := attempt(form, lambda typed: invitations.give_or_invite(by=person, programme=team.programme, team=team, **typed)):
        messages.success(request, _outcome(made))
        return redirect("ward_people", team.pk)
    return render(request, "wards/role_form.html", {**_head(request, team, "Add somebody", under=True), "form": form})


def _outcome(made: Membership | Invitation) -> str:
    role = ROLES[made.role].words
    if isinstance(made, Membership):
        return f"{made.person.name} is {role} from {day(made.starts_on)}."
    return f"An invitation as {role} is on its way to {made.name}, {made.email}. The link works until {day(made.expires_at)}."


def _membership_or_404(request: PersonRequest, key: UUID) -> Membership:
    """A role, for whoever gives roles in its programme; 403 for those who may only see it."""
    found: Membership = fetch_or_404(request, Membership, key, "person", "programme", "provider", "team__provider")
    require(request, "manage_people", found.programme)
    return found


def _role_head(request: PersonRequest, m: Membership, heading: str) -> dict[str, Any]:
    if m.team:
        return _head(request, m.team, heading, under=True)
    return {
        "heading": heading, "caption": str(m.provider or m.programme),
        "breadcrumbs": [{"text": "People", "href": "/people/"}],
    }  # fmt: skip


def _back(m: Membership) -> HttpResponse:
    return redirect("ward_people", m.team_id) if m.team_id else redirect("/people/")


@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request: PersonRequest, key: UUID) -> HttpResponse:
    return _role_end(request, _membership_or_404(request, key))


@step_up_first
def _role_end(request: PersonRequest, m: Membership) -> HttpResponse:
    form = EndForm(request.POST or None)
    if done := attempt(form, lambda typed: memberships.end(by=request.person, membership=m, **typed)):
        messages.success(request, f"{m.person.name} is {ROLES[m.role].words} until {day(done.ends_on)}.")
        return _back(m)
    heading = f"End the role of {m.person.name}"
    return render(request, "wards/role_end.html", {**_role_head(request, m, heading), "form": form, "membership": m})


@require_http_methods(["GET", "HEAD", "POST"])
def role_hand_over(request: PersonRequest, key: UUID) -> HttpResponse:
    return _role_hand_over(request, _membership_or_404(request, key))


@step_up_first
def _role_hand_over(request: PersonRequest, m: Membership) -> HttpResponse:
    person = request.person
    form = HandOverForm(request.POST or None, membership=m)
    if made := attempt(form, lambda typed: invitations.hand_over_or_invite(by=person, membership=m, **typed)):
        messages.success(request, f"{m.person.name}'s role is handed over. {_outcome(made)}")
        return _back(m)
    heading = f"Hand over: {ROLES[m.role].words}"
    return render(request, "wards/role_hand_over.html", {**_role_head(request, m, heading), "form": form, "membership": m})
