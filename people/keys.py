"""Keys: UUIDv7 where order helps the index, UUIDv4 where order would tell who came when; and what is kept of a secret link."""

import hashlib
import uuid

from uuid_utils import compat


def new_key() -> uuid.UUID:
    """A UUIDv7 (RFC 9562): sortable by creation time to the millisecond."""
    return compat.uuid7()


def unordered_key() -> uuid.UUID:
    """A UUIDv4, for responses and tokens, whose creation order must not show."""
    return uuid.uuid4()


def hash_of(token: str) -> str:
    """SHA-256 in hexadecimal, which is kept in place of a secret link's 32 random bytes: those need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
