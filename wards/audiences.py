"""From how many answers somebody may see a percentage or mean of a place."""

from typing import Any

from figures.disclosure import Audience
from wards.reach import Reach


def audience_of(reach: Reach, *, team: Any = None, provider: Any = None) -> Audience:
    """5 in one's own place (team, provider) and for the programme team, 10 where only a national role opens it."""
    own = bool(reach.roles & {"programme_team", "system"})
    if team is not None:
        own = own or any(m.team_id == team.pk or m.provider_id == team.provider_id for m in reach.memberships)
    if provider is not None:
        own = own or any(m.provider_id == provider.pk for m in reach.memberships)
    return Audience.OWN if own else Audience.NATIONAL
