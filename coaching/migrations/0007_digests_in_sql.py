"""Digests are found and made by the database, set by set; each kind can be turned off."""

import django.db.models.deletion
from django.db import migrations, models

import people.keys
from coaching.digest_sql import functions_sql
from people.audit import audited
from wards.walls import wall

# Erasing a person takes their choices along, whatever else it takes by now.
ERASE = """
do $$ begin
    execute replace(
        pg_get_functiondef('sec.erase_person(uuid)'::regprocedure), 'delete from public.people_mail where',
        'delete from public.coaching_reminderchoice where person_id = person; delete from public.people_mail where');
end $$;
"""

SQL = [
    wall("coaching_reminderchoice", "person_id = (select sec.me())"),
    audited("coaching_reminderchoice", keeps="names", circle="person"),
    *functions_sql(),
    ERASE,
]


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0006_sessions_planned_well"),
        ("people", "0005_mail_content"),
        ("wards", "0017_kept_for_the_transaction"),
        ("ideas", "0005_agreement_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderChoice",
            fields=[
                ("id", models.UUIDField(default=people.keys.new_key, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("digest-coach", "Coach's week"),
                            ("digest-ward", "Ward manager's week"),
                            ("digest-sponsor", "Sponsor's month"),
                        ],
                        max_length=40,
                    ),
                ),
                ("off_until", models.DateField(blank=True, help_text="The last day without it; none: for good", null=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ("kind",),
                "constraints": [models.UniqueConstraint(fields=("person", "kind"), name="reminder_choice_once")],
            },
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in SQL),
    ]
