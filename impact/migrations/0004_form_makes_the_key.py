"""What a form makes has its key from the form (`people.verbs.once`), so it needs no second one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("impact", "0003_narrower_walls"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="summary",
            name="form_key",
        ),
    ]
