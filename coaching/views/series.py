"""Plan a weekly series, after a look at its weeks; and one series with what was skipped."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from coaching import series, session_rows
from coaching.access import coaches_of, may_log, teams_to_log
from coaching.forms.plan import SeriesForm
from coaching.models import Series, Session, SkippedWeek
from coaching.overlaps import Slot, overlaps
from coaching.views.logging_sessions import choose_teams, chosen_teams, typed_date
from coaching.views.plan import CRUMBS
from people.requests import PersonRequest
from people.saving import attempt
from ui.templatetags.formats import weekday
from wards.access import fetch_or_404, require
from wards.models import Team


@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: PersonRequest) -> HttpResponse:
    person = request.person
    require(request, "log_session")
    mine = teams_to_log(person)
    teams = chosen_teams(request, mine)
    if len(teams) != 1:
        return choose_teams(request, mine, "Plan a weekly series", "series_new")
    team = teams[0]
    form = SeriesForm(
        request.POST if request.method == "POST" else None,
        team=team, coaches=coaches_of(teams, typed_date(request), seen_by=person), me=person,
    )  # fmt: skip
    shown = _weeks(form, person, team) if request.method == "POST" else {}
    if shown and "keep" in request.POST and request.POST.get("shown") == shown["mark"]:
        key = form.cleaned_data["form_key"]
        made = attempt(form, lambda typed: series.plan(by=person, team=team, form_key=key, **form.words(), **form.meeting()))
        if made:
            count = Session.visible.to(person).filter(series=made).count()
            words = f"{count} session{'' if count == 1 else 's'} planned. They count in no hours until they are logged."
            messages.success(request, words, extra_tags=str(key or ""))
            return redirect("series", made.pk)
    return render(
        request,
        "coaching/series_form.html",
        {
            "heading": "Plan a weekly series",
            "caption": team.name,
            "breadcrumbs": CRUMBS,
            "form": form,
            "team": team,
            "can_choose": len(mine) > 1,
            **({} if form.errors else shown),
        },
    )


def _weeks(form: SeriesForm, person: Any, team: Team) -> dict[str, Any]:
    """What the series would be, to look at before it is kept; empty where the form says what is wrong.

    mark: stands for all of it, so that only what was shown can be kept.
    """
    if not form.is_valid():
        return {}
    words, meeting = form.words(), form.meeting()
    try:
        found = series.weeks(by=person, team=team, **words)
    except ValidationError as error:
        form.add_errors(error)
        return {}
    slots = [Slot(week.on, meeting["starts_at"], meeting["minutes"], meeting["coaches"]) for week in found]
    met = overlaps(person, slots)
    rows = [(week, [] if week.skipped else met.get(i, [])) for i, week in enumerate(found)]
    coaches = sorted(str(coach.pk) for coach in meeting["coaches"])
    said = repr([found, coaches, *(str(meeting[name]) for name in ("minutes", "kind", "mode", "starts_at"))])
    return {
        "rows": rows,
        "count": sum(not week.skipped for week in found),
        "skipped_count": sum(bool(week.skipped) for week in found),
        "overlap_count": sum(bool(each) for _, each in rows),
        "sentence": _sentence(form),
        "mark": hashlib.sha256(said.encode()).hexdigest(),
    }


def _sentence(form: SeriesForm) -> str:
    cleaned = form.cleaned_data
    kind, mode = (dict(form.fields[name].choices)[cleaned[name]] for name in ("kind", "mode"))  # type: ignore[attr-defined]
    at = f" at {cleaned['starts_at']:%H:%M}" if cleaned["starts_at"] else ""
    who = " and ".join(coach.name for coach in cleaned["coaches"])
    return f"Each {cleaned['held_on']:%A}{at}, {cleaned['minutes']} minutes, {kind.lower()}, {mode.lower()}, with {who}."


@require_safe
def series_page(request: PersonRequest, key: UUID) -> HttpResponse:
    person = request.person
    found: Series = fetch_or_404(request, Series, key, "team")
    sessions = Session.visible.to(person).filter(series=found).order_by("held_on", "starts_at", "id")
    gathered = session_rows.gather(sessions, person)
    met = overlaps(person, [Slot(row.session.held_on, row.session.starts_at, row.session.minutes, row.coach_keys, row.session.pk)
                            for row in gathered if row.session.is_planned])  # fmt: skip
    planned = iter(range(len(gathered)))
    return render(
        request,
        "coaching/series.html",
        {
            "heading": f"{found.starts_on:%A}s from {weekday(found.starts_on)}",
            "caption": f"Weekly series, {found.team}",
            "breadcrumbs": CRUMBS,
            "series": found,
            "rows": [
                (row, met.get(next(planned), []) if row.session.is_planned else [], may_log(person, row.session))
                for row in gathered
            ],
            "skipped": list(SkippedWeek.visible.to(person).filter(series=found)),
        },
    )
