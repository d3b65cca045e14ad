"""Notes that stood in sessions of executive coaching go to their own table, and out of the record of changes.

The product never kept such notes there, only the demonstration did: where one had been sealed already, its chain of
hashes says so from now on, and the demonstration is loaded anew.
"""

from django.db import migrations, models

MOVE = """
alter table coaching_session disable trigger audit_update;
insert into coaching_executiverecord (id, session_id, programme_id, keys, note, tools, decision)
select gen_random_uuid(), s.id, s.programme_id, array_remove(s.keys, s.programme_id), s.note,
       coalesce((select array_agg(t.tool order by t.tool) from coaching_sessiontool t where t.session_id = s.id), '{}'),
       coalesce((select max(t.decision) from coaching_sessiontool t where t.session_id = s.id), '')
from coaching_session s where s.kind in ('executive', 'executive_group');
delete from coaching_sessiontool t using coaching_session s
where s.id = t.session_id and s.kind in ('executive', 'executive_group');
update coaching_session set note = '' where kind in ('executive', 'executive_group') and note <> '';
update audit.entry e set before = e.before - 'note', after = e.after - 'note'
from coaching_session s
where e.table_name = 'coaching_session' and e.row_id = s.id and s.kind in ('executive', 'executive_group')
  and (coalesce(e.before ->> 'note', '') <> '' or coalesce(e.after ->> 'note', '') <> '');
-- A table cannot be altered in the transaction that has just written rows whose checks still wait.
set constraints all immediate;
set constraints all deferred;
alter table coaching_session enable trigger audit_update;
"""


class Migration(migrations.Migration):
    dependencies = [("coaching", "0008_executive_content")]
    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("executive", "executive_group")), _negated=True), ("note", ""), _connector="OR"
                ),
                name="session_executive_says_nothing",
            ),
        ),
    ]
