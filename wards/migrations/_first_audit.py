"""The first two layouts of the audit, as 0002 and 0004 made them; what is in force stands in `people/audit.py`."""

from people.audit import OWNERS

FIRST = r"""
create schema if not exists audit;
revoke all on schema audit from public;
create table audit.entry (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    person_id uuid, request_id text not null default '', why text not null default '',
    table_name text not null, row_id uuid, action text not null,
    before jsonb, after jsonb
);
create index on audit.entry (table_name, row_id, id);
create index on audit.entry (person_id, id);

create function audit.record() returns trigger language plpgsql security definer set search_path = '' as $$
declare
    -- what a row keeps: 'values' or only the 'names' of its fields; and which fields are left out
    keeps text := tg_argv[0];
    leaves text[] := string_to_array(coalesce(tg_argv[1], ''), ',');
    who uuid := nullif(current_setting('app.person_id', true), '')::uuid;
    request text := coalesce(current_setting('app.request_id', true), '');
    reason text := coalesce(current_setting('app.why', true), '');
    label text := tg_table_name;
begin
    if tg_op = 'INSERT' then
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, after)
        select who, request, reason, label, (r.j ->> 'id')::uuid, 'insert',
               case keeps when 'values' then r.j - leaves end
        from (select to_jsonb(n) as j from new_rows n) r;
    elsif tg_op = 'DELETE' then
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, before)
        select who, request, reason, label, (r.j ->> 'id')::uuid, 'delete',
               case keeps when 'values' then r.j - leaves end
        from (select to_jsonb(o) as j from old_rows o) r;
    else
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, before, after)
        select who, request, reason, label, c.row_id, 'update',
               case keeps when 'values' then c.before else null end,
               case keeps when 'values' then c.after
                    else (select jsonb_object_agg(k, null) from jsonb_object_keys(c.after) k) end
        from (
            select (n.j ->> 'id')::uuid as row_id,
                   jsonb_object_agg(f.key, o.j -> f.key) as before,
                   jsonb_object_agg(f.key, f.value) as after
            from (select to_jsonb(x) as j from new_rows x) n
            join (select to_jsonb(x) as j from old_rows x) o on o.j ->> 'id' = n.j ->> 'id'
            cross join lateral jsonb_each(n.j) f
            where f.value is distinct from o.j -> f.key and not f.key = any(leaves)
            group by 1
        ) c;
    end if;
    return null;
end $$;
revoke all on function audit.record() from public;
"""

#: Whose an entry is and who may read it.
SECOND = (
    r"""
alter table audit.entry add column keys uuid[] not null default '{}', add column circle text not null default 'reach';
create index on audit.entry using gin (keys);
create index on audit.entry (row_id, id);

"""
    + OWNERS.lstrip("\n")
    + r"""
create or replace function audit.record() returns trigger language plpgsql security definer set search_path = '' as $$
declare
    -- what a row keeps: 'values' or only the 'names' of its fields; which fields are left out; who may read the
    -- entry; and where a field has one certain value, who may read it then
    keeps text := tg_argv[0];
    leaves text[] := string_to_array(coalesce(tg_argv[1], ''), ',');
    usual text := coalesce(tg_argv[2], 'reach');
    field text := tg_argv[3];
    value text := tg_argv[4];
    special text := tg_argv[5];
    who uuid := nullif(current_setting('app.person_id', true), '')::uuid;
    request text := coalesce(current_setting('app.request_id', true), '');
    reason text := coalesce(current_setting('app.why', true), '');
    label text := tg_table_name;
begin
    if tg_op = 'INSERT' then
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, after, keys, circle)
        select who, request, reason, label, (r.j ->> 'id')::uuid, 'insert',
               case keeps when 'values' then r.j - leaves end,
               audit.owners(r.j, usual), case when r.j ->> field = value then special else usual end
        from (select to_jsonb(n) as j from new_rows n) r;
    elsif tg_op = 'DELETE' then
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, before, keys, circle)
        select who, request, reason, label, (r.j ->> 'id')::uuid, 'delete',
               case keeps when 'values' then r.j - leaves end,
               audit.owners(r.j, usual), case when r.j ->> field = value then special else usual end
        from (select to_jsonb(o) as j from old_rows o) r;
    else
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, before, after, keys, circle)
        select who, request, reason, label, c.row_id, 'update',
               case keeps when 'values' then c.before else null end,
               case keeps when 'values' then c.after
                    else (select jsonb_object_agg(k, null) from jsonb_object_keys(c.after) k) end,
               audit.owners(c.j, usual), case when c.j ->> field = value then special else usual end
        from (
            select (n.j ->> 'id')::uuid as row_id, n.j,
                   jsonb_object_agg(f.key, o.j -> f.key) as before,
                   jsonb_object_agg(f.key, f.value) as after
            from (select to_jsonb(x) as j from new_rows x) n
            join (select to_jsonb(x) as j from old_rows x) o on o.j ->> 'id' = n.j ->> 'id'
            cross join lateral jsonb_each(n.j) f
            where f.value is distinct from o.j -> f.key and not f.key = any(leaves)
            group by 1, 2
        ) c;
    end if;
    return null;
end $$;
"""
)
