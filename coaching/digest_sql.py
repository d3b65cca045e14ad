"""How Monday's digests are found and made: functions in the database, set by set, as SQL that migrations run.

One truth: `sec.make_digests` stores what `sec.digests` finds, and the pages that show what would go out ask the same.
Both are definer functions, so that no policy is asked row by row; each asks itself who is asking.
"""

from wards.roles import CONFIDENTIAL, allowed
from wards.walls import APP_ROLE, _texts

#: A change idea that nobody moved for so many days is named in its ward manager's digest.
UNTOUCHED_DAYS = 30
#: Who is reached by phone or post is told of a session so many days ahead.
CALL_DAYS = 14

#: Kind of digest → the roles it is for.
KINDS = {
    "digest-coach": ("coach",),
    "digest-ward": ("ward_manager",),
    "digest-sponsor": ("sponsor", "deputy_sponsor"),
}

#: What a kind is made once for, with `monday` the first day of the ISO week: a sponsor's month is that Monday's.
PERIOD = """case {kind} when 'digest-sponsor' then to_char(monday, 'YYYY-MM') else to_char(monday, 'IYYY"-W"IW') end"""

_ROLES = ", ".join(f"('{role}', '{kind}')" for kind, roles in KINDS.items() for role in roles)

MAKES = f"""
create or replace function sec.makes_digests(programme uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
    return exists (
        select from public.wards_membership m where m.person_id = sec.me() and m.programme_id = $1 and m.team_id is null
        and m.provider_id is null and m.role = any({_texts(allowed("make_digests"))}) and m.away_since is null
        and m.starts_on <= sec.today() and (m.ends_on is null or m.ends_on >= sec.today()));
end $$;
revoke all on function sec.makes_digests(uuid) from public;
grant execute on function sec.makes_digests(uuid) to {APP_ROLE};
"""

# The teams that are written about on a day: active, and not at rest with their programme, region or provider.
AWAKE = """awake as materialized (
        select t.id, t.name from public.wards_team t join public.wards_provider v on v.id = t.provider_id
        where t.programme_id = $1 and t.state = 'active' and not exists (
            select from public.wards_pause r where r.programme_id = $1 and (r.provider_id is null or r.provider_id = v.id)
            and r.region in ('', v.region) and r.starts_on <= $2 and (r.ends_on is null or r.ends_on >= $2))
    ), recent as materialized (
        select x.team_id, s.id, s.status, s.held_on, s.starts_at, s.mode, cardinality(s.keys) as teams
        from (
            select p.* from public.coaching_session p where p.programme_id = $1 and p.status = 'planned'
            union all
            select d.* from public.coaching_session d where d.programme_id = $1 and d.status = 'delivered'
            and d.kind in ('team', 'workshop', 'sponsor') and d.held_on >= monday - 7
        ) s join public.coaching_sessionteam x on x.session_id = s.id
    ), ahead as materialized (
        select distinct on (r.team_id) r.team_id, r.id, r.held_on, r.starts_at, r.mode
        from recent r where r.status = 'planned' and r.held_on >= $2 order by r.team_id, r.held_on, r.starts_at, r.id
    )"""

# What both keep to: all of one week hangs on its Monday; a plan for the numbers at hand, and room to sort them in.
HEAD = """language plpgsql stable security definer set search_path = ''
set plan_cache_mode = 'force_custom_plan' set work_mem = '32MB' as $$
#variable_conflict use_column
declare
    monday date := $2 - (extract(isodow from $2)::integer - 1);
begin"""

# A line: what is said, of what, and where it stands among the others (part, at, then).
DIGESTS = f"""
create or replace function sec.digests(programme uuid, on_day date, only_person uuid default null)
returns table (person_id uuid, name text, kind text, period text, address text, quiet text, lines jsonb)
{HEAD}
    if not (coalesce($3 = sec.me(), false) or sec.makes_digests($1)) then
        return;
    end if;
    return query
    with {AWAKE}, held as materialized (
        select distinct m.person_id, k.kind, a.id as team_id, a.name as team
        from public.wards_membership m
        join (values {_ROLES}) k (role, kind) on k.role = m.role
        join awake a on a.id = m.team_id
        where m.programme_id = $1 and m.starts_on <= $2 and (m.ends_on is null or m.ends_on >= $2) and m.away_since is null
        and ($3 is null or m.person_id = $3)
    ), said (person_id, kind, part, at, also, line) as (
        select h.person_id, h.kind, 1, r.held_on, r.id::text, jsonb_build_object('what', 'log', 'key', r.id,
            'team', string_agg(h.team, ' and ' order by h.team), 'on', r.held_on, 'mine', count(*) = r.teams)
        from held h join recent r on r.team_id = h.team_id and r.status = 'planned' and r.held_on < $2
        where h.kind = 'digest-coach' group by h.person_id, h.kind, r.id, r.held_on, r.teams
        union all
        select h.person_id, h.kind, 2, null, h.team,
            jsonb_build_object('what', 'plan', 'key', h.team_id, 'team', h.team)
        from held h where h.kind = 'digest-coach' and not exists (
            select from recent r where r.team_id = h.team_id
            and (r.status = 'delivered' or (r.held_on >= monday and r.held_on < monday + 7)))
        union all
        select c.owner_id, 'digest-coach', 3, c.due_on, c.what || c.id,
            jsonb_build_object('what', 'overdue', 'key', c.id, 'text', c.what, 'on', c.due_on)
        from public.coaching_action c join awake a on a.id = c.team_id
        where c.done_on is null and c.due_on < $2
        and c.owner_id in (select h.person_id from held h where h.kind = 'digest-coach')
        union all
        select h.person_id, h.kind, 1, n.held_on, h.team, jsonb_build_object('what', 'next', 'key', n.id, 'team', h.team,
            'on', n.held_on, 'at', to_char(n.starts_at, 'HH24:MI'))
        from held h join ahead n on n.team_id = h.team_id where h.kind = 'digest-ward'
        union all
        select h.person_id, h.kind, 2, c.due_on, c.what || c.id,
            jsonb_build_object('what', 'action', 'key', c.id, 'text', c.what, 'on', c.due_on)
        from held h join public.coaching_action c on c.team_id = h.team_id
        where h.kind = 'digest-ward' and c.done_on is null
        union all
        select h.person_id, h.kind, 3, i.moved_on, i.title || i.id, jsonb_build_object('what', 'idea', 'key', i.id,
            'text', i.title, 'stage', i.stage, 'days', $2 - i.moved_on)
        from held h join public.ideas_changeidea i on i.team_id = h.team_id
        where h.kind = 'digest-ward' and i.moved_on <= $2 - {UNTOUCHED_DAYS} and i.just_done_on is null
        and i.stage not in ('routine', 'abandoned')
        union all
        select h.person_id, h.kind, 1, q.asked_on, q.title || q.id, jsonb_build_object('what', 'ask', 'key', q.id,
            'team', h.team, 'text', q.title, 'days', $2 - q.asked_on)
        from held h join public.coaching_ask q on q.team_id = h.team_id
        where h.kind = 'digest-sponsor' and q.answer = 'waiting'
    ), gathered as materialized (
        select l.person_id, l.kind, jsonb_agg(l.line order by l.part, l.at, l.also) as lines
        from said l group by l.person_id, l.kind
    )
    select p.id, p.name::text, g.kind,
        {PERIOD.format(kind="g.kind")},
        p.email::text,
        case when (p.id, g.kind) in (
            select c.person_id, c.kind::text from public.coaching_reminderchoice c
            where c.off_until is null or c.off_until >= monday
        ) then 'off' when p.email = '' then 'no address' when (p.id, p.email) in (
            select x.person_id, x."to" from public.people_mail x where x.state = 'failed' and x.address_refused
        ) then 'refused' when g.kind = 'digest-sponsor' and exists (
            select from public.people_mail x where x.person_id = p.id and x.kind = g.kind and x.programme_id = $1
            and x.period = {PERIOD.format(kind="g.kind")}
        ) then 'had' else '' end,
        g.lines
    from gathered g join public.people_person p on p.id = g.person_id;
end $$;
revoke all on function sec.digests(uuid, date, uuid) from public;
grant execute on function sec.digests(uuid, date, uuid) to {APP_ROLE};
"""

# Practitioners who are reached by phone or post, each with the sessions they should be told of.
CALLS = f"""
create or replace function sec.calls_due(programme uuid, on_day date)
returns table (person_id uuid, team_id uuid, period text, say text)
{HEAD}
    if not sec.makes_digests($1) then
        return;
    end if;
    return query
    with {AWAKE}, way as materialized (
        select distinct on (w.person_id) w.person_id, w.way from public.wards_safecontact w
        order by w.person_id, w.changed_at desc
    ), held as (
        select distinct m.person_id, a.id as team_id, a.name as team from way w
        join public.wards_membership m on m.person_id = w.person_id join awake a on a.id = m.team_id
        where w.way <> 'email' and m.programme_id = $1 and m.role = any({_texts(tuple(CONFIDENTIAL))})
        and m.starts_on <= $2 and (m.ends_on is null or m.ends_on >= $2) and m.away_since is null
    )
    select h.person_id, (array_agg(h.team_id order by h.team, h.team_id))[1], to_char($2, 'IYYY"-W"IW'),
        string_agg(h.team || ' meets on ' || to_char(n.held_on, 'FMDay FMDD FMMonth')
            || case when extract(year from n.held_on) = extract(year from $2) then '' else to_char(n.held_on, ' YYYY') end
            || coalesce(to_char(n.starts_at, '" at "HH24:MI'), '')
            || case n.mode when 'in_person' then ', in person.' else ', by ' || n.mode || '.' end,
            e'\\n' order by h.team, h.team_id)
    from held h join ahead n on n.team_id = h.team_id where n.held_on <= $2 + {CALL_DAYS}
    group by h.person_id;
end $$;
revoke all on function sec.calls_due(uuid, date) from public;
grant execute on function sec.calls_due(uuid, date) to {APP_ROLE};
"""

# All of a week in one statement: the run (once a programme and week: a second one waits here, and finds it), mails, calls.
MAKE = f"""
create or replace function sec.make_digests(programme uuid, on_day date, sender text) returns integer
language plpgsql security definer set search_path = '' as $$
declare
    run uuid := gen_random_uuid();
    made integer;
begin
    if not sec.makes_digests($1) then
        raise exception 'these reminders are not yours to make' using errcode = 'insufficient_privilege';
    end if;
    insert into public.coaching_digestrun (id, programme_id, week, made_at, made_by_id, mails)
        values (run, $1, to_char($2, 'IYYY"-W"IW'), now(), sec.me(), 0) on conflict do nothing;
    if not found then
        return null;
    end if;
    insert into public.people_mail (id, person_id, programme_id, kind, period, "to", content, subject, text, html, secret,
        message_id, state, made_at, attempts, error, address_refused)
    select gen_random_uuid(), d.person_id, $1, d.kind, d.period, d.address, d.lines, '', '', '', '',
        '<' || left(encode(sha256(convert_to(concat_ws('|', d.person_id, d.kind, d.period, $1), 'UTF8')), 'hex'), 32)
            || '@' || $3 || '>',
        'queued', now(), 0, '', false
    from sec.digests($1, $2) d where d.quiet = ''
    on conflict on constraint mail_once do nothing;
    get diagnostics made = row_count;
    insert into public.wards_call (id, team_id, person_id, kind, period, say, made_at)
    select gen_random_uuid(), c.team_id, c.person_id, 'next-session', c.period, c.say, now() from sec.calls_due($1, $2) c
    on conflict do nothing;
    update public.coaching_digestrun set mails = made where id = run;
    return made;
end $$;
revoke all on function sec.make_digests(uuid, date, text) from public;
grant execute on function sec.make_digests(uuid, date, text) to {APP_ROLE};
"""

# Why a mail is not to go any more, asked as late as it goes: for the person, and for whoever sends it. What went to no
# server while its week or month lasted is over, unless somebody sends it again by hand.
UNWANTED = f"""
create or replace function sec.unwanted(mail uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
    monday date := sec.today() - (extract(isodow from sec.today())::integer - 1);
begin
    return (
        select case
            when exists (
                select from public.coaching_reminderchoice c where c.person_id = x.person_id and c.kind = x.kind
                and (c.off_until is null or c.off_until >= sec.today())
            ) then 'off' when not exists (
                select from public.wards_membership m join (values {_ROLES}) k (role, kind) on k.role = m.role
                where m.person_id = x.person_id and m.programme_id = x.programme_id and k.kind = x.kind
                and m.starts_on <= sec.today() and (m.ends_on is null or m.ends_on >= sec.today()) and m.away_since is null
            ) then 'left' when x.again_by_id is null and x.period <> {PERIOD.format(kind="x.kind")} then 'over'
            else '' end
        from public.people_mail x
        where x.id = $1 and (x.person_id = sec.me() or sec.makes_digests(x.programme_id)));
end $$;
revoke all on function sec.unwanted(uuid) from public;
grant execute on function sec.unwanted(uuid) to {APP_ROLE};
"""


def functions_sql() -> list[str]:
    """In the order in which one stands on the other."""
    return [MAKES, DIGESTS, CALLS, MAKE, UNWANTED]
