from django.db import migrations

from people.audit import audited
from wards.walls import APP_ROLE, COACHED, INNER, REACH, owned, wall

BY_SESSION = "session_id in (select id from public.coaching_session)"

# How many came, for those who may read a session and not who came to it.
CAME = f"""
create function sec.came(sessions uuid[]) returns table (session_id uuid, people bigint)
language sql stable security definer set search_path = '' as $$
    select a.session_id, count(*) from public.coaching_attendance a
    join public.coaching_session s on s.id = a.session_id
    where a.session_id = any($1) and s.keys && (select sec.reach())::uuid[]
    group by a.session_id
$$;
revoke all on function sec.came(uuid[]) from public;
grant execute on function sec.came(uuid[]) to {APP_ROLE};
"""

SQL = [
    wall("coaching_session", "keys && (select sec.reach())::uuid[]"),
    wall("coaching_sessionteam", f"team_id = {REACH}"),
    wall("coaching_sessioncoach", BY_SESSION),
    wall("coaching_sessiontool", BY_SESSION),
    wall(
        "coaching_attendance",
        f"team_id = {INNER} or person_id = (select sec.me()) or (team_id is null and {BY_SESSION})",
        check=f"team_id = {INNER} or (team_id is null and {BY_SESSION})",
    ),
    wall("coaching_coachnote", f"team_id = {COACHED}"),
    wall("coaching_action", f"team_id = {REACH}"),
    wall("coaching_ask", f"team_id = {REACH}"),
    CAME,
    wall("coaching_digestrun", f"programme_id = {REACH}", rights="select, insert, update"),
    "alter table coaching_sessionteam add constraint session_team_pair unique (session_id, team_id);",
    owned("coaching_sessionteam", ("programme_id", "team_id"), "wards_team", ("programme_id", "id")),
    owned("coaching_sessionteam", ("programme_id", "session_id"), "coaching_session", ("programme_id", "id")),
    owned("coaching_attendance", ("session_id", "team_id"), "coaching_sessionteam", ("session_id", "team_id")),
    owned("coaching_coachnote", ("session_id", "team_id"), "coaching_sessionteam", ("session_id", "team_id")),
    owned("coaching_action", ("session_id", "team_id"), "coaching_sessionteam", ("session_id", "team_id")),
    *(
        audited(f"coaching_{table}")
        for table in ("session", "sessionteam", "sessioncoach", "sessiontool", "attendance", "action", "ask", "digestrun")
    ),
    audited("coaching_coachnote", keeps="names"),
]


class Migration(migrations.Migration):
    dependencies = [("coaching", "0001_initial"), ("wards", "0002_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
