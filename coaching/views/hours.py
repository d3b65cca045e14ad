"""How much coaching was given: the three measures, each under its own name, down to the sessions behind them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from coaching import breakdowns, hour_charts, own_time, published_totals
from coaching import hours as measures
from coaching.breakdowns import COACHES, MEASURES, SHARE, TIME, Amount, Breakdown, Line
from coaching.models import PublishedTotal, Session, SessionCoach
from coaching.views.sessions import CRUMBS
from figures import wording
from people.reading import note
from people.requests import PersonRequest
from people.step_up import step_up
from ui.downloads import csv_file, xlsx_file
from ui.lists import address
from ui.tables import Cell, Table
from wards import pauses
from wards.models import Programme, Team
from wards.reach import reach_of

#: What the address says of sessions that were delivered.
DONE = {"status": Session.Status.DELIVERED.value}


@dataclass(frozen=True)
class Scope:
    """Whose hours: of the programmes that the person may see whole, or of the sessions that they coached."""

    person: Any
    rows: QuerySet[Session]
    programmes: list[Programme]
    asked: dict[str, str]
    is_own: bool

    @property
    def published(self) -> QuerySet[Session]:
        """Up to today, of the kinds that the published total counts."""
        return breakdowns.up_to_today(self.rows).filter(measures.published(self.person))

    @cached_property
    def teams(self) -> list[Team]:
        """The ward teams that stand on the page even if they had nothing; of one's own hours none."""
        if self.is_own:
            return []
        return [team for programme in self.programmes for team in breakdowns.teams_counted(programme, self.person)]

    def sessions(self, **query: str) -> str:
        """The address of the list of these sessions and no others."""
        return f"{reverse('session_list')}?{urlencode({**self.asked, **query})}"


#: How the hours can be broken down: name in the address → words of the page. Those that grow with the programme are read
#: one at a time, so that each page stays short on a phone.
TITLES = {
    "programme": "Programme", "month": "Month", "kind": "Kind", "phase": "Phase",
    "provider": "Provider", "ward": "Ward", "coach": "Coach",
}  # fmt: skip
LONG = ("month", "provider", "ward", "coach")


@require_safe
def hours(request: PersonRequest) -> HttpResponse:
    """Of whole programmes for those who may see them; else of the sessions that the person coached."""
    scope = _scope(request)
    if asked := request.GET.get("file"):
        step_up(request)
        owners = [each.pk for each in scope.programmes]
        note(by=scope.person, what="hours of coaches", owners=owners, action="export")
        return _file(asked, list(_broken_down(scope, TITLES).values()))
    by = request.GET.get("by", "")
    return _closer(request, scope, by) if by in LONG else _overview(request, scope)


def _broken_down(scope: Scope, wanted: Iterable[str]) -> dict[str, Breakdown]:
    """The breakdowns of these names, in their order; by programme only where there are several."""
    published, person = scope.published, scope.person
    months = breakdowns.by_month(published)
    time, coaches = months.whole[TIME], months.whole[COACHES]
    made: dict[str, Callable[[], Breakdown]] = {
        "programme": lambda: breakdowns.by_programme(published, scope.programmes),
        "kind": lambda: breakdowns.by_kind(breakdowns.up_to_today(scope.rows)),
        "phase": lambda: breakdowns.by_share("phase", published, person, time),
        "month": lambda: months,
        "provider": lambda: breakdowns.by_share("provider", published, person, time),
        "ward": lambda: breakdowns.by_share("ward", published, person, time, scope.teams),
        "coach": lambda: breakdowns.by_coach(published, person, coaches),
    }
    return {by: made[by]() for by in wanted if by != "programme" or len(scope.programmes) > 1}


def _overview(request: PersonRequest, scope: Scope) -> HttpResponse:
    found = _broken_down(scope, ("programme", "kind", "phase", "month", "ward"))
    months, kinds, wards = found.pop("month"), found["kind"], found.pop("ward")
    totals = list(PublishedTotal.visible.to(scope.person).filter(programme__in=scope.programmes).select_related("programme"))
    return render(
        request,
        "coaching/hours.html",
        {
            **_frame(request, scope),
            "heading": "My hours of coaching" if scope.is_own else "Hours of coaching",
            "breadcrumbs": CRUMBS,
            "cards": _cards(kinds, months, scope, published_totals.words(totals)),
            "counts": published_totals.words(totals),
            "counts_of_each": totals,
            "sets_up": [
                each for each in scope.programmes if not scope.is_own and reach_of(scope.person).may("manage_places", each)
            ],
            "has_sessions": bool(kinds.lines),
            "rests": [] if scope.is_own else pauses.of_programmes(scope.person, scope.programmes),
            "months": _months(months, scope) if months.lines else None,
            "sections": [_section(each, scope) for each in found.values() if each.lines],
            "spread": _spread(wards, scope) if len(wards.lines) > 1 else None,
            "least": _least(wards, scope),
            "closer": [(f"By {by}", address(request, by=by)) for by in LONG],
            "programmes": _choices(request, scope),
            "no_longer": own_time.given({each.programme_id: each.kinds for each in totals}) if scope.is_own else None,
        },
    )


def _closer(request: PersonRequest, scope: Scope, by: str) -> HttpResponse:
    """One breakdown that is too long for the overview."""
    breakdown = _broken_down(scope, [by])[by]
    return render(
        request,
        "coaching/hours_by.html",
        {
            **_frame(request, scope),
            "heading": f"{'My hours' if scope.is_own else 'Hours'} of coaching by {by}",
            "breadcrumbs": [*CRUMBS, {"text": "Hours", "href": address(request, by=None)}],
            "section": _section(breakdown, scope),
            "whole": breakdown.whole[breakdown.measures[0]],
            "measure": MEASURES[breakdown.measures[0]],
            "back": address(request, by=None),
            "closer": [(f"By {other}", address(request, by=other)) for other in LONG if other != by],
        },
    )


def _frame(request: PersonRequest, scope: Scope) -> dict[str, Any]:
    """What all pages of hours say."""
    return {
        "caption": "Sessions that I coached, with others or alone" if scope.is_own else _caption(scope),
        "as_of": timezone.now(),
        "is_own": scope.is_own,
        "files": [(address(request, file=kind, by=None), words) for kind, words in (("csv", "CSV"), ("xlsx", "Excel"))],
    }


def _scope(request: PersonRequest) -> Scope:
    """404 for whoever neither coaches nor sees hours."""
    person = request.person
    reach = reach_of(person)
    rows: QuerySet[Session] = Session.visible.to(person)
    mine = Programme.visible.to(person).filter(pk__in=reach.keys_where("see_hours"))
    if reach.may("see_hours"):
        programmes = list(mine)
        asked = request.GET.get("programme", "")
        chosen = [programme for programme in programmes if str(programme.pk) == asked]
        if asked and not chosen:
            raise Http404("There is no such page, or it is not yours to see.")
        programmes = chosen or programmes
        query = {"programme": str(programmes[0].pk)} if len(programmes) == 1 else {}
        return Scope(person, rows.filter(programme__in=programmes), programmes, query, False)
    if not (reach.may("log_session") or reach.may("log_executive_session")):
        raise Http404("There is no such page, or it is not yours to see.")
    coached = SessionCoach.visible.to(person).filter(person=person.pk).values("session_id")
    programmes = list(Programme.visible.to(person))
    return Scope(person, rows.filter(pk__in=coached), programmes, {"coach": str(person.pk)}, True)


def _caption(scope: Scope) -> str:
    return scope.programmes[0].name if len(scope.programmes) == 1 else f"{len(scope.programmes)} programmes"


def _choices(request: PersonRequest, scope: Scope) -> list[tuple[str, str]]:
    """(words, address) of each programme, where there are several."""
    if scope.is_own or (len(scope.programmes) == 1 and "programme" not in request.GET):
        return []
    if len(scope.programmes) == 1:
        return [("All programmes", address(request, programme=None))]
    return [(programme.name, address(request, programme=programme.pk)) for programme in scope.programmes]


def _file(asked: str, found: Sequence[Breakdown]) -> HttpResponse:
    rows = breakdowns.file_rows(found)
    if asked == "xlsx":
        sheets = {
            f"By {breakdown.by}": (breakdowns.FILE_HEAD, [row for row in rows if row[0] == breakdown.by]) for breakdown in found
        }
        return xlsx_file("hours-of-coaching", sheets)
    return csv_file("hours-of-coaching", breakdowns.FILE_HEAD, rows)


def _count(sessions: int) -> str:
    return f"{sessions:,} session{'' if sessions == 1 else 's'}"


def _cards(kinds: Breakdown, months: Breakdown, scope: Scope, counts: str) -> list[dict[str, Any]]:
    """What leads the page: the published kinds with and without workshops, and executive coaching apart."""
    time, coaches = months.whole[TIME], months.whole[COACHES]
    sessions = sum(line.sessions or 0 for line in months.lines)
    executive = [line for line in kinds.lines if line.key in Session.EXECUTIVE_KINDS]
    given, number = sum(line.amounts[TIME].delivered for line in executive), sum(line.sessions or 0 for line in executive)
    apart = {
        "label": "Executive coaching",
        "value": wording.hours(given),
        "base": f"{_count(number)}, in no other figure",
        "note": f"Coaches’ time {wording.hours(sum(line.amounts[COACHES].delivered for line in executive))}",
        "href": scope.sessions(kind="executives", status="delivered"),
    }
    if scope.is_own and number and not sessions:
        return [apart]
    behind = scope.sessions(kind="headline", status="delivered")
    cards = [
        _card(
            "Time delivered",
            time,
            f"{_count(sessions)}{f' of {counts}' if counts else ''}, each counted once",
            behind,
        ),
        _card("Coaches’ time", coaches, f"The same {_count(sessions)}, minutes × coaches{_with_others(scope)}", behind),
    ]
    return [*cards, apart] if number or not scope.is_own else cards


def _with_others(scope: Scope) -> str:
    return ": mine and that of those with whom I coached" if scope.is_own else ""


def _card(label: str, amount: Amount, base: str, href: str) -> dict[str, Any]:
    note = f"Without workshops {wording.hours(amount.without)}. Planned {wording.hours(amount.planned)}"
    return {"label": label, "value": wording.hours(amount.delivered), "base": base, "note": note, "href": href}


def _section(breakdown: Breakdown, scope: Scope) -> dict[str, Any]:
    return {
        "heading": "By kind of session" if breakdown.by == "kind" else f"By {breakdown.by}",
        "right": MEASURES[SHARE] if breakdown.measures == (SHARE,) else "",
        "table": _table(breakdown, scope),
        "caption": f"Hours by {breakdown.by}",
    }


def _table(breakdown: Breakdown, scope: Scope) -> Table:
    """A line each; every number of hours leads to its sessions."""
    lead = breakdown.measures[0]
    has_workshops = breakdown.by != "kind"
    head = [TITLES[breakdown.by], "Sessions", "Planned (hours)", f"{MEASURES[lead]} (hours)"]
    head += ["Without workshops (hours)"] if has_workshops else []
    head += [f"{MEASURES[COACHES]} (hours)"] if COACHES in breakdown.measures[1:] else []
    table = Table(head, numeric=frozenset(range(1, len(head))))
    for line in breakdown.lines:
        amount = line.amounts[lead]
        cells: list[Any] = [
            Cell(line.name, note=line.note if not scope.is_own else ""),
            "–" if line.sessions is None else f"{line.sessions:,}",
            _total(amount.planned, line, breakdown, scope),
            _total(amount.delivered, line, breakdown, scope, **DONE),
        ]
        if has_workshops:
            cells.append(_total(amount.without, line, breakdown, scope, kind="coaching", **DONE))
        if COACHES in breakdown.measures[1:]:
            cells.append(_total(line.amounts[COACHES].delivered, line, breakdown, scope, **DONE))
        table.rows.append(cells)
    return table


def _total(minutes: int, line: Line, breakdown: Breakdown, scope: Scope, **query: str) -> Any:
    """Hours, as a link to the sessions behind them."""
    words = wording.hours(minutes)
    if line.asked is None or not minutes:
        return words
    published = {} if breakdown.by == "kind" else {"kind": "headline"}
    both = {"coached_with": str(scope.person.pk)} if scope.is_own and breakdown.by == "coach" else {}
    return Cell(words, scope.sessions(**{**published, **both, **line.asked, **query}))


def _months(months: Breakdown, scope: Scope) -> dict[str, Any]:
    """The drawing, and beside it the numbers that are drawn."""
    table = Table(["Month", "Delivered (hours)", "Planned (hours)"], numeric=frozenset({1, 2}))
    for line in months.lines:
        amount = line.amounts[TIME]
        done = _total(amount.delivered, line, months, scope, **DONE)
        table.rows.append([line.name, done, wording.hours(amount.planned)])
    return {**hour_charts.monthly(months), "table": table}


def _spread(wards: Breakdown, scope: Scope) -> dict[str, Any]:
    shares = {line.key: line.amounts[SHARE].delivered for line in wards.lines if line.asked}
    return hour_charts.spread(shares, scope.teams)


def _least(wards: Breakdown, scope: Scope) -> list[tuple[Line, str]]:
    """The five ward teams that had the least, for those who look after all of them. A ward that moved has two teams, so
    that neither tells what it had."""
    moved = {key for pair in hour_charts.carried_on(scope.teams).items() if pair[0] != pair[1] for key in pair}
    known = [line for line in wards.lines if line.asked and line.key not in moved]
    if scope.is_own or len(known) < 10:
        return []
    found = sorted(known, key=lambda line: (line.amounts[SHARE].delivered, line.name))[:5]
    return [(line, scope.sessions(kind="headline", ward=str(line.key))) for line in found]
