"""The functions of the wall keep their plans: each statement asked them anew how far the person sees, and planned that anew."""

from django.db import migrations

from wards.walls import functions_sql


class Migration(migrations.Migration):
    dependencies = [("wards", "0015_single_sign_on")]
    operations = [migrations.RunSQL(functions_sql(), migrations.RunSQL.noop)]
