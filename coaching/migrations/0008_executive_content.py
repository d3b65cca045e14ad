"""What executive coaching was about stands in a table of its own, which the two sides alone read."""

import django.contrib.postgres.fields
import django.db.models.deletion
import people.keys
import people.nhs_numbers
from django.db import migrations, models
from people.audit import audited
from wards.walls import BELONGS, REACH, owned, policies, wall

SIDES = f"(select sec.me()) = any(keys) and programme_id = {BELONGS}"
HEARD = "session_id in (select r.session_id from public.coaching_executiverecord r)"
OF_A_TEAM = "session_id in (select id from public.coaching_session where kind not in ('executive', 'executive_group'))"

SQL = [
    wall("coaching_executiverecord", SIDES),
    owned("coaching_executiverecord", ("programme_id", "session_id"), "coaching_session", ("programme_id", "id")),
    audited("coaching_executiverecord"),
    policies("coaching_action", f"team_id = {REACH} or (team_id is null and {HEARD})"),
    policies("coaching_sessiontool", OF_A_TEAM),
]


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0007_digests_in_sql"),
        ("people", "0004_sign_ins"),
        ("wards", "0017_kept_for_the_transaction"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExecutiveRecord",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                (
                    "note",
                    people.nhs_numbers.FreeText(blank=True, default="", help_text="Read by the two sides alone", max_length=4000),
                ),
                (
                    "tools",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("driver_diagram", "Driver diagram"),
                                ("pdsa", "PDSA cycle"),
                                ("root_cause_5_whys", "Root cause analysis"),
                                ("fishbone", "Fishbone diagram"),
                                ("process_map", "Process map"),
                                ("run_chart", "Run chart"),
                                ("spc_chart", "XmR chart"),
                                ("stakeholder_map", "Stakeholder map"),
                                ("equity_pause", "Equity Pause"),
                                ("equity_huddle_card", "Equity Huddle Cards"),
                                ("inequity_waste_wheel", "Inequity Waste Wheel"),
                                ("other", "Another tool"),
                            ],
                            max_length=24,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "decision",
                    people.nhs_numbers.ShortText(
                        blank=True, default="", help_text="Which decision the tools were used for", max_length=200
                    ),
                ),
            ],
            options={
                "verbose_name": "record of executive coaching",
            },
        ),
        migrations.AddField(
            model_name="action",
            name="form_key",
            field=models.UUIDField(blank=True, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="action",
            name="keys",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name="action",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="action",
            name="team",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="wards.team"
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="note",
            field=people.nhs_numbers.FreeText(
                blank=True,
                default="",
                help_text="Read by everybody in the ward teams; executive coaching has an ExecutiveRecord instead",
                max_length=4000,
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("keys", []), ("team__isnull", False)),
                    models.Q(("session__isnull", False), ("team__isnull", True)),
                    _connector="OR",
                ),
                name="action_of_team_or_session",
            ),
        ),
        migrations.AddField(
            model_name="executiverecord",
            name="programme",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wards.programme"),
        ),
        migrations.AddField(
            model_name="executiverecord",
            name="session",
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="record", to="coaching.session"),
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL),
    ]
