"""Which kinds of session a programme's published total of hours counts is stored, and made with the programme."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import coaching.models.hours
import people.keys
from people.audit import audited
from wards.walls import BELONGS, SET_UP, wall

KINDS = [
    ("workshop", "Improvement workshop"),
    ("team", "Team coaching"),
    ("sponsor", "Sponsor meeting"),
    ("executive", "Executive coaching, one to one"),
    ("executive_group", "Executive coaching, group"),
]

START = """
create function sec.start_published_total() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    insert into public.coaching_publishedtotal (id, programme_id, kinds)
    select pg_catalog.gen_random_uuid(), n.id, array['team', 'workshop'] from new_rows n;
    return null;
end $$;
revoke all on function sec.start_published_total() from public;
create trigger published_total after insert on wards_programme referencing new table as new_rows
    for each statement execute function sec.start_published_total();
"""

SQL = [
    wall("coaching_publishedtotal", f"programme_id = {BELONGS}", check=f"programme_id = {SET_UP}"),
    audited("coaching_publishedtotal"),
    "insert into coaching_publishedtotal (id, programme_id, kinds)"
    " select gen_random_uuid(), id, array['team', 'workshop'] from wards_programme;",
    START,
]


class Migration(migrations.Migration):
    dependencies = [("coaching", "0010_session_changed_at"), ("wards", "0016_planned_once")]
    operations = [
        migrations.CreateModel(
            name="PublishedTotal",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=KINDS, max_length=16),
                        default=coaching.models.hours._first_kinds,
                        size=None,
                    ),
                ),
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="published_total",
                        to="wards.programme",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kinds__contained_by=["team", "workshop", "sponsor"]) & Q(kinds__len__gt=0),
                        name="published_total_of_teams",
                    )
                ],
            },
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL),
    ]
