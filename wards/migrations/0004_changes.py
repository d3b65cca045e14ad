"""What was changed can be read by whoever reads the thing itself, and a chain of hashes seals it."""

from django.db import migrations

from people.audit import SEALS, audited
from wards.migrations._first_audit import SECOND
from wards.walls import APP_ROLE

# What each reader may know of the audit, and the only way to it: newest first, narrowed by what is given.
CHANGES = f"""
create function sec.changes(
    owners uuid[], things uuid[], parent uuid, tables text[], who uuid, since timestamptz, until timestamptz,
    words text, before_entry bigint, most int
) returns table (
    id bigint, at timestamptz, person_id uuid, request_id text, why text, table_name text, row_id uuid, action text,
    before jsonb, after jsonb
)
language sql stable security definer set search_path = '' as $$
    select e.id, e.at, e.person_id, e.request_id, e.why, e.table_name, e.row_id, e.action, e.before, e.after
    from audit.entry e
    where (owners is null or e.keys && owners)
      and (things is null or e.row_id = any(things)
           or (parent is not null and e.action = 'delete' and jsonb_path_exists(e.before, '$.* ? (@ == $key)',
               jsonb_build_object('key', parent::text))))
      and (tables is null or e.table_name = any(tables))
      and (who is null or e.person_id = who)
      and (since is null or e.at >= since) and (until is null or e.at < until)
      and (words is null or strpos(lower(e.why || ' ' || coalesce(e.before::text, '') || ' ' || coalesce(e.after::text, '')),
                                   lower(words)) > 0)
      and (before_entry is null or e.id < before_entry)
      and case e.circle
          when 'reach' then e.keys && (select sec.reach())
          when 'own' then e.keys && (select sec.reach())
          when 'inner' then e.keys && (select sec.inner_circle())
          when 'arranged' then e.keys && (select sec.arranged())
          when 'coached' then e.keys && (select sec.coached())
          when 'person' then e.keys && (select array_agg(m.person_id) || sec.me() from public.wards_membership m
                                        where m.programme_id = any((select sec.reach())::uuid[]))
          else false end
    order by e.id desc limit most
$$;
revoke all on function sec.changes(uuid[], uuid[], uuid, text[], uuid, timestamptz, timestamptz, text, bigint, int) from public;
grant execute on function sec.changes(uuid[], uuid[], uuid, text[], uuid, timestamptz, timestamptz, text, bigint, int) to {APP_ROLE};

-- Reads that leave a mark: who opened access needs, who took a list of names away.
create function sec.note_reading(action text, what text, thing uuid, owners uuid[], circle text, details jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
    if sec.me() is null or action not in ('read', 'export') or circle not in ('reach', 'inner', 'arranged', 'person') then
        raise exception 'a reading has a reader, and is a read or an export';
    end if;
    insert into audit.entry (person_id, request_id, why, table_name, row_id, action, after, keys, circle)
    values (sec.me(), coalesce(current_setting('app.request_id', true), ''), coalesce(current_setting('app.why', true), ''),
            what, thing, action, details, owners, circle);
end $$;
revoke all on function sec.note_reading(text, text, uuid, uuid[], text, jsonb) from public;
grant execute on function sec.note_reading(text, text, uuid, uuid[], text, jsonb) to {APP_ROLE};

create function sec.seal_changes() returns bigint language sql volatile security definer set search_path = '' as $$
    select audit.make_seal(interval '1 hour', 50000)
$$;
revoke all on function sec.seal_changes() from public;
grant execute on function sec.seal_changes() to {APP_ROLE};

create function sec.broken_seals() returns setof bigint language sql stable security definer set search_path = '' as $$
    select audit.broken_seals()
$$;
revoke all on function sec.broken_seals() from public;
grant execute on function sec.broken_seals() to {APP_ROLE};

create function sec.last_seal() returns table (at timestamptz, entries bigint, hash text)
language sql stable security definer set search_path = '' as $$
    select s.at, s.entries, s.hash from audit.seal s order by s.id desc limit 1
$$;
revoke all on function sec.last_seal() from public;
grant execute on function sec.last_seal() to {APP_ROLE};
"""

SQL = [
    SECOND,
    SEALS,
    *(audited(f"wards_{table}", circle="own") for table in ("provider", "programme", "team")),
    audited("wards_membership", where=("role", "practitioner", "inner")),
    audited("people_person", keeps="names", circle="person"),
    audited("people_account", keeps="names", leaving_out=("password", "last_login"), circle="person"),
    CHANGES,
]


class Migration(migrations.Migration):
    dependencies = [("wards", "0003_involvement")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
