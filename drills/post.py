"""A real SMTP server that takes its time, so that a kill may fall before, inside and after the acceptance of a mail."""

import asyncio
import email
import logging
import socket
from collections import Counter
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Post:
    """accepted: Message-ID → how often the server took a mail with it, whether or not the answer still reached anybody.

    recipients: how many were named. pause: seconds before it takes a recipient, before it takes a text, and before it
    says so.
    """

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self.accepted: Counter[str] = Counter()
        self.recipients = 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # a connection that breaks off is what it is here for
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.recipients += 1
        await asyncio.sleep(self.pause)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.pause)
        self.accepted[str(email.message_from_bytes(envelope.content or b"")["Message-ID"])] += 1  # type: ignore[arg-type]
        await asyncio.sleep(self.pause)
        return "250 OK"

    def __enter__(self) -> "Post":
        self._controller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._controller.stop()
