from django.apps import AppConfig


class QIProgrammeConfig(AppConfig):
    name = "qiprogramme"

    def ready(self) -> None:
        # Without it a task sent from the web would go to Celery's own default broker.
        from qiprogramme import celery  # noqa: F401
