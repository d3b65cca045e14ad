"""Results of an open round move by as many new answers as a result needs, also where a setting asks for more."""

from django.db import migrations

MAY_MOVE = """
create or replace function survey.may_move(now_n bigint, shown_n bigint, k integer) returns boolean
language sql stable set search_path = '' as $$
    select abs(now_n - case when coalesce(shown_n, 0) >= least then shown_n else 0 end) >= least
    from (select greatest(k, nullif(current_setting(case k when 5 then 'app.fewest_own' else 'app.fewest_wider' end, true),
                                    '')::integer) as least) as set_to $$;
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0005_agreement_first")]
    operations = [migrations.RunSQL(MAY_MOVE, migrations.RunSQL.noop)]
