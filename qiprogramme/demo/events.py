"""Learning events: eight national workshops and webinars, the monthly community of practice, the steering group."""

from datetime import date, time

from events.models import Event, EventAttendance
from people.models import Person
from qiprogramme.demo.people import People
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Calendar, Rows, chance, key

W, B = Event.Kind.WORKSHOP, Event.Kind.WEBINAR

# (kind, month, title, about): eight lie behind us, the last two ahead.
NATIONAL = [
    (W,
     4,
     "Launch: why equity is quality",
     "Pilot teams met each other and heard from people who have been detained what they would change first."),
    (B,
     7,
     "Asking about identity with care",
     "How wards ask about ethnicity, faith, language and disability so that people want to answer."),
    (W, 10, "Reasonable adjustments that last", "Teams showed adjustments for autistic people that survived a change of staff."),
    (B,
     13,
     "What the pilot taught us",
     "The pilot's charts, the ideas that were dropped, and what the next wards should do differently."),
    (W,
     19,
     "Welcome to the wider implementation",
     "The new ward teams met the pilot teams and took ideas from the library home with them."),
    (B, 21, "Reading a run chart together", "Practice with real charts: when to wait, when to act, when to celebrate."),
    (B, 23, "Interpreters, every time", "From booking to debrief: how three wards made interpreted ward rounds the rule."),
    (W,
     25,
     "Co-production or a signature?",
     "Lived experience associates led the day. Teams rated their own ideas on the ladder and changed what they found."),
    (B,
     28,
     "Keeping it going without us",
     "How a change stays in use once coaching ends: who checks, how often, and what happens when it slips."),
    (W, 29, "Sharing the learning", "All wards, all sponsors: what worked, what did not, and what we ask of the system."),
]  # fmt: skip

COMMUNITY = [
    "Getting to know each other", "What we need to take part well", "Telling a story safely", "How to read a chart",
    "Payment and expenses: your questions",
    "When a meeting goes wrong", "Being the only one in the room", "What co-production feels like",
    "Food, faith and family on the ward",
    "Easy read: we test it", "Looking after ourselves", "Ideas that came from us", "What the pilot meant to us",
    "Welcome to new members",
    "Rights under the Mental Health Act", "How to say no", "Working with night staff", "Interpreters and language",
    "Meeting the sponsors",
    "The library: what would we take?", "Sensory needs on a ward", "Rating co-production honestly", "What still is not fair",
    "Writing for the national picture",
    "Stepping back and coming again", "What happens after the programme", "Our message to the next wards",
]  # fmt: skip


def build(rows: Rows, calendar: Calendar, places: Places, people: People) -> None:
    luck = chance("events")
    staff = [
        member
        for members in people.members.values()
        for member in members
        if member.role != "practitioner" and not member.never_comes
    ]
    practitioners = [
        member
        for members in people.members.values()
        for member in members
        if member.role == "practitioner" and not member.never_comes
    ]
    inside = [*people.programme_team, *people.all_associates]

    def put(kind: str, title: str, about: str, on: date, at: time, minutes: int, place: str, who: list[Person]) -> None:
        held = on < calendar.today
        event = rows.add(
            Event(
                id=key("event", title),
                programme=places.programme,
                kind=kind,
                title=title,
                about=about,
                starts_at=calendar.moment(on, at),
                minutes=minutes,
                place=place,
                status=Event.Status.DELIVERED if held else Event.Status.PLANNED,
            )
        )
        if held:
            for person in {person.pk: person for person in who}.values():
                rows.add(
                    EventAttendance(id=key("joined", title, person.pk), programme=places.programme, event=event, person=person)
                )

    for kind, month, title, about in NATIONAL:
        on = calendar.weekday(month, luck.choice([1, 2, 3]), luck.choice([2, 3]))
        then = [member.person for member in [*staff, *practitioners] if member.is_in(on)]
        who = luck.sample(then, min(len(then), luck.randrange(45, 80))) + inside
        place = luck.choice(["Birmingham", "Leeds", "Manchester", "London"]) if kind == W else "Online"
        put(kind, title, about, on, time(10, 0) if kind == W else time(13, 0), 330 if kind == W else 75, place, who)
    for month, title in enumerate(COMMUNITY, 1):
        on = calendar.weekday(month, 2, 1)
        then = [member.person for member in practitioners if member.is_in(on)]
        who = [person for person in then if luck.random() < 0.5] + people.all_associates
        put(
            Event.Kind.COMMUNITY,
            f"Community of practice: {title[0].lower()}{title[1:]}",
            "A meeting of lived experience practitioners, led by the associates. Cameras on or off, stay as long as you like.",
            on,
            time(17, 30),
            75,
            "Online",
            who,
        )
    put(
        Event.Kind.COMMUNITY,
        "Community of practice: looking ahead",
        "What we want to go on with, and how we stay in touch.",
        calendar.weekday(28, 2, 1),
        time(17, 30),
        75,
        "Online",
        [],
    )
    for number, month in enumerate(range(2, 30, 3), 1):
        on = calendar.weekday(month, 3, 4)
        put(
            Event.Kind.STEERING,
            f"Steering group, meeting {number}",
            "Progress against plan, risks, what the lived experience associates challenge, and what became of it.",
            on,
            time(10, 0),
            120,
            "Online",
            [*inside, people.accounts["national.lead"]],
        )
