"""A sponsor's month is caught up with on a later Monday of it, and no digest goes after its week or month is over."""

from django.db import migrations

from coaching.digest_sql import functions_sql


class Migration(migrations.Migration):
    dependencies = [("coaching", "0019_report_known_again"), ("people", "0006_mail_sent_again")]
    operations = [
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in functions_sql()),
        migrations.RunSQL("drop function if exists sec.is_wanted(uuid)", migrations.RunSQL.noop),
    ]
