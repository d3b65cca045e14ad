"""Primary keys: UUIDv7 where order helps the index, UUIDv4 where order would tell who came when."""

import uuid

from uuid_utils import compat


def new_key() -> uuid.UUID:
    """A UUIDv7 (RFC 9562): sortable by creation time to the millisecond."""
    return compat.uuid7()


def unordered_key() -> uuid.UUID:
    """A UUIDv4, for responses and tokens, whose creation order must not show."""
    return uuid.uuid4()
