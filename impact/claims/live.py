"""Every published figure as it stands now, in the order of the impact summary."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from impact.claims.answers import finding, interviews, survey
from impact.claims.claim import COPRODUCTION, EQUITY, NEEDS, PARTNERS, SYSTEMATIC, Claim
from impact.claims.counts import (
    coaching_hours,
    community_meetings,
    lived_experience,
    months,
    national_events,
    patients_reached,
    providers,
    sponsors,
    staff,
    wards,
    workshops,
)
from impact.facts import Facts, facts_of
from people.acting import acting_as
from wards.access import system_person
from wards.models import Programme

#: Key of the API → (ward's name, key of its finding).
FINDINGS = {
    "shelley_care_plan_familiar": ("Shelley", "care-plan-familiar"),
    "shelley_care_consistent": ("Shelley", "care-consistent"),
    "winsford_heard": ("Winsford", "heard-in-ward-round"),
    "cubley_accessible": ("Cubley Court", "rights-accessible"),
}

#: Key of the API → key of the question to staff.
QUESTIONS = {
    "inclusive_care_change": "inclusive-care",
    "involved_in_design_change": "involved-in-design",
    "qi_tools_confidence_change": "qi-tools-confidence",
    "inequity_talk_confidence_change": "inequity-talk-confidence",
}

#: Key of the API → how the figure is worked out from the facts.
CLAIMS: dict[str, Callable[[Facts], Claim]] = {
    "wards": wards,
    "providers": providers,
    "months": months,
    "coaching_hours": coaching_hours,
    "workshops": workshops,
    "sponsors": sponsors,
    "national_events": national_events,
    "community_meetings": community_meetings,
    "staff": staff,
    "lived_experience_practitioners": lived_experience,
    "patients_reached": patients_reached,
    "shelley_care_plan_familiar": finding(
        "shelley_care_plan_familiar",
        *FINDINGS["shelley_care_plan_familiar"],
        "Familiar with their care plan, Shelley",
        PARTNERS,
        "Patients",
        "{figure} of patients asked on Shelley are familiar with their care plan",
        4,
    ),
    "shelley_care_consistent": finding(
        "shelley_care_consistent",
        *FINDINGS["shelley_care_consistent"],
        "Care consistent with the care plan, Shelley",
        NEEDS,
        "Records",
        "{figure} of care plans looked at on Shelley match the care given",
        3,
    ),
    "winsford_heard": finding(
        "winsford_heard",
        *FINDINGS["winsford_heard"],
        "Felt heard in the ward round, Winsford",
        PARTNERS,
        "Patients",
        "{figure} of patients asked on Winsford feel heard in the ward round",
        4,
    ),
    "cubley_accessible": finding(
        "cubley_accessible",
        *FINDINGS["cubley_accessible"],
        "Found the rights document more accessible, Cubley Court",
        NEEDS,
        "Patients",
        "{figure} of patients on Cubley Court found the document on their rights more accessible",
        4,
    ),
    "interviews_considerate": interviews,
    "inclusive_care_change": survey(
        "inclusive_care_change",
        QUESTIONS["inclusive_care_change"],
        "Care is inclusive",
        EQUITY,
        "Agreement that care is inclusive",
        3,
    ),
    "involved_in_design_change": survey(
        "involved_in_design_change",
        QUESTIONS["involved_in_design_change"],
        "Patients and carers are involved in design",
        COPRODUCTION,
        "Agreement that patients and carers are involved in designing care",
        3,
    ),
    "qi_tools_confidence_change": survey(
        "qi_tools_confidence_change",
        QUESTIONS["qi_tools_confidence_change"],
        "Confidence in using QI tools",
        SYSTEMATIC,
        "Confidence in using QI tools",
        2,
    ),
    "inequity_talk_confidence_change": survey(
        "inequity_talk_confidence_change",
        QUESTIONS["inequity_talk_confidence_change"],
        "Confidence in talking about inequity",
        EQUITY,
        "Confidence in talking about inequity",
        2,
    ),
}

KEYS = tuple(CLAIMS)


def live(programme: Programme) -> list[Claim]:
    """Every published figure as it stands now."""
    return live_and_facts(programme)[0]


def one(programme: Programme, key: str) -> Claim:
    """One published figure as it stands now. Raises KeyError where there is none of this key."""
    reader = system_person(programme)
    with acting_as(reader), transaction.atomic():
        found = CLAIMS[key](facts_of(programme, reader))
    found.as_of = found.as_of or timezone.now()
    return found


def live_and_facts(programme: Programme) -> tuple[list[Claim], Facts]:
    """The figures with the facts behind them. The facts go on reading as the system: use only their counts."""
    reader = system_person(programme)
    with acting_as(reader), transaction.atomic():
        facts = facts_of(programme, reader)
        found = [work_out(facts) for work_out in CLAIMS.values()]
    now = timezone.now()
    for claim in found:
        claim.as_of = claim.as_of or now
    return found, facts
