"""A sponsor's page: what their wards ask of them, how the wards are doing, what came of earlier answers."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from coaching.models import Ask, Session, SessionTeam
from impact import ward_lists
from impact.radar import Reason, radar
from impact.ward_lists import WardRow
from impact.wards import WardPage, counted, idea_cards
from ui.templatetags.formats import moment
from wards.models import Team
from wards.reach import reach_of

ROLES = ("sponsor", "deputy_sponsor")


@dataclass
class Sponsored:
    """One ward of the sponsor's: its line. meeting: the next one planned with the sponsor."""

    row: WardRow
    finding: str
    meeting: Session | None
    reasons: list[Reason] = field(default_factory=list)

    @property
    def received(self) -> str:
        return f"{self.row.hours} hours of coaching in {counted(self.row.sessions, 'session')}"


@dataclass
class SponsorPage:
    """waiting: the longest wait first; wards: in the order of their names; answered: the last first."""

    caption: str
    waiting: list[Ask]
    wards: list[Sponsored]
    answered: list[Ask]

    @property
    def waiting_words(self) -> str:
        number = len(self.waiting)
        return f"{number} requests; the longest wait first" if number > 1 else ""

    @property
    def as_of(self) -> str:
        return f"As of {moment(timezone.now())}"

    @property
    def lead(self) -> str:
        wards = counted(len(self.wards), "ward")
        teams = len({ask.team_id for ask in self.waiting})
        if not teams:
            return f"You sponsor {wards}. Nothing is waiting for your answer."
        if teams == len(self.wards):
            waits = "It is waiting" if teams == 1 else "All of them are waiting"
        else:
            waits = counted(teams, "of them is waiting", "of them are waiting")
        return f"You sponsor {wards}. {waits[0].upper()}{waits[1:]} for your answer."


def sponsored_teams(reader: Any) -> list[Any]:
    """Keys of the teams that the person sponsors today, as sponsor or deputy."""
    return [m.team_id for m in reach_of(reader).memberships if m.role in ROLES and m.team_id]


def page_of_sponsor(reader: Any) -> SponsorPage | None:
    """The page, or None for somebody who sponsors no ward. A constant number of queries, however many wards."""
    keys = sponsored_teams(reader)
    if not keys:
        return None
    today = timezone.localdate()
    found = list(Team.visible.to(reader).filter(pk__in=keys).select_related("provider", "phase").order_by("name", "id"))
    asks = list(Ask.visible.to(reader).filter(team__in=keys).select_related("team", "asked_by", "answered_by"))
    waiting = [ask for ask in asks if ask.answer == Ask.Answer.WAITING]
    for ask in waiting:
        ask.days = (today - ask.asked_on).days
        ask.is_long = ask.days >= Ask.LONG_WAIT_DAYS
        ask.label = {"aria-label": f"Answer: {ask.title}"}
    answered = sorted((ask for ask in asks if ask.answered_on), key=lambda ask: ask.answered_on, reverse=True)
    meetings = _next_meetings(reader, keys, today)
    quiet = {row.team.pk: row.reasons for row in radar(reader, teams=keys, today=today).quiet}
    cards = idea_cards(reader, found)
    wards = [
        Sponsored(row, _finding(reader, row.team, cards), meetings.get(row.team.pk), quiet.get(row.team.pk, []))
        for row in ward_lists.ward_rows(reader, found)
    ]
    roles = {m.get_role_display() for m in reach_of(reader).memberships if m.role in ROLES}
    caption = " · ".join([*sorted({team.provider.name for team in found}), *sorted(roles, reverse=True)])
    return SponsorPage(caption, waiting, wards, answered[:10])


def _finding(reader: Any, team: Team, cards: list[Any]) -> str:
    """What a ward's charts say, in one sentence: the clearest change if there is one."""
    own = [card for card in cards if card.idea.team_id == team.pk]
    best = next((card for card in own if card.is_better), None)
    if best:
        return f"{best.shown.measure.name}: {best.shown.finding[0].lower()}{best.shown.finding[1:]}"
    return WardPage(team, reader, ideas=own).sentence


def _next_meetings(reader: Any, keys: list[Any], today: date) -> dict[Any, Session]:
    rows = SessionTeam.visible.to(reader).filter(
        team__in=keys, session__kind=Session.Kind.SPONSOR, session__status=Session.Status.PLANNED, session__held_on__gte=today
    )
    found: dict[Any, Session] = {}
    for part in rows.select_related("session").order_by("session__held_on", "session__starts_at"):
        found.setdefault(part.team_id, part.session)
    return found
