from wards.models.agreements import Agreement, AgreementDocument
from wards.models.invitations import Invitation
from wards.models.memberships import Ending, Membership
from wards.models.names import FormerName
from wards.models.pauses import Pause
from wards.models.places import Provider, Region, ServiceType, Site, Ward
from wards.models.practitioners import AccessNeeds, Call, Consent, JoiningCard, PaymentPreference, SafeContact
from wards.models.programmes import Phase, Programme
from wards.models.retention import RetentionRun
from wards.models.teams import Team, TeamContact, TeamStep, TeamWard

__all__ = [
    "AccessNeeds",
    "Agreement",
    "AgreementDocument",
    "Call",
    "Consent",
    "Ending",
    "FormerName",
    "Invitation",
    "JoiningCard",
    "Membership",
    "Pause",
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
    "TeamContact",
    "TeamStep",
    "TeamWard",
    "Ward",
]
