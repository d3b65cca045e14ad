from django.db import migrations

from people.audit import audited
from wards.walls import REACH, owned, wall

SQL = [
    wall("impact_summary", f"programme_id = {REACH}"),
    wall("impact_claimsnapshot", f"programme_id = {REACH}", rights="select, insert"),
    owned("impact_claimsnapshot", ("programme_id", "summary_id"), "impact_summary", ("programme_id", "id")),
    audited("impact_summary"),
    audited("impact_claimsnapshot"),
]


class Migration(migrations.Migration):
    dependencies = [("impact", "0001_initial"), ("wards", "0002_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
