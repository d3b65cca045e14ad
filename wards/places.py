"""Setting up places: providers, their sites, their wards."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from people.models import Person
from people.verbs import held, once
from wards.access import ensure_sets_up
from wards.models import Programme, Provider, Site, Team, Ward
from wards.reach import forget


def refuse_ahead(on: date, field: str = "on") -> None:
    """ValidationError where the day lies ahead: what has not happened yet is not kept."""
    if on > timezone.localdate():
        raise ValidationError({field: "The date must be today or earlier. Come back on the day itself"})


def save_clean(row: models.Model) -> None:
    """Check and save a place. ValidationError, beside the name where the name (or code) is taken."""
    try:
        row.full_clean()
    except ValidationError as error:
        problems = error.message_dict
        if NON_FIELD_ERRORS in problems:
            problems["name"] = [*problems.get("name", []), *problems.pop(NON_FIELD_ERRORS)]
        raise ValidationError(problems) from None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Taken by a place that the person may not know of.
        raise ValidationError({"name": "This name or code is taken already"}) from None


@transaction.atomic
def add_provider(
    *, by: Person, programme: Programme, name: str, ods_code: str, kind: str, region: str, form_key: uuid.UUID | None = None
) -> Provider:
    """A new provider, kept by the programme. The ODS code is checked for its shape only.

    The same form_key twice from one person gives the first provider back.
    """
    ensure_sets_up(by, programme)
    key, made = once(by, form_key, programme, Provider)
    if made:
        return made
    provider = Provider(pk=key, name=name.strip(), ods_code=ods_code.strip().upper(), kind=kind, region=region, kept_by=programme)
    save_clean(provider)
    forget(by)
    return provider


@transaction.atomic
def change_provider(
    *, by: Person, provider: Provider, ods_code: str, kind: str, region: str, version: int | None = None
) -> Provider:
    """Change what a provider is, not what it is called (`names.rename`)."""
    ensure_sets_up(by, provider)
    row: Provider = held(provider, version)
    row.ods_code, row.kind, row.region, row.version = ods_code.strip().upper(), kind, region, row.version + 1
    save_clean(row)
    return row


@transaction.atomic
def add_site(*, by: Person, provider: Provider, name: str, form_key: uuid.UUID | None = None) -> Site:
    """A new site of a provider. The same form_key twice from one person gives the first site back."""
    ensure_sets_up(by, provider)
    key, made = once(by, form_key, provider, Site)
    if made:
        return made
    site = Site(pk=key, provider=provider, name=name.strip())
    save_clean(site)
    return site


@transaction.atomic
def add_ward(
    *, by: Person, provider: Provider, name: str, service_type: str, site: Site | None = None, form_key: uuid.UUID | None = None
) -> Ward:
    """A new ward of a provider. The same form_key twice from one person gives the first ward back."""
    ensure_sets_up(by, provider)
    key, made = once(by, form_key, provider, Ward)
    if made:
        return made
    _refuse_foreign(site, provider)
    ward = Ward(pk=key, provider=provider, site=site, name=name.strip(), service_type=service_type)
    save_clean(ward)
    return ward


@transaction.atomic
def change_ward(*, by: Person, ward: Ward, service_type: str, site: Site | None, version: int | None = None) -> Ward:
    """Change a ward's service type or site within its provider."""
    ensure_sets_up(by, ward.provider_id)
    row: Ward = held(ward, version)
    _refuse_foreign(site, row.provider)
    row.service_type, row.site, row.version = service_type, site, row.version + 1
    save_clean(row)
    return row


def _refuse_foreign(site: Site | None, provider: Provider) -> None:
    if site and site.provider_id != provider.pk:
        raise ValidationError({"site": "Choose a site of this provider"})


def running_teams(ward: Ward) -> list[Team]:
    """The project teams that cover a ward and have not ended."""
    return [team for team in Team.objects.filter(covers__ward=ward).select_related("phase") if not team.has_ended]


def covers_others(team: Team, ward: Ward) -> bool:
    """Whether a team covers another open ward beside this one."""
    others: Any = team.covers.exclude(ward=ward).filter(ward__closed_on=None)
    return bool(others.exists())
