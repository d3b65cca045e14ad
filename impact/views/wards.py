"""Ward teams: the list, one ward, and its people, coaching and ideas."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coaching import published_totals
from coaching.models import PublishedTotal, Session
from ideas.models import ChangeIdea
from impact import ward_lists
from impact.ward_coaching import coaching_of
from impact.ward_lists import WardFilter, WardRow
from impact.wards import WardPage, page_of_ward
from people.requests import PersonRequest
from ui.downloads import csv_file
from ui.lists import address, page_of, sorting
from ui.tables import Cell, Table
from ui.templatetags.formats import day
from wards import pauses
from wards.access import team_or_404
from wards.models import Team
from wards.reach import reach_of


def ward_list(request: PersonRequest) -> HttpResponse:
    person = request.person
    form = WardFilter(person, request.GET)
    chosen = form.chosen
    order = request.GET.get("sort", "name")
    found = ward_lists.teams(person, chosen, order)
    if request.GET.get("file") == "csv":
        rows = ward_lists.ward_rows(person, list(found))
        return csv_file("ward-teams", CSV_HEAD, [_csv_row(row) for row in rows])
    page = page_of(request, found)
    table = ward_lists.ward_table(ward_lists.ward_rows(person, page.rows))
    table.sort = sorting(request, dict(enumerate(("name", "phase", "state", "coaching", "ideas", "last"))), order)
    return render(
        request,
        "impact/ward_list.html",
        {
            "heading": "Ward teams",
            "filter": form,
            "page": page,
            "table": table,
            "chosen": chosen,
            "filtered": bool(chosen.keys() - {"q"}),
            "has_reach": bool(reach_of(person).teams) if person else False,
            "csv": address(request, file="csv"),
            "counts": published_totals.words(PublishedTotal.visible.to(person)),
        },
    )


CSV_HEAD = (
    "Ward team", "Provider", "Region", "Service type", "Phase", "Where it stands", "Each ward's share of time delivered, minutes",
    "Sessions", "Change ideas", "Ideas adopted or in routine use", "Last session",
)  # fmt: skip


def _csv_row(row: WardRow) -> list[Any]:
    team = row.team
    return [
        team.name, team.provider.name, team.provider.get_region_display(), row.service_types, team.phase.name,
        team.get_state_display(), row.share, row.sessions, row.ideas, row.kept, row.last_session or "",
    ]  # fmt: skip


def ward(request: PersonRequest, key: UUID) -> HttpResponse:
    team = team_or_404(request, key)
    page = page_of_ward(request.person, team)
    return render(request, "impact/ward.html", {**_head(request, page), "may": _may(request, team), "lead": page.lead})


def ward_coaching(request: PersonRequest, key: UUID) -> HttpResponse:
    team = team_or_404(request, key)
    person = request.person
    page = page_of_ward(person, team)
    coaching = coaching_of(person, team, page.today)
    past = page_of(request, coaching.past)
    table = Table(["Session", "Kind", "How it went", "Minutes", "This ward’s share (minutes)"], numeric=frozenset({3, 4}))
    for part in past.rows:
        session = part.session
        delivered = session.status == Session.Status.DELIVERED
        table.rows.append(
            [
                Cell(
                    day(session.held_on),
                    reverse("session", args=[session.pk]),
                    ", ".join(coach.name for coach in session.coaches.all()),
                ),
                session.get_kind_display(),
                Cell(
                    "Not logged yet" if session.status == Session.Status.PLANNED else session.get_status_display(),
                    note=session.reason,
                ),
                session.minutes if delivered else "–",
                part.minutes if delivered else "–",
            ]
        )
    return render(
        request,
        "impact/ward_coaching.html",
        {
            **_head(request, page, "Coaching"),
            "coaching": coaching,
            "rests": pauses.bands(person, [team])[team.pk],
            "page": past,
            "table": table,
            "may": _may(request, team),
        },
    )


def ward_ideas(request: PersonRequest, key: UUID) -> HttpResponse:
    team = team_or_404(request, key)
    page = page_of_ward(request.person, team)
    stage = request.GET.get("stage", "")
    counts = [(value, label, sum(card.idea.stage == value for card in page.ideas)) for value, label in ChangeIdea.Stage.choices]
    cards = [card for card in page.ideas if stage in ("", card.idea.stage)]
    return render(
        request,
        "impact/ward_ideas.html",
        {
            **_head(request, page, "Change ideas"),
            "cards": cards,
            "stages": [(value, label, number) for value, label, number in counts if number],
            "stage": stage,
            "may": _may(request, team),
        },
    )


def _head(request: PersonRequest, page: WardPage, part: str = "") -> dict[str, Any]:
    """Caption, heading and the way up the house, the same on all pages of a ward."""
    team = page.team
    reach = reach_of(request.person)
    crumbs = [{"text": "Ward teams", "href": reverse("ward_list")}]
    if reach.may("see_provider", team.provider_id):
        crumbs.append({"text": team.provider.name, "href": reverse("provider", args=[team.provider_id])})
    if part:
        crumbs.append({"text": team.name, "href": reverse("ward", args=[team.pk])})
    return {
        "team": team,
        "ward": page,
        "caption": f"{team.name} · {team.provider.name}" if part else page.caption,
        "heading": part or team.name,
        "breadcrumbs": crumbs,
    }


def _may(request: PersonRequest, team: Team) -> dict[str, bool]:
    reach = reach_of(request.person)
    actions = ("log_session", "change_ideas", "set_progress", "ask_sponsor", "answer_ask", "see_survey_link", "manage_actions")
    return {action: reach.may(action, team) for action in actions}
