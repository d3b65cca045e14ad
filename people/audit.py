"""SQL of the audit: statement triggers that write to a schema which the app role cannot touch.

Source of the design: PostgreSQL manual, CREATE TRIGGER, transition tables. One entry a row: who,
when, which request, why, and the changed fields. Of tables about people only the names of the
changed fields are kept (so that erasure holds); secrets and answers are left out wholly. Each entry carries
the keys of the row's owner and the circle that may read it, so that `sec.changes` gives nobody more than the
row itself would (`wards.changes`). A nightly chain of hashes seals what is older than an hour.

This is what is in force. Migrations of `wards` make it, with the table `audit.entry` and what stood here before.
"""

#: The keys of an entry's owner, from the row and the circle that may read it.
OWNERS = r"""
create function audit.owners(row_now jsonb, circle text) returns uuid[] language sql immutable set search_path = '' as $$
    select case
        when circle = 'person' then array[coalesce(row_now ->> 'person_id', row_now ->> 'id')::uuid]
        when circle = 'own' then array[(row_now ->> 'id')::uuid]
        when row_now ->> 'team_id' is not null then array[(row_now ->> 'team_id')::uuid]
        when jsonb_typeof(row_now -> 'keys') = 'array'
            then (select coalesce(array_agg(k::uuid), '{}') from jsonb_array_elements_text(row_now -> 'keys') k)
        when row_now ->> 'provider_id' is not null then array[(row_now ->> 'provider_id')::uuid]
        when row_now ->> 'programme_id' is not null then array[(row_now ->> 'programme_id')::uuid]
        when row_now ->> 'person_id' is not null then array[(row_now ->> 'person_id')::uuid]
        else '{}' end
$$;
revoke all on function audit.owners(jsonb, text) from public;
"""

#: Each trigger's function: a row of `audit.entry` for each row that was added, changed or removed.
RECORD = r"""
create function audit.masked(row_then jsonb, named text[]) returns jsonb language sql immutable set search_path = '' as $$
    select case when named = '{}' then row_then else row_then || coalesce(
        (select jsonb_object_agg(k, null) from unnest(named) k where row_then ? k), '{}') end
$$;
revoke all on function audit.masked(jsonb, text[]) from public;

create or replace function audit.record() returns trigger language plpgsql security definer set search_path = '' as $$
declare
    -- what a row keeps: 'values' or only the 'names' of its fields; which fields are left out; who may read the
    -- entry; where a field has one certain value, who may read it then; and which fields are named, whatever is kept of others
    keeps text := tg_argv[0];
    leaves text[] := string_to_array(coalesce(tg_argv[1], ''), ',');
    usual text := coalesce(tg_argv[2], 'reach');
    field text := tg_argv[3];
    value text := tg_argv[4];
    special text := tg_argv[5];
    named text[] := string_to_array(coalesce(tg_argv[6], ''), ',');
    who uuid := nullif(current_setting('app.person_id', true), '')::uuid;
    request text := coalesce(current_setting('app.request_id', true), '');
    reason text := coalesce(current_setting('app.why', true), '');
    label text := tg_table_name;
begin
    if tg_op = 'INSERT' then
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, after, keys, circle)
        select who, request, reason, label, (r.j ->> 'id')::uuid, 'insert',
               case keeps when 'values' then audit.masked(r.j - leaves, named) end,
               audit.owners(r.j, usual), case when r.j ->> field = value then special else usual end
        from (select to_jsonb(n) as j from new_rows n) r;
    elsif tg_op = 'DELETE' then
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, before, keys, circle)
        select who, request, reason, label, (r.j ->> 'id')::uuid, 'delete',
               case keeps when 'values' then audit.masked(r.j - leaves, named) end,
               audit.owners(r.j, usual), case when r.j ->> field = value then special else usual end
        from (select to_jsonb(o) as j from old_rows o) r;
    else
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, before, after, keys, circle)
        select who, request, reason, label, c.row_id, 'update',
               case keeps when 'values' then audit.masked(c.before, named) else null end,
               case keeps when 'values' then audit.masked(c.after, named)
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
        -- A row whose key changed is one that went and one that came.
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, before, keys, circle)
        select who, request, reason, label, (r.j ->> 'id')::uuid, 'delete',
               case keeps when 'values' then audit.masked(r.j - leaves, named) end,
               audit.owners(r.j, usual), case when r.j ->> field = value then special else usual end
        from (select to_jsonb(o) as j from old_rows o where not exists (select from new_rows n where n.id = o.id)) r;
        insert into audit.entry (person_id, request_id, why, table_name, row_id, action, after, keys, circle)
        select who, request, reason, label, (r.j ->> 'id')::uuid, 'insert',
               case keeps when 'values' then audit.masked(r.j - leaves, named) end,
               audit.owners(r.j, usual), case when r.j ->> field = value then special else usual end
        from (select to_jsonb(n) as j from new_rows n where not exists (select from old_rows o where o.id = n.id)) r;
    end if;
    return null;
end $$;
"""

#: The chain of hashes. `seal` takes what is older than an hour, for younger entries may still be uncommitted.
SEALS = r"""
create table audit.seal (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    first_entry bigint not null, last_entry bigint not null, entries bigint not null, hash text not null
);

create function audit.hash_of(previous text, first_entry bigint, last_entry bigint, out entries bigint, out hash text)
language sql stable set search_path = '' as $$
    select count(*), encode(sha256(convert_to(
        previous || coalesce(string_agg(jsonb_build_array(
            e.id, extract(epoch from e.at)::text, e.person_id, e.request_id, e.why, e.table_name, e.row_id, e.action,
            e.before, e.after, e.keys, e.circle)::text, '|' order by e.id), ''), 'UTF8')), 'hex')
    from audit.entry e where e.id between first_entry and last_entry
$$;
revoke all on function audit.hash_of(text, bigint, bigint) from public;

create function audit.make_seal(older_than interval, most bigint) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
    before audit.seal; last bigint; made bigint;
begin
    perform pg_advisory_xact_lock(hashtext('audit.seal'));
    select * into before from audit.seal order by id desc limit 1;
    select max(id) into last from (
        select id from audit.entry where id > coalesce(before.last_entry, 0) and at < now() - older_than order by id limit most
    ) ready;
    if last is null then return 0; end if;
    insert into audit.seal (first_entry, last_entry, entries, hash)
    select coalesce(before.last_entry, 0) + 1, last, h.entries, h.hash
    from audit.hash_of(coalesce(before.hash, ''), coalesce(before.last_entry, 0) + 1, last) h
    returning entries into made;
    return made;
end $$;
revoke all on function audit.make_seal(interval, bigint) from public;

create function audit.broken_seals() returns setof bigint language sql stable security definer set search_path = '' as $$
    select s.id from (
        select *, coalesce(lag(hash) over (order by id), '') as previous, coalesce(lag(last_entry) over (order by id), 0) as ended
        from audit.seal
    ) s cross join lateral audit.hash_of(s.previous, s.first_entry, s.last_entry) h
    where s.first_entry <> s.ended + 1 or s.entries <> h.entries or s.hash <> h.hash order by s.id
$$;
revoke all on function audit.broken_seals() from public;
"""


def audited(
    table: str,
    *,
    keeps: str = "values",
    leaving_out: tuple[str, ...] = (),
    circle: str = "reach",
    where: tuple[str, str, str] | None = None,
    only_named: tuple[str, ...] = (),
) -> str:
    """SQL that puts the three statement triggers on a table.

    keeps: "values" (before and after of each changed field) or "names" (which fields changed).
    leaving_out: columns that never reach the audit, such as password hashes.
    circle: who may read the entries: "reach" (readers of the row's owner), "own" (the row is an owner itself),
    "inner", "coached", "arranged" (as in `wards.walls`), "person" (the person whom the row is about, and
    whoever runs a programme that they take part in). where: (column, value, circle), for rows that fewer may read.
    only_named: columns of a table that keeps values of which it is kept that they changed, and no value.
    """
    narrowed = where or (("", "", "") if only_named else ())
    arguments = [keeps, ",".join(leaving_out), *([circle] if circle != "reach" or narrowed else []), *narrowed]
    arguments += [",".join(only_named)] if only_named else []
    quoted = ", ".join(f"'{argument}'" for argument in arguments)
    call = f"execute function audit.record({quoted})"
    return f"""
drop trigger if exists audit_insert on {table};
drop trigger if exists audit_update on {table};
drop trigger if exists audit_delete on {table};
create trigger audit_insert after insert on {table} referencing new table as new_rows for each statement {call};
create trigger audit_update after update on {table}
    referencing old table as old_rows new table as new_rows for each statement {call};
create trigger audit_delete after delete on {table} referencing old table as old_rows for each statement {call};
"""
