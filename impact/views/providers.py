"""A provider's picture."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from impact.providers import page_of_provider
from impact.ward_lists import ward_table
from people.requests import PersonRequest
from wards.access import provider_or_404


def provider(request: PersonRequest, key: UUID) -> HttpResponse:
    found = provider_or_404(request, key)
    page = page_of_provider(request.person, found)
    return render(
        request,
        "impact/provider.html",
        {
            "heading": found.name,
            "caption": f"{found.get_kind_display()} · {found.get_region_display()}",
            "lead": page.lead,
            "breadcrumbs": [{"text": "Ward teams", "href": reverse("ward_list")}],
            "page": page,
            "table": ward_table(page.rows, of_one_provider=True),
        },
    )
