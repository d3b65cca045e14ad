"""Small hand-made rows behind published figures. Called with the owner's rights."""

from typing import Any

from coaching.models import Attendance, Session, SessionTeam
from ideas.models import ChangeIdea, CodedInterview, Finding, Quote, Reach
from surveys.models import Item, Questionnaire, Response, Stale, TeamWave, Wave
from tests import factories
from wards.models import Team


def session(
    *teams: Team,
    minutes: int = 60,
    kind: str = Session.Kind.TEAM,
    status: str = Session.Status.DELIVERED,
    ago: int = 10,
    came: Any = (),
) -> Session:
    made = Session.objects.create(
        programme=teams[0].programme,
        keys=[team.pk for team in teams],
        kind=kind,
        status=status,
        held_on=factories.days_ago(ago),
        minutes=minutes,
    )
    each, rest = divmod(minutes, len(teams))
    for i, team in enumerate(teams):
        SessionTeam.objects.create(session=made, team=team, programme=team.programme, minutes=each + (i < rest))
    Attendance.objects.bulk_create([Attendance(session=made, team=teams[0], person=person) for person in came])
    return made


def finding(
    team: Team, key: str, numerator: int, denominator: int, *, agreed: bool = True, signed_by: Any = None, **fields: Any
) -> Finding:
    return Finding.objects.create(
        team=team,
        key=key,
        statement="They said so",
        numerator=numerator,
        denominator=denominator,
        who_asked="Patients of the ward",
        source="The ward's own count",
        on=factories.days_ago(20),
        provider_agreed_on=factories.days_ago(5) if agreed else None,
        signed_off_by=signed_by,
        signed_off_on=factories.days_ago(4) if signed_by else None,
        **fields,
    )


def interviews(programme: Any, found: int, of: int) -> None:
    CodedInterview.objects.bulk_create(
        [CodedInterview(programme=programme, held_in=factories.days_ago(60).replace(day=1), found=i < found) for i in range(of)]
    )


def idea(team: Team, title: str = "A page before the ward round", **fields: Any) -> ChangeIdea:
    return ChangeIdea.objects.create(
        **{
            "team": team,
            "title": title,
            "who_for": "Patients",
            "moved_on": factories.days_ago(9),
            "added_on": factories.days_ago(90),
            **fields,
        }
    )


def reach(team: Team, patients: int, of: ChangeIdea, **fields: Any) -> Reach:
    return Reach.objects.create(
        **{
            "team": team,
            "idea": of,
            "starts_on": factories.days_ago(90),
            "ends_on": factories.days_ago(30),
            "patients": patients,
            "confirmed_on": factories.days_ago(3),
            **fields,
        }
    )


def quote(team: Team, words: str, *channels: str, **fields: Any) -> Quote:
    return Quote.objects.create(
        **{
            "team": team,
            "words": words,
            "attribution": "A patient",
            "channels": list(channels),
            "consented_on": factories.days_ago(30),
            **fields,
        }
    )


def rounds(phase: Any, *items: tuple[str, str]) -> tuple[Wave, Wave]:
    """A closed before and after round of staff with these (key, kind) questions."""
    programme = phase.programme
    questionnaire = Questionnaire.objects.create(
        programme=programme, family="end", title="End of programme", frozen_on=factories.days_ago(300)
    )
    for position, (key, kind) in enumerate(items, start=1):
        Item.objects.create(
            programme=programme, questionnaire=questionnaire, position=position, key=key, kind=kind, text=f"Question {position}"
        )
    return tuple(  # type: ignore[return-value]
        Wave.objects.create(
            programme=programme,
            phase=phase,
            questionnaire=questionnaire,
            name=timing.title(),
            timing=timing,
            audience=Wave.Audience.STAFF,
            opens_on=factories.days_ago(opened),
            closes_on=factories.days_ago(opened - 20),
        )
        for timing, opened in (("before", 200), ("after", 60))
    )


def answers(team: Team, wave: Wave, *rows: list[int]) -> None:
    """Keep answers; `surveys.rollups.roll_up` counts them."""
    TeamWave.objects.get_or_create(team=team, wave=wave)
    Response.objects.bulk_create([Response(team=team, wave=wave, answers=row, received_on=wave.opens_on) for row in rows])
    Stale.objects.create(team=team, wave=wave)
