"""When a session was last changed, for calendars that read it."""

import django.utils.timezone
from django.db import migrations, models

from people.audit import audited
from wards.walls import dated


class Migration(migrations.Migration):
    dependencies = [("coaching", "0009_executive_content_moved")]
    operations = [
        migrations.AddField("session", "changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
        migrations.RunSQL(dated("coaching_session"), "drop trigger note_change on coaching_session"),
        migrations.RunSQL(audited("coaching_session", leaving_out=("changed_at",)), migrations.RunSQL.noop),
    ]
