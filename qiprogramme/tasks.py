import time

from celery import shared_task
from django.core.cache import cache


@shared_task
def beat() -> None:
    """Sent by beat every 15 seconds: only where beat and worker both live does this mark move on."""
    cache.set_many({"heartbeat:worker": time.time(), "heartbeat:beat": time.time()}, 600)
