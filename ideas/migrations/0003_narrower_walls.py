"""An entry of the library is changed by those within whose reach its idea is, not by everybody who may read it."""

from django.db import migrations

from wards.walls import BELONGS, policies

SHARES = f"programme_id = {BELONGS} and idea_id in (select id from public.ideas_changeidea)"


class Migration(migrations.Migration):
    dependencies = [("ideas", "0002_walls"), ("wards", "0009_narrower_walls")]
    operations = [
        migrations.RunSQL(policies("ideas_libraryentry", f"programme_id = {BELONGS}", check=SHARES), migrations.RunSQL.noop)
    ]
