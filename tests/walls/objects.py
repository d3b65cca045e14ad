"""One thing of each kind that belongs to Larch Ward, for everybody to try to reach."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from coaching.models import (
    Action,
    Ask,
    Attendance,
    CapturedIdea,
    CoachNote,
    ExecutiveRecord,
    HeadCount,
    Inequity,
    LookedAt,
    NextStep,
    NoteCopy,
    Series,
    Session,
    SessionCoach,
    SessionTeam,
    SkippedWeek,
)
from events.models import CalendarFeed, Event
from ideas.models import ChangeIdea, Finding, LibraryEntry, Measure, MeasurePoint, ProgressScore, TestingCycle
from impact.models import SummaryDraft
from people.keys import hash_of
from people.models import Mail
from surveys.models import FreeTextAnswer, Item, Questionnaire, TeamWave, Wave
from tests.factories import House, account, days_ago, member, today
from wards.models import (
    AccessNeeds,
    Agreement,
    AgreementDocument,
    Call,
    Consent,
    Ending,
    Invitation,
    JoiningCard,
    Membership,
    Pause,
    PaymentPreference,
    SafeContact,
)

#: A word that stands in every text of Larch Ward's rows and nowhere else.
SECRET = "Kingfisher"
#: The secret of the calendar address of Larch Ward's coach.
CALENDAR = "calendar-of-the-coach"

_WIDE = {"programme_team", "national_lead"}
_CIRCLE = {"coach", "associate", "ward_manager", "team_member", "practitioner"}
_READERS = {*_WIDE, *_CIRCLE, "provider_lead", "involvement_lead", "sponsor", "deputy_sponsor"}

#: Words that stand in one kind of row alone, and the roles at Larch Ward that may read it.
WORDS = {
    SECRET: _READERS,
    "Bittern": {"coach", "associate"},  # a coach's note
    "Wren": {*_CIRCLE, "programme_team", "involvement_lead"},  # the name of a lived experience practitioner
    "Curlew": {"programme_team", "involvement_lead"},  # her access needs
    "Siskin": {"programme_team"},  # free text that nobody has moderated
    "Heron": {*_WIDE, "analyst"},  # the draft of the impact summary
    "Dunnock": {"coach", "programme_team"},  # a mail to the coach
    "Serin": {"executive_coach", "sponsor"},  # what a session of executive coaching was about
}


@dataclass
class Things:
    session: Session
    executive: Session
    planned: Session
    cancelled: Session
    workshop: Session
    inequity: Inequity
    captured: CapturedIdea
    series: Series
    action: Action
    ask: Ask
    idea: ChangeIdea
    cycle: TestingCycle
    measure: Measure
    wave: Wave
    team_wave: TeamWave
    event: Event
    entry: LibraryEntry
    mail: Mail
    pause: Pause
    agreement: Agreement
    document: AgreementDocument
    role: Membership
    invitation: Invitation
    card: JoiningCard
    call: Call


def things(house: House) -> Things:
    """Called with the owner's rights."""
    larch, programme = house.larch, house.programme
    session = _session(house, status=Session.Status.DELIVERED, held_on=days_ago(3), note=f"{SECRET} met")
    series = Series.objects.create(
        programme=programme, team=larch, starts_on=days_ago(8), ends_on=days_ago(1), planned_by=house.coach
    )
    SkippedWeek.objects.create(series=series, team=larch, on=days_ago(8), reason=f"{SECRET} rests")
    planned = _session(house, status=Session.Status.PLANNED, held_on=days_ago(1), series=series)
    cancelled = _session(house, status=Session.Status.CANCELLED, held_on=days_ago(8), reason=f"{SECRET} was away")
    workshop = _session(house, kind="workshop", status=Session.Status.DELIVERED, held_on=days_ago(60))
    here = {"team": larch, "session": workshop}
    LookedAt.objects.create(**here, what=f"{SECRET} waits by language")
    HeadCount.objects.create(**here, practitioners=1, patients=2)
    wren = member("Wren", "practitioner", team=larch)
    AccessNeeds.objects.create(person=wren, team=larch, text="Curlew")
    for person in (house.practitioner, wren):
        Attendance.objects.create(session=session, team=larch, person=person)
    SummaryDraft.objects.create(programme=programme, title="Heron", learning="Heron", limits="Heron")
    executive = Session.objects.create(
        programme=programme, kind="executive", keys=[programme.pk, house.executive_coach.pk, house.sponsor.pk], minutes=60,
        status=Session.Status.DELIVERED, held_on=days_ago(4),
    )  # fmt: skip
    sides = [house.executive_coach.pk, house.sponsor.pk]
    ExecutiveRecord.objects.create(
        session=executive, programme=programme, keys=sides, note="Serin at the board", tools=["pdsa"], decision="Serin first"
    )
    Action.objects.create(session=executive, keys=sides, what="Serin asks the board", owner=house.sponsor, due_on=days_ago(1))
    SessionCoach.objects.create(session=executive, person=house.executive_coach)
    Attendance.objects.create(session=executive, person=house.sponsor)
    NextStep.objects.create(
        team=larch, session=session, what=f"{SECRET} cards with two patients", set_on=days_ago(3), set_by=house.coach
    )
    NoteCopy.objects.create(session=session, team=larch, person=house.practitioner, way="paper", sent_by=house.coach)
    CoachNote.objects.create(session=session, team=larch, text="Bittern needs time", written_by=house.coach)
    idea = ChangeIdea.objects.create(
        team=larch,
        title=f"{SECRET} cards",
        stage="testing",
        moved_on=days_ago(5),
        added_on=days_ago(50),
        owner=house.ward_manager,
    )
    measure = Measure.objects.create(team=larch, idea=idea, name=f"{SECRET} waits")
    MeasurePoint.objects.create(team=larch, measure=measure, at=days_ago(2), value=4)
    ProgressScore.objects.create(team=larch, score=2, on=days_ago(9), set_by=house.coach)
    Finding.objects.create(
        team=larch,
        idea=idea,
        key="heard",
        statement=f"{SECRET} heard",
        numerator=8,
        denominator=12,
        who_asked="Patients",
        source="Audit",
        on=days_ago(9),
    )
    questionnaire = Questionnaire.objects.create(
        programme=programme, family="staff", title="Staff questions", frozen_on=days_ago(90)
    )
    Item.objects.create(
        programme=programme,
        questionnaire=questionnaire,
        position=1,
        key="inclusive-care",
        kind="agreement",
        text="Care here is inclusive",
    )
    wave = Wave.objects.create(
        programme=programme, phase=house.wider, questionnaire=questionnaire, name="After", timing="after", audience="staff",
        opens_on=days_ago(5), closes_on=today(),
    )  # fmt: skip
    theirs = {"person": house.practitioner, "team": larch}
    AccessNeeds.objects.create(**theirs, text=f"{SECRET} in large print")
    SafeContact.objects.create(**theirs, way="phone", reached_at="01632 960 001", note=f"{SECRET} rings twice")
    PaymentPreference.objects.create(**theirs, way="bank", note=f"{SECRET} pays tax")
    Consent.objects.create(**theirs, what="kept", given_on=days_ago(9))
    role = Membership.objects.get(person=house.team_member, team=larch)
    Ending.objects.create(programme=programme, membership=role, reason=f"{SECRET} moved", ended_by=house.programme_team)
    soon = timezone.now() + timedelta(days=7)
    FreeTextAnswer.objects.create(team=larch, wave=wave, item=questionnaire.items.get(), text="Siskin")
    CalendarFeed.objects.create(
        person=house.coach, account=account(house.coach), token_hash=hash_of(CALENDAR), made_at=timezone.now()
    )
    agreement = Agreement.objects.create(
        team=larch, provider=house.north, signed_by=f"{SECRET} chief nurse", signed_on=days_ago(90), expires_on=days_ago(-90)
    )
    return Things(
        pause=Pause.objects.create(
            programme=programme,
            provider=house.north,
            starts_on=days_ago(30),
            ends_on=days_ago(-20),
            reason="Strike",
            begun_by=house.programme_team,
        ),
        agreement=agreement,
        document=AgreementDocument.objects.create(
            agreement=agreement,
            provider=house.north,
            name=f"{SECRET}.pdf",
            kind="application/pdf",
            size=5,
            digest="0",
            content=b"%PDF-",
            added_by=house.programme_team,
        ),
        role=role,
        invitation=Invitation.objects.create(
            programme=programme,
            team=larch,
            role="team_member",
            email="new@nhs.example",
            name=f"{SECRET} Newcomer",
            starts_on=today(),
            token_hash="a" * 64,
            invited_by=house.programme_team,
            expires_at=soon,
        ),
        card=JoiningCard.objects.create(
            programme=programme,
            team=larch,
            code_hash="b" * 64,
            lead=house.involvement_lead,
            made_by=house.programme_team,
            expires_at=soon,
        ),
        call=Call.objects.create(team=larch, person=house.practitioner, kind="x", period="x", say=f"{SECRET} meets on Monday"),
        workshop=workshop,
        inequity=Inequity.objects.create(**here, who=f"{SECRET} patients", what="They wait longer"),
        captured=CapturedIdea.objects.create(**here, words=f"{SECRET} picture cards", dots=3),
        session=session,
        executive=executive,
        planned=planned,
        series=series,
        cancelled=cancelled,
        action=Action.objects.create(team=larch, what=f"{SECRET} posters", owner=house.ward_manager),
        ask=Ask.objects.create(
            team=larch, title=f"{SECRET} interpreter", why="Because", asked_by=house.ward_manager, asked_on=days_ago(4)
        ),
        idea=idea,
        cycle=TestingCycle.objects.create(team=larch, idea=idea, number=1, plan=f"{SECRET} plan", started_on=days_ago(20)),
        measure=measure,
        wave=wave,
        team_wave=TeamWave.objects.create(team=larch, wave=wave),
        event=Event.objects.create(
            programme=programme, kind="webinar", title="Sharing day", starts_at=timezone.now(), minutes=60
        ),
        entry=LibraryEntry.objects.create(
            programme=programme,
            idea=idea,
            title="Cards",
            ward_name="Larch Ward",
            service_type="adult_acute",
            who_for="People",
            shared_on=days_ago(1),
        ),
        mail=Mail.objects.create(
            person=house.coach,
            programme_id=programme.pk,
            kind="digest-coach",
            period="2026-W01",
            to="a@nhs.example",
            subject="Dunnock week",
            text="x",
            message_id="<1@x>",
        ),
    )


def _session(house: House, **fields: Any) -> Session:
    session = Session.objects.create(programme=house.programme, keys=[house.larch.pk], minutes=60, **fields)
    SessionTeam.objects.create(session=session, team=house.larch, programme=house.programme, minutes=60)
    SessionCoach.objects.create(session=session, person=house.coach)
    return session
