from django.db import migrations

from people.audit import audited
from wards.walls import APP_ROLE, BELONGS, REACH, owned, wall

# Which codes an item takes, and which of them count as the good answer. One place for the form's last
# guard (`fits`) and for the rollups. Non-answers: don't know, prefer not to say, does not apply, left blank.
CODES = """
create schema survey; grant usage on schema survey to qi_app;

create function survey.codes(kind text, is_reversed boolean, options integer)
returns table (code integer, is_good boolean) language sql immutable set search_path = '' as $$
select k, case kind when 'agreement' then case when is_reversed then k <= 2 else k >= 4 end
                    when 'yes_no' then (k = 1) <> is_reversed
                    when 'faces' then case when is_reversed then k = 1 else k = 3 end
                    else false end
from generate_series(case when kind in ('confidence', 'yes_no') then 0 else 1 end,
                     case kind when 'agreement' then 5 when 'confidence' then 10 when 'yes_no' then 1
                               when 'faces' then 3 when 'choice' then options else 0 end) k
union all select k, false from unnest(case kind when 'text' then array[-9] else array[-1, -2, -3, -9] end) k $$;

create function survey.state_of(opens_on date, closes_on date, stopped_on date) returns text
language sql stable set search_path = '' as $$
select case when stopped_on is not null or closes_on < sec.today() then 'closed'
            when opens_on > sec.today() then 'waiting' else 'open' end $$;
"""

# The respondent's path: two functions and no table. `open_round` gives the questions behind a link,
# `submit` keeps one response and marks its team's rollups stale. The same response key twice is one
# response; another link's key is refused. Nothing of who asks is read or kept.
RESPONDING = """
create function survey.open_round(token uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
select jsonb_build_object(
    'programme', p.name, 'team', t.name, 'audience', w.audience, 'anonymity', w.anonymity,
    'opens_on', w.opens_on, 'closes_on', coalesce(w.stopped_on, w.closes_on), 'state', s.state,
    'title', q.title, 'introduction', q.introduction,
    'items', case when s.state <> 'waiting' then
             (select jsonb_agg(jsonb_build_object('position', i.position, 'key', i.key, 'kind', i.kind, 'text', i.text,
                 'easy_text', i.easy_text, 'picture', i.picture, 'options', i.options) order by i.position)
              from public.surveys_item i where i.questionnaire_id = q.id) end)
from public.surveys_teamwave tw
join public.surveys_wave w on w.id = tw.wave_id
cross join lateral survey.state_of(w.opens_on, w.closes_on, w.stopped_on) as s(state)
join public.surveys_questionnaire q on q.id = w.questionnaire_id
join public.wards_team t on t.id = tw.team_id
join public.wards_programme p on p.id = w.programme_id
where tw.token = $1 $$;

create function survey.submit(token uuid, response uuid, answers smallint[], texts jsonb, easy_read boolean)
returns text language plpgsql security definer set search_path = '' as $$
declare part record;
begin
    select tw.team_id, tw.wave_id, w.questionnaire_id into part
    from public.surveys_teamwave tw join public.surveys_wave w on w.id = tw.wave_id
    where tw.token = submit.token and survey.state_of(w.opens_on, w.closes_on, w.stopped_on) = 'open';
    if not found then return 'closed'; end if;
    if survey.fits(part.questionnaire_id, answers) is not true then
        raise exception 'the answers do not fit the questionnaire' using errcode = 'check_violation';
    end if;
    if jsonb_typeof(texts) is distinct from 'object' or exists (
        select from jsonb_each_text(texts) t left join public.surveys_item i
            on i.questionnaire_id = part.questionnaire_id and i.position::text = t.key and i.kind = 'text'
        where i.id is null or t.value is null or length(t.value) > 2000
    ) then
        raise exception 'a text is too long, or belongs to no question' using errcode = 'check_violation';
    end if;
    insert into public.surveys_response (id, team_id, wave_id, answers, received_on, is_easy_read, on_paper)
    values (response, part.team_id, part.wave_id, answers, sec.today(), easy_read, false) on conflict (id) do nothing;
    if not found then
        if exists (select from public.surveys_response r
                   where r.id = response and r.team_id = part.team_id and r.wave_id = part.wave_id) then
            return 'again';
        end if;
        raise exception 'this response belongs to another link' using errcode = 'check_violation';
    end if;
    insert into public.surveys_freetextanswer (id, team_id, wave_id, item_id, text, state)
    select gen_random_uuid(), part.team_id, part.wave_id, i.id, t.value, 'waiting'
    from jsonb_each_text(texts) t
    join public.surveys_item i on i.questionnaire_id = part.questionnaire_id and i.position::text = t.key
    where btrim(t.value) <> '';
    insert into public.surveys_stale (team_id, wave_id, marked_at) values (part.team_id, part.wave_id, now());
    return 'kept';
end $$;

-- One code for each item and none beside them. An element that is null is in no list, so it counts as wrong.
create function survey.fits(questionnaire uuid, answers smallint[]) returns boolean
language sql stable security definer set search_path = '' as $$
select count(*) = cardinality(answers) and array_ndims(answers) = 1 and array_lower(answers, 1) = 1
   and bool_and(coalesce(answers[i.position] in (
       select c.code from survey.codes(i.kind, i.is_reversed, jsonb_array_length(i.options)) c), false))
from public.surveys_item i where i.questionnaire_id = $1 $$;
"""

# Rolls up every stale team of a programme: team from rows, provider and region from their teams.
# Called by the worker; returns how many teams' parts were rolled up. Each statement sees what was
# committed before it: a response whose mark is taken is counted, one that commits later leaves its mark.
ROLL_UP = """
create function survey.roll_up(programme uuid) returns integer
language plpgsql security definer set search_path = '' as $$
declare
    settled uuid[];                                        -- rounds that closed since the last time
    teams uuid[]; waves uuid[];                            -- the stale parts: teams[i] in waves[i]
    rounds uuid[];                                         -- the waves among them
    moved_waves uuid[]; moved_positions integer[];         -- items whose sum over the round may move on pages
begin
    perform pg_advisory_xact_lock(hashtext('survey.roll_up'));
    with closed as (
        update public.surveys_wave w set settled_on = sec.today()
        where w.programme_id = $1 and w.settled_on is null
          and survey.state_of(w.opens_on, w.closes_on, w.stopped_on) = 'closed' returning w.id
    ) select coalesce(array_agg(id), '{}') into settled from closed;
    with taken as (
        delete from public.surveys_stale s using public.surveys_wave w
        where w.id = s.wave_id and w.programme_id = $1 returning s.team_id, s.wave_id
    ), found as (
        select team_id, wave_id from taken
        union select tw.team_id, tw.wave_id from public.surveys_teamwave tw where tw.wave_id = any(settled)
    ) select array_agg(team_id), array_agg(wave_id), array_agg(distinct wave_id) into teams, waves, rounds from found;
    if teams is null then return 0; end if;

    insert into public.surveys_teamrollup as r
        (id, team_id, wave_id, position, n, total, squares, agree, counts, others, as_of)
    with answered as (
        select x.team_id, x.wave_id, u.position, u.code, count(*)::integer as times
        from unnest(teams, waves) as g(team_id, wave_id)
        join public.surveys_response x on x.team_id = g.team_id and x.wave_id = g.wave_id
        cross join lateral unnest(x.answers) with ordinality as u(code, position)
        group by x.team_id, x.wave_id, u.position, u.code
    )
    select gen_random_uuid(), g.team_id, g.wave_id, i.position,
        coalesce(sum(a.times) filter (where c.code >= 0), 0),
        coalesce(sum(a.times * c.code) filter (where c.code >= 0), 0),
        coalesce(sum(a.times * c.code * c.code) filter (where c.code >= 0), 0),
        coalesce(sum(a.times) filter (where c.is_good), 0),
        coalesce(array_agg(coalesce(a.times, 0) order by c.code) filter (where c.code >= 0), '{}'),
        array_agg(coalesce(a.times, 0) order by c.code desc) filter (where c.code < 0),
        now()
    from unnest(teams, waves) as g(team_id, wave_id)
    join public.surveys_wave w on w.id = g.wave_id
    join public.surveys_item i on i.questionnaire_id = w.questionnaire_id and i.kind <> 'text'
    cross join lateral survey.codes(i.kind, i.is_reversed, jsonb_array_length(i.options)) c
    left join answered a on a.team_id = g.team_id and a.wave_id = g.wave_id and a.position = i.position and a.code = c.code
    group by g.team_id, g.wave_id, i.position
    on conflict (team_id, wave_id, position) do update set n = excluded.n, total = excluded.total,
        squares = excluded.squares, agree = excluded.agree, counts = excluded.counts, others = excluded.others,
        as_of = excluded.as_of;

    insert into public.surveys_providerrollup as r
        (id, provider_id, wave_id, position, n, total, squares, agree, counts, others, as_of)
    select gen_random_uuid(), t.provider_id, x.wave_id, x.position, sum(x.n), sum(x.total), sum(x.squares), sum(x.agree),
        survey.add_up(x.counts), survey.add_up(x.others), now()
    from public.surveys_teamrollup x join public.wards_team t on t.id = x.team_id
    where (t.provider_id, x.wave_id) in (
        select o.provider_id, g.wave_id from unnest(teams, waves) as g(team_id, wave_id)
        join public.wards_team o on o.id = g.team_id)
    group by t.provider_id, x.wave_id, x.position
    on conflict (provider_id, wave_id, position) do update set n = excluded.n, total = excluded.total,
        squares = excluded.squares, agree = excluded.agree, counts = excluded.counts, others = excluded.others,
        as_of = excluded.as_of;

    -- All regions of the round: a provider that changed its region must not be counted in both.
    delete from public.surveys_regionrollup r where r.wave_id = any(rounds) and not exists (
        select from public.surveys_providerrollup x join public.wards_provider p on p.id = x.provider_id
        where x.wave_id = r.wave_id and p.region = r.region);
    insert into public.surveys_regionrollup as r
        (id, programme_id, region, wave_id, position, n, total, squares, agree, counts, others, as_of)
    select gen_random_uuid(), $1, p.region, x.wave_id, x.position, sum(x.n), sum(x.total), sum(x.squares), sum(x.agree),
        survey.add_up(x.counts), survey.add_up(x.others), now()
    from public.surveys_providerrollup x join public.wards_provider p on p.id = x.provider_id
    where x.wave_id = any(rounds)
    group by p.region, x.wave_id, x.position
    on conflict (programme_id, region, wave_id, position) do update set n = excluded.n, total = excluded.total,
        squares = excluded.squares, agree = excluded.agree, counts = excluded.counts, others = excluded.others,
        as_of = excluded.as_of;

    -- What pages may show: a place's own figures move by 5 new answers, the round's sum by 10, or at its close.
    update public.surveys_teamrollup r set shown = survey.as_shown(r.n, r.total, r.squares, r.agree, r.counts, r.others)
    from unnest(teams, waves) as g(team_id, wave_id)
    where r.team_id = g.team_id and r.wave_id = g.wave_id
      and (r.wave_id = any(settled) or survey.may_move(r.n, (r.shown ->> 'n')::integer, 5));
    update public.surveys_providerrollup r set shown = survey.as_shown(r.n, r.total, r.squares, r.agree, r.counts, r.others)
    where (r.provider_id, r.wave_id) in (
        select o.provider_id, g.wave_id from unnest(teams, waves) as g(team_id, wave_id)
        join public.wards_team o on o.id = g.team_id)
      and (r.wave_id = any(settled) or survey.may_move(r.n, (r.shown ->> 'n')::integer, 5));
    with moving as (
        select r.wave_id, r.position from public.surveys_regionrollup r where r.wave_id = any(rounds)
        group by r.wave_id, r.position
        having r.wave_id = any(settled) or survey.may_move(sum(r.n), sum((r.shown ->> 'n')::integer), 10)
    ) select array_agg(wave_id), array_agg(position) into moved_waves, moved_positions from moving;
    update public.surveys_regionrollup r set shown = survey.as_shown(r.n, r.total, r.squares, r.agree, r.counts, r.others)
    from unnest(moved_waves, moved_positions) as m(wave_id, position)
    where m.wave_id = r.wave_id and m.position = r.position;
    update public.surveys_teamrollup r set shown_in_sum = survey.as_shown(r.n, r.total, r.squares, r.agree, r.counts, r.others)
    from unnest(moved_waves, moved_positions) as m(wave_id, position)
    where m.wave_id = r.wave_id and m.position = r.position;
    return cardinality(teams);
end $$;

-- Whether shown figures may move: k new valid answers since they last did. What was under k was never
-- shown, so it counts as nothing. A round that was closed and opened again has no second close.
create function survey.may_move(now_n bigint, shown_n bigint, k integer) returns boolean
language sql immutable set search_path = '' as $$
    select abs(now_n - case when coalesce(shown_n, 0) >= k then shown_n else 0 end) >= k $$;

create function survey.as_shown(n integer, total bigint, squares bigint, agree integer, counts integer[], others integer[])
returns jsonb language sql stable set search_path = '' as $$
    select jsonb_build_object('n', n, 'total', total, 'squares', squares, 'agree', agree, 'counts', counts,
                              'others', others, 'as_of', now()) $$;

create function survey.add_arrays(a integer[], b integer[]) returns integer[]
language sql immutable set search_path = '' as $$
    select array(select coalesce(x, 0) + coalesce(y, 0) from unnest(a, b) with ordinality as u(x, y, o) order by o) $$;
create aggregate survey.add_up(integer[]) (sfunc = survey.add_arrays, stype = integer[], initcond = '{}');

-- Everything is to be counted again from the rows: after a bulk load, or to prove the sums.
create function survey.mark_stale(programme uuid) returns integer
language plpgsql security definer set search_path = '' as $$
declare marked integer;
begin
    if not $1 = any(sec.reach()) then
        raise exception 'not your programme' using errcode = 'insufficient_privilege';
    end if;
    insert into public.surveys_stale (team_id, wave_id, marked_at)
    select tw.team_id, tw.wave_id, now() from public.surveys_teamwave tw
    join public.surveys_wave w on w.id = tw.wave_id where w.programme_id = $1;
    get diagnostics marked = row_count;
    return marked;
end $$;
"""

GRANTS = "revoke all on all routines in schema survey from public;" + "\n".join(
    f"grant execute on function survey.{name} to {APP_ROLE};"
    for name in ("open_round(uuid)", "submit(uuid, uuid, smallint[], jsonb, boolean)", "roll_up(uuid)", "mark_stale(uuid)")
)

SQL = [
    wall("surveys_questionnaire", f"programme_id = {BELONGS}", check=f"programme_id = {REACH}"),
    wall("surveys_item", f"programme_id = {BELONGS}", check=f"programme_id = {REACH}"),
    wall("surveys_wave", f"programme_id = {BELONGS}", check=f"programme_id = {REACH}"),
    wall("surveys_teamwave", f"team_id = {REACH}"),
    wall("surveys_freetextanswer", f"team_id = {REACH}", rights="select, update"),
    wall("surveys_teamrollup", f"team_id = {REACH}", rights="select"),
    wall("surveys_providerrollup", f"provider_id = {REACH}", rights="select"),
    wall("surveys_regionrollup", f"programme_id = {BELONGS}", rights="select"),
    wall("surveys_response", "false", rights="references"),
    wall("surveys_stale", "false", rights="references"),
    "revoke all on surveys_response, surveys_stale from qi_app;",
    owned("surveys_item", ("programme_id", "questionnaire_id"), "surveys_questionnaire", ("programme_id", "id")),
    owned("surveys_wave", ("programme_id", "questionnaire_id"), "surveys_questionnaire", ("programme_id", "id")),
    owned("surveys_wave", ("programme_id", "phase_id"), "wards_phase", ("programme_id", "id")),
    owned("surveys_response", ("team_id", "wave_id"), "surveys_teamwave", ("team_id", "wave_id")),
    CODES,
    RESPONDING,
    ROLL_UP,
    GRANTS,
    *(audited(f"surveys_{table}") for table in ("questionnaire", "item", "wave")),
    audited("surveys_teamwave", leaving_out=("token",)),
]


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("wards", "0002_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
