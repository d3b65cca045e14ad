"""A joint session is named to a coach of one of its wards as theirs to see, for only a coach of all of them may log it."""

from django.db import migrations

from coaching.digest_sql import functions_sql


class Migration(migrations.Migration):
    dependencies = [("coaching", "0021_own_time")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in functions_sql()]
