"""What the published total counts is changed on a page, where two people may meet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coaching", "0016_record_of_sessions")]
    # With a default in the database, for a trigger makes the row.
    operations = [migrations.AddField("publishedtotal", "version", models.PositiveIntegerField(default=1, db_default=1))]
