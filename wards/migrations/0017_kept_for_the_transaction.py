"""How far a person sees is worked out once a transaction and not once a statement."""

from django.db import migrations

from wards.walls import forgetting_sql, functions_sql


class Migration(migrations.Migration):
    dependencies = [("wards", "0016_planned_once")]
    operations = [
        migrations.RunSQL(functions_sql(), migrations.RunSQL.noop),
        migrations.RunSQL(forgetting_sql(), migrations.RunSQL.noop),
    ]
