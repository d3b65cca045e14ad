"""Corrections that can be read back, notes that are sent once, the next step of a team, and what is entered in a session."""

import django.contrib.postgres.fields
import django.db.models.deletion
import people.keys
import people.nhs_numbers
from django.db import migrations, models

from people.audit import audited
from wards.walls import INNER, REACH, agreement_first, owned, wall

OF_SESSION = ("coaching_sessioncoach", "coaching_sessiontool")

# Whose a coach's part or a tool is, is the session's to say. By triggers, so that no writer can forget it.
KEYS = (
    """
create function sec.keys_of_session() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    new.keys := coalesce((select s.keys from public.coaching_session s where s.id = new.session_id), '{}');
    return new;
end $$;
revoke all on function sec.keys_of_session() from public;

create function sec.spread_keys() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    update public.coaching_sessioncoach set keys = new.keys where session_id = new.id;
    update public.coaching_sessiontool set keys = new.keys where session_id = new.id;
    return null;
end $$;
revoke all on function sec.spread_keys() from public;
"""
    + "".join(
        f"""
alter table {table} disable trigger audit_update;
update {table} x set keys = s.keys from coaching_session s where s.id = x.session_id;
set constraints all immediate;
set constraints all deferred;
alter table {table} enable trigger audit_update;
create trigger keys before insert or update on {table} for each row execute function sec.keys_of_session();
"""
        for table in OF_SESSION
    )
    + """
create trigger spread_keys after update on coaching_session for each row when (old.keys is distinct from new.keys)
    execute function sec.spread_keys();
"""
)

# Sessions that go to the team that continues another take these along, whatever else they take by now.
CARRY = """
do $$ begin
    execute replace(
        pg_get_functiondef('sec.carry_sessions(uuid,uuid,date)'::regprocedure), 'update public.coaching_action set',
        'update public.coaching_notecopy set team_id = $2 where team_id = $1 and session_id = any(moved);'
        ' update public.coaching_nextstep set team_id = $2 where team_id = $1 and session_id = any(moved);'
        ' update public.coaching_action set');
end $$;
"""

# What a room below keeps as a key alone is a session here.
ENTERED = "".join(
    f"alter table ideas_{table} add constraint {table}_entered_in foreign key (entered_in) references coaching_session (id)"
    " on delete set null deferrable initially deferred;"
    for table in ("stagemove", "measurepoint", "progressscore")
)

SQL = [
    KEYS,
    CARRY,
    ENTERED,
    wall("coaching_notecopy", f"team_id = {INNER} or person_id = (select sec.me())", check=f"team_id = {INNER}"),
    wall("coaching_nextstep", f"team_id = {REACH}"),
    *(
        owned(f"coaching_{table}", ("session_id", "team_id"), "coaching_sessionteam", ("session_id", "team_id"))
        for table in ("notecopy", "nextstep")
    ),
    audited("coaching_notecopy", circle="inner"),
    audited("coaching_nextstep"),
    # The earlier words of coaches' notes are kept for those who read the notes.
    audited("coaching_coachnote", circle="coached"),
    *(agreement_first(f"coaching_{table}") for table in ("notecopy", "nextstep")),
]


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0015_digests_of_recent_sessions"),
        ("people", "0005_mail_content"),
        ("wards", "0017_kept_for_the_transaction"),
        ("ideas", "0007_entered_in_a_session"),
    ]

    operations = [
        migrations.AddField(
            model_name="sessioncoach",
            name="keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="sessiontool",
            name="keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, editable=False, size=None
            ),
        ),
        migrations.CreateModel(
            name="NextStep",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ("what", people.nhs_numbers.ShortText(max_length=200)),
                ("set_on", models.DateField()),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        help_text="In which it was entered",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next_steps",
                        to="coaching.session",
                    ),
                ),
                ("set_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="next_steps", to="wards.team"),
                ),
            ],
            options={
                "ordering": ("set_on", "id"),
                "indexes": [models.Index(fields=["team", "-set_on"], name="coaching_ne_team_id_1f8823_idx")],
            },
        ),
        migrations.CreateModel(
            name="NoteCopy",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ("way", models.CharField(choices=[("mail", "By mail"), ("paper", "On paper")], max_length=5)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "On its way"),
                            ("sent", "Sent"),
                            ("uncertain", "Not certain that it arrived"),
                            ("failed", "Could not be sent"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(blank=True, help_text="When the mail server took it, or it was handed over", null=True),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                ("sent_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                (
                    "session",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="copies", to="coaching.session"),
                ),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wards.team")),
            ],
            options={
                "ordering": ("way", "id"),
                "indexes": [models.Index(condition=models.Q(("state", "waiting")), fields=["session"], name="note_copy_waits")],
                "constraints": [models.UniqueConstraint(fields=("session", "person"), name="note_copy_once")],
            },
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL),
    ]
