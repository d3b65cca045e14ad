from django.db import migrations

from people.audit import audited
from wards.walls import BELONGS, REACH, owned, wall

SQL = [
    wall("events_event", f"programme_id = {BELONGS}", check=f"programme_id = {REACH}"),
    wall("events_eventattendance", f"programme_id = {REACH} or person_id = (select sec.me())"),
    owned("events_eventattendance", ("programme_id", "event_id"), "events_event", ("programme_id", "id")),
    audited("events_event"),
    audited("events_eventattendance"),
]


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("wards", "0002_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
