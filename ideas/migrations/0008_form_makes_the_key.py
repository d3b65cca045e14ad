"""What a form makes has its key from the form (`people.verbs.once`), so it needs no second one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0007_entered_in_a_session"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="changeidea",
            name="form_key",
        ),
        migrations.RemoveField(
            model_name="measure",
            name="form_key",
        ),
        migrations.RemoveField(
            model_name="testingcycle",
            name="form_key",
        ),
    ]
