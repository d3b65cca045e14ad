"""Those who arrange involvement, and pay for it, have a reach of their own; lived experience leads know the
practitioners of their provider."""

from django.db import migrations

from wards import walls

SQL = [
    walls.functions_sql(),
    walls.policies("wards_membership", walls.MEMBERSHIPS, check=f"programme_id = {walls.REACH}"),
]


class Migration(migrations.Migration):
    dependencies = [("wards", "0002_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
