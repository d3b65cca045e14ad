"""How much coaching was given: the three measures, each under its own name, down to the sessions behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from coaching import breakdowns, hour_charts
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
from wards.models import Programme, Team
from wards.reach import reach_of


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

    def sessions(self, **query: str) -> str:
        """The address of the list of these sessions and no others."""
        return f"{reverse('session_list')}?{urlencode({**self.asked, **query})}"


@require_safe
def hours(request: PersonRequest) -> HttpResponse:
    """Of whole programmes for those who may see them; else of the sessions that the person coached."""
    person = request.person
    scope = _scope(request)
    published = scope.published
    kinds = breakdowns.by_kind(breakdowns.up_to_today(scope.rows))
    months = breakdowns.by_month(published)
    time, coaches = months.whole[TIME], months.whole[COACHES]
    teams = _teams(scope)
    wards = breakdowns.by_share("ward", published, person, time, teams)
    found = [
        *([breakdowns.by_programme(published, scope.programmes)] if len(scope.programmes) > 1 else []),
        months,
        kinds,
        breakdowns.by_share("phase", published, person, time),
        breakdowns.by_share("provider", published, person, time),
        wards,
        breakdowns.by_coach(published, person, coaches),
    ]
    if asked := request.GET.get("file"):
        step_up(request)
        note(by=person, what="hours of coaches", owners=[each.pk for each in scope.programmes], action="export")
        return _file(asked, found)
    kind_of_total = PublishedTotal.visible.to(person).filter(programme__in=scope.programmes).first()
    sections = [_section(breakdown, scope) for breakdown in found if breakdown is not months]
    return render(
        request,
        "coaching/hours.html",
        {
            "heading": "My hours of coaching" if scope.is_own else "Hours of coaching",
            "caption": "Sessions that I coached, with others or alone" if scope.is_own else _caption(scope),
            "breadcrumbs": CRUMBS,
            "as_of": timezone.now(),
            "is_own": scope.is_own,
            "cards": _cards(kinds, months, scope, kind_of_total),
            "counts": kind_of_total.words if kind_of_total else "",
            "sets_up": [each for each in scope.programmes if not scope.is_own and reach_of(person).may("manage_places", each)],
            "has_sessions": bool(kinds.lines),
            "months": _months(months, scope),
            "sections": sections,
            "spread": hour_charts.spread(wards, teams) if len(wards.lines) > 1 else None,
            "least": _least(wards, scope),
            "files": [(address(request, file=kind), words) for kind, words in (("csv", "CSV"), ("xlsx", "Excel"))],
            "programmes": _choices(request, scope),
        },
    )


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


def _teams(scope: Scope) -> list[Team]:
    """The ward teams that stand on the page even if they had nothing; of one's own hours none."""
    if scope.is_own:
        return []
    return [team for programme in scope.programmes for team in breakdowns.teams_counted(programme, scope.person)]


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


def _cards(kinds: Breakdown, months: Breakdown, scope: Scope, counts: PublishedTotal | None) -> list[dict[str, Any]]:
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
            f"{_count(sessions)}{f' of {counts.words}' if counts else ''}, each counted once",
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


TITLES = {"programme": "Programme", "phase": "Phase", "provider": "Provider", "ward": "Ward", "coach": "Coach", "kind": "Kind"}
#: Breakdowns with many lines fold on the page of a whole programme.
LONG = frozenset({"provider", "ward", "coach"})


def _section(breakdown: Breakdown, scope: Scope) -> dict[str, Any]:
    title = TITLES[breakdown.by]
    return {
        "heading": "By kind of session" if breakdown.by == "kind" else f"By {breakdown.by}",
        "right": "" if breakdown.by in ("kind", "programme") else MEASURES[breakdown.measures[0]],
        "table": _table(title, breakdown, scope),
        "caption": f"Hours by {breakdown.by}",
        "folded": f"Show all {len(breakdown.lines)}" if breakdown.by in LONG and len(breakdown.lines) > 8 else "",
        "is_shared": breakdown.measures == (SHARE,),
        "is_empty": not breakdown.lines,
    }


def _table(title: str, breakdown: Breakdown, scope: Scope) -> Table:
    """A line each; every number of hours leads to its sessions."""
    lead = breakdown.measures[0]
    has_workshops = breakdown.by != "kind"
    head = [title, "Sessions", "Planned (hours)", f"{MEASURES[lead]} (hours)"]
    head += ["Without workshops (hours)"] if has_workshops else []
    head += [f"{MEASURES[COACHES]} (hours)"] if COACHES in breakdown.measures[1:] else []
    table = Table(head, numeric=frozenset(range(1, len(head))))
    for line in breakdown.lines:
        amount, done = line.amounts[lead], {"status": Session.Status.DELIVERED.value}
        cells: list[Any] = [
            Cell(line.name, note=line.note if not scope.is_own else ""),
            "–" if line.sessions is None else f"{line.sessions:,}",
            _total(amount.planned, line, breakdown, scope),
            _total(amount.delivered, line, breakdown, scope, **done),
        ]
        if has_workshops:
            cells.append(_total(amount.without, line, breakdown, scope, kind="coaching", **done))
        if COACHES in breakdown.measures[1:]:
            cells.append(_total(line.amounts[COACHES].delivered, line, breakdown, scope, **done))
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


def _months(months: Breakdown, scope: Scope) -> dict[str, Any] | None:
    if not months.lines:
        return None
    drawn: dict[str, Any] = hour_charts.monthly(months)
    return {**drawn, "table": _table("Month", months, scope)}


def _least(wards: Breakdown, scope: Scope) -> list[tuple[Line, str]]:
    """The five ward teams that had the least, for those who look after all of them."""
    known = [line for line in wards.lines if line.asked]
    if scope.is_own or len(known) < 10:
        return []
    found = sorted(known, key=lambda line: (line.amounts[SHARE].delivered, line.name))[:5]
    return [(line, scope.sessions(kind="headline", ward=str(line.key))) for line in found]
