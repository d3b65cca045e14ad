"""Whose mails one sees is told by the programme alone: a long list of places was gone through for each mail that waits."""

from django.db import migrations

from wards import walls


class Migration(migrations.Migration):
    dependencies = [("wards", "0020_teams_held")]
    operations = [migrations.RunSQL(walls.functions_sql(), migrations.RunSQL.noop)]
