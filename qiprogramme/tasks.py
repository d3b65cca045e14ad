from celery import Task, shared_task

from qiprogramme import heartbeats


@shared_task(bind=True, ignore_result=True, expires=heartbeats.EVERY_SECONDS * 4)
def beat(self: Task) -> None:
    """Sent by beat: the mark it leaves says that what beat sends is really carried out."""
    heartbeats.mark("tasks")
