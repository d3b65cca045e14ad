"""Executive coaching: the partner's work with the sponsors, and what it was about, which the two sides alone read."""

from datetime import date, time, timedelta

from coaching.models import Action, Attendance, ExecutiveRecord, Session, SessionCoach, Tool
from people.models import Person
from qiprogramme.demo.people import People
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Calendar, Rows, chance, key
from qiprogramme.demo.words import sessions as texts

#: What sponsors promise themselves; nobody but their coach reads it.
PROMISES = (
    "Ask each ward manager one question before the board meeting", "Walk the ward without an agenda, once a fortnight",
    "Put the equity figures on the first page of the board paper", "Ring the lived experience lead before the next meeting",
)  # fmt: skip


def build(rows: Rows, calendar: Calendar, places: Places, people: People) -> None:
    """Executive coaching: the partner's work with the sponsors, of no team, seen by those who took part."""
    luck = chance("executive coaching")
    sponsors = list({person.pk: person for person in people.sponsors.values()}.values())

    def put(name: str, kind: str, on: date, minutes: int, coach: Person, who: list[Person]) -> None:
        status = Session.Status.DELIVERED if on < calendar.today else Session.Status.PLANNED
        if status == Session.Status.DELIVERED and luck.random() < 0.08:
            status = Session.Status.CANCELLED
        row = rows.add(
            Session(
                id=key("session", name),
                programme=places.programme,
                keys=[places.programme.pk, coach.pk, *(person.pk for person in who)],
                kind=kind,
                status=status,
                reason="Put off by the sponsor's office" if status == Session.Status.CANCELLED else "",
                held_on=on,
                starts_at=time(12, 30),
                minutes=minutes,
                mode=Session.Mode.VIDEO,
                logged_by=coach,
            )
        )
        sides = [coach.pk, *(person.pk for person in who)]
        rows.add(
            ExecutiveRecord(
                id=key("record", name),
                session=row,
                programme=places.programme,
                keys=sides,
                note=luck.choice(texts.EXECUTIVE) if status == Session.Status.DELIVERED else "",
                tools=[Tool.EQUITY_PAUSE] if status == Session.Status.DELIVERED and len(name) % 3 == 0 else [],
            )
        )
        rows.add(SessionCoach(id=key("coaching", name, coach.pk), session=row, person=coach))
        if status == Session.Status.DELIVERED:
            for person in who:
                rows.add(Attendance(id=key("came", name, person.pk), session=row, person=person))
            if kind == Session.Kind.EXECUTIVE:
                promised, due = chance(f"promised in {name}"), on + timedelta(days=28)
                rows.add(
                    Action(
                        id=key("action", name), session=row, keys=sides, what=promised.choice(PROMISES), owner=who[0], due_on=due,
                        done_on=due if due < calendar.today and promised.random() < 0.8 else None,
                    )
                )  # fmt: skip

    for i, sponsor in enumerate(sponsors):
        coach = people.executive_coaches[i % 2]
        mine = [ward for ward, person in people.sponsors.items() if person.pk == sponsor.pk]
        first = min(places.coached[ward][0] for ward in mine) + timedelta(days=luck.randrange(20, 40))
        for number in range(luck.choice([3, 4, 4, 5])):
            on = first + timedelta(days=42 * number)
            if on <= calendar.today + timedelta(days=30):
                put(f"executive/{sponsor.name}/{number}", Session.Kind.EXECUTIVE, on, luck.choice([45, 60, 60]), coach, [sponsor])
    for number, month in enumerate((7, 10, 13, 20, 22, 24, 26, 28)):
        coach = people.executive_coaches[number % 2]
        who = luck.sample(sponsors, min(len(sponsors), luck.randrange(8, 15)))
        put(f"executive group/{number}", Session.Kind.EXECUTIVE_GROUP, calendar.weekday(month, 3, 2), 90, coach, who)
