"""What an improvement workshop finds, behind the wall; it goes with its session when a ward moves."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import people.keys
import people.nhs_numbers
from people.audit import audited
from wards.walls import INNER, REACH, agreement_first, owned, wall

PARTS = ("lookedat", "inequity", "capturedidea")

CARRY = """
create or replace function sec.carry_sessions(old uuid, new uuid, since date) returns void
language plpgsql security definer set search_path = '' as $$
declare
    moved uuid[];
begin
    if not ($1 = any(sec.set_up()) and $2 = any(sec.set_up()))
        or not exists (select from public.wards_team t where t.id = $2 and t.continues_id = $1) then
        raise exception 'these teams are not yours to set up' using errcode = 'insufficient_privilege';
    end if;
    moved := array(select s.id from public.coaching_session s where $1 = any(s.keys) and s.held_on >= $3);
    set constraints all deferred;
    update public.coaching_session set keys = array_replace(keys, $1, $2) where id = any(moved);
    update public.coaching_sessionteam set team_id = $2 where team_id = $1 and session_id = any(moved);
    update public.coaching_attendance set team_id = $2 where team_id = $1 and session_id = any(moved);
    update public.coaching_coachnote set team_id = $2 where team_id = $1 and session_id = any(moved);
    update public.coaching_action set team_id = $2 where team_id = $1 and session_id = any(moved);
    update public.coaching_lookedat set team_id = $2 where team_id = $1 and session_id = any(moved);
    update public.coaching_inequity set team_id = $2 where team_id = $1 and session_id = any(moved);
    update public.coaching_capturedidea set team_id = $2 where team_id = $1 and session_id = any(moved);
    update public.coaching_headcount set team_id = $2 where team_id = $1 and session_id = any(moved);
end $$;
"""

SQL = [
    *(wall(f"coaching_{part}", f"team_id = {REACH}", check=f"team_id = {INNER}") for part in PARTS),
    wall(
        "coaching_takenup",
        f"team_id = {REACH} or captured_id in (select id from public.coaching_capturedidea)",
        check=f"team_id = {INNER}",
    ),
    wall("coaching_headcount", f"team_id = {INNER}"),
    *(
        owned(f"coaching_{table}", ("session_id", "team_id"), "coaching_sessionteam", ("session_id", "team_id"))
        for table in (*PARTS, "headcount")
    ),
    owned("coaching_capturedidea", ("team_id", "inequity_id"), "coaching_inequity", ("team_id", "id")),
    owned("coaching_takenup", ("team_id", "idea_id"), "ideas_changeidea", ("team_id", "id")),
    *(audited(f"coaching_{table}") for table in (*PARTS, "takenup")),
    audited("coaching_headcount", circle="inner"),
    *(agreement_first(f"coaching_{table}") for table in (*PARTS, "headcount", "takenup")),
    CARRY,
]


class Migration(migrations.Migration):
    dependencies = [("coaching", "0011_published_total"), ("ideas", "0005_agreement_first"), ("wards", "0016_planned_once")]

    operations = [
        migrations.CreateModel(
            name="Inequity",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ("form_key", models.UUIDField(blank=True, null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("who", people.nhs_numbers.ShortText(max_length=200)),
                ("what", people.nhs_numbers.FreeText(blank=True, default="", max_length=1000)),
                ("how_known", people.nhs_numbers.FreeText(blank=True, default="", max_length=1000)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="coaching.session"
                    ),
                ),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wards.team")),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="CapturedIdea",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ("form_key", models.UUIDField(blank=True, null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("words", people.nhs_numbers.ShortText(max_length=200)),
                ("dots", models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(999)])),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="coaching.session"
                    ),
                ),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wards.team")),
                (
                    "inequity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ideas",
                        to="coaching.inequity",
                    ),
                ),
            ],
            options={
                "ordering": ("-dots", "id"),
            },
        ),
        migrations.CreateModel(
            name="LookedAt",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ("form_key", models.UUIDField(blank=True, null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(choices=[("data", "Ward data"), ("process", "A process")], default="data", max_length=7),
                ),
                ("what", people.nhs_numbers.ShortText(max_length=200)),
                ("found", people.nhs_numbers.FreeText(blank=True, default="", max_length=1000)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s_set", to="coaching.session"
                    ),
                ),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wards.team")),
            ],
            options={
                "ordering": ("kind", "id"),
            },
        ),
        migrations.CreateModel(
            name="TakenUp",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                (
                    "captured",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken_up", to="coaching.capturedidea"
                    ),
                ),
                (
                    "idea",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.changeidea"),
                ),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wards.team")),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="HeadCount",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ("practitioners", models.PositiveSmallIntegerField(default=0)),
                ("patients", models.PositiveSmallIntegerField(default=0)),
                ("carers", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="head_counts", to="coaching.session"
                    ),
                ),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wards.team")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("team", "session"), name="head_count_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="inequity",
            constraint=models.UniqueConstraint(fields=("team", "id"), name="inequity_owner"),
        ),
        migrations.AddConstraint(
            model_name="capturedidea",
            constraint=models.UniqueConstraint(fields=("team", "id"), name="captured_idea_owner"),
        ),
        migrations.AddConstraint(
            model_name="capturedidea",
            constraint=models.CheckConstraint(condition=models.Q(("dots__lte", 999)), name="captured_idea_dots"),
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL),
    ]
