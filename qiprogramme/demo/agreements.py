"""What was agreed: actions from coaching, and the teams' requests to their sponsors."""

from datetime import date, timedelta

from coaching.models import Action, Ask, NextStep, NoteCopy, Session
from people.models import Person
from qiprogramme.demo.people import People
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Calendar, Rows, chance, key
from qiprogramme.demo.sessions import Coaching
from qiprogramme.demo.words.agreements import ACTIONS, ASKS, NEXT_STEPS, NOT_NOW, YES
from wards.models import Team

#: The requests of the three wards of the demo sponsor: (ward, number of the text, days ago, answer).
OF_THE_SPONSOR = [
    ("Shelley", 0, 38, Ask.Answer.WAITING), ("Shelley", 1, 6, Ask.Answer.WAITING), ("Shelley", 2, 120, Ask.Answer.AGREED),
    ("Keats", 3, 17, Ask.Answer.WAITING), ("Keats", 4, 75, Ask.Answer.NOT_NOW), ("Byron", 5, 2, Ask.Answer.WAITING),
    ("Byron", 6, 95, Ask.Answer.AGREED),
]  # fmt: skip


def build(rows: Rows, calendar: Calendar, places: Places, people: People, coaching: Coaching) -> None:
    for ward in places.teams:
        _actions(rows, calendar, places, people, coaching, ward)
        _next_step(rows, places, coaching, ward)
        _copies(rows, calendar, places, people, coaching, ward)
    for ward, number, days, answer in OF_THE_SPONSOR:
        _ask(rows, calendar, places, people, ward, number, calendar.today - timedelta(days=days), answer)
    luck = chance("requests")
    named = {ward for ward, *_ in OF_THE_SPONSOR}
    for ward, team in places.teams.items():
        if ward in named:
            continue
        starts, ends = places.coached[ward]
        texts = luck.sample(range(len(ASKS)), luck.choice([1, 2, 2, 3]))
        for number in texts:
            on = starts + timedelta(days=luck.randrange(25, max(26, (min(ends, calendar.today) - starts).days)))
            recent = team.state == Team.State.ACTIVE and (calendar.today - on).days < 60
            answer = (
                Ask.Answer.WAITING
                if recent and luck.random() < 0.6
                else luck.choice([Ask.Answer.AGREED, Ask.Answer.AGREED, Ask.Answer.NOT_NOW])
            )
            _ask(rows, calendar, places, people, ward, number, min(on, calendar.today - timedelta(days=1)), answer)


def _actions(rows: Rows, calendar: Calendar, places: Places, people: People, coaching: Coaching, ward: str) -> None:
    luck, today = chance(f"actions of {ward}"), calendar.today
    held = [slot for slot in coaching.delivered[ward] if slot.kind != Session.Kind.SPONSOR]
    spare: list[str] = []
    for slot in held:
        for number in range(luck.choices([0, 1, 2], [45, 40, 15])[0]):
            if not spare:
                spare = luck.sample(ACTIONS, len(ACTIONS))
            there = [member.person for member in people.members[ward] if member.is_in(slot.on) and not member.never_comes]
            owner: Person = luck.choice([*there, slot.coaches[0]])
            due = slot.on + timedelta(days=luck.choice([7, 7, 14, 21]))
            done: date | None = slot.on + timedelta(days=luck.randrange(2, 20))
            if done and (done > today or (due < today and (today - due).days < 45 and luck.random() < 0.25)):
                done = None
            rows.add(
                Action(
                    id=key("action", slot.name, ward, number),
                    team=places.teams[ward],
                    session=slot.row,
                    what=spare.pop(),
                    owner=owner,
                    due_on=due,
                    done_on=done,
                )
            )


def _next_step(rows: Rows, places: Places, coaching: Coaching, ward: str) -> None:
    """What the team does next, as the coach entered it in the last session."""
    held = [slot for slot in coaching.delivered[ward] if slot.kind == Session.Kind.TEAM]
    for slot in held[-2:]:
        rows.add(
            NextStep(
                id=key("next step", slot.name, ward), team=places.teams[ward], session=slot.row,
                what=chance(f"next step of {slot.name}").choice(NEXT_STEPS), set_on=slot.on, set_by=slot.coaches[0],
            )
        )  # fmt: skip


def _copies(rows: Rows, calendar: Calendar, places: Places, people: People, coaching: Coaching, ward: str) -> None:
    """Who got the notes of the last weeks: by mail, and on paper without an address."""
    for slot in coaching.delivered[ward]:
        at = slot.row.note_sent_at
        if at is None or slot.on < calendar.today - timedelta(days=42):
            continue
        for member in people.members[ward]:
            if not member.is_in(slot.on) or member.never_comes:
                continue
            way = NoteCopy.Way.MAIL if member.person.email else NoteCopy.Way.PAPER
            rows.add(
                NoteCopy(
                    id=key("copy", slot.name, member.person.pk), session=slot.row, team=places.teams[ward], person=member.person,
                    way=way, state=NoteCopy.State.SENT, at=at, sent_by=slot.coaches[0],
                )
            )  # fmt: skip


def _ask(rows: Rows, calendar: Calendar, places: Places, people: People, ward: str, number: int, on: date, answer: str) -> None:
    luck = chance(f"request {number} of {ward}")
    text = ASKS[number]
    answered = answer != Ask.Answer.WAITING
    answered_on = calendar.past(on + timedelta(days=luck.randrange(3, 25))) if answered else None
    words = luck.choice(YES if answer == Ask.Answer.AGREED else NOT_NOW) if answered else ""
    done = answer == Ask.Answer.AGREED and (calendar.today - on).days > 40
    rows.add(
        Ask(
            id=key("ask", ward, number),
            team=places.teams[ward],
            title=text.title,
            why=text.why,
            cost=text.cost,
            asked_by=people.manager(ward, on),
            asked_on=on,
            answer=answer,
            answer_words=words,
            answered_by=people.sponsors[ward] if answered else None,
            answered_on=answered_on,
            outcome=text.outcome if done else "",
        )
    )
