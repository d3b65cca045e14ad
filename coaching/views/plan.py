"""What is coming: planned sessions, those past and not logged on top."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coaching import session_rows, sessions
from coaching.access import coaches_of, may_log, teams_to_log
from coaching.forms.sessions import PlanForm
from coaching.models import Session
from coaching.views.logging_sessions import choose_teams, chosen_teams, save_or_show, typed_date
from coaching.views.sessions import CRUMBS
from ui.lists import page_of
from wards.access import require
from wards.reach import reach_of

#: How many of the past ones are shown; the rest are a link away.
MOST_PAST = 25


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    today = timezone.localdate()
    rows = Session.visible.to(person).filter(status=Session.Status.PLANNED).order_by("held_on", "starts_at", "id")
    late = rows.filter(held_on__lt=today)
    page = page_of(request, rows.filter(held_on__gte=today))
    sunday = today + timedelta(days=6 - today.weekday())
    gathered = [(row, may_log(person, row.session)) for row in session_rows.gather([*late[:MOST_PAST], *page.rows], person)]
    parts: dict[str, list[Any]] = {"late": [], "week": [], "later": []}
    for row, mine in gathered:
        on = row.session.held_on
        parts["late" if on < today else "week" if on <= sunday else "later"].append((row, mine))
    return render(
        request,
        "coaching/plan.html",
        {
            "heading": "What is planned",
            "caption": "Coaching",
            "breadcrumbs": CRUMBS,
            "page": page,
            "late_count": late.count(),
            "today": today,
            "may_plan": reach_of(person).may("log_session"),
            **parts,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    require(request, "log_session")
    mine = teams_to_log(person)
    teams = chosen_teams(request, mine)
    if not teams:
        return choose_teams(request, mine, "Plan a session", "plan_new")
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        teams=teams, coaches=coaches_of(teams, typed_date(request), seen_by=person), me=person,
        initial={"held_on": timezone.localdate() + timedelta(days=7)},
    )  # fmt: skip
    return save_or_show(
        request,
        form,
        lambda: sessions.plan(by=person, **form.words()),
        "coaching/plan_form.html",
        {
            "heading": "Plan a session",
            "caption": " and ".join(team.name for team in teams) if len(teams) < 4 else "Coaching",
            "can_choose": len(mine) > 1,
        },
        "Session planned. Log it once it has happened: until then it counts in no hours.",
    )
