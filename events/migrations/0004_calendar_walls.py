"""A calendar address is for its person alone, and goes with the account."""

from django.db import migrations

from people.audit import audited
from wards.walls import APP_ROLE, dated, wall

MINE = "person_id = (select sec.me())"

# A calendar signs nobody in: whose it is, is told by the hash of its address alone, while the account is open.
OPEN = f"""
create function sec.open_calendar(hash text) returns uuid language sql stable security definer set search_path = '' as $$
    select f.person_id from public.events_calendarfeed f
    join public.people_account a on a.id = f.account_id and a.person_id = f.person_id
    where f.token_hash = $1 and a.is_active
$$;
revoke all on function sec.open_calendar(text) from public;
grant execute on function sec.open_calendar(text) to {APP_ROLE};
"""

# An account that is erased by somebody else takes its address along, which the wall hides from whoever erases it.
WITH_THE_ACCOUNT = """
do $$ declare c record; begin
    for c in select conname, pg_get_constraintdef(oid) as said from pg_constraint
             where conrelid = 'events_calendarfeed'::regclass and contype = 'f' loop
        execute format('alter table events_calendarfeed drop constraint %I', c.conname);
        execute format('alter table events_calendarfeed add constraint %I %s', c.conname,
                       replace(c.said, ' DEFERRABLE', ' on delete cascade DEFERRABLE'));
    end loop;
end $$;
"""

SQL = [
    dated("events_event"),
    audited("events_event", leaving_out=("changed_at",)),
    wall("events_calendarfeed", MINE),
    audited("events_calendarfeed", keeps="names", leaving_out=("token_hash", "read_on"), circle="person"),
    WITH_THE_ACCOUNT,
    OPEN,
]


class Migration(migrations.Migration):
    dependencies = [("events", "0003_calendar_feeds"), ("wards", "0017_kept_for_the_transaction")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
