"""The second wall: row-level security in PostgreSQL, as SQL that migrations run.

Every tenant table has FORCE ROW LEVEL SECURITY, one policy for the owner (data migrations) and one
for the app role. The app role's policies ask small definer functions in the schema `sec`, each
worked out once a statement: `any((select sec.reach())::uuid[])`.
"""

from collections.abc import Sequence

from wards.roles import CONFIDENTIAL, SPONSORING, allowed, inner_roles, reading

APP_ROLE = "qi_app"

#: Tables of the product that carry no owner's key, each with its reason.
EXEMPT = {
    "people_account": "read before anybody is known; holds no programme data",
    "people_signincode": "sign-in; keyed hashes",
    "account_emailaddress": "sign-in",
    "account_emailconfirmation": "sign-in",
    "mfa_authenticator": "sign-in",
    "socialaccount_socialaccount": "sign-in",
    "socialaccount_socialapp": "sign-in",
    "socialaccount_socialapp_sites": "sign-in",
    "socialaccount_socialtoken": "sign-in",
    "django_session": "sign-in",
    "django_content_type": "Django's own",
    "django_migrations": "Django's own",
    "django_site": "Django's own",
    "auth_group": "Django's own, unused",
    "auth_permission": "Django's own, unused",
    "auth_group_permissions": "Django's own, unused",
    "knox_authtoken": "API sign-in; hashed",
}


def _texts(values: Sequence[str]) -> str:
    return "array[" + ", ".join(f"'{value}'" for value in sorted(values)) + "]::text[]"


def _function(name: str, arguments: str, returns: str, body: str) -> str:
    """In PL/pgSQL, which keeps its plan for the session: a function in SQL is planned anew in every statement that asks it."""
    how, end = ("return query", "") if returns.startswith("setof") else ("return (", ")")
    return _defined(name, arguments, returns, f"begin {how} {body}{end}; end")


def _keys(name: str, body: str) -> str:
    """Owners' keys, worked out once a transaction and person and kept in its setting `app.<name>`, not once a statement.

    `app.turn` counts the changes to what they are worked out from (`forgetting_sql`). Both settings end with the
    transaction, and go back with a savepoint. Who could forge them could forge `app.person_id` as well.
    """
    return _defined(
        name,
        "",
        "uuid[]",
        f"""declare
    asked text := concat(current_setting('app.person_id', true), '/', current_setting('app.turn', true), '/');
    kept text := current_setting('app.{name}', true);
    found uuid[];
begin
    if starts_with(kept, asked) then
        return string_to_array(substr(kept, length(asked) + 1), ',')::uuid[];
    end if;
    found := ({body});
    perform set_config('app.{name}', asked || array_to_string(found, ','), true);
    return found;
end""",
    )


def _defined(name: str, arguments: str, returns: str, block: str) -> str:
    return f"""
create or replace function sec.{name}({arguments}) returns {returns}
language plpgsql stable security definer set search_path = '' as $$ {block} $$;
revoke all on function sec.{name}({arguments}) from public;
grant execute on function sec.{name}({arguments}) to {APP_ROLE};
"""


def forgetting_sql() -> str:
    """SQL that lets `_keys` be worked out anew once a row changes that they are worked out from."""
    tables = ("wards_membership", "wards_team", "wards_provider", "wards_programme")
    return """
create or replace function sec.forget() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    perform set_config('app.turn', (coalesce(nullif(current_setting('app.turn', true), ''), '0')::integer + 1)::text, true);
    return null;
end $$;
revoke all on function sec.forget() from public;
""" + "".join(
        f"create trigger forget after insert or update or delete or truncate on {table}"
        " for each statement execute function sec.forget();\n"
        for table in tables
    )


def app_role_sql() -> str:
    """The role as which web, worker and beat connect: it owns nothing and bypasses nothing."""
    return f"""
do $$ begin
    if not exists (select from pg_roles where rolname = '{APP_ROLE}') then
        create role {APP_ROLE} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
end $$;
grant usage on schema public to {APP_ROLE};
"""


def functions_sql() -> str:
    """The definer functions of the schema `sec`, drawn from `wards.roles`.

    Their bodies are not looked at while they are made: an early migration draws today's, whose columns a later one adds.
    """
    coaching, executive = allowed("write_coach_notes"), allowed("log_executive_session")
    live = "m.starts_on <= sec.today() and (m.ends_on is null or m.ends_on >= sec.today()) and m.away_since is null"
    mine = f"from public.wards_membership m where m.person_id = sec.me() and {live}"
    wide = f"select m.programme_id {mine} and m.role = any({_texts(reading('programme'))})"
    own_providers = f"select m.provider_id {mine} and m.role = any({_texts(reading('provider'))})"
    inner_wide = (
        f"select m.programme_id {mine} and m.team_id is null and m.provider_id is null and m.role = any({_texts(inner_roles())})"
    )

    def keys_where(action: str) -> str:
        """Every owner's key (programme, provider, team) in which one may do this by a role there."""
        held = f"{mine} and m.role = any({_texts(allowed(action))})"
        programmes = f"select m.programme_id {held} and m.team_id is null and m.provider_id is null"
        providers = f"select m.provider_id {held} and m.provider_id is not null"
        return f"""select coalesce(array_agg(key), '{{}}') from (
    select m.team_id as key {held} and m.team_id is not null union {programmes} union {providers}
    union select t.id from public.wards_team t where t.programme_id in ({programmes}) or t.provider_id in ({providers})
    union select t.provider_id from public.wards_team t where t.programme_id in ({programmes})
    union select p.id from public.wards_provider p where p.kept_by_id in ({programmes})
) found"""

    return (
        "set local check_function_bodies = off;"
        f"create schema if not exists sec; grant usage on schema sec to {APP_ROLE};"
        + _function("me", "", "uuid", "select nullif(current_setting('app.person_id', true), '')::uuid")
        + _function("today", "", "date", "select (now() at time zone 'Europe/London')::date")
        + _keys(
            "reach",
            f"""select coalesce(array_agg(key), '{{}}') from (
    select sec.me() as key where sec.me() is not null
    union select m.team_id {mine} and m.team_id is not null
    union {wide} union {own_providers}
    union select t.id from public.wards_team t where t.programme_id in ({wide}) or t.provider_id in ({own_providers})
    union select t.provider_id from public.wards_team t where t.programme_id in ({wide})
    union select p.id from public.wards_provider p where p.kept_by_id in ({wide})
) found where key is not null""",
        )
        + _keys("belongs", f"select coalesce(array_agg(distinct m.programme_id), '{{}}') {mine}")
        + _keys(
            "inner_circle",
            f"""select coalesce(array_agg(key), '{{}}') from (
    select m.team_id as key {mine} and m.team_id is not null and m.role = any({_texts(inner_roles())})
    union select t.id from public.wards_team t where t.programme_id in ({inner_wide})
) found""",
        )
        + _keys(
            "coached",
            f"select coalesce(array_agg(m.team_id), '{{}}') {mine}"
            f" and m.team_id is not null and m.role = any({_texts(coaching)})",
        )
        + _keys(
            "executive",
            f"select coalesce(array_agg(distinct m.programme_id), '{{}}') {mine} and m.role = any({_texts(executive)})",
        )
        + _keys("arranged", keys_where("arrange_involvement"))
        + _keys("paid", keys_where("pay_involvement"))
        + _keys("managed", keys_where("manage_people"))
        + _keys("set_up", keys_where("manage_places"))
        # Programmes alone, for a mail is a programme's: every row that waits is compared with each key of these.
        + _keys(
            "mailed",
            f"select coalesce(array_agg(distinct m.programme_id), '{{}}') {mine} and m.team_id is null and m.provider_id is null"
            f" and m.role = any({_texts(allowed('make_digests'))})",
        )
        + _keys("moderated", keys_where("run_surveys"))
        + _keys(
            "started",
            "select coalesce(array_agg(p.id), '{}') from public.wards_programme p where p.started_by_id = sec.me()"
            " and not exists (select from public.wards_membership m where m.programme_id = p.id)",
        )
        + _function(
            "is_system",
            "",
            "boolean",
            "select exists (select from public.people_person p where p.id = sec.me() and p.is_system)",
        )
        + _function("programme_keys", "", "setof uuid", "select p.id from public.wards_programme p order by p.id")
        + _function(
            "system_person",
            "programme uuid",
            "uuid",
            "select m.person_id from public.wards_membership m where m.programme_id = $1 and m.role = 'system' limit 1",
        )
    )


REACH = "any((select sec.reach())::uuid[])"
#: Of a row with several owners' keys. As a `case`, for PostgreSQL takes a bare `&&` for one row in a hundred and plans badly.
REACH_KEYS = "case when keys && (select sec.reach())::uuid[] then true end"
BELONGS = "any((select sec.belongs())::uuid[])"
INNER = "any((select sec.inner_circle())::uuid[])"
COACHED = "any((select sec.coached())::uuid[])"
EXECUTIVE = "any((select sec.executive())::uuid[])"
ARRANGED = "any((select sec.arranged())::uuid[])"
PAID = "any((select sec.paid())::uuid[])"
MANAGED = "any((select sec.managed())::uuid[])"
#: Owners that one sets up, and programmes that one has just made and that nobody is in yet.
SET_UP = "any((select sec.set_up())::uuid[])"
STARTED = "any((select sec.started())::uuid[])"
MAILED = "any((select sec.mailed())::uuid[])"
MODERATED = "any((select sec.moderated())::uuid[])"

MEMBERSHIPS = (
    f"person_id = (select sec.me()) or (role <> all({_texts(tuple(CONFIDENTIAL))}) and (team_id = {REACH}"
    f" or provider_id = {REACH} or (team_id is null and provider_id is null and programme_id = {BELONGS})))"
    f" or (role = any({_texts(tuple(CONFIDENTIAL))}) and (team_id = {INNER} or team_id = {ARRANGED}))"
    f" or (role = any({_texts(tuple(SPONSORING))}) and programme_id = {EXECUTIVE})"
)
INVITATIONS = (
    f"(role <> all({_texts(tuple(CONFIDENTIAL))}) and programme_id = {REACH})"
    f" or (role = any({_texts(tuple(CONFIDENTIAL))}) and team_id = {ARRANGED})"
)
#: To whom an invitation opens a role is for those to say who give roles, and not for all who read of it.
INVITING = (
    f"(role <> all({_texts(tuple(CONFIDENTIAL))}) and programme_id = {MANAGED})"
    f" or (role = any({_texts(tuple(CONFIDENTIAL))}) and team_id = {ARRANGED})"
)


def wall(
    table: str,
    using: str,
    *,
    check: str | None = None,
    changes: str | None = None,
    rights: str = "select, insert, update, delete",
) -> str:
    """SQL that puts a table behind the wall.

    using: the condition under which the app role reads a row; check: under which it may add, change and
    remove one (the same, where none is given); changes: under which it may change and remove one, where that
    is narrower than adding; rights: what it may do at all.
    """
    return f"""
alter table {table} enable row level security;
alter table {table} force row level security;
do $$ begin
    execute format('create policy owner_all on {table} to %I using (true) with check (true)', current_user);
end $$;
{policies(table, using, check=check, changes=changes)}
grant {rights} on {table} to {APP_ROLE};
"""


def policies(table: str, using: str, *, check: str | None = None, changes: str | None = None) -> str:
    """SQL that gives a table behind the wall these policies for the app role, in place of those it had.

    One for each command, for what PostgreSQL asks of a row that is removed is its `using` alone: with one policy
    for all, whoever may read a row could remove it.
    """
    check = check or using
    changes = changes or check
    return f"""
drop policy if exists app on {table};
drop policy if exists app_reads on {table};
drop policy if exists app_adds on {table};
drop policy if exists app_changes on {table};
drop policy if exists app_removes on {table};
create policy app_reads on {table} for select to {APP_ROLE} using ({using});
create policy app_adds on {table} for insert to {APP_ROLE} with check ({check});
create policy app_changes on {table} for update to {APP_ROLE} using ({changes}) with check ({changes});
create policy app_removes on {table} for delete to {APP_ROLE} using ({changes});
"""


def agreement_first(table: str) -> str:
    """SQL that refuses rows of a team whose agreement is not signed. The table has a column team_id (may be null)."""
    name = "refuse_people_before_agreement" if table == "wards_membership" else "refuse_before_agreement"
    return f"""
create trigger agreement_first after insert on {table} referencing new table as new_rows
    for each statement execute function sec.{name}();
"""


def agreement_functions_sql() -> str:
    """The functions behind `agreement_first`. Before the agreement, whoever opens the door (coaches) may hold a role."""

    def function(name: str, more: str) -> str:
        return f"""
create or replace function sec.{name}() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    if exists (
        select from new_rows n join public.wards_team t on t.id = n.team_id
        where (t.state in ('interested', 'selected') or (t.state in ('paused', 'left') and not exists (
            select from public.wards_teamstep s where s.team_id = t.id
            and s.state in ('signed', 'sponsored', 'booked', 'active', 'completed')))){more}
    ) then
        raise exception 'only contact details can be kept of a ward team before its agreement is signed'
            using errcode = 'check_violation', table = tg_table_name;
    end if;
    return null;
end $$;
revoke all on function sec.{name}() from public;
"""

    return function("refuse_before_agreement", "") + function(
        "refuse_people_before_agreement", " and n.role not in ('coach', 'associate')"
    )


def open_to_app(table: str, rights: str = "select, insert, update, delete") -> str:
    """SQL that grants the app role an exempt table."""
    return f"grant {rights} on {table} to {APP_ROLE};"


def owned(child: str, child_columns: tuple[str, str], parent: str, parent_columns: tuple[str, str]) -> str:
    """SQL of a foreign key over (owner, id): a child's owner is its parent's, whatever a bug writes."""
    name = f"{child}_{child_columns[1]}_owner"
    return (
        f"alter table {child} add constraint {name} foreign key ({', '.join(child_columns)})"
        f" references {parent} ({', '.join(parent_columns)}) deferrable initially deferred;"
    )


def dated(table: str) -> str:
    """SQL that keeps the column `changed_at` of a table true, by whatever statement a row is changed."""
    return f"""
create or replace function sec.note_change() returns trigger language plpgsql set search_path = '' as $$
begin
    new.changed_at := clock_timestamp();
    return new;
end $$;
revoke all on function sec.note_change() from public;
create trigger note_change before update on {table}
    for each row when (old.* is distinct from new.*) execute function sec.note_change();
"""
