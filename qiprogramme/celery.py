"""The Celery application: worker and beat run from here."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init

from qiprogramme.heartbeats import EVERY_SECONDS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiprogramme.settings")

app = Celery("qiprogramme")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

#: Every entry is safe to run twice and to start late: what is due is read from the tables.
app.conf.beat_schedule = {
    "heartbeat": {"task": "qiprogramme.tasks.beat", "schedule": EVERY_SECONDS},
    "mondays-digests": {"task": "coaching.tasks.make_due_digests", "schedule": crontab(minute="0")},
    "send-mail": {"task": "coaching.tasks.send_mail", "schedule": 30.0},
    "seal-changes": {"task": "people.tasks.seal_changes", "schedule": crontab(hour="3", minute="20")},
    "let-go": {"task": "wards.tasks.let_go", "schedule": crontab(hour="3", minute="40")},
    "roll-up-answers": {"task": "surveys.tasks.roll_up", "schedule": 20.0},
}


@beat_init.connect
def first_tick(**details: Any) -> None:
    """An entry waits for its whole interval at first; whether queue and worker are well is asked sooner."""
    app.send_task("qiprogramme.tasks.beat")
