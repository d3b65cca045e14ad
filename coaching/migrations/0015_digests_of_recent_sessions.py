"""Digests look at planned and recent sessions once for all teams, where they looked through each team's own."""

from django.db import migrations, models

from coaching.digest_sql import functions_sql


class Migration(migrations.Migration):
    dependencies = [("coaching", "0014_series_walls")]
    operations = [
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                condition=models.Q(("status", "planned")), fields=["programme", "held_on"], name="session_planned"
            ),
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in functions_sql()),
    ]
