from wards.models.invitations import Invitation
from wards.models.memberships import Ending, Membership
from wards.models.places import Provider, Region, ServiceType, Site, Ward
from wards.models.practitioners import AccessNeeds, Call, Consent, JoiningCard, PaymentPreference, SafeContact
from wards.models.programmes import Phase, Programme
from wards.models.retention import RetentionRun
from wards.models.teams import Team, TeamStep, TeamWard

__all__ = [
    "AccessNeeds",
    "Call",
    "Consent",
    "Ending",
    "Invitation",
    "JoiningCard",
    "Membership",
    "PaymentPreference",
    "Phase",
    "Programme",
    "Provider",
    "Region",
    "RetentionRun",
    "SafeContact",
    "ServiceType",
    "Site",
    "Team",
    "TeamStep",
    "TeamWard",
    "Ward",
]
