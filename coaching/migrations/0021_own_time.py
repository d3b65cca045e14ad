"""A coach's own time with wards that are theirs no longer: when, how long and of what kind, and nothing else of it."""

from django.db import migrations

from wards.walls import APP_ROLE

OWN_TIME = f"""
create function sec.own_time()
returns table (programme_id uuid, held_on date, starts_at time, minutes smallint, kind text, mode text, status text)
language sql stable security definer set search_path = '' as $$
    select s.programme_id, s.held_on, s.starts_at, s.minutes, s.kind, s.mode, s.status
    from public.coaching_sessioncoach c join public.coaching_session s on s.id = c.session_id
    where c.person_id = sec.me() and not s.keys && (select sec.reach())::uuid[]
    order by s.held_on, s.starts_at, s.id
$$;
revoke all on function sec.own_time() from public;
grant execute on function sec.own_time() to {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("coaching", "0020_digests_in_their_time")]
    operations = [migrations.RunSQL(OWN_TIME, "drop function sec.own_time()")]
