"""A ward team's own survey page, and its link as address, QR code and poster."""

import io
import uuid
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from figures import wording
from figures.disclosure import Audience
from people.requests import PersonRequest
from surveys import drawings, response_counts, results
from surveys.access import link_or_404
from surveys.models import Item, RegionRollup, TeamRollup, TeamWave
from surveys.response_counts import Answered
from wards.access import team_or_404
from wards.audiences import audience_of
from wards.crumbs import team_crumbs
from wards.models import Team
from wards.reach import reach_of


def address_of(token: uuid.UUID) -> str:
    """The whole address that goes on a poster."""
    return f"{settings.SITE_ADDRESS}{reverse('respond', args=[token])}"


@dataclass
class Invitation:
    """A team's part in a round, as its page shows it."""

    link: TeamWave
    done: Answered

    @property
    def address(self) -> str:
        return address_of(self.link.token)


@dataclass
class Comparison:
    pair: results.Round
    own: list[results.ItemResult]

    @property
    def charts(self) -> list[drawings.Drawn]:
        return drawings.drawn(self.own)

    @property
    def is_shown(self) -> bool:
        return any(result.is_shown for result in self.own)

    @property
    def has_answers(self) -> bool:
        return any(result.before.n or result.after.n for result in self.own)


def ward_surveys(request: PersonRequest, key: object) -> HttpResponse:
    person = request.person
    team = team_or_404(request, str(key))
    audience = audience_of(reach_of(person), team=team)
    rows = TeamWave.visible.to(person).filter(team=team).select_related("wave__questionnaire", "wave__phase")
    links = list(rows.order_by("-wave__opens_on", "pk"))
    counts = response_counts.answered(person, links)
    invitations = [Invitation(link, counts[link.pk]) for link in links]
    moved = team.state == Team.State.MOVED
    context = {
        "team": team,
        "moved": moved,
        "heading": "Surveys",
        "caption": f"{team.name} · {team.provider}",
        "breadcrumbs": team_crumbs(team),
        "open": [invitation for invitation in invitations if invitation.link.wave.state == "open" and not moved],
        "others": [invitation for invitation in invitations if invitation.link.wave.state != "open" or moved],
        "may_see_link": reach_of(person).may("see_survey_link", team),
        "comparisons": _comparisons(person, links, audience),
        "least": audience.threshold,
        "not_cause": wording.NOT_CAUSE,
    }
    return render(request, "surveys/ward_surveys.html", context)


def _comparisons(person: Any, links: list[TeamWave], audience: Audience) -> list[Comparison]:
    """The team's before and after of each pair of rounds in which it took part, in three queries."""
    pairs = results.rounds(link.wave for link in sorted(links, key=lambda link: link.wave.opens_on))
    waves = [wave.pk for pair in pairs for wave in (pair.before, pair.after)]
    items = list(Item.visible.to(person).filter(questionnaire__in={pair.after.questionnaire_id for pair in pairs}))
    regions = list(RegionRollup.visible.to(person).filter(wave__in=waves))
    own = list(TeamRollup.visible.to(person).filter(wave__in=waves, team__in={link.team_id for link in links}))
    found = []
    for pair in pairs:
        asked = [item for item in items if item.questionnaire_id == pair.after.questionnaire_id]
        phase = results.phase_results(pair, asked, regions)
        found.append(Comparison(pair, results.team_results(pair, asked, own, phase, audience)))
    return found


def survey_qr(request: PersonRequest, token: uuid.UUID) -> HttpResponse:
    """The link as a QR code, for those who may get the link."""
    link = link_or_404(request, token=token)
    picture = io.BytesIO()
    segno.make(address_of(link.token), error="m", micro=False).save(
        picture, kind="svg", xmldecl=False, omitsize=True, border=4, light="#ffffff"
    )
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def survey_poster(request: PersonRequest, token: uuid.UUID) -> HttpResponse:
    """One sheet to print and pin up."""
    link = link_or_404(request, token=token)
    crumbs = [{"text": link.team.name, "href": reverse("ward_surveys", args=[link.team_id])}]
    context = {"link": link, "address": address_of(link.token), "heading": link.wave.questionnaire.title, "breadcrumbs": crumbs}
    return render(request, "surveys/survey_poster.html", context)
