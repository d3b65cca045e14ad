from django.db import migrations

from people.audit import audited
from wards.walls import APP_ROLE, BELONGS, REACH, owned, wall

# A published edition is set in stone: for the app role by its rights, for everybody else by triggers.
# Its figures come in the transaction that publishes it, and none after that.
STONE = """
create schema publication; grant usage on schema publication to qi_app;

create function publication.refuse_change() returns trigger language plpgsql set search_path = '' as $$
begin raise exception 'a published edition never changes: publish a new one' using errcode = 'restrict_violation'; end $$;
create function publication.stamp() returns trigger language plpgsql set search_path = '' as $$
begin new.published_at = now(); return new; end $$;
create function publication.refuse_late() returns trigger language plpgsql set search_path = '' as $$
begin
    if (select s.published_at from public.impact_summary s where s.id = new.summary_id) is distinct from now() then
        raise exception 'this edition is published already: publish a new one' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger stone before update or delete on impact_summary for each row execute function publication.refuse_change();
create trigger stone before update or delete on impact_claimsnapshot for each row execute function publication.refuse_change();
create trigger stamp before insert on impact_summary for each row execute function publication.stamp();
create trigger late before insert on impact_claimsnapshot for each row execute function publication.refuse_late();
"""

# What anybody may read: a published edition, and of its quotes those that still have consent for the public.
PUBLIC = f"""
create function publication.edition(slug text) returns jsonb
language sql stable security definer set search_path = '' as $$
select jsonb_build_object(
    'programme', p.name, 'title', s.title, 'edition', s.edition, 'slug', s.slug, 'published_at', s.published_at,
    'learning', s.learning, 'limits', s.limits, 'correction', s.correction, 'content', s.content,
    'figures', (select jsonb_agg(c.figure order by c.position) from public.impact_claimsnapshot c where c.summary_id = s.id),
    'quotes', (select jsonb_agg(jsonb_build_object('words', q.words, 'attribution', q.attribution) order by q.id)
               from public.ideas_quote q join public.wards_team t on t.id = q.team_id
               where t.programme_id = s.programme_id and s.content -> 'quotes' ? q.id::text and 'public' = any(q.channels)
                 and q.withdrawn_on is null and (q.expires_on is null or q.expires_on >= sec.today())),
    'newer', (select jsonb_build_object('slug', n.slug, 'edition', n.edition, 'published_at', n.published_at)
              from public.impact_summary n where n.programme_id = s.programme_id and n.edition > s.edition
              order by n.edition desc limit 1))
from public.impact_summary s join public.wards_programme p on p.id = s.programme_id
where s.slug = $1 $$;
revoke all on function publication.edition(text) from public;
grant execute on function publication.edition(text) to {APP_ROLE};
"""

SQL = [
    wall("impact_citation", f"programme_id = {BELONGS}", check=f"programme_id = {REACH}"),
    wall("impact_summarydraft", f"programme_id = {BELONGS}", check=f"programme_id = {REACH}"),
    wall("impact_summary", f"programme_id = {BELONGS}", check=f"programme_id = {REACH}", rights="select, insert"),
    wall("impact_claimsnapshot", f"programme_id = {BELONGS}", check=f"programme_id = {REACH}", rights="select, insert"),
    owned("impact_claimsnapshot", ("programme_id", "summary_id"), "impact_summary", ("programme_id", "id")),
    STONE,
    PUBLIC,
    audited("impact_citation"),
    audited("impact_summarydraft"),
    audited("impact_summary", leaving_out=("content",)),
    audited("impact_claimsnapshot", leaving_out=("figure",)),
]


class Migration(migrations.Migration):
    dependencies = [("impact", "0001_initial"), ("wards", "0002_walls"), ("ideas", "0002_walls")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL]
