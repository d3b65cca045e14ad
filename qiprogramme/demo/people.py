"""Who takes part: people with memberships that start and end, and one account a role to sign in with."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from people.models import Account, Person
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Calendar, Rows, chance, key, split
from qiprogramme.demo.words.names import names
from wards.models import Membership, Team

#: The published figures, which the rows below are made to give.
STAFF_WHO_CAME, PRACTITIONERS_WHO_CAME = 356, 50
STAFF_WHO_NEVER_CAME, PRACTITIONERS_WHO_NEVER_CAME = 28, 7

#: Every demo account signs in with this too; the accounts exist only in a demonstration.
PASSWORD = "demonstration-only"

#: Account → (name, title). One a role.
ACCOUNTS = {
    "programme.team": ("Hannah Satterthwaite", "Programme manager"),
    "coach": ("Samina Rafiq", "QI coach"),
    "executive.coach": ("Delroy Whyte", "Executive coach"),
    "associate": ("Maxine Lindo", "Lived experience associate"),
    "analyst": ("Tomasz Pawlak", "Analyst"),
    "national.lead": ("Eleanor Openshaw", "National lead for mental health equity"),
    "provider.lead": ("Gareth Micklethwaite", "Head of quality improvement"),
    "sponsor": ("Dr Ifeoma Adebayo", "Medical director and executive sponsor"),
    "ward.manager": ("Joanne Kettlewell", "Ward manager, Shelley"),
    "team.member": ("Kwabena Asante", "Occupational therapist"),
    "practitioner": ("Craig Lumley", ""),
}

COACHED_BY_ACCOUNT = ("Shelley", "Winsford", "Cubley Court", "Keats", "Byron", "Thorne", "Bowland", "Milford", "Kestrel")
SPONSORED_BY_ACCOUNT = ("Shelley", "Keats", "Byron")
ASSOCIATE_OF = ("Shelley", "Winsford", "Byron", "Cheviot")

JOBS = {
    "Registered nurse": 30, "Healthcare assistant": 24, "Occupational therapist": 10, "Psychologist": 7,
    "Consultant psychiatrist": 6, "Resident doctor": 4, "Speech and language therapist": 4, "Social worker": 5,
    "Pharmacist": 3, "Deputy ward manager": 8, "Activity coordinator": 6, "Peer support worker": 5,
    "Ward administrator": 4, "Advocacy link worker": 2, "Chaplain": 2, "Catering lead": 1, "Housekeeper": 2,
}  # fmt: skip

DESCRIBED = [
    "Expert by experience", "I have been a patient here", "Carer and former patient", "Peer adviser",
    "Somebody who has been there",
    "Patient voice", "Mum of a former patient", "Autistic adviser", "Expert by lived experience", "Recovery adviser",
]  # fmt: skip

SPONSOR_TITLES = [
    "Chief nurse", "Medical director", "Chief operating officer", "Director of people", "Director of quality",
    "Deputy chief executive", "Director of nursing", "Director of allied health professions", "Hospital director",
]  # fmt: skip


@dataclass
class Member:
    """A person in a team, from a day to a day (None: no end in sight)."""

    person: Person
    role: str
    starts_on: date
    ends_on: date
    never_comes: bool = False

    def is_in(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass
class People:
    accounts: dict[str, Person] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    coaches: dict[str, list[Person]] = field(default_factory=dict)
    associates: dict[str, Person] = field(default_factory=dict)
    sponsors: dict[str, Person] = field(default_factory=dict)
    provider_leads: dict[Any, Person] = field(default_factory=dict)
    programme_team: list[Person] = field(default_factory=list)
    executive_coaches: list[Person] = field(default_factory=list)
    all_associates: list[Person] = field(default_factory=list)

    def manager(self, ward: str, on: date) -> Person:
        """The ward manager on a day; the first one before anybody had begun, the last one after."""
        managers = [member for member in self.members[ward] if member.role == "ward_manager"]
        return next((member.person for member in managers if member.is_in(on)), managers[-1].person)

    def in_role(self, ward: str, *roles: str) -> list[Member]:
        return [member for member in self.members[ward] if member.role in roles]


class _Maker:
    """Makes people and memberships; `spare` are names that nobody has yet."""

    def __init__(self, rows: Rows, calendar: Calendar, places: Places) -> None:
        self.rows, self.calendar, self.places = rows, calendar, places
        self.luck = chance("people")
        taken = {name for name, _ in ACCOUNTS.values()}
        self.spare = [name for name in names(self.luck, 900) if name not in taken]
        self.people = People()
        #: Memberships of those who still take part run on for a year after the programme.
        self.runs_to = calendar.end(27 + 12)
        self.hash = make_password(PASSWORD, salt="demonstration")

    def person(self, title: str = "", *, mail: bool = True) -> Person:
        name = self.spare.pop()
        address = f"{name.lower().replace(' ', '.')}@people.demo.example" if mail else ""
        return self.rows.add(Person(id=key("person", name), name=name, title=title, email=address))

    def account(self, login: str) -> Person:
        name, title = ACCOUNTS[login]
        email = f"{login}@demo.example"
        person = self.rows.add(Person(id=key("person", name), name=name, title=title, email=email))
        self.people.accounts[login] = person
        return person

    def joins(
        self,
        person: Person,
        role: str,
        *,
        starts_on: date,
        ends_on: date | None = None,
        provider: Any = None,
        team: Team | None = None,
        job: str = "",
        described: str = "",
    ) -> Membership:
        scope = team or provider or "programme"
        return self.rows.add(
            Membership(
                id=key("membership", person.pk, role, getattr(scope, "pk", scope), starts_on),
                person=person,
                role=role,
                programme=self.places.programme,
                provider=provider,
                team=team,
                starts_on=starts_on,
                ends_on=ends_on or self.runs_to,
                job_role=job,
                described_as=described,
            )
        )

    def member(self, ward: str, person: Person, role: str, starts_on: date, ends_on: date | None = None, **words: str) -> Member:
        self.joins(person, role, starts_on=starts_on, ends_on=ends_on, team=self.places.teams[ward], **words)
        member = Member(person, role, starts_on, ends_on or self.runs_to)
        self.people.members.setdefault(ward, []).append(member)
        return member


def build(rows: Rows, calendar: Calendar, places: Places) -> People:
    make = _Maker(rows, calendar, places)
    _programme(make)
    _coaches(make)
    _providers(make)
    _teams(make)
    _practitioners(make)
    for login, person in make.people.accounts.items():
        email = f"{login}@demo.example"
        account = rows.add(Account(id=key("account", login), person=person, email=email, password=make.hash))
        rows.add(EmailAddress(user=account, email=email, verified=True, primary=True))
    return make.people


def _programme(make: _Maker) -> None:
    start, people = make.places.programme.starts_on, make.people
    system = make.rows.add(Person(id=key("person", "system"), name="The system itself", is_system=True))
    make.joins(system, "system", starts_on=start)
    people.programme_team = [make.account("programme.team")]
    for title in ("Programme director", "Programme coordinator", "Evaluation lead", "Lived experience lead"):
        people.programme_team.append(make.person(title))
    for person in people.programme_team:
        make.joins(person, "programme_team", starts_on=start)
    # Somebody who left half-way: what they did stays, their rights have ended.
    gone = make.person("Programme coordinator until the pilot ended")
    make.joins(gone, "programme_team", starts_on=start, ends_on=make.calendar.end(13))
    make.joins(make.account("national.lead"), "national_lead", starts_on=start)
    make.joins(make.account("analyst"), "analyst", starts_on=make.calendar.first(6))
    people.executive_coaches = [make.account("executive.coach"), make.person("Executive coach")]
    for person in people.executive_coaches:
        make.joins(person, "executive_coach", starts_on=make.calendar.first(4))


def _coaches(make: _Maker) -> None:
    places, people = make.places, make.people
    account = make.account("coach")
    others = [make.person("QI coach") for _ in range(8)]
    people.all_associates = [make.account("associate"), *(make.person("Lived experience associate") for _ in range(2))]
    turn = 0
    for ward, team in places.teams.items():
        starts, ends = places.coached[ward]
        # A coach opens the door before the workshop and closes it a month after the last session.
        last = (
            None
            if team.state in (Team.State.ACTIVE, Team.State.PAUSED)
            else min(ends + timedelta(days=31), make.calendar.end(27))
        )
        if ward in COACHED_BY_ACCOUNT:
            lead = account
        else:
            lead, turn = others[turn % 8], turn + 1
        pair = [lead]
        if make.luck.random() < 0.45 or ward in ("Shelley", "Winsford"):
            pair.append(others[(turn + 3) % 8] if lead is not others[(turn + 3) % 8] else others[(turn + 4) % 8])
        people.coaches[ward] = pair
        for coach in pair:
            make.joins(coach, "coach", starts_on=starts - timedelta(days=21), ends_on=last, team=team)
        if ward in ASSOCIATE_OF:
            people.associates[ward] = people.all_associates[0]
        elif make.luck.random() < 0.5:
            people.associates[ward] = make.luck.choice(people.all_associates[1:])
        if ward in people.associates:
            make.joins(people.associates[ward], "associate", starts_on=starts - timedelta(days=14), ends_on=last, team=team)


def _providers(make: _Maker) -> None:
    places, people, luck = make.places, make.people, make.luck
    providers = {team.provider_id: team.provider for team in places.teams.values()}
    for provider in providers.values():
        wards = [name for name, team in places.teams.items() if team.provider_id == provider.pk]
        first = min(places.coached[ward][0] for ward in wards) - timedelta(days=60)
        lead = make.account("provider.lead") if "Shelley" in wards else make.person("Head of quality improvement")
        people.provider_leads[provider.pk] = lead
        make.joins(lead, "provider_lead", starts_on=first, provider=provider)
        if luck.random() < 0.6 or "Shelley" in wards:
            make.joins(make.person("Involvement lead"), "involvement_lead", starts_on=first, provider=provider)
        one = make.person(luck.choice(SPONSOR_TITLES))
        for i, ward in enumerate(wards):
            begins = places.coached[ward][0] - timedelta(days=40)
            sponsor = one if i == 0 or luck.random() < 0.6 else make.person(luck.choice(SPONSOR_TITLES))
            if ward in SPONSORED_BY_ACCOUNT:
                sponsor = people.accounts.get("sponsor") or make.account("sponsor")
            if ward in ("Byron", "Sycamore", "Elgar", "Harbour", "Itchen", "Turner"):
                earlier, change = make.person("Executive sponsor until a change of post"), begins + timedelta(days=85)
                make.joins(earlier, "sponsor", starts_on=begins, ends_on=change, team=places.teams[ward])
                begins = change + timedelta(days=1)
            people.sponsors[ward] = sponsor
            make.joins(sponsor, "sponsor", starts_on=begins, team=places.teams[ward])
            if luck.random() < 0.2:
                make.joins(make.person("Associate director"), "deputy_sponsor", starts_on=begins, team=places.teams[ward])


def _teams(make: _Maker) -> None:
    places, luck, month = make.places, make.luck, make.calendar.first(27)
    changed = ("Kestrel", "Heron", "Turner", "Brocton", "Milford", "Opal")
    moved, rejoined = 5, 7
    managers = len(places.teams) + len(changed)
    total = STAFF_WHO_CAME + STAFF_WHO_NEVER_CAME - managers
    sizes = split(total, [luck.uniform(0.8, 1.25) for _ in places.teams])
    for (ward, team), size in zip(places.teams.items(), sizes, strict=True):
        starts, ends = places.coached[ward]
        begins = starts - timedelta(days=20)
        over = ends if team.state in (Team.State.LEFT, Team.State.MERGED) else None
        if ward in changed:
            change = starts + timedelta(days=luck.randrange(60, 110))
            make.member(ward, make.person(f"Ward manager, {ward}, until a change of post"), "ward_manager", begins, change)
            make.member(ward, make.person(f"Ward manager, {ward}"), "ward_manager", change + timedelta(days=1), over)
        else:
            manager = make.account("ward.manager") if ward == "Shelley" else make.person(f"Ward manager, {ward}")
            make.member(ward, manager, "ward_manager", begins, over)
        for i in range(size):
            is_account = ward == "Shelley" and i == 0
            job = "Occupational therapist" if is_account else luck.choices(list(JOBS), list(JOBS.values()))[0]
            person = make.account("team.member") if is_account else make.person(job)
            joined = begins if i < 4 else starts + timedelta(days=luck.randrange(0, 70))
            left = over
            if not is_account and i and left is None and luck.random() < 0.16:
                left = joined + timedelta(days=luck.randrange(100, 190))
                left = left if left < month else None
            member = make.member(ward, person, "team_member", joined, left, job=job)
            if left and left + timedelta(days=60) < min(ends, month) and rejoined:
                rejoined -= 1
                make.member(ward, person, "team_member", left + timedelta(days=45), over, job=job)
            elif left and over is None and moved:
                sisters = [
                    sister
                    for sister in places.of_provider(team.provider)
                    if sister.name != ward and sister.state == Team.State.ACTIVE
                ]
                if sisters:
                    moved -= 1
                    make.member(sisters[0].name, person, "team_member", left + timedelta(days=1), None, job=job)
            elif not is_account and i >= 4 and left is None:
                member.never_comes = True
    _keep(make, "team_member", STAFF_WHO_NEVER_CAME)


def _practitioners(make: _Maker) -> None:
    places, luck = make.places, make.luck
    total = PRACTITIONERS_WHO_CAME + PRACTITIONERS_WHO_NEVER_CAME
    without = {"Rochester", "Lowry", "Wren", "Foxglove", "Milford", "Gainsborough"}
    wards = [ward for ward in places.teams if ward not in without]
    again = luck.sample([ward for ward in wards if ward != "Shelley"], total - len(wards) - 1)
    homes = ["Shelley", *wards, *again]
    for i, ward in enumerate(homes):
        starts, ends = places.coached[ward]
        team = places.teams[ward]
        over = ends if team.state in (Team.State.LEFT, Team.State.MERGED) else None
        if i == 0:
            person, described = make.account("practitioner"), "Expert by experience"
        else:
            person, described = make.person(mail=luck.random() < 0.5), luck.choice(DESCRIBED) if luck.random() < 0.5 else ""
        begins = starts - timedelta(days=10) + timedelta(days=luck.randrange(0, 50) if i > len(wards) else 0)
        # Some step back for a while and come again.
        if i and i % 13 == 0 and begins + timedelta(days=150) < make.calendar.first(27):
            make.member(ward, person, "practitioner", begins, begins + timedelta(days=70), described=described)
            begins += timedelta(days=130)
        member = make.member(ward, person, "practitioner", begins, over, described=described)
        member.never_comes = i > len(wards)
    _keep(make, "practitioner", PRACTITIONERS_WHO_NEVER_CAME)


def _keep(make: _Maker, role: str, how_many: int) -> None:
    """Of those who may never have come, keep that many by chance; the others came."""
    maybe = [
        member for members in make.people.members.values() for member in members if member.role == role and member.never_comes
    ]
    never = {id(member) for member in chance(f"never came as {role}").sample(maybe, how_many)}
    for member in maybe:
        member.never_comes = id(member) in never
