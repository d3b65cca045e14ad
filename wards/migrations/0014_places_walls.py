"""The walls of what is new about places; only who sets up places writes them; the agreement comes first."""

from django.db import migrations

from people.audit import audited
from wards import walls

NAMED = (
    f"team_id = {walls.REACH} or provider_id in (select id from public.wards_provider)"
    f" or ward_id in (select id from public.wards_ward) or site_id = any(select id from public.wards_site)"
)
NAMING = (
    f"team_id = {walls.SET_UP} or provider_id = {walls.SET_UP}"
    f" or ward_id in (select id from public.wards_ward where provider_id = {walls.SET_UP})"
    f" or site_id in (select id from public.wards_site where provider_id = {walls.SET_UP})"
)
#: A programme that is new has nobody in it yet.
STARTING = f"id = {walls.SET_UP} or (started_by_id = (select sec.me()) and (select cardinality(sec.set_up())) > 0)"


def only_set_up(table: str, changes: str, adds: str = "") -> str:
    """SQL by which only who sets up places writes a table; who reads it stays as it is."""
    return f"""
alter policy app_adds on {table} with check ({adds or changes});
alter policy app_changes on {table} using ({changes}) with check ({changes});
alter policy app_removes on {table} using ({changes});
"""


SQL = [
    walls.functions_sql(),
    walls.agreement_functions_sql(),
    # The programme that keeps a provider's record is the one whose teams it has.
    "update wards_provider p set kept_by_id = (select t.programme_id from wards_team t where t.provider_id = p.id"
    " order by t.programme_id limit 1)",
    # Rows written in this transaction have deferred checks that would bar the statements that follow.
    "set constraints all immediate; set constraints all deferred;",
    walls.wall("wards_formername", NAMED, check=NAMING),
    walls.wall("wards_teamcontact", f"team_id = {walls.REACH}", check=f"team_id = {walls.SET_UP}"),
    walls.wall("wards_agreement", f"provider_id = {walls.REACH}", check=f"team_id = {walls.SET_UP}"),
    walls.wall(
        "wards_agreementdocument",
        f"provider_id = {walls.REACH}",
        check="agreement_id in (select id from public.wards_agreement where team_id = " + walls.SET_UP + ")",
    ),
    walls.wall(
        "wards_pause",
        f"programme_id = {walls.BELONGS} and (provider_id is null or provider_id in (select id from public.wards_provider))",
        check=f"programme_id = {walls.SET_UP}",
    ),
    walls.owned("wards_teamcontact", ("provider_id", "team_id"), "wards_team", ("provider_id", "id")),
    walls.owned("wards_agreement", ("provider_id", "team_id"), "wards_team", ("provider_id", "id")),
    walls.owned("wards_agreementdocument", ("provider_id", "agreement_id"), "wards_agreement", ("provider_id", "id")),
    only_set_up("wards_provider", f"id = {walls.SET_UP} or kept_by_id = {walls.SET_UP}"),
    only_set_up("wards_site", f"provider_id = {walls.SET_UP}"),
    only_set_up("wards_ward", f"provider_id = {walls.SET_UP}"),
    only_set_up("wards_programme", f"id = {walls.SET_UP}", STARTING),
    only_set_up("wards_phase", f"programme_id = {walls.SET_UP}"),
    only_set_up("wards_team", f"programme_id = {walls.SET_UP}"),
    only_set_up("wards_teamward", f"team_id = {walls.SET_UP}"),
    only_set_up("wards_teamstep", f"team_id = {walls.SET_UP}"),
    # Whoever starts a programme is the first in it.
    f"create policy app_starts on wards_membership for insert to {walls.APP_ROLE} with check (programme_id = {walls.STARTED});",
    f"revoke delete on wards_provider, wards_site, wards_ward, wards_programme, wards_phase, wards_team from {walls.APP_ROLE};",
    walls.agreement_first("wards_membership"),
    *(audited(f"wards_{table}") for table in ("formername", "agreement", "pause")),
    audited("wards_teamcontact", keeps="names"),
    audited("wards_agreementdocument", leaving_out=("content",)),
]


class Migration(migrations.Migration):
    dependencies = [("wards", "0013_places_over_time")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
