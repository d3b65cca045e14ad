"""Nothing is kept of a ward team here before its agreement is signed."""

from django.db import migrations

from wards.walls import agreement_first

TABLES = ("teamwave",)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_narrower_walls"), ("wards", "0014_places_walls")]
    operations = [migrations.RunSQL(agreement_first(f"surveys_{table}"), migrations.RunSQL.noop) for table in TABLES]
