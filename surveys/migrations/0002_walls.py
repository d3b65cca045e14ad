from django.db import migrations

from people.audit import audited
from wards.walls import APP_ROLE, BELONGS, REACH, owned, wall

# The respondent's path: two functions and no table. `open_round` gives the questions of an open
# round, `submit` keeps one response and marks its team's rollups stale. The same form key twice
# is one response. Nothing of who asks is read or kept.
RESPONDING = """
create schema survey; grant usage on schema survey to qi_app;

create function survey.open_round(token uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
select jsonb_build_object(
    'programme', p.name, 'team', t.name, 'audience', w.audience, 'anonymity', w.anonymity, 'closes_on', w.closes_on,
    'is_open', sec.today() between w.opens_on and w.closes_on,
    'title', q.title, 'introduction', q.introduction,
    'items', (select jsonb_agg(jsonb_build_object('position', i.position, 'key', i.key, 'kind', i.kind, 'text', i.text,
                 'easy_text', i.easy_text, 'picture', i.picture, 'options', i.options) order by i.position)
              from public.surveys_item i where i.questionnaire_id = q.id))
from public.surveys_teamwave tw
join public.surveys_wave w on w.id = tw.wave_id
join public.surveys_questionnaire q on q.id = w.questionnaire_id
join public.wards_team t on t.id = tw.team_id
join public.wards_programme p on p.id = w.programme_id
where tw.token = $1 $$;

create function survey.submit(token uuid, response uuid, answers smallint[], texts jsonb, easy_read boolean)
returns boolean language plpgsql security definer set search_path = '' as $$
declare part record;
begin
    select tw.team_id, tw.wave_id, w.questionnaire_id into part
    from public.surveys_teamwave tw join public.surveys_wave w on w.id = tw.wave_id
    where tw.token = submit.token and sec.today() between w.opens_on and w.closes_on;
    if not found then return false; end if;
    if not survey.fits(part.questionnaire_id, answers) then
        raise exception 'the answers do not fit the questionnaire' using errcode = 'check_violation';
    end if;
    insert into public.surveys_response (id, team_id, wave_id, answers, received_on, is_easy_read, on_paper)
    values (response, part.team_id, part.wave_id, answers, sec.today(), easy_read, false) on conflict (id) do nothing;
    if found then
        insert into public.surveys_freetextanswer (id, team_id, wave_id, item_id, text, state)
        select gen_random_uuid(), part.team_id, part.wave_id, i.id, left(t.value, 2000), 'waiting'
        from jsonb_each_text(texts) t
        join public.surveys_item i on i.questionnaire_id = part.questionnaire_id and i.position = t.key::int and i.kind = 'text'
        where t.value <> '';
        insert into public.surveys_stale (team_id, wave_id, marked_at) values (part.team_id, part.wave_id, now());
    end if;
    return true;
end $$;

create function survey.fits(questionnaire uuid, answers smallint[]) returns boolean
language sql stable security definer set search_path = '' as $$
select count(*) = cardinality(answers) and bool_and(
    answers[i.position] in (-1, -2, -3, -9) or case i.kind
        when 'agreement' then answers[i.position] between 1 and 5
        when 'confidence' then answers[i.position] between 0 and 10
        when 'yes_no' then answers[i.position] between 0 and 1
        when 'faces' then answers[i.position] between 1 and 3
        when 'choice' then answers[i.position] between 1 and jsonb_array_length(i.options)
        else false end)
from public.surveys_item i where i.questionnaire_id = $1 $$;
"""

# Rolls up every stale team of a programme: team from rows, provider and region from their teams.
# Called by the worker; returns how many teams were rolled up.
ROLL_UP = """
create function survey.roll_up(programme uuid) returns integer
language plpgsql security definer set search_path = '' as $$
declare done integer;
begin
    perform pg_advisory_xact_lock(hashtext('survey.roll_up'));
    create temp table rolling on commit drop as
    with taken as (
        delete from public.surveys_stale s using public.wards_team t
        where t.id = s.team_id and t.programme_id = $1 returning s.team_id, s.wave_id
    ), closed as (
        -- a round that has closed since: its last few answers may be shown now
        select r.team_id, r.wave_id from public.surveys_teamrollup r
        join public.surveys_wave w on w.id = r.wave_id and w.programme_id = $1 and w.closes_on < sec.today()
        where (r.shown ->> 'n')::int is distinct from r.n or (r.shown_in_sum ->> 'n')::int is distinct from r.n
    ) select distinct taken.team_id, taken.wave_id, t.provider_id, p.region
      from (select * from taken union select * from closed) taken join public.wards_team t on t.id = taken.team_id join public.wards_provider p on p.id = t.provider_id;
    select count(*) into done from rolling;
    if done = 0 then drop table rolling; return 0; end if;

    insert into public.surveys_teamrollup as r
        (id, team_id, wave_id, position, n, total, squares, agree, counts, others, as_of)
    select gen_random_uuid(), g.team_id, g.wave_id, i.position,
        count(*) filter (where a.v >= 0),
        coalesce(sum(a.v) filter (where a.v >= 0), 0), coalesce(sum(a.v * a.v) filter (where a.v >= 0), 0),
        count(*) filter (where case i.kind when 'agreement' then case when i.is_reversed then a.v between 1 and 2 else a.v >= 4 end
                               when 'yes_no' then a.v = 1 when 'faces' then a.v = 3 else false end),
        array(select (count(*) filter (where b.v = k))::int
              from generate_series(l.lowest, l.highest) k
              left join lateral (select x.answers[i.position]::int as v from public.surveys_response x
                                 where x.team_id = g.team_id and x.wave_id = g.wave_id) b on true group by k order by k),
        array[count(*) filter (where a.v = -1), count(*) filter (where a.v = -2),
              count(*) filter (where a.v = -3), count(*) filter (where a.v = -9)],
        now()
    from pg_temp.rolling g
    join public.surveys_wave w on w.id = g.wave_id
    join public.surveys_item i on i.questionnaire_id = w.questionnaire_id and i.kind <> 'text'
    cross join lateral (select case i.kind when 'confidence' then 0 when 'yes_no' then 0 else 1 end as lowest,
        case i.kind when 'agreement' then 5 when 'confidence' then 10 when 'yes_no' then 1 when 'faces' then 3
                    else jsonb_array_length(i.options) end as highest) l
    left join lateral (select x.answers[i.position]::int as v from public.surveys_response x
                       where x.team_id = g.team_id and x.wave_id = g.wave_id) a on true
    group by g.team_id, g.wave_id, i.position, i.kind, i.is_reversed, l.lowest, l.highest
    on conflict (team_id, wave_id, position) do update set n = excluded.n, total = excluded.total,
        squares = excluded.squares, agree = excluded.agree, counts = excluded.counts, others = excluded.others,
        as_of = excluded.as_of;

    insert into public.surveys_providerrollup as r
        (id, provider_id, wave_id, position, n, total, squares, agree, counts, others, as_of)
    select gen_random_uuid(), t.provider_id, x.wave_id, x.position, sum(x.n), sum(x.total), sum(x.squares), sum(x.agree),
        survey.add_up(x.counts), survey.add_up(x.others), now()
    from public.surveys_teamrollup x join public.wards_team t on t.id = x.team_id
    where (t.provider_id, x.wave_id) in (select g.provider_id, g.wave_id from pg_temp.rolling g)
    group by t.provider_id, x.wave_id, x.position
    on conflict (provider_id, wave_id, position) do update set n = excluded.n, total = excluded.total,
        squares = excluded.squares, agree = excluded.agree, counts = excluded.counts, others = excluded.others,
        as_of = excluded.as_of;

    insert into public.surveys_regionrollup as r
        (id, programme_id, region, wave_id, position, n, total, squares, agree, counts, others, as_of)
    select gen_random_uuid(), $1, p.region, x.wave_id, x.position, sum(x.n), sum(x.total), sum(x.squares), sum(x.agree),
        survey.add_up(x.counts), survey.add_up(x.others), now()
    from public.surveys_providerrollup x join public.wards_provider p on p.id = x.provider_id
    where (p.region, x.wave_id) in (select g.region, g.wave_id from pg_temp.rolling g)
    group by p.region, x.wave_id, x.position
    on conflict (programme_id, region, wave_id, position) do update set n = excluded.n, total = excluded.total,
        squares = excluded.squares, agree = excluded.agree, counts = excluded.counts, others = excluded.others,
        as_of = excluded.as_of;
    -- What pages may show: a place's own figures move by 5 new answers, the round's sum by 10, or at its close.
    update public.surveys_teamrollup r set shown = survey.as_shown(r.n, r.total, r.squares, r.agree, r.counts, r.others)
    from pg_temp.rolling g, public.surveys_wave w
    where r.team_id = g.team_id and r.wave_id = g.wave_id and w.id = g.wave_id
      and (abs(r.n - coalesce((r.shown ->> 'n')::int, 0)) >= 5 or w.closes_on < sec.today());
    update public.surveys_providerrollup r set shown = survey.as_shown(r.n, r.total, r.squares, r.agree, r.counts, r.others)
    from public.surveys_wave w
    where w.id = r.wave_id and (r.provider_id, r.wave_id) in (select g.provider_id, g.wave_id from pg_temp.rolling g)
      and (abs(r.n - coalesce((r.shown ->> 'n')::int, 0)) >= 5 or w.closes_on < sec.today());
    create temp table moving on commit drop as
    select r.wave_id, r.position from public.surveys_regionrollup r join public.surveys_wave w on w.id = r.wave_id
    where r.wave_id in (select g.wave_id from pg_temp.rolling g)
    group by r.wave_id, r.position, w.closes_on
    having abs(sum(r.n) - sum(coalesce((r.shown ->> 'n')::int, 0))) >= 10 or w.closes_on < sec.today();
    update public.surveys_regionrollup r set shown = survey.as_shown(r.n, r.total, r.squares, r.agree, r.counts, r.others)
    from pg_temp.moving m where m.wave_id = r.wave_id and m.position = r.position;
    update public.surveys_teamrollup r set shown_in_sum = survey.as_shown(r.n, r.total, r.squares, r.agree, r.counts, r.others)
    from pg_temp.moving m where m.wave_id = r.wave_id and m.position = r.position;
    drop table moving;
    drop table rolling;
    return done;
end $$;

create function survey.as_shown(n integer, total bigint, squares bigint, agree integer, counts integer[], others integer[])
returns jsonb language sql stable set search_path = '' as $$
    select jsonb_build_object('n', n, 'total', total, 'squares', squares, 'agree', agree, 'counts', counts,
                              'others', others, 'as_of', now()) $$;

create function survey.add_arrays(a integer[], b integer[]) returns integer[]
language sql immutable set search_path = '' as $$
    select array(select coalesce(x, 0) + coalesce(y, 0) from unnest(a, b) with ordinality as u(x, y, o) order by o) $$;
create aggregate survey.add_up(integer[]) (sfunc = survey.add_arrays, stype = integer[], initcond = '{}');
"""

GRANTS = "\n".join(
    f"revoke all on function survey.{name} from public; grant execute on function survey.{name} to {APP_ROLE};"
    for name in ("open_round(uuid)", "submit(uuid, uuid, smallint[], jsonb, boolean)", "roll_up(uuid)")
) + "revoke all on function survey.fits(uuid, smallint[]) from public;"

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
    RESPONDING,
    ROLL_UP,
    GRANTS,
    *(audited(f"surveys_{table}") for table in ("questionnaire", "item", "wave")),
    audited("surveys_teamwave", leaving_out=("token",)),
]


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("wards", "0002_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
