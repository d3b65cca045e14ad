"""Mails that were withdrawn before they went are let go like those that went."""

from django.db import migrations

WITHDRAWN = """
do $$ begin
    execute replace(
        pg_get_functiondef('sec.let_go(text, uuid, timestamptz)'::regprocedure), 'm.state in (''sent'', ''failed'')',
        'm.state in (''sent'', ''failed'', ''withdrawn'')');
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("wards", "0018_narrower_records")]
    operations = [migrations.RunSQL(WITHDRAWN, migrations.RunSQL.noop)]
