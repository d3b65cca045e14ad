"""The SMTP server of the settings, with a word before it is given a mail's text."""

import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class SMTPBackend(EmailBackend):
    """Django's, and `before_data` is called when sender and recipient are accepted and the text would follow.

    Up to there the server cannot have taken the mail, whatever breaks; what `before_data` raises leaves it untaken.
    """

    before_data: Callable[[], None] | None = None

    @property
    def connection_class(self) -> Any:
        usual: type[smtplib.SMTP] = super().connection_class
        backend = self

        class Announcing(usual):  # type: ignore[valid-type,misc]
            def data(self, msg: Any) -> tuple[int, bytes]:
                if backend.before_data:
                    backend.before_data()
                return super().data(msg)

        return Announcing
