"""Whoever writes for a ward team holds it where it stands, so that a move or a merger comes before or after and not meanwhile."""

from django.db import migrations

from wards.walls import APP_ROLE

# A definer function, for who may not change a team may not lock it either.
HOLD = f"""
create function sec.hold_teams(teams uuid[]) returns table (id uuid, state text)
language plpgsql security definer set search_path = '' as $$
begin
    return query select t.id, t.state::text from public.wards_team t
        where t.id = any($1) and t.id = any((select sec.reach())::uuid[]) order by t.id for share of t;
end $$;
revoke all on function sec.hold_teams(uuid[]) from public;
grant execute on function sec.hold_teams(uuid[]) to {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("wards", "0019_withdrawn_mails_go")]
    operations = [migrations.RunSQL(HOLD, migrations.RunSQL.noop)]
