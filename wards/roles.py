"""What each role may read and do, as data. Pages, verbs and the row-level security are drawn from it.

`reads`: "programme" (every team, provider and row of the programme), "provider" (all teams of the
provider), "team" (the one team), "nothing" (only what is programme-wide, and suppressed aggregates
where `may` says so).
`inner`: belongs to the team's own circle and so sees who came, and who is a lived experience practitioner.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Role:
    key: str
    label: str
    scope: str
    reads: str
    may: frozenset[str] = field(default_factory=frozenset)
    inner: bool = False

    @property
    def words(self) -> str:
        """The label inside a sentence: “executive sponsor”, “QI coach”."""
        return self.label if self.label[1:2].isupper() else self.label[0].lower() + self.label[1:]

    @property
    def needs_second_factor(self) -> bool:
        """Whoever holds a role across the whole programme signs in with a second factor."""
        return self.scope == "programme"


#: Everything that can be done, in the words of the page “Who can see what”.
ACTIONS = {
    "log_session": "Plan and log coaching sessions",
    "log_executive_session": "Log executive coaching",
    "write_coach_notes": "Write and read coaches' notes",
    "run_workshop": "Write the record of an improvement workshop",
    "manage_actions": "Note actions and mark them done",
    "change_ideas": "Add and change change ideas, PDSA cycles and measures",
    "set_progress": "Set the team's progress score",
    "ask_sponsor": "Make a request to the sponsor",
    "answer_ask": "Answer a request",
    "see_survey_link": "Get the survey link of a ward team",
    "run_surveys": "Open and close survey rounds, and read free text before anybody else does",
    "make_digests": "Make this week's reminders and see the outbox",
    "see_hours": "See hours across the programme",
    "see_national": "See the national picture and the regions",
    "see_claims": "Open published figures and what they are made of",
    "see_claim_rows": "Open the rows behind a published figure",
    "publish_summary": "Publish an edition of the impact summary",
    "see_provider": "See the provider's picture",
    "arrange_involvement": "Arrange involvement: access needs, safe contact and payment wishes",
    "pay_involvement": "Pay for involvement",
    "see_changes": "Read who changed what, across the programme",
    "manage_people": "Invite people and give roles",
    "manage_places": "Set up wards, phases and teams",
}

_TEAM_WORK = frozenset({"change_ideas", "manage_actions", "ask_sponsor", "see_survey_link", "run_workshop"})
_COACHING = frozenset(
    {"log_session", "write_coach_notes", "run_workshop", "manage_actions", "change_ideas", "set_progress", "see_survey_link"}
)

ROLES = {
    role.key: role
    for role in (
        Role(
            "national_lead",
            "National lead",
            "programme",
            "programme",
            frozenset(
                {"see_hours", "see_national", "see_claims", "see_claim_rows", "publish_summary", "see_provider", "see_changes"}
            ),
        ),
        Role(
            "programme_team",
            "National team",
            "programme",
            "programme",
            frozenset(ACTIONS) - {"answer_ask", "ask_sponsor", "log_executive_session", "write_coach_notes"},
            inner=True,
        ),
        Role("coach", "QI coach", "team", "team", _COACHING, inner=True),
        Role(
            "associate",
            "Lived experience associate",
            "team",
            "team",
            frozenset({"log_session", "run_workshop", "manage_actions", "write_coach_notes"}),
            inner=True,
        ),
        Role("executive_coach", "Executive coach", "programme", "nothing", frozenset({"log_executive_session"})),
        Role("analyst", "Analyst", "programme", "nothing", frozenset({"see_national", "see_claims"})),
        Role(
            "provider_lead",
            "Provider QI lead",
            "provider",
            "provider",
            frozenset({"see_provider", "see_survey_link", "manage_actions"}),
        ),
        Role(
            "involvement_lead",
            "Lived experience lead",
            "provider",
            "provider",
            frozenset({"see_provider", "arrange_involvement", "pay_involvement"}),
        ),
        Role("sponsor", "Executive sponsor", "team", "team", frozenset({"answer_ask"})),
        Role("deputy_sponsor", "Deputy sponsor", "team", "team", frozenset({"answer_ask"})),
        Role("ward_manager", "Ward manager", "team", "team", _TEAM_WORK, inner=True),
        Role("team_member", "Team member", "team", "team", _TEAM_WORK, inner=True),
        Role(
            "practitioner",
            "Lived experience practitioner",
            "team",
            "team",
            frozenset({"change_ideas", "manage_actions", "run_workshop"}),
            inner=True,
        ),
        Role(
            "system",
            "The system itself",
            "programme",
            "programme",
            frozenset({"see_claim_rows", "make_digests", "arrange_involvement"}),
            inner=True,
        ),
    )
}

#: Roles that only the team's own circle and those who arrange their involvement may know of: health information.
CONFIDENTIAL = frozenset({"practitioner"})

#: Roles that executive coaching is for: who coaches them knows that they are sponsors, and nothing of their wards.
SPONSORING = frozenset({"sponsor", "deputy_sponsor"})

#: Roles whose holders count as staff of a ward in the published figures.
STAFF_ROLES = frozenset({"ward_manager", "team_member"})


def reading(what: str) -> tuple[str, ...]:
    """Keys of the roles that read `what` ("programme", "provider", "team" or "nothing")."""
    return tuple(role.key for role in ROLES.values() if role.reads == what)


def inner_roles() -> tuple[str, ...]:
    """Keys of the roles in a team's own circle."""
    return tuple(role.key for role in ROLES.values() if role.inner)


def allowed(action: str) -> tuple[str, ...]:
    """Keys of the roles that may do `action`."""
    return tuple(role.key for role in ROLES.values() if action in role.may)
