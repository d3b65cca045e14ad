"""Who reads a row of a place does not thereby change or remove it: a policy for each command.

People are added and changed by those who give roles or arrange involvement, and each by themselves. A mail is read
by its person and by those who make reminders in the programme that it came from.
"""

from django.db import migrations

from wards import walls
from wards.roles import CONFIDENTIAL

PRACTITIONER = f"role = any(array[{', '.join(repr(key) for key in sorted(CONFIDENTIAL))}]::text[])"

#: Whose memberships one may give and end.
GIVEN = (
    f"programme_id = {walls.MANAGED} or provider_id = {walls.MANAGED} or team_id = {walls.MANAGED}"
    f" or ({PRACTITIONER} and team_id = {walls.ARRANGED})"
)

MAILS = """
update people_mail x set programme_id = coalesce(
    (select m.programme_id from wards_membership m where m.person_id = x.person_id order by m.starts_on desc, m.id desc limit 1),
    (select p.id from wards_programme p order by p.id limit 1));
alter table people_mail add constraint people_mail_programme foreign key (programme_id) references wards_programme (id)
    on delete cascade deferrable initially deferred;
"""

SENDS = f"programme_id = {walls.MAILED} or (programme_id is null and (select sec.is_system()))"

# Tables that stood behind one policy for every command.
SPLIT = f"""
do $$ declare p record; begin
    for p in select tablename, qual, with_check from pg_policies where policyname = 'app' and schemaname = 'public' loop
        execute format('drop policy app on %I', p.tablename);
        execute format('create policy app_reads on %I for select to {walls.APP_ROLE} using (%s)', p.tablename, p.qual);
        execute format('create policy app_adds on %I for insert to {walls.APP_ROLE} with check (%s)', p.tablename, p.with_check);
        execute format('create policy app_changes on %I for update to {walls.APP_ROLE} using (%s) with check (%s)',
                       p.tablename, p.with_check, p.with_check);
        execute format('create policy app_removes on %I for delete to {walls.APP_ROLE} using (%s)', p.tablename, p.with_check);
    end loop;
end $$;
"""

SQL = [
    walls.functions_sql(),
    MAILS,
    # A constraint cannot be made in the transaction that has just written the rows it looks at.
    "set constraints all immediate; set constraints all deferred;",
    walls.policies("people_mail", f"person_id = (select sec.me()) or {SENDS}", check=SENDS),
    walls.policies(
        "people_person",
        "id = (select sec.me()) or id in (select person_id from public.wards_membership)",
        # Whoever accepts an invitation or a card adds themselves.
        check="id = (select sec.me()) or cardinality((select sec.managed() || sec.arranged())) > 0",
        changes=f"id = (select sec.me()) or id in (select person_id from public.wards_membership where {GIVEN})",
    ),
    walls.policies("wards_membership", walls.MEMBERSHIPS, check=GIVEN),
    SPLIT,
]


class Migration(migrations.Migration):
    dependencies = [("wards", "0008_endings"), ("people", "0003_mail_programme")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
