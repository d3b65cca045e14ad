from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "coaching"

    def ready(self) -> None:
        from coaching import digests, moved_teams  # noqa: F401
        from coaching.digest_sql import KINDS
        from people import outbox

        outbox.words_come_from(outbox.Room(digests.words, digests.unwanted), kinds=KINDS)
