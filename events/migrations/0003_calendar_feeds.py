"""A calendar reads what somebody has coming, under a secret address of their own."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_walls"),
        ("people", "0004_sign_ins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("event", "version", models.PositiveIntegerField(default=1)),
        migrations.AddField("event", "changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.UUIDField(default=people.keys.unordered_key, editable=False, primary_key=True, serialize=False),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                (
                    "read_on",
                    models.DateField(blank=True, help_text="The last day on which a calendar read it", null=True),
                ),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calendar_feed", to="people.person"
                    ),
                ),
            ],
        ),
    ]
