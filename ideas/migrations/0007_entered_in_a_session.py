"""What a coach enters in a session says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0006_ideas_of_moved_teams"),
    ]

    operations = [
        migrations.AddField(
            model_name="measurepoint",
            name="entered_in",
            field=models.UUIDField(
                blank=True, db_index=True, help_text="Key of the coaching session in which it was entered", null=True
            ),
        ),
        migrations.AddField(
            model_name="progressscore",
            name="entered_in",
            field=models.UUIDField(
                blank=True, db_index=True, help_text="Key of the coaching session in which it was entered", null=True
            ),
        ),
        migrations.AddField(
            model_name="stagemove",
            name="entered_in",
            field=models.UUIDField(
                blank=True, db_index=True, help_text="Key of the coaching session in which it was entered", null=True
            ),
        ),
    ]
