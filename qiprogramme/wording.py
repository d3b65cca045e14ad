"""Counts in words, for sentences."""

from figures.wording import hours

__all__ = ["count", "hours"]

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count(number: int, one: str, many: str) -> str:
    """“two sessions”, “1,250 sessions”.

    >>> count(1, "session", "sessions"), count(2, "session", "sessions"), count(1250, "session", "sessions")
    ('one session', 'two sessions', '1,250 sessions')
    """
    words = _WORDS[number] if number < len(_WORDS) else f"{number:,}"
    return f"{words} {one if number == 1 else many}"
