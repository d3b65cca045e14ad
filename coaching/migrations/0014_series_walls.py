"""A weekly series belongs to its ward team, and goes with it to a new provider while it still runs."""

from django.db import migrations

from people.audit import audited
from wards.walls import APP_ROLE, REACH, agreement_first, owned, wall

CARRY = f"""
create function sec.carry_series(old uuid, new uuid, since date) returns void
language plpgsql security definer set search_path = '' as $$
declare
    going uuid[];
begin
    if not ($1 = any(sec.set_up()) and $2 = any(sec.set_up()))
        or not exists (select from public.wards_team t where t.id = $2 and t.continues_id = $1) then
        raise exception 'these teams are not yours to set up' using errcode = 'insufficient_privilege';
    end if;
    going := array(select s.id from public.coaching_series s where s.team_id = $1 and s.ends_on >= $3);
    set constraints all deferred;
    update public.coaching_series set team_id = $2 where id = any(going);
    update public.coaching_skippedweek set team_id = $2 where series_id = any(going);
end $$;
revoke all on function sec.carry_series(uuid, uuid, date) from public;
grant execute on function sec.carry_series(uuid, uuid, date) to {APP_ROLE};
"""

SQL = [
    *(
        sql
        for table in ("series", "skippedweek")
        for sql in (
            wall(f"coaching_{table}", f"team_id = {REACH}"),
            audited(f"coaching_{table}"),
            agreement_first(f"coaching_{table}"),
        )
    ),
    owned("coaching_series", ("programme_id", "team_id"), "wards_team", ("programme_id", "id")),
    owned("coaching_skippedweek", ("team_id", "series_id"), "coaching_series", ("team_id", "id")),
    owned("coaching_session", ("programme_id", "series_id"), "coaching_series", ("programme_id", "id")),
    CARRY,
]


class Migration(migrations.Migration):
    dependencies = [("coaching", "0013_series")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
