"""The words of an edition that is not published yet are for those who write it."""

from django.db import migrations

from wards.walls import REACH, policies

SQL = [
    policies("impact_summarydraft", f"programme_id = {REACH}"),
]


class Migration(migrations.Migration):
    dependencies = [("impact", "0002_walls"), ("wards", "0009_narrower_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
