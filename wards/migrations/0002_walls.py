from django.db import migrations

from people.audit import audited
from wards import walls
from wards.migrations._first_audit import FIRST

TABLES = ("provider", "site", "ward", "programme", "phase", "team", "teamward", "teamstep", "membership")

SIGN_IN = ("people_account", "django_session", "account_emailaddress", "account_emailconfirmation", "knox_authtoken")

SQL = [
    walls.app_role_sql(),
    walls.functions_sql(),
    FIRST,
    "grant usage, select on all sequences in schema public to qi_app;"
    "alter default privileges in schema public grant usage, select on sequences to qi_app;",
    *(walls.open_to_app(table) for table in SIGN_IN),
    f"grant select on django_migrations, django_content_type to {walls.APP_ROLE};",
    # Colleagues' names follow the memberships that one may read.
    walls.wall(
        "people_person",
        "id = (select sec.me()) or id in (select person_id from public.wards_membership)",
        check="true",
        rights="select, insert, update",
    ),
    walls.wall(
        "people_mail",
        "person_id = (select sec.me()) or exists (select from public.wards_membership m where m.person_id = (select sec.me())"
        " and m.role in ('programme_team', 'system') and m.starts_on <= sec.today()"
        " and (m.ends_on is null or m.ends_on >= sec.today()))",
        rights="select, insert, update",
    ),
    walls.wall(
        "wards_provider",
        f"id = {walls.REACH} or id in (select provider_id from public.wards_team)",
        check=f"id = {walls.REACH}",
    ),
    walls.wall("wards_site", f"provider_id = {walls.REACH}"),
    walls.wall(
        "wards_ward",
        f"provider_id = {walls.REACH} or id in (select ward_id from public.wards_teamward)",
        check=f"provider_id = {walls.REACH}",
    ),
    walls.wall("wards_programme", f"id = {walls.BELONGS}", check=f"id = {walls.REACH}"),
    walls.wall("wards_phase", f"programme_id = {walls.BELONGS}", check=f"programme_id = {walls.REACH}"),
    walls.wall("wards_team", f"id = {walls.REACH}", check=f"programme_id = {walls.REACH} or id = {walls.REACH}"),
    walls.wall("wards_teamward", f"team_id = {walls.REACH}"),
    walls.wall("wards_teamstep", f"team_id = {walls.REACH}"),
    walls.wall(
        "wards_membership",
        walls.MEMBERSHIPS,
        check=f"programme_id = {walls.REACH}",
    ),
    walls.owned("wards_ward", ("provider_id", "site_id"), "wards_site", ("provider_id", "id")),
    walls.owned("wards_team", ("programme_id", "phase_id"), "wards_phase", ("programme_id", "id")),
    walls.owned("wards_teamward", ("provider_id", "team_id"), "wards_team", ("provider_id", "id")),
    walls.owned("wards_teamward", ("provider_id", "ward_id"), "wards_ward", ("provider_id", "id")),
    walls.owned("wards_membership", ("programme_id", "team_id"), "wards_team", ("programme_id", "id")),
    *(audited(f"wards_{table}") for table in TABLES),
    audited("people_person", keeps="names"),
    audited("people_account", keeps="names", leaving_out=("password", "last_login")),
]


class Migration(migrations.Migration):
    dependencies = [
        ("wards", "0001_initial"),
        ("people", "0001_initial"),
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("knox", "0009_extend_authtoken_field"),
    ]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
