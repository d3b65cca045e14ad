"""The product's own Celery application and tasks, on a clock that ticks twice a second. QI_DRILL_NOW: what time it says."""

import os

from qiprogramme.celery import app

app.conf.beat_schedule = {
    "mondays-digests": {
        "task": "coaching.tasks.make_due_digests",
        "schedule": 0.5,
        "kwargs": {"now": os.environ["QI_DRILL_NOW"]},
    },
    "send-mail": {"task": "coaching.tasks.send_mail", "schedule": 0.5},
}
