"""What stands where a number cannot be computed."""

from __future__ import annotations


class Missing:
    """What cannot be computed. One object, `MISSING`: false, equal only to itself, never None, never 0.

    >>> bool(MISSING), MISSING == 0, MISSING is None
    (False, False, False)
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "MISSING"

    def __reduce__(self) -> str:
        return "MISSING"


MISSING = Missing()
