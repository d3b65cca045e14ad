"""Free text is read first by those who run surveys; its team reads what they let through, and changes nothing of it."""

from django.db import migrations

from wards.walls import MODERATED, REACH, policies

SQL = [
    policies(
        "surveys_freetextanswer",
        f"team_id = {MODERATED} or (state = 'shown' and team_id = {REACH})",
        check=f"team_id = {MODERATED}",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_a_round_knows_its_version"), ("wards", "0009_narrower_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
