"""One's own sign-ins are for oneself alone; the system may delete what is too old. A try is noted before anybody is known."""

from django.db import migrations

from wards import walls

MINE = "person_id = (select sec.me()) or (select sec.is_system())"

# An account that is erased by somebody else takes its sign-ins along, which the wall hides from whoever erases it.
WITH_THE_ACCOUNT = """
do $$ declare c record; begin
    for c in select conname, pg_get_constraintdef(oid) as said from pg_constraint
             where conrelid = 'people_signin'::regclass and contype = 'f' loop
        execute format('alter table people_signin drop constraint %I', c.conname);
        execute format('alter table people_signin add constraint %I %s', c.conname,
                       replace(c.said, ' DEFERRABLE', ' on delete cascade DEFERRABLE'));
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("wards", "0011_short_texts"), ("people", "0004_sign_ins")]
    operations = [
        migrations.RunSQL(walls.wall("people_signin", MINE, check="true", changes=MINE), migrations.RunSQL.noop),
        migrations.RunSQL(WITH_THE_ACCOUNT, migrations.RunSQL.noop),
    ]
