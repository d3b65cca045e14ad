"""Setting up providers, sites and wards."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render

from people.requests import PersonRequest
from ui.tables import Cell, Table
from ui.templatetags.formats import day
from wards import moves, names, places
from wards.access import set_up_or_404
from wards.forms.places import (
    CloseForm,
    MergeForm,
    MoveForm,
    ProviderEditForm,
    ProviderForm,
    RenameForm,
    SiteForm,
    WardEditForm,
    WardForm,
)
from wards.models import Provider, Region, ServiceType, Site, Team, Ward
from wards.reach import reach_of
from wards.views.set_up import SearchFilter, at, crumbs, fact, form_page, list_page, order_of, programme_of

PROVIDERS, WARDS = ("Providers", "/programme/providers/"), ("Wards", "/programme/wards/")


def _mine(request: PersonRequest) -> Any:
    return Provider.visible.to(request.person).filter(pk__in=reach_of(request.person).set_up)


class ProviderFilter(SearchFilter):
    region = forms.ChoiceField(label="Region", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("region", Region.choices)


def provider_list(request: PersonRequest) -> HttpResponse:
    programme_of(request)
    form = ProviderFilter(request.GET)
    rows = _mine(request).annotate(open_wards=Count("wards", filter=Q(wards__closed_on=None), distinct=True))
    if words := form.chosen.get("q"):
        rows = rows.filter(
            Q(name__icontains=words) | Q(ods_code__iexact=words) | Q(former_names__name__icontains=words)
        ).distinct()
    if region := form.chosen.get("region"):
        rows = rows.filter(region=region)
    order, by = order_of(request, {"name": "name", "code": "ods_code", "region": "region", "wards": "open_wards"}, "name")
    return list_page(
        request,
        heading="Providers",
        nouns=("provider", "providers"),
        form=form,
        found=rows.order_by(*by),
        order=order,
        columns=[("Name", "name"), ("ODS code", "code"), ("Region", "region"), ("Open wards", "wards")],
        row=lambda one: [Cell(one.name, at("set_up_provider", one.pk)), one.ods_code, one.get_region_display(), one.open_wards],
        file_head=["Name", "ODS code", "Kind", "Region", "Open wards"],
        file_row=lambda one: [one.name, one.ods_code, one.get_kind_display(), one.get_region_display(), one.open_wards],
        new=("Add a provider", at("set_up_provider_new")),
    )


def provider_new(request: PersonRequest) -> HttpResponse:
    programme = programme_of(request)
    return form_page(
        request,
        ProviderForm(request.POST or None),
        lambda words: places.add_provider(by=request.person, programme=programme, **words),
        heading="Add a provider",
        back=PROVIDERS[1],
        done="Provider added. Next, add its sites and wards.",
        trail=[PROVIDERS],
        to=lambda made: at("set_up_provider", made.pk),
        button="Add the provider",
    )


def provider(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Provider, key)
    wards = Table(["Ward", "Service type", "Site", "Stands"])
    for one in Ward.visible.to(request.person).filter(provider=found).select_related("site"):
        wards.rows.append(
            [Cell(one.name, at("set_up_ward", one.pk)), one.get_service_type_display(), str(one.site or ""), _stands(one)]
        )
    sites = Table(["Site", "Change"])
    for site in Site.visible.to(request.person).filter(provider=found):
        sites.rows.append([site.name, Cell(f"Rename {site.name}", at("set_up_rename", "site", site.pk))])
    return render(
        request,
        "wards/set_up_detail.html",
        {
            "heading": found.name,
            "caption": "Provider",
            "breadcrumbs": crumbs(PROVIDERS),
            "facts": [
                fact("ODS code", found.ods_code),
                fact("Kind", found.get_kind_display()),
                fact("Region", found.get_region_display()),
            ],
            "actions": [
                ("Change code, kind or region", at("set_up_provider_edit", found.pk)),
                ("Rename it", at("set_up_rename", "provider", found.pk)),
                ("Add a site", at("set_up_site_new", found.pk)),
                ("Add a ward", at("set_up_ward_new", found.pk)),
                ("Begin a ward team", at("set_up_team_new", found.pk)),
            ],
            "tables": [("Wards", wards), ("Sites", sites), ("Earlier names", _former(request, found))],
        },
    )


def provider_edit(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Provider, key)
    first = {"ods_code": found.ods_code, "kind": found.kind, "region": found.region, "version": found.version}
    back = at("set_up_provider", key)
    return form_page(
        request,
        ProviderEditForm(request.POST or None, initial=first),
        lambda words: places.change_provider(by=request.person, provider=found, **words),
        heading="Change the provider",
        caption=found.name,
        back=back,
        done="Saved.",
        trail=[PROVIDERS, (found.name, back)],
    )


def site_new(request: PersonRequest, key: UUID) -> HttpResponse:
    found, back = set_up_or_404(request, Provider, key), at("set_up_provider", key)
    return form_page(
        request,
        SiteForm(request.POST or None),
        lambda words: places.add_site(by=request.person, provider=found, **words),
        heading="Add a site",
        caption=found.name,
        back=back,
        done="Site added.",
        trail=[PROVIDERS, (found.name, back)],
    )


def ward_new(request: PersonRequest, key: UUID) -> HttpResponse:
    found, back = set_up_or_404(request, Provider, key), at("set_up_provider", key)
    sites = Site.visible.to(request.person).filter(provider=found)
    return form_page(
        request,
        WardForm(request.POST or None, rows={"site": sites}),
        lambda words: places.add_ward(by=request.person, provider=found, **words),
        heading="Add a ward",
        caption=found.name,
        back=back,
        done="Ward added. Next, begin its ward team.",
        to=lambda made: at("set_up_ward", made.pk),
        trail=[PROVIDERS, (found.name, back)],
    )


class WardFilter(SearchFilter):
    region = forms.ChoiceField(label="Region", required=False)
    service_type = forms.ChoiceField(label="Service type", required=False)
    stands = forms.ChoiceField(label="Stands", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("region", Region.choices)
        self.offer("service_type", ServiceType.choices)
        self.offer("stands", [("open", "Open"), *Ward.Ending.choices])


def ward_list(request: PersonRequest) -> HttpResponse:
    programme_of(request)
    form = WardFilter(request.GET)
    chosen = form.chosen
    rows = Ward.visible.to(request.person).filter(provider__in=_mine(request)).select_related("provider", "site")
    if words := chosen.get("q"):
        rows = rows.filter(
            Q(name__icontains=words)
            | Q(provider__name__icontains=words)
            | Q(site__name__icontains=words)
            | Q(former_names__name__icontains=words)
        ).distinct()
    if region := chosen.get("region"):
        rows = rows.filter(provider__region=region)
    if kind := chosen.get("service_type"):
        rows = rows.filter(service_type=kind)
    if stands := chosen.get("stands"):
        rows = rows.filter(ended_as="" if stands == "open" else stands)
    orders = {"name": "name", "provider": "provider__name", "site": "site__name", "type": "service_type", "stands": "closed_on"}
    order, by = order_of(request, orders, "name")

    return list_page(
        request,
        heading="Wards",
        nouns=("ward", "wards"),
        form=form,
        found=rows.order_by(*by),
        order=order,
        columns=[("Ward", "name"), ("Provider", "provider"), ("Site", "site"), ("Service type", "type"), ("Stands", "stands")],
        row=lambda one: [
            Cell(one.name, at("set_up_ward", one.pk)),
            one.provider.name,
            str(one.site or ""),
            one.get_service_type_display(),
            Cell(_stands(one), note=one.why),
        ],
        file_head=["Ward", "Provider", "Region", "Site", "Service type", "Opened on", "Ended as", "Ended on", "Reason"],
        file_row=lambda one: [
            one.name,
            one.provider.name,
            one.provider.get_region_display(),
            str(one.site or ""),
            one.get_service_type_display(),
            one.opened_on or "",
            one.get_ended_as_display(),
            one.closed_on or "",
            one.why,
        ],
        lead="To add a ward, open its provider.",
    )


def ward(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Ward, key, "provider", "site", "merged_into")
    person = request.person
    root = found.counted_as
    line = Table(["Provider", "From", "Until"])
    rows = list(Ward.visible.to(person).filter(Q(pk=root) | Q(first=root)).select_related("provider").order_by("closed_on"))
    if len(rows) > 1:
        line.rows = [
            [Cell(one.provider.name, at("set_up_ward", one.pk)), day(one.opened_on) or "The start", day(one.closed_on) or "Now"]
            for one in rows
        ]
    teams = Table(["Ward team", "Phase", "Where it stands"])
    for team in Team.visible.to(person).filter(covers__ward=found).select_related("phase"):
        teams.rows.append([Cell(team.name, at("set_up_team", team.pk)), team.phase.name, team.get_state_display()])
    facts = [fact("Provider", found.provider), fact("Site", found.site), fact("Service type", found.get_service_type_display())]
    actions = []
    if found.closed_on:
        into = f" ({found.merged_into})" if found.merged_into else ""
        facts += [fact(found.get_ended_as_display() + into, day(found.closed_on)), fact("Reason", found.why)]
    else:
        actions = [
            ("Change service type or site", at("set_up_ward_edit", key)),
            ("Rename it", at("set_up_rename", "ward", key)),
            ("Move it to another provider", at("set_up_ward_move", key)),
            ("Merge it into another ward", at("set_up_ward_merge", key)),
            ("Close it", at("set_up_ward_close", key)),
        ]
    return render(
        request,
        "wards/set_up_detail.html",
        {
            "heading": found.name,
            "caption": "Ward",
            "breadcrumbs": crumbs(WARDS),
            "facts": facts,
            "actions": actions,
            "tables": [("Ward teams", teams), ("Where it was", line), ("Earlier names", _former(request, found))],
        },
    )


def _stands(found: Ward) -> str:
    return f"{found.get_ended_as_display()}, {day(found.closed_on)}" if found.closed_on else "Open"


def _former(request: PersonRequest, thing: Any) -> Table:
    return Table(["Name", "Until"], [[one.name, day(one.until)] for one in names.former(request.person, thing)])


def ward_edit(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Ward, key, "provider")
    sites = Site.visible.to(request.person).filter(provider=found.provider)
    first = {"service_type": found.service_type, "site": str(found.site_id or ""), "version": found.version}
    return _ward_form(
        request,
        found,
        WardEditForm(request.POST or None, rows={"site": sites}, initial=first),
        places.change_ward,
        "Change the ward",
        "Saved.",
    )


def ward_close(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Ward, key)
    form = CloseForm(request.POST or None, initial={"version": found.version})
    return _ward_form(
        request,
        found,
        form,
        moves.close,
        "Close the ward",
        "Ward closed. Everything that was reported of it stays.",
        warning="Its ward team leaves the programme on that day. Nothing is deleted, and no earlier figure changes.",
        button="Close the ward",
    )


def ward_merge(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Ward, key)
    others = Ward.visible.to(request.person).filter(provider=found.provider_id, closed_on=None).exclude(pk=key)
    form = MergeForm(request.POST or None, rows={"into": others}, initial={"version": found.version})
    return _ward_form(
        request,
        found,
        form,
        moves.merge,
        "Merge the ward into another",
        "Wards merged. Both stay in earlier figures.",
        warning="This ward's team ends as merged on that day; the other ward's team goes on. No earlier figure changes.",
        button="Merge the wards",
    )


def ward_move(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Ward, key)
    form = MoveForm(
        request.POST or None, rows={"to": _mine(request).exclude(pk=found.provider_id)}, initial={"version": found.version}
    )
    return _ward_form(
        request,
        found,
        form,
        moves.move,
        "Move the ward to another provider",
        "Ward moved. Next: a sponsor and an agreement with the new provider. What practitioners said of access and "
        "contact stays with the old one: ask them again.",
        warning="The old provider keeps reading what was its own. The new one reads from that day on. The ward's people, its "
        "open change ideas and the links of open surveys go along; its sponsor does not. The nation goes on counting the ward "
        "once.",
        button="Move the ward",
        to=lambda made: at("set_up_ward", made.pk),
    )


def _ward_form(request: PersonRequest, found: Ward, form: Any, verb: Any, heading: str, done: str, **more: Any) -> HttpResponse:
    back = at("set_up_ward", found.pk)
    return form_page(
        request,
        form,
        lambda words: verb(by=request.person, ward=found, **words),
        heading=heading,
        caption=found.name,
        back=back,
        done=done,
        trail=[WARDS, (found.name, back)],
        **more,
    )


def rename(request: PersonRequest, kind: str, key: UUID) -> HttpResponse:
    programme_of(request)
    model: Any = {"provider": Provider, "site": Site, "ward": Ward, "team": Team}.get(kind)
    if model is None:
        raise Http404("There is no such page.")
    found = set_up_or_404(request, model, key)
    back = at("set_up_provider", found.provider_id) if kind == "site" else at(f"set_up_{kind}", key)
    return form_page(
        request,
        RenameForm(request.POST or None, initial={"version": found.version}),
        lambda words: names.rename(by=request.person, thing=found, **words),
        heading=f"Rename {found.name}",
        back=back,
        done="Renamed. Pages about earlier days go on saying the old name.",
        button="Rename it",
        trail=[(found.name, back)],
    )
