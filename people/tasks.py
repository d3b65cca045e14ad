import logging

from celery import shared_task

from people import seals

logger = logging.getLogger(__name__)


@shared_task
def seal_changes() -> int:
    """Close what was recorded up to an hour ago, and say in the log whether the chain of hashes still holds."""
    sealed = seals.seal()
    if broken := seals.broken():
        logger.error("The record of changes was tampered with: seals %s do not fit", broken)
    elif head := seals.last():
        logger.info("The record of changes holds; its chain of hashes ends in %s", head.hash)
    return sealed
