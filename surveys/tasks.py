from celery import shared_task
from django.db import connection, transaction

from surveys.rollups import roll_up as roll_up_programme
from wards.models import Programme


@shared_task
def roll_up() -> int:
    """Work off the dirty queue of every programme."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select key from sec.programme_keys() key")
        keys = [key for (key,) in cursor.fetchall()]
    return sum(roll_up_programme(Programme(pk=key)) for key in keys)
