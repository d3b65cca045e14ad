"""What was needed for a time is let go when its time is over. The periods are settings: `RETENTION_DAYS`."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from people.models import Person
from wards.models import Programme, RetentionRun


@transaction.atomic
def let_go(programme: Programme, *, by: Person, now: datetime | None = None) -> RetentionRun:
    """Delete what is older than its period in one programme, and keep how much that was. by: its system person.

    Twice on one day adds to the day's one report. Raises a DatabaseError for anybody but the system.
    """
    now = now or timezone.now()
    run, _ = RetentionRun.objects.get_or_create(programme=programme, on=timezone.localdate(now))
    with connection.cursor() as cursor:
        for kind, days in settings.RETENTION_DAYS.items():
            if days:
                cursor.execute("select sec.let_go(%s, %s, %s)", [kind, programme.pk, now - timedelta(days=days)])
                run.gone[kind] = run.gone.get(kind, 0) + cursor.fetchone()[0]
    run.save(update_fields=["gone"])
    return run
