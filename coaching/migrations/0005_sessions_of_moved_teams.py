"""Sessions from the day of a move on go to the team that continues the old one."""

from django.db import migrations

from wards.walls import APP_ROLE

CARRY = f"""
create function sec.carry_sessions(old uuid, new uuid, since date) returns void
language plpgsql security definer set search_path = '' as $$
declare
    found uuid[];
begin
    if not ($1 = any(sec.set_up()) and $2 = any(sec.set_up()))
        or not exists (select from public.wards_team t where t.id = $2 and t.continues_id = $1) then
        raise exception 'these teams are not yours to set up' using errcode = 'insufficient_privilege';
    end if;
    found := array(select s.id from public.coaching_session s where $1 = any(s.keys) and s.held_on >= $3);
    set constraints all deferred;
    update public.coaching_session set keys = array_replace(keys, $1, $2) where id = any(found);
    update public.coaching_sessionteam set team_id = $2 where team_id = $1 and session_id = any(found);
    update public.coaching_attendance set team_id = $2 where team_id = $1 and session_id = any(found);
    update public.coaching_coachnote set team_id = $2 where team_id = $1 and session_id = any(found);
    update public.coaching_action set team_id = $2 where team_id = $1 and session_id = any(found);
end $$;
revoke all on function sec.carry_sessions(uuid, uuid, date) from public;
grant execute on function sec.carry_sessions(uuid, uuid, date) to {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("coaching", "0004_agreement_first")]
    operations = [migrations.RunSQL(CARRY, "drop function sec.carry_sessions(uuid, uuid, date)")]
