from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from impact.claim_rows import rows_of
from impact.claims import KEYS, SECTIONS, Claim, live, one
from impact.claims.changes import since
from impact.claims.parts import SHOWN, Breakdown
from impact.models import ClaimSnapshot
from people.requests import PersonRequest
from ui.downloads import csv_file
from ui.lists import page_of
from ui.tables import Cell, Table
from wards.access import programme_or_404, require
from wards.models import Programme
from wards.reach import reach_of

IMPACT = {"text": "Impact", "href": "/impact/"}
FIGURES = {"text": "Published figures", "href": "/impact/claims/"}


def claim_list(request: PersonRequest) -> HttpResponse:
    """Every published figure, by section."""
    programme = programme_or_404(request, to="see_claims")
    found = live(programme)
    published = _latest_snapshots(request, programme)
    rows = [(claim, published.get(claim.key)) for claim in found]
    sections = [(section, [row for row in rows if row[0].section == section]) for section in SECTIONS]
    latest = next(iter(published.values()), None)
    return render(
        request,
        "impact/claim_list.html",
        {
            "heading": "Published figures",
            "caption": programme.name,
            "lead": "Each figure with its base, who says so, and a way down to what it is made of.",
            "breadcrumbs": [IMPACT],
            "sections": sections,
            "number": len(found),
            "as_of": max((claim.as_of for claim in found if claim.as_of), default=None),
            "latest": latest.summary if latest else None,
        },
    )


def _latest_snapshots(request: PersonRequest, programme: Programme) -> dict[str, ClaimSnapshot]:
    """Key → the snapshot of the latest edition."""
    found: dict[str, ClaimSnapshot] = {}
    rows = ClaimSnapshot.visible.to(request.person).filter(programme=programme)
    for snapshot in rows.select_related("summary__approved_by").order_by("-summary__edition", "position"):
        found.setdefault(snapshot.key, snapshot)
    return found


def _claim_or_404(request: PersonRequest, key: str) -> tuple[Programme, Claim]:
    programme = programme_or_404(request, to="see_claims")
    if key not in KEYS:
        raise Http404("There is no such figure.")
    return programme, one(programme, key)


def claim(request: PersonRequest, key: str) -> HttpResponse:
    """Can I defend this number?"""
    programme, found = _claim_or_404(request, key)
    rows = ClaimSnapshot.visible.to(request.person).filter(programme=programme, key=key)
    snapshots = list(rows.select_related("summary__approved_by").order_by("-summary__edition"))
    published = Claim.of(snapshots[0].figure) if snapshots else None
    return render(
        request,
        "impact/claim_detail.html",
        {
            "heading": (published or found).lead,
            "breadcrumbs": [IMPACT, FIGURES],
            "claim": published or found,
            "is_published": published is not None,
            "snapshot": snapshots[0] if snapshots else None,
            "changed": since(published, found) if published else None,
            "history": [(snapshot, Claim.of(snapshot.figure)) for snapshot in snapshots],
            "worked_out": _worked_out(published or found),
            "breakdowns": [(breakdown.title, _table(breakdown)) for breakdown in found.breakdowns],
            "notes": [note for note in (found.breakdown_note, *(one.note for one in found.breakdowns[:1])) if note],
            "is_partly_hidden": any(one.is_partly_hidden for one in found.breakdowns),
            "live_as_of": found.as_of,
            "may_see_rows": reach_of(request.person).may("see_claim_rows"),
        },
    )


def _worked_out(found: Claim) -> list[dict[str, object]]:
    pairs = [
        ("Base", found.base if found.is_shown else f"Not shown: {found.suppressed or found.missing}"),
        ("Who says so", found.who_says),
        (
            "Interval",
            f"{found.interval}. {found.interval_kind}" if found.low is not None else found.interval_kind or found.interval,
        ),
        ("Filters", found.filters),
        ("Rounding", found.rounding),
        ("Small numbers", found.small_numbers),
        *found.details,
        ("Does not show", found.not_shown),
        ("Tags", " · ".join(found.tags)),
    ]
    return [{"key": {"text": name}, "value": {"text": value}} for name, value in pairs if value]


def _table(breakdown: Breakdown) -> Table:
    width = len(breakdown.columns)
    rows = []
    for row in breakdown.rows:
        if row.state == SHOWN:
            made_of = f"{row.made_of} {'ward' if row.made_of == 1 else 'wards'}" if row.made_of else ""
            rows.append([Cell(row.name, note=made_of), *row.words])
        else:
            words = "No survey held" if row.state == "none" else (row.words[0] if row.words else "Too few people to show")
            rows.append(
                [row.name, *[""] * (width - 1), Cell(words) if row.state == "none" else Cell(_hidden(words), note=row.why)]
            )
    title = breakdown.title.removeprefix("By ")
    return Table([title.capitalize(), *breakdown.columns], rows, frozenset(range(1, width + 1)))


def _hidden(words: str) -> SafeString:
    return render_to_string("impact/part_hidden.html", {"words": words})


def claim_rows(request: PersonRequest, key: str) -> HttpResponse:
    """The rows that the figure is made of, paged; `?file=csv` gives all of them."""
    programme, found = _claim_or_404(request, key)
    require(request, "see_claim_rows", programme)
    table = rows_of(programme, key)
    if table is None:
        raise Http404("This figure has no rows of its own.")
    if request.GET.get("file") == "csv":
        plain = [[cell.text if isinstance(cell, Cell) else cell for cell in row] for row in table.rows]
        return csv_file(f"{key.replace('_', '-')}-{found.as_of:%Y-%m-%d}", table.head, plain)
    page = page_of(request, table.rows)
    return render(
        request,
        "impact/claim_rows.html",
        {
            "heading": f"What “{found.label}” is made of",
            "caption": "Published figures",
            "breadcrumbs": [IMPACT, FIGURES, {"text": found.label, "href": reverse("claim", args=[key])}],
            "claim": found,
            "rows": table,
            "page": page,
            "table": Table(table.head, page.rows, table.numeric),
        },
    )
