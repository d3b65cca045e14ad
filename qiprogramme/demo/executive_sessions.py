"""Executive coaching: the partner's work with the sponsors, of no team, seen by those who took part."""

from datetime import date, time, timedelta

from coaching.models import Attendance, ExecutiveRecord, Session, SessionCoach
from people.models import Person
from qiprogramme.demo.people import People
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Calendar, Rows, chance, key
from qiprogramme.demo.words import sessions as texts


def build(rows: Rows, calendar: Calendar, places: Places, people: People) -> None:
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
            )
        )
        rows.add(SessionCoach(id=key("coaching", name, coach.pk), session=row, person=coach))
        if status == Session.Status.DELIVERED:
            for person in who:
                rows.add(Attendance(id=key("came", name, person.pk), session=row, person=person))

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
