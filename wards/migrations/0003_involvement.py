"""Those who arrange involvement, and pay for it, have a reach of their own; lived experience leads know the
practitioners of their provider."""

from django.db import migrations

from wards import walls

SQL = [
    walls.functions_sql(),
    f"alter policy app on wards_membership using ({walls.MEMBERSHIPS});",
]


class Migration(migrations.Migration):
    dependencies = [("wards", "0002_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
