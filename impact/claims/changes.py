"""What has changed since a figure was published, told only where the difference gives nobody away."""

from dataclasses import dataclass
from typing import Any

from figures.disclosure import Audience
from impact.claims.claim import Claim
from impact.claims.counts import FEWEST_PRACTITIONERS


@dataclass(frozen=True)
class Changed:
    """told: whether today's value may stand beside the published one; words: what to say."""

    told: bool
    words: str
    sentence: str = ""


def since(published: Claim, now: Claim) -> Changed | None:
    """The difference between the figure as published and as it stands now; None where there is none."""
    if (published.value, published.numerator, published.denominator, published.suppressed) == (
        now.value,
        now.numerator,
        now.denominator,
        now.suppressed,
    ):
        return None
    if not published.is_shown or not now.is_shown:
        return Changed(False, "It can be shown at one time and not at the other.")
    least = _least(now)
    if least:
        moves = [abs(a - b) for a, b in zip(_bases(published), _bases(now), strict=False) if a != b]
        if not moves or min(moves) < least:
            return Changed(False, "Changed, too few to show: the difference would tell what a few people answered.")
    return Changed(True, f"Published as {published.short}; counted today it would be {now.short}.", now.text)


def _least(claim: Claim) -> int:
    if claim.answers is not None:
        # Outside one's own place a difference of fewer answers than can be shown tells what those few said.
        return Audience.NATIONAL.threshold
    return FEWEST_PRACTITIONERS if claim.key in ("lived_experience_practitioners", "patients_reached") else 0


def _bases(claim: Claim) -> list[Any]:
    """What must differ by enough: the bases of answers, else the count itself."""
    if claim.answers is None:
        return [claim.value]
    return claim.denominator if isinstance(claim.denominator, list) else [claim.denominator]
