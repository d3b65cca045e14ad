"""The application may link accounts to directories; directories themselves stand in the settings."""

from django.db import migrations

from wards import walls

RIGHTS = [
    walls.open_to_app("socialaccount_socialaccount"),
    walls.open_to_app("socialaccount_socialtoken"),
    walls.open_to_app("socialaccount_socialapp", "select"),
]


class Migration(migrations.Migration):
    dependencies = [("wards", "0014_places_walls"), ("socialaccount", "0006_alter_socialaccount_extra_data")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in RIGHTS]
