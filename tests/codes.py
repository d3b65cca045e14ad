"""An authenticator app: the code that a secret gives now (RFC 6238)."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

PERIOD = 30
#: Seconds that a code must still hold, so that it cannot run out between making and checking it.
ENOUGH = 3


def code_now(secret: str) -> str:
    """The code of this moment; waits for the next one where this one is about to end."""
    left = PERIOD - time.time() % PERIOD
    if left < ENOUGH:
        time.sleep(left + 0.1)
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
