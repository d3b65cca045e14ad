from wards.models.memberships import Membership
from wards.models.places import Provider, Region, ServiceType, Site, Ward
from wards.models.programmes import Phase, Programme
from wards.models.teams import Team, TeamStep, TeamWard

__all__ = [
    "Membership",
    "Phase",
    "Programme",
    "Provider",
    "Region",
    "ServiceType",
    "Site",
    "Team",
    "TeamStep",
    "TeamWard",
    "Ward",
]
