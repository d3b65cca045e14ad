"""Nothing is kept of a ward team here before its agreement is signed."""

from django.db import migrations

from wards.walls import agreement_first

TABLES = ("changeidea", "measure", "progressscore", "finding", "reach", "quote")


class Migration(migrations.Migration):
    dependencies = [("ideas", "0004_short_texts"), ("wards", "0014_places_walls")]
    operations = [migrations.RunSQL(agreement_first(f"ideas_{table}"), migrations.RunSQL.noop) for table in TABLES]
