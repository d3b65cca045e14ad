"""Mails keep what they are about until they are sent; an address that was refused for good is marked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_sign_ins"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mail",
            name="mail_once",
        ),
        migrations.RemoveIndex(
            model_name="mail",
            name="people_mail_state_bce73a_idx",
        ),
        migrations.AddField(
            model_name="mail",
            name="address_refused",
            field=models.BooleanField(
                default=False,
                help_text="A server refused the address for good: no reminder is made for it until this mail is sent again",
            ),
        ),
        migrations.AddField(
            model_name="mail",
            name="content",
            field=models.JSONField(
                blank=True, help_text="What it is about, where a room words it as late as it is sent (`people.outbox`)", null=True
            ),
        ),
        migrations.AlterField(
            model_name="mail",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting to go"),
                    ("sending", "Going now"),
                    ("sent", "Sent"),
                    ("uncertain", "Not certain that it arrived"),
                    ("failed", "Could not be sent"),
                    ("withdrawn", "Withdrawn before it went"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(condition=models.Q(("state", "queued")), fields=["made_at", "id"], name="mail_waiting"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("state__in", ["sending", "uncertain", "failed"])), fields=["state"], name="mail_trouble"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(
                fields=("person", "kind", "period", "programme_id"), name="mail_once", nulls_distinct=False
            ),
        ),
    ]
