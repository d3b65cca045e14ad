from django.db import migrations

from people.audit import audited
from wards.walls import COACHED, INNER, REACH, owned, wall

BY_SESSION = "session_id in (select id from public.coaching_session)"

SQL = [
    wall("coaching_session", "keys && (select sec.reach())::uuid[]"),
    wall("coaching_sessionteam", f"team_id = {REACH}"),
    wall("coaching_sessioncoach", BY_SESSION),
    wall("coaching_sessiontool", BY_SESSION),
    wall("coaching_attendance", f"team_id = {INNER} or person_id = (select sec.me())", check=f"team_id = {INNER} or team_id is null"),
    wall("coaching_coachnote", f"team_id = {COACHED}"),
    wall("coaching_action", f"team_id = {REACH}"),
    wall("coaching_ask", f"team_id = {REACH}"),
    "alter table coaching_sessionteam add constraint session_team_pair unique (session_id, team_id);",
    owned("coaching_sessionteam", ("programme_id", "team_id"), "wards_team", ("programme_id", "id")),
    owned("coaching_sessionteam", ("programme_id", "session_id"), "coaching_session", ("programme_id", "id")),
    owned("coaching_attendance", ("session_id", "team_id"), "coaching_sessionteam", ("session_id", "team_id")),
    owned("coaching_coachnote", ("session_id", "team_id"), "coaching_sessionteam", ("session_id", "team_id")),
    owned("coaching_action", ("session_id", "team_id"), "coaching_sessionteam", ("session_id", "team_id")),
    *(
        audited(f"coaching_{table}")
        for table in ("session", "sessionteam", "sessioncoach", "sessiontool", "attendance", "action", "ask")
    ),
    audited("coaching_coachnote", keeps="names"),
]


class Migration(migrations.Migration):
    dependencies = [("coaching", "0001_initial"), ("wards", "0002_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
