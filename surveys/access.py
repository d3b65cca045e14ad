"""What this room adds to the gate: whose links and counts a person sees, and who runs a round."""

from typing import Any

from django.http import Http404

from people.requests import PersonRequest
from surveys.models import TeamWave, Wave
from wards.access import refusal
from wards.models import Team
from wards.reach import Reach, reach_of
from wards.roles import ROLES


def may_run(person: Any, wave: Wave) -> bool:
    """Whether the person opens and closes the rounds of this wave's programme."""
    reach: Reach = reach_of(person)
    return any(m.programme_id == wave.programme_id and "run_surveys" in ROLES[m.role].may for m in reach.memberships)


def sees_all(person: Any, wave: Wave) -> bool:
    """Whether every team of the wave's programme is within reach."""
    return wave.programme_id in reach_of(person).owned_programmes


def waves_within_reach(person: Any) -> Any:
    """Rounds in which one of the person's teams takes part; all rounds for those who see the national picture."""
    reach: Reach = reach_of(person)
    national = [m.programme_id for m in reach.memberships if "see_national" in ROLES[m.role].may]
    own = TeamWave.visible.to(person).values("wave_id")
    rows = Wave.visible.to(person)
    return rows.filter(programme__in=national) | rows.filter(pk__in=own)


def wave_or_404(request: PersonRequest, key: Any) -> Wave:
    """The round, if one of the person's teams takes part in it or they see the national picture; else Http404."""
    found: Wave | None = (
        waves_within_reach(request.person).filter(pk=key).select_related("questionnaire", "phase", "programme").first()
    )
    if found is None:
        raise Http404("There is no such page, or it is not yours to see.")
    return found


def run_wave_or_404(request: PersonRequest, key: Any) -> Wave:
    """The round, for whoever runs it; 403 where it may only be seen."""
    wave = wave_or_404(request, key)
    if not may_run(request.person, wave):
        raise refusal("run_surveys")
    return wave


def link_or_404(request: PersonRequest, **which: Any) -> TeamWave:
    """A team's link, for those who may get it; unknown to everybody else. A team that moved has given its links away."""
    person = request.person
    found: TeamWave | None = TeamWave.visible.to(person).filter(**which).select_related("team", "wave__questionnaire").first()
    gone = found is None or found.team.state == Team.State.MOVED
    if found is None or gone or not reach_of(person).may("see_survey_link", found.team_id):
        raise Http404("There is no such page, or it is not yours to see.")
    return found
