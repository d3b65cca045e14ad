"""The application may keep second factors: secrets of codes are encrypted, passkeys are public keys."""

from django.db import migrations

from wards import walls


class Migration(migrations.Migration):
    dependencies = [("wards", "0006_people_walls"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunSQL(walls.open_to_app("mfa_authenticator"), migrations.RunSQL.noop)]
