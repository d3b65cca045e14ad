from django.apps import AppConfig


class QIProgrammeConfig(AppConfig):
    name = "qiprogramme"
