"""Where words and letters stand on a drawing, so that none covers another."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    x1: float
    y1: float
    x2: float
    y2: float

    @classmethod
    def around(cls, x: float, y: float, half: float) -> "Box":
        return cls(x - half, y - half, x + half, y + half)

    def meets(self, other: "Box") -> bool:
        return self.x1 < other.x2 and other.x1 < self.x2 and self.y1 < other.y2 and other.y1 < self.y2


def free(box: Box, taken: Iterable[Box]) -> bool:
    return not any(box.meets(other) for other in taken)


def text_width(words: str, size: float, bold: bool = False) -> float:
    """How wide words of Arial are at most: narrow letters 0.3, digits and most letters 0.58, capitals 0.75 of the size."""
    units = sum(0.3 if c in " .,:ijltf'|" else 0.75 if c.isupper() else 0.9 if c in "mwMW%" else 0.58 for c in words)
    return units * size * (1.1 if bold else 1)


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places in rising order, moved as little as it takes to stand `gap` apart within low … high.

    >>> spread([10, 12, 40], 16, 0, 100)
    [10, 26, 42]
    >>> spread([90, 95], 16, 0, 100)
    [84, 100]
    """
    found: list[float] = []
    for place in places:
        found.append(max(place, low, found[-1] + gap if found else low))
    edge = high
    for i in range(len(found) - 1, -1, -1):
        if found[i] <= edge:
            break
        found[i] = edge
        edge -= gap
    return found
