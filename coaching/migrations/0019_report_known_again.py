"""An attendance report that was kept is known again, without keeping a name of it."""

from django.db import migrations, models

from people.audit import audited


class Migration(migrations.Migration):
    dependencies = [("coaching", "0018_form_makes_the_key")]
    operations = [
        migrations.AddField(
            "session",
            "report_key",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="By which the attendance report that was kept last is known again; no name can be read from it",
                max_length=64,
            ),
        ),
        migrations.RunSQL(audited("coaching_session", leaving_out=("changed_at", "report_key")), migrations.RunSQL.noop),
    ]
