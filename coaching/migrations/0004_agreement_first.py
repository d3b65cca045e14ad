"""Nothing is kept of a ward team here before its agreement is signed."""

from django.db import migrations

from wards.walls import agreement_first

TABLES = ("sessionteam", "action", "ask", "coachnote")


class Migration(migrations.Migration):
    dependencies = [("coaching", "0003_changes"), ("wards", "0014_places_walls")]
    operations = [migrations.RunSQL(agreement_first(f"coaching_{table}"), migrations.RunSQL.noop) for table in TABLES]
