"""What a form makes has its key from the form (`people.verbs.once`), so it needs no second one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0017_published_total_version"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="action",
            name="form_key",
        ),
        migrations.RemoveField(
            model_name="ask",
            name="form_key",
        ),
        migrations.RemoveField(
            model_name="capturedidea",
            name="form_key",
        ),
        migrations.RemoveField(
            model_name="inequity",
            name="form_key",
        ),
        migrations.RemoveField(
            model_name="lookedat",
            name="form_key",
        ),
        migrations.RemoveField(
            model_name="session",
            name="form_key",
        ),
    ]
