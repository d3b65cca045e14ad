"""A mail that is sent again by hand keeps who did so."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_mail_content")]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="again_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Who sent it again by hand",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
    ]
