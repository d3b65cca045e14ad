"""What is kept of a person can be erased while every count stays, and old things go by themselves."""

import django.db.models.deletion
from django.db import migrations, models

import people.keys
from people.audit import audited
from wards.walls import APP_ROLE, REACH, wall

# A person's name and everything that is about them alone go; rows that are counted stay, under a name that is nobody's.
# Asked for by the person, or by whoever gives roles in a programme of theirs.
ERASE = f"""
create function sec.erase_person(person uuid) returns void language plpgsql security definer set search_path = '' as $$
declare
    address text := (select lower(p.email) from public.people_person p where p.id = person);
begin
    if sec.me() is null or (person <> sec.me() and not exists (
        select from public.wards_membership of_them
        join public.wards_membership mine on mine.programme_id = of_them.programme_id
        where of_them.person_id = person and mine.person_id = sec.me() and mine.role in ('programme_team', 'system')
          and mine.starts_on <= sec.today() and (mine.ends_on is null or mine.ends_on >= sec.today())
    )) then
        raise exception 'not yours to erase' using errcode = 'insufficient_privilege';
    end if;
    delete from public.wards_accessneeds where person_id = person;
    delete from public.wards_safecontact where person_id = person;
    delete from public.wards_paymentpreference where person_id = person;
    delete from public.wards_consent where person_id = person;
    delete from public.wards_call where person_id = person;
    delete from public.people_mail where person_id = person;
    delete from public.wards_joiningcard where for_person_id = person;
    update public.wards_invitation set name = 'Somebody who left', email = 'erased@erased.invalid'
        where accepted_by_id = person or (address <> '' and lower(email) = address);
    update public.wards_membership set described_as = '',
        ends_on = case when ends_on is null or ends_on > sec.today() then greatest(starts_on, sec.today()) else ends_on end
        where person_id = person;
    update public.people_person set name = 'Somebody who left', title = '', email = '' where id = person;
end $$;
revoke all on function sec.erase_person(uuid) from public;
grant execute on function sec.erase_person(uuid) to {APP_ROLE};
"""

# Deletes what is older than its time, as the system person of the programme only. Returns how many rows went.
RETENTION = f"""
create function sec.let_go(kind text, programme uuid, before timestamptz) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
    gone bigint;
begin
    if not exists (select from public.wards_membership m where m.person_id = sec.me() and m.role = 'system'
                   and m.programme_id = programme) then
        raise exception 'only the system lets things go' using errcode = 'insufficient_privilege';
    end if;
    case kind
    when 'mails' then
        delete from public.people_mail m where m.made_at < before and m.state in ('sent', 'failed')
            and exists (select from public.wards_membership of_them
                        where of_them.person_id = m.person_id and of_them.programme_id = programme);
    when 'invitations' then
        delete from public.wards_invitation i where i.programme_id = programme and i.expires_at < before
            and i.invited_at < before;
    when 'calls' then
        delete from public.wards_call c using public.wards_team t
            where t.id = c.team_id and t.programme_id = programme and c.made_at < before;
    when 'details of those who left' then
        with left_before as (
            select m.person_id, m.team_id from public.wards_membership m
            where m.programme_id = programme and m.team_id is not null
            group by 1, 2 having max(coalesce(m.ends_on, 'infinity'::date)) < before
        ), needs as (
            delete from public.wards_accessneeds d using left_before l
                where d.person_id = l.person_id and d.team_id = l.team_id returning 1
        ), contacts as (
            delete from public.wards_safecontact d using left_before l
                where d.person_id = l.person_id and d.team_id = l.team_id returning 1
        ), payments as (
            delete from public.wards_paymentpreference d using left_before l
                where d.person_id = l.person_id and d.team_id = l.team_id returning 1
        )
        select (select count(*) from needs) + (select count(*) from contacts) + (select count(*) from payments) into gone;
        return gone;
    else raise exception 'nothing of the kind % is let go', kind;
    end case;
    get diagnostics gone = row_count;
    return gone;
end $$;
revoke all on function sec.let_go(text, uuid, timestamptz) from public;
grant execute on function sec.let_go(text, uuid, timestamptz) to {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("wards", "0009_narrower_walls")]
    operations = [
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField()),
                ("gone", models.JSONField(default=dict)),
                (
                    "programme",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wards.programme"),
                ),
            ],
            options={"ordering": ("-on", "id")},
        ),
        migrations.AddConstraint(
            "retentionrun", models.UniqueConstraint(fields=["programme", "on"], name="retention_once_a_day")
        ),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (
                wall("wards_retentionrun", f"programme_id = {REACH}", rights="select, insert, update"),
                audited("wards_retentionrun"),
                ERASE,
                RETENTION,
            )
        ),
    ]
