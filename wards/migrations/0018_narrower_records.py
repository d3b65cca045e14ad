"""The record of changes tells nobody why somebody left, nor in what words they described themselves; nobody begins in a
team that takes part no more; and erasing takes what was written about somebody elsewhere, but never the last to run a programme."""

from django.db import migrations

from people.audit import RECORD, audited
from wards.walls import INVITATIONS, INVITING, policies

# Why a role ended, or why somebody was erased, is for those who give roles. Without this they are not searched either.
CHANGES = """
create or replace function sec.changes(
    owners uuid[], things uuid[], parent uuid, tables text[], who uuid, since timestamptz, until timestamptz,
    words text, before_entry bigint, most int
) returns table (
    id bigint, at timestamptz, person_id uuid, request_id text, why text, table_name text, row_id uuid, action text,
    before jsonb, after jsonb
)
language sql stable security definer set search_path = '' as $$
    select e.id, e.at, e.person_id, e.request_id, w.why, e.table_name, e.row_id, e.action, e.before, e.after
    from audit.entry e cross join lateral (
        select case when e.why = '' or (e.table_name <> 'wards_membership' and e.circle <> 'person')
                      or e.keys && (select sec.managed())
                      or (e.circle = 'person' and (e.person_id = (select sec.me()) or e.keys && (
                          select array_agg(m.person_id) from public.wards_membership m
                          where m.programme_id = any((select sec.managed())::uuid[]))))
               then e.why else '' end as why) w
    where (owners is null or e.keys && owners)
      and (things is null or e.row_id = any(things)
           or (parent is not null and e.action = 'delete' and jsonb_path_exists(e.before, '$.* ? (@ == $key)',
               jsonb_build_object('key', parent::text))))
      and (tables is null or e.table_name = any(tables))
      and (who is null or e.person_id = who)
      and (since is null or e.at >= since) and (until is null or e.at < until)
      and (words is null or strpos(lower(w.why || ' ' || coalesce(e.before::text, '') || ' ' || coalesce(e.after::text, '')),
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
"""

# `for share`: a move or a merger of the team, which changes its row, comes before or after and never in between.
ACCEPT = """
create or replace function sec.accept_invitation(hash text, membership uuid) returns text
language plpgsql security definer set search_path = '' as $$
declare i public.wards_invitation;
begin
    if sec.me() is null then return 'nobody'; end if;
    select * into i from public.wards_invitation where token_hash = hash for update;
    if not found then return 'unknown'; end if;
    if i.accepted_at is not null then return 'accepted'; end if;
    if i.withdrawn_at is not null then return 'withdrawn'; end if;
    if i.expires_at <= now() then return 'expired'; end if;
    if not exists (select from public.people_account a
                   where a.person_id = sec.me() and a.is_active and lower(a.email) = lower(i.email)) then
        return 'another';
    end if;
    if sec.is_gone(i.team_id) then return 'gone'; end if;
    perform pg_advisory_xact_lock(hashtextextended(sec.me()::text, 5));
    if not exists (select from public.wards_membership m
                   where m.person_id = sec.me() and m.role = i.role and m.programme_id = i.programme_id
                   and m.team_id is not distinct from i.team_id and m.provider_id is not distinct from i.provider_id
                   and (m.ends_on is null or m.ends_on >= greatest(i.starts_on, sec.today()))) then
        insert into public.wards_membership (id, person_id, role, programme_id, provider_id, team_id, starts_on, job_role, described_as)
        values (membership, sec.me(), i.role, i.programme_id, i.provider_id, i.team_id,
                greatest(i.starts_on, sec.today()), i.job_role, '');
    end if;
    update public.wards_invitation set accepted_at = now(), accepted_by_id = sec.me() where id = i.id;
    return 'done';
end $$;

create or replace function sec.use_card(hash text, membership uuid) returns text
language plpgsql security definer set search_path = '' as $$
declare c public.wards_joiningcard;
begin
    if sec.me() is null then return 'nobody'; end if;
    select * into c from public.wards_joiningcard where code_hash = hash for update;
    if not found then return 'unknown'; end if;
    if c.used_at is not null then return 'used'; end if;
    if c.withdrawn_at is not null then return 'withdrawn'; end if;
    if c.expires_at <= now() then return 'expired'; end if;
    if c.for_person_id is not null and c.for_person_id <> sec.me() then return 'another'; end if;
    if c.for_person_id is null then
        if sec.is_gone(c.team_id) then return 'gone'; end if;
        insert into public.wards_membership (id, person_id, role, programme_id, team_id, starts_on, job_role, described_as)
        values (membership, sec.me(), 'practitioner', c.programme_id, c.team_id, sec.today(), '', '');
    end if;
    update public.wards_joiningcard set used_at = now(), used_by_id = sec.me() where id = c.id;
    return 'done';
end $$;
"""
GONE = """
create function sec.is_gone(team uuid) returns boolean language plpgsql security definer set search_path = '' as $$
declare state text := (select t.state from public.wards_team t where t.id = $1 for share);
begin
    return coalesce(state in ('left', 'merged', 'moved'), false);
end $$;
revoke all on function sec.is_gone(uuid) from public;
"""

# By parts, for a higher room adds to this function too.
ERASE = """
do $do$
declare body text := pg_get_functiondef('sec.erase_person(uuid)'::regprocedure);
begin
    body := replace(body, 'delete from public.wards_accessneeds where', $new$if exists (select from public.people_person p where p.id = person and p.is_system) then
        raise exception 'the system itself is not erased' using errcode = 'insufficient_privilege';
    end if;
    -- Whoever else leaves the national team waits for the same (`wards.memberships.end`).
    perform pg_advisory_xact_lock(hashtextextended(programme, 7)) from (
        select distinct m.programme_id::text as programme from public.wards_membership m
        where m.person_id = person and m.role = 'programme_team' order by 1) held;
    if exists (
        select from public.wards_membership m
        where m.person_id = person and m.role = 'programme_team' and m.starts_on <= sec.today()
          and (m.ends_on is null or m.ends_on >= sec.today()) and not exists (
            select from public.wards_membership o
            where o.programme_id = m.programme_id and o.role = m.role and o.person_id <> person and o.away_since is null
              and o.starts_on <= sec.today() and (o.ends_on is null or o.ends_on >= m.ends_on))
    ) then
        raise exception 'the last person who runs a programme' using errcode = 'restrict_violation';
    end if;
    delete from public.wards_accessneeds where$new$);
    body := replace(body, 'delete from public.wards_joiningcard where', $new$delete from public.people_mail m
        where (address <> '' and lower(m."to") = address) or (m.kind = 'invitation' and exists (
            select from public.wards_invitation i
            where (i.accepted_by_id = person or (address <> '' and lower(i.email) = address))
              and starts_with(m.period, replace(i.id::text, '-', '') || '-')));
    update public.wards_teamcontact set name = 'Somebody who left', work = '', email = '', phone = ''
        where address <> '' and lower(email) = address;
    delete from public.wards_joiningcard where$new$);
    execute body;
end $do$;
"""

SQL = [
    RECORD,
    audited("wards_membership", where=("role", "practitioner", "inner"), only_named=("described_as",)),
    CHANGES,
    GONE,
    ACCEPT,
    ERASE,
    policies("wards_invitation", INVITATIONS, check=INVITING),
]


class Migration(migrations.Migration):
    dependencies = [("wards", "0017_kept_for_the_transaction"), ("people", "0005_mail_content")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
