from typing import Any

from django.db.backends.postgresql import base

from people.acting import SET_ACTOR, current


class DatabaseWrapper(base.DatabaseWrapper):
    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        super().set_autocommit(autocommit, *args, **kwargs)
        if not autocommit:
            with self.connection.cursor() as cursor:
                cursor.execute(SET_ACTOR, current().settings())
