"""The national picture and the regions."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from impact.national import picture, regions_table
from impact.regions import page_of_region
from impact.ward_lists import ward_table
from people.requests import PersonRequest
from ui.tables import Cell, Table
from wards.access import programme_or_404
from wards.models import Region
from wards.reach import reach_of


def national(request: PersonRequest) -> HttpResponse:
    programme = programme_or_404(request, to="see_national")
    page = picture(programme)
    table = Table(["Region", "Wards", "Providers", "Each ward's share, summed (hours)"], numeric=frozenset({1, 2, 3}))
    for code, name, wards, providers, time in regions_table(page.regions):
        table.rows.append([Cell(name, reverse("region", args=[code])), wards, providers, time])
    return render(
        request,
        "impact/national.html",
        {
            "heading": "National picture",
            "caption": f"{programme.name} · {programme.starts_on:%B %Y} to {programme.ends_on:%B %Y}",
            "lead": page.lead,
            "page": page,
            "regions": table,
            "may_publish": reach_of(request.person).may("publish_summary"),
        },
    )


def region(request: PersonRequest, code: str) -> HttpResponse:
    programme = programme_or_404(request, to="see_national")
    if code not in Region.values:
        raise Http404("There is no such region.")
    page = page_of_region(request.person, programme, code)
    return render(
        request,
        "impact/region.html",
        {
            "heading": page.name,
            "caption": f"{programme.name} · Region",
            "lead": page.lead,
            "breadcrumbs": [{"text": "National picture", "href": reverse("national")}],
            "page": page,
            "table": ward_table(page.rows),
        },
    )
