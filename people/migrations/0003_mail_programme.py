from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_sign_in_names")]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="programme_id",
            field=models.UUIDField(
                blank=True,
                null=True,
                db_index=True,
                help_text="Key of the programme that it came from; none: of the account itself",
            ),
        ),
    ]
