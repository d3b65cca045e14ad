"""Who came is told to the team's own circle and coaches' notes to coaches, in the audit as in the rows."""

from django.db import migrations

from people.audit import audited

SQL = [audited("coaching_attendance", circle="inner"), audited("coaching_coachnote", keeps="names", circle="coached")]


class Migration(migrations.Migration):
    dependencies = [("coaching", "0002_walls"), ("wards", "0004_changes")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
