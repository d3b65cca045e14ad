"""Who may read what is kept of people, and the few things that somebody may do whom the wall does not know yet:
accept an invitation, join by a card, step back, come back."""

from django.db import migrations

from people.audit import audited
from wards import walls
from wards.walls import APP_ROLE, ARRANGED, INVITATIONS, PAID, open_to_app, owned, wall

MINE = "person_id = (select sec.me())"
THEIRS = f"{MINE} or team_id = {ARRANGED}"
#: One writes about oneself only in a team in which one is a practitioner.
MY_TEAM = (
    "exists (select from public.wards_membership m where m.person_id = (select sec.me()) and m.team_id = {0}.team_id"
    " and m.role = 'practitioner')"
)


def theirs(table: str) -> str:
    return f"({MINE} and {MY_TEAM.format(table)}) or team_id = {ARRANGED}"


WALLS = [
    open_to_app("people_signincode"),
    wall("wards_ending", f"programme_id = {ARRANGED}", rights="select, insert"),
    wall("wards_invitation", INVITATIONS, rights="select, insert, update"),
    wall("wards_joiningcard", f"team_id = {ARRANGED}", rights="select, insert, update"),
    *(
        wall(f"wards_{table}", THEIRS, check=theirs(f"wards_{table}"), rights="select, insert, update")
        for table in ("accessneeds", "safecontact", "consent")
    ),
    wall(
        "wards_paymentpreference",
        f"{THEIRS} or team_id = {PAID}",
        check=theirs("wards_paymentpreference"),
        rights="select, insert, update",
    ),
    wall("wards_call", f"team_id = {ARRANGED}", rights="select, insert, update"),
    owned("wards_invitation", ("programme_id", "team_id"), "wards_team", ("programme_id", "id")),
    owned("wards_joiningcard", ("programme_id", "team_id"), "wards_team", ("programme_id", "id")),
    audited("wards_invitation", keeps="names", leaving_out=("token_hash",), circle="arranged"),
    audited("wards_joiningcard", keeps="names", leaving_out=("code_hash",), circle="arranged"),
    *(
        audited(f"wards_{table}", keeps="names", circle="arranged")
        for table in ("ending", "accessneeds", "safecontact", "paymentpreference", "consent", "call")
    ),
]

# Nobody is known to the wall before they have accepted: these look at one row by the hash of its secret. What
# they tell stands in the mail or on the card in any case. Whoever accepts is the person that acts; an invitation
# is taken by the account of its own address alone, and each only once.
JOINING = """
create function sec.open_invitation(hash text) returns jsonb
language sql stable security definer set search_path = '' as $$
select jsonb_build_object(
    'id', i.id, 'programme', g.name, 'place', coalesce(t.name || ', ' || tp.name, v.name, g.name), 'role', i.role,
    'email', i.email, 'name', i.name, 'invited_by', p.name, 'starts_on', i.starts_on, 'expires_at', i.expires_at,
    'state', case when i.accepted_at is not null then 'accepted' when i.withdrawn_at is not null then 'withdrawn'
                  when i.expires_at <= now() then 'expired' else 'waiting' end,
    'person', (select min(q.id::text) from public.people_person q
               where lower(q.email) = lower(i.email) and not q.is_system
               and not exists (select from public.people_account a where a.person_id = q.id)
               and exists (select from public.wards_membership m
                           where m.person_id = q.id and m.programme_id = i.programme_id)
               having count(*) = 1))
from public.wards_invitation i
join public.wards_programme g on g.id = i.programme_id
join public.people_person p on p.id = i.invited_by_id
left join public.wards_team t on t.id = i.team_id
left join public.wards_provider tp on tp.id = t.provider_id
left join public.wards_provider v on v.id = i.provider_id
where i.token_hash = $1 $$;

create function sec.accept_invitation(hash text, membership uuid) returns text
language plpgsql volatile security definer set search_path = '' as $$
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

create function sec.open_card(hash text) returns jsonb
language sql stable security definer set search_path = '' as $$
select jsonb_build_object(
    'programme', g.name, 'team', t.name, 'provider', v.name, 'lead', l.name, 'returns', c.for_person_id is not null,
    'person', case when c.used_at is null and c.withdrawn_at is null and c.expires_at > now() then c.for_person_id end,
    'state', case when c.used_at is not null then 'used' when c.withdrawn_at is not null then 'withdrawn'
                  when c.expires_at <= now() then 'expired' else 'good' end)
from public.wards_joiningcard c
join public.wards_programme g on g.id = c.programme_id
join public.wards_team t on t.id = c.team_id
join public.wards_provider v on v.id = t.provider_id
join public.people_person l on l.id = c.lead_id
where c.code_hash = $1 $$;

create function sec.use_card(hash text, membership uuid) returns text
language plpgsql volatile security definer set search_path = '' as $$
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
        insert into public.wards_membership (id, person_id, role, programme_id, team_id, starts_on, job_role, described_as)
        values (membership, sec.me(), 'practitioner', c.programme_id, c.team_id, sec.today(), '', '');
    end if;
    update public.wards_joiningcard set used_at = now(), used_by_id = sec.me() where id = c.id;
    return 'done';
end $$;
"""

# What one may change of one's own roles without a right: to rest them, to take them up again, and one's own words.
OWN = """
create function sec.step_back() returns integer
language sql volatile security definer set search_path = '' as $$
with rested as (
    update public.wards_membership m set away_since = now()
    where m.person_id = sec.me() and m.team_id is not null and m.away_since is null
    and (m.ends_on is null or m.ends_on >= sec.today()) returning 1)
select count(*)::integer from rested $$;

create function sec.come_back() returns integer
language sql volatile security definer set search_path = '' as $$
with back as (update public.wards_membership m set away_since = null
              where m.person_id = sec.me() and m.away_since is not null returning 1)
select count(*)::integer from back $$;

create function sec.describe_me(words text) returns integer
language sql volatile security definer set search_path = '' as $$
with told as (update public.wards_membership m set described_as = left(words, 200)
              where m.person_id = sec.me() and m.role = 'practitioner' and m.described_as is distinct from left(words, 200)
              and (m.ends_on is null or m.ends_on >= sec.today()) returning 1)
select count(*)::integer from told $$;

create function sec.practitioner_count(team uuid) returns integer
language sql stable security definer set search_path = '' as $$
select case when n between 1 and 4 then -1 else n end
from (select count(distinct m.person_id)::integer as n from public.wards_membership m
      where m.team_id = $1 and m.role = 'practitioner' and m.starts_on <= sec.today()
      and (m.ends_on is null or m.ends_on >= sec.today())) counted
where $1 = any (sec.reach()) $$;
"""

FUNCTIONS = (
    "open_invitation(text)",
    "accept_invitation(text, uuid)",
    "open_card(text)",
    "use_card(text, uuid)",
    "step_back()",
    "come_back()",
    "describe_me(text)",
    "practitioner_count(uuid)",
)

SQL = [
    walls.functions_sql(),
    *WALLS,
    JOINING,
    OWN,
    *(
        f"revoke all on function sec.{name} from public; grant execute on function sec.{name} to {APP_ROLE};"
        for name in FUNCTIONS
    ),
]


class Migration(migrations.Migration):
    dependencies = [("wards", "0005_people_and_invitations"), ("people", "0002_sign_in_names")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
