from celery import shared_task

from surveys.rollups import roll_up as roll_up_programme
from wards.access import every_programme


@shared_task
def roll_up() -> int:
    """Work off the dirty queue of every programme. Safe to run twice and side by side."""
    return sum(roll_up_programme(programme) for programme in every_programme())
