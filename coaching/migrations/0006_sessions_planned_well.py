"""Lists with sessions in them took fifteen times as long behind the wall: PostgreSQL took the reader's sessions for a few."""

from django.db import migrations

from wards.walls import REACH_KEYS, policies


class Migration(migrations.Migration):
    dependencies = [("coaching", "0005_sessions_of_moved_teams"), ("wards", "0017_kept_for_the_transaction")]
    operations = [migrations.RunSQL(policies("coaching_session", REACH_KEYS), migrations.RunSQL.noop)]
