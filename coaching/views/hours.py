"""How much coaching was given: the three measures, each under its own name, down to the sessions behind them."""

from datetime import date
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from coaching import hours as measures
from coaching.models import Session, SessionCoach
from coaching.views.sessions import CRUMBS
from figures import wording
from ui.charts import bars
from ui.tables import Cell, Table
from wards.access import programme_or_404
from wards.reach import reach_of

#: Width, in hours, of the groups in which the wards are counted.
STEP_HOURS = 10


@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Of the whole programme for those who may see it; else of the sessions that the person coached."""
    person = request.person  # type: ignore[attr-defined]
    reach = reach_of(person)
    rows: QuerySet[Session] = Session.visible.to(person)
    own: dict[str, str] = {}
    if reach.may("see_hours"):
        programme = programme_or_404(request, to="see_hours")
        rows = rows.filter(programme=programme)
        heading, caption = "Hours of coaching", programme.name
    elif reach.may("log_session") or reach.may("log_executive_session"):
        rows = rows.filter(pk__in=SessionCoach.visible.to(person).filter(person=person.pk).values("session_id"))
        own = {"coach": str(person.pk)}
        heading, caption = "My hours of coaching", "Sessions that I coached, with others or alone"
    else:
        raise Http404("There is no such page, or it is not yours to see.")
    kinds = measures.by_kind(rows)
    counted = measures.delivered(rows)
    wards = measures.shares_by("team", counted)
    return render(
        request,
        "coaching/hours.html",
        {
            "heading": heading,
            "caption": caption,
            "breadcrumbs": CRUMBS,
            "as_of": timezone.now(),
            "is_own": bool(own),
            "cards": _cards(kinds, own),
            "kinds": _kind_table(kinds, own),
            "has_sessions": any(found.sessions for found in kinds.values()),
            "months": _months(rows.filter(held_on__lte=timezone.localdate()), own),
            "wards": _part_table("Ward", "ward", wards, "Each ward’s share (hours)", own),
            "phases": _part_table("Phase", "phase", measures.shares_by("phase", counted), "Its wards’ shares (hours)", own),
            "providers": _part_table(
                "Provider", "provider", measures.shares_by("provider", counted), "Its wards’ shares (hours)", own
            ),
            "coaches": _part_table("Coach", "coach", measures.by_coach(counted), "Coaches’ time (hours)", own),
            "spread": _spread(wards),
        },
    )


def _sessions(own: dict[str, str], **query: str) -> str:
    """The address of the delivered sessions behind a total."""
    return f"{reverse('session_list')}?{urlencode({'status': Session.Status.DELIVERED.value, **own, **query})}"


def _sum(kinds: dict[str, measures.Hours], of: Any) -> measures.Hours:
    found = [kinds[kind] for kind in of if kind in kinds]
    return measures.Hours(*(sum(getattr(each, name) for each in found) for name in ("delivered", "coaches", "sessions")))


def _count(sessions: int) -> str:
    return f"{sessions:,} session{'' if sessions == 1 else 's'}"


def _cards(kinds: dict[str, measures.Hours], own: dict[str, str]) -> list[dict[str, Any]]:
    """What leads the page: the published kinds with and without workshops, and executive coaching apart."""
    both, team = _sum(kinds, Session.HEADLINE_KINDS), _sum(kinds, [Session.Kind.TEAM])
    executive = _sum(kinds, Session.EXECUTIVE_KINDS)
    apart = _card(
        "Executive coaching",
        executive.delivered,
        f"{_count(executive.sessions)}, in no other figure",
        f"Coaches’ time {wording.hours(executive.coaches)}",
        _sessions(own, kind="executives"),
    )
    if own and executive.sessions and not both.sessions:
        return [apart]
    cards = [
        _card(
            "Time delivered",
            both.delivered,
            f"{_count(both.sessions)} of team coaching and improvement workshops, each counted once",
            f"Without workshops: {wording.hours(team.delivered)} ({_count(team.sessions)})",
            _sessions(own, kind="headline"),
        ),
        _card(
            "Coaches’ time",
            both.coaches,
            f"The same {_count(both.sessions)}, minutes × coaches",
            f"Without workshops: {wording.hours(team.coaches)}",
            _sessions(own, kind="headline"),
        ),
    ]
    if executive.sessions or not own:
        cards.append(apart)
    return cards


def _card(label: str, minutes: int, base: str, note: str, href: str) -> dict[str, Any]:
    return {"label": label, "value": wording.hours(minutes), "base": base, "note": note, "href": href}


def _kind_table(kinds: dict[str, measures.Hours], own: dict[str, str]) -> Table:
    rows = []
    for kind in Session.Kind:
        found = kinds.get(kind.value, measures.Hours(0, 0, 0))
        if own and not found.sessions:
            continue
        link = Cell(str(kind.label), _sessions(own, kind=kind.value)) if found.sessions else str(kind.label)
        rows.append([link, f"{found.sessions:,}", wording.hours(found.delivered), wording.hours(found.coaches)])
    return Table(["Kind", "Sessions", "Time delivered (hours)", "Coaches’ time (hours)"], rows, numeric=frozenset({1, 2, 3}))


def _part_table(what: str, filter_name: str, parts: list[measures.Part], measure: str, own: dict[str, str]) -> Table:
    rows: list[list[Any]] = [
        [
            Cell(part.name, _sessions({**own, "kind": "headline", filter_name: str(part.key)})),
            f"{part.sessions:,}",
            wording.hours(part.minutes),
        ]
        for part in parts
    ]
    return Table([what, "Sessions", measure], rows, numeric=frozenset({1, 2}))


def _months(rows: QuerySet[Session], own: dict[str, str]) -> dict[str, Any] | None:
    """Chart and table of time delivered against what was planned at first; months without a session among them.

    rows: sessions up to today, so that what is still to come does not look like what was missed.
    """
    found = {month: (done, meant) for month, done, meant in measures.by_month(rows)}
    if not found:
        return None
    months = _every_month(min(found), max(found))
    done = [found.get(month, (0, 0))[0] for month in months]
    meant = [found.get(month, (0, 0))[1] for month in months]
    most = months[done.index(max(done))]
    finding = (
        f"Most time was delivered in {most:%B %Y}: {wording.hours(max(done))} hours."
        f" Up to today {wording.hours(sum(done))} hours were delivered of {wording.hours(sum(meant))} planned."
    )
    table = Table(
        ["Month", "Time delivered (hours)", "Planned at first (hours)"],
        [
            [
                Cell(f"{month:%B %Y}", _sessions({**own, "kind": "headline", "month": f"{month:%Y-%m}"})),
                wording.hours(a),
                wording.hours(b),
            ]
            for month, a, b in zip(months, done, meant, strict=True)
        ],
        numeric=frozenset({1, 2}),
    )
    drawn = ("Time delivered by month", finding, months, [each / 60 for each in done], [each / 60 for each in meant], "hours")
    return {"chart": bars.monthly(*drawn), "narrow": bars.monthly(*drawn, narrow=True), "finding": finding, "table": table}


def _every_month(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month
    starts = (first.month - 1 + i for i in range(count + 1))
    return [date(first.year + month // 12, month % 12 + 1, 1) for month in starts]


def _spread(wards: list[measures.Part]) -> dict[str, Any] | None:
    """How the time is spread over the wards: how many had how much."""
    if len(wards) < 2:
        return None
    minutes = sorted(part.minutes for part in wards)
    step = STEP_HOURS * 60
    groups = [0] * (minutes[-1] // step + 1)
    for each in minutes:
        groups[each // step] += 1
    finding = (
        f"Half of the {len(wards)} wards had {wording.hours(round(median(minutes)))} hours or more;"
        f" the least was {wording.hours(minutes[0])}, the most {wording.hours(minutes[-1])}."
    )
    labels = [f"{i * STEP_HOURS} to {(i + 1) * STEP_HOURS}" for i in range(len(groups))]
    table = Table(
        ["Hours (from, to under)", "Wards"], [[a, b] for a, b in zip(labels, groups, strict=True)], numeric=frozenset({1})
    )
    drawn = ("Wards by coaching received, in hours", finding, list(zip(labels, groups, strict=True)))
    return {"finding": finding, "table": table, "chart": bars.horizontal(*drawn), "narrow": bars.horizontal(*drawn, narrow=True)}
