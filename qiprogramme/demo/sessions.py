"""Who met whom and for how long: improvement workshops, weekly coaching, sponsor meetings."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from typing import Any

from coaching.models import Attendance, CoachNote, Session, SessionCoach, SessionTeam, SessionTool
from coaching.sessions import shares
from people.models import Person
from qiprogramme.demo.people import Member, People
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Calendar, Rows, chance, key
from qiprogramme.demo.timetables import keep_apart, put_series
from qiprogramme.demo.words import sessions as texts
from wards.models import Team

#: Minutes of delivered team coaching and improvement workshops: 1,752.5 hours.
HEADLINE_MINUTES = 105_150

#: Wards that meet together now and then.
TOGETHER = [("Keats", "Byron"), ("Winsford", "Tarporley"), ("Hawthorn", "Larch"), ("Kestrel", "Merlin"), ("Coral", "Amber")]

#: Two sessions that the demo coach has held and not yet logged, and teams that have gone quiet.
NOT_LOGGED = {"Keats": 2, "Thorne": 5}
QUIET = {"Milford": 24, "Bowland": 17, "Maldon": 33, "Foxglove": 19}


@dataclass
class Slot:
    """A session before it is stored."""

    name: str
    kind: str
    wards: list[str]
    on: date
    at: time
    minutes: int
    mode: str
    status: str = Session.Status.DELIVERED
    reason: str = ""
    coaches: list[Person] = field(default_factory=list)
    is_fixed: bool = False  # whether the number of its minutes may not be changed to come to the total
    row: Any = None

    @property
    def counts(self) -> bool:
        return self.status == Session.Status.DELIVERED and self.kind in Session.HEADLINE_KINDS


@dataclass
class Coaching:
    """What the later parts need: the delivered slots of each ward in order."""

    delivered: dict[str, list[Slot]]


def build(rows: Rows, calendar: Calendar, places: Places, people: People) -> Coaching:
    slots: list[Slot] = []
    for ward in places.teams:
        slots += _workshop(places, people, ward)
        slots += _weekly(calendar, places, people, ward)
        slots += _sponsor_meetings(calendar, places, people, ward)
    slots = _joined(slots)
    _come_to_the_total(calendar, slots)
    keep_apart(slots, calendar.today - timedelta(days=14))
    for slot in slots:
        _store(rows, calendar, places, people, slot)
    put_series(rows, places, slots)
    _attend(rows, places, people, slots)
    delivered: dict[str, list[Slot]] = {ward: [] for ward in places.teams}
    for slot in sorted(slots, key=lambda slot: slot.on):
        if slot.status == Session.Status.DELIVERED:
            for ward in slot.wards:
                delivered[ward].append(slot)
    return Coaching(delivered)


def _workshop(places: Places, people: People, ward: str) -> list[Slot]:
    luck = chance(f"workshop of {ward}")
    return [Slot(f"workshop/{ward}", Session.Kind.WORKSHOP, [ward], places.coached[ward][0], time(9, 30),
                 luck.choice([360, 360, 375, 390, 390, 405, 420]), Session.Mode.IN_PERSON,
                 coaches=_coaches(people, ward, luck, all_of_them=True), is_fixed=True)]  # fmt: skip


def _coaches(people: People, ward: str, luck: Random, *, all_of_them: bool = False) -> list[Person]:
    """The lead coach, often with the second one, and now and then the associate who co-delivers."""
    lead, *others = people.coaches[ward]
    came = [lead, *(other for other in others if all_of_them or luck.random() < 0.35)]
    if ward in people.associates and (all_of_them or luck.random() < 0.22):
        came.append(people.associates[ward])
    return came


def _weekly(calendar: Calendar, places: Places, people: People, ward: str) -> list[Slot]:
    luck, today = chance(f"weekly coaching of {ward}"), calendar.today
    starts, ends = places.coached[ward]
    team = places.teams[ward]
    is_pilot = team.phase_id == places.pilot.pk
    usual = [75, 85, 90, 90, 90, 90, 95, 105] if is_pilot else [45, 55, 60, 60, 60, 60, 65, 75]
    at = time(luck.choice([9, 10, 11, 13, 14, 15]), luck.choice([0, 0, 30]))
    weekday = luck.randrange(0, 5)
    first = starts + timedelta(days=7)
    first += timedelta(days=(weekday - first.weekday()) % 7)
    last = today + timedelta(days=21) if team.state == Team.State.ACTIVE else ends
    slots = []
    for week in range((last - first).days // 7 + 1):
        on = first + timedelta(days=7 * week)
        # Weekly for five months, then every other week, when the team can do more by itself.
        if _is_holiday(on, today) or (week > 23 and week % 2 and on < today - timedelta(days=28)):
            continue
        slot = Slot(
            f"coaching/{ward}/{week}",
            Session.Kind.TEAM,
            [ward],
            on,
            at,
            luck.choice(usual),
            luck.choices([Session.Mode.VIDEO, Session.Mode.IN_PERSON, Session.Mode.PHONE], [72, 22, 6])[0],
            coaches=_coaches(people, ward, luck),
        )
        fate = luck.random()
        if on >= today:
            slot.status = Session.Status.PLANNED
        elif fate > 0.88:
            slot.status, slot.reason = Session.Status.CANCELLED, luck.choice(texts.CANCELLED)
        elif fate > 0.82:
            slot.status, slot.reason = Session.Status.MISSED, luck.choice(texts.MISSED)
        slots.append(slot)
    return _lately(calendar, ward, luck, slots) if team.state == Team.State.ACTIVE else slots


def _lately(calendar: Calendar, ward: str, luck: Random, slots: list[Slot]) -> list[Slot]:
    """The last weeks of a team that is coached still: mostly well, some quiet, some not yet logged."""
    today = calendar.today
    quiet = QUIET.get(ward, 0)
    kept = []
    for slot in slots:
        days = (today - slot.on).days
        if quiet and 0 < days < quiet:
            slot.status, slot.reason = Session.Status.CANCELLED, luck.choice(texts.CANCELLED)
        elif quiet and days <= 0 and ward != "Maldon" and slot.on < today + timedelta(days=8):
            continue
        elif not quiet and 0 < days <= 14 and slot.status != Session.Status.DELIVERED and luck.random() < 0.7:
            slot.status, slot.reason = Session.Status.DELIVERED, ""
        if 0 < days <= 14 and slot.status == Session.Status.DELIVERED:
            slot.is_fixed = True
        kept.append(slot)
    if ward in NOT_LOGGED:
        held = [slot for slot in kept if 0 < (today - slot.on).days <= 7]
        for slot in held:
            slot.status, slot.reason = Session.Status.PLANNED, ""
            slot.on = calendar.workday(today - timedelta(days=NOT_LOGGED[ward]))
    return kept


def _is_holiday(on: date, today: date) -> bool:
    """Christmas and New Year; in earlier years also the weeks round them and a fortnight of August."""
    day = (on.month, on.day)
    long_ago = on < today - timedelta(days=21) and (day >= (12, 21) or day <= (1, 3) or (8, 8) <= day <= (8, 21))
    return day in {(12, 24), (12, 25), (12, 26), (1, 1)} or long_ago


def _sponsor_meetings(calendar: Calendar, places: Places, people: People, ward: str) -> list[Slot]:
    luck = chance(f"sponsor meetings of {ward}")
    starts, ends = places.coached[ward]
    on = starts + timedelta(days=luck.randrange(30, 45))
    slots: list[Slot] = []
    # A quarter of the wards are overdue for one; Shelley's is planned.
    end = ends - timedelta(days=60) if ward != "Shelley" and luck.random() < 0.25 else ends
    if end == calendar.today:
        end += timedelta(days=21)
    while on <= end:
        on += timedelta(days=(2 - on.weekday()) % 7 if on.weekday() > 4 else 0)
        status = Session.Status.DELIVERED if on < calendar.today else Session.Status.PLANNED
        slot = Slot(
            f"sponsor/{ward}/{len(slots)}",
            Session.Kind.SPONSOR,
            [ward],
            on,
            time(16, 0),
            luck.choice([30, 30, 40, 45]),
            luck.choice([Session.Mode.VIDEO, Session.Mode.VIDEO, Session.Mode.IN_PERSON]),
            status,
            coaches=[people.coaches[ward][0]],
        )
        if status == Session.Status.DELIVERED and luck.random() < 0.1:
            slot.status, slot.reason = (
                Session.Status.CANCELLED,
                "The sponsor was called to a board meeting; a new date was agreed",
            )
        slots.append(slot)
        on += timedelta(days=luck.randrange(48, 66))
    return slots


def _joined(slots: list[Slot]) -> list[Slot]:
    """Some weeks two wards of one provider meet together: one session, its minutes shared by both."""
    gone: set[str] = set()
    for one, other in TOGETHER:
        luck = chance(f"{one} with {other}")
        theirs = {slot.on.isocalendar()[:2]: slot for slot in slots if slot.wards == [other] and slot.kind == Session.Kind.TEAM}
        for slot in slots:
            partner = theirs.get(slot.on.isocalendar()[:2])
            if slot.wards != [one] or slot.kind != Session.Kind.TEAM or partner is None or slot.is_fixed or partner.is_fixed:
                continue
            if slot.status == partner.status == Session.Status.DELIVERED and luck.random() < 0.3:
                slot.wards = [one, other]
                slot.minutes += luck.choice([15, 30, 31])
                slot.coaches = list(dict.fromkeys([*slot.coaches, partner.coaches[0]]))
                gone.add(partner.name)
    return [slot for slot in slots if slot.name not in gone]


def _come_to_the_total(calendar: Calendar, slots: list[Slot]) -> None:
    """Bring the headline minutes to the published total: drop or add whole sessions, then five minutes here and there."""
    luck = chance("the total")
    free = [
        slot
        for slot in slots
        if slot.kind == Session.Kind.TEAM and not slot.is_fixed and slot.on < calendar.today - timedelta(days=42)
    ]
    luck.shuffle(free)

    def excess() -> int:
        return sum(slot.minutes for slot in slots if slot.counts) - HEADLINE_MINUTES

    over = excess()
    for slot in free:
        if abs(over) <= 400:
            break
        if over > 0 and slot.counts and len(slot.wards) == 1:
            over -= slot.minutes
            slot.status, slot.reason = Session.Status.CANCELLED, luck.choice(texts.CANCELLED)
        elif over < 0 and slot.status == Session.Status.CANCELLED:
            over += slot.minutes
            slot.status, slot.reason = Session.Status.DELIVERED, ""
    steady = [slot for slot in free if slot.counts]
    turn = 0
    while over:
        slot = steady[turn % len(steady)]
        step = -min(5, over) if over > 0 else min(5, -over)
        if 30 <= slot.minutes + step <= 180:
            slot.minutes += step
            over += step
        turn += 1


def _store(rows: Rows, calendar: Calendar, places: Places, people: People, slot: Slot) -> None:
    teams = [places.teams[ward] for ward in slot.wards]
    luck = chance(f"what was said in {slot.name}")
    held = slot.status == Session.Status.DELIVERED
    note = texts.note(luck, slot.kind, slot.wards, (slot.on - places.coached[slot.wards[0]][0]).days) if held else ""
    sent = calendar.moment(slot.on, time(17, 30)) if held and luck.random() < 0.8 else None
    slot.row = rows.add(
        Session(
            id=key("session", slot.name),
            programme=places.programme,
            keys=[team.pk for team in teams],
            kind=slot.kind,
            status=slot.status,
            reason=slot.reason,
            held_on=slot.on,
            starts_at=slot.at,
            minutes=slot.minutes,
            mode=slot.mode,
            note=note,
            note_sent_at=sent,
            logged_by=slot.coaches[0],
        )
    )
    for i, (team, minutes) in enumerate(zip(teams, shares(slot.minutes, len(teams)), strict=True)):
        others = luck.choices([0, 1, 2, 3], [80, 12, 6, 2])[0] if held and i == 0 else 0
        rows.add(
            SessionTeam(
                id=key("share", slot.name, team.name),
                session_id=slot.row.pk,
                team_id=team.pk,
                programme_id=places.programme.pk,
                minutes=minutes,
                others=others,
            )
        )
    for coach in slot.coaches:
        rows.add(SessionCoach(id=key("coaching", slot.name, coach.pk), session_id=slot.row.pk, person_id=coach.pk))
    if not held or slot.kind == Session.Kind.SPONSOR:
        return
    for tool, decision in texts.tools(luck, slot.kind):
        rows.add(SessionTool(id=key("tool", slot.name, tool), session_id=slot.row.pk, tool=tool, decision=decision))
    if luck.random() < 0.25:
        for team in teams:
            rows.add(
                CoachNote(
                    id=key("coach note", slot.name, team.name),
                    session=slot.row,
                    team=team,
                    text=luck.choice(texts.COACH_NOTES),
                    written_by=slot.coaches[0],
                )
            )


class _Register:
    """Who came to which session, each person once a session."""

    def __init__(self, rows: Rows, places: Places) -> None:
        self.rows, self.places = rows, places
        self.present: set[tuple[Any, Any]] = set()
        self.came: set[Any] = set()

    def put(self, slot: Slot, ward: str, person: Person) -> None:
        if (slot.row.pk, person.pk) in self.present:
            return
        self.present.add((slot.row.pk, person.pk))
        self.came.add(person.pk)
        came = key("came", slot.name, person.pk)
        team = self.places.teams[ward]
        self.rows.add(Attendance(id=came, session_id=slot.row.pk, team_id=team.pk, person_id=person.pk))


LIKELY = {"ward_manager": 0.8, "team_member": 0.62, "practitioner": 0.58}


def _attend(rows: Rows, places: Places, people: People, slots: list[Slot]) -> None:
    """Who came: most weeks most of the team; and everybody who is said to have come came once at least."""
    register = _Register(rows, places)
    held = [slot for slot in slots if slot.status == Session.Status.DELIVERED]
    for slot in held:
        luck = chance(f"who came to {slot.name}")
        for ward in slot.wards:
            if slot.kind == Session.Kind.SPONSOR:
                register.put(slot, ward, people.manager(ward, slot.on))
                continue
            more = 0.2 if slot.kind == Session.Kind.WORKSHOP else 0
            for member in people.members[ward]:
                if member.is_in(slot.on) and not member.never_comes and luck.random() < LIKELY[member.role] + more:
                    register.put(slot, ward, member.person)
    for ward, members in people.members.items():
        for member in members:
            if not member.never_comes and member.person.pk not in register.came:
                register.put(_first_within(held, ward, member), ward, member.person)


def _first_within(held: list[Slot], ward: str, member: Member) -> Slot:
    theirs = [slot for slot in held if ward in slot.wards and slot.kind in Session.HEADLINE_KINDS]
    return next((slot for slot in theirs if member.is_in(slot.on)), theirs[-1])
