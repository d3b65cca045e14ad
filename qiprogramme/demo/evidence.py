"""What the changes did: findings, the evaluation's interviews, reach without counting twice, quotes with consent."""

from datetime import timedelta
from typing import Any

from ideas.models import ChangeIdea, CodedInterview, Finding, Quote, Reach, ReachStatement
from ideas.reach import reached
from qiprogramme.demo.ideas import Change, Changes
from qiprogramme.demo.people import People
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Calendar, Rows, chance, key
from qiprogramme.demo.words.ideas import NAMED
from qiprogramme.demo.words.quotes import QUOTES

#: Confirmed, counted patients with every overlap removed.
PATIENTS_REACHED = 812

CONSIDERATE = [True, True, False, True, True, True, True, False, True, True, False, True, True, True, False, True]

# ward, key, statement, so many, of so many, offered, who was asked, who could not, source, days ago, signed off
FINDINGS: list[tuple[str, str, str, int, int, int | None, str, str, str, int, bool]] = [
    ("Shelley", "care-plan-familiar", "Patients who are familiar with their care plan", 23, 25, 25,
     "All patients on the ward in one week who agreed to be asked", "", "Questions asked by a lived experience colleague", 34,
     False),
    ("Shelley", "care-consistent", "Care that matches the care plan", 21, 25, None,
     "The care plans of all patients on the ward, looked at by two people", "", "Review of care plans and notes", 34, False),
    ("Winsford", "heard-in-ward-round", "Patients who feel heard in the ward round", 12, 12, 12,
     "All patients on the ward, after their ward round",
     "", "Three questions with symbols, asked by the speech and language therapist", 41, True),
    ("Cubley Court", "rights-accessible", "Patients who found the rights document more accessible", 11, 11, 18,
     "Everybody who was newly told of their rights in eight weeks",
     "7 people were too unwell to take part and are offered it again each week",
     "Notes of conversations about rights", 27, True),
    ("Opal", "needs-known", "Admissions with needs of culture, senses and communication known within a day", 26, 31, None,
     "All admissions of two months", "", "Admission packs", 300, False),
    ("Doveridge", "skin-tones", "Staff who recognised early pressure damage in a picture of darker skin", 31, 38, None,
     "All staff on the rota that month", "Staff on leave", "A short test with photographs", 420, False),
    ("Juniper", "comes-next", "Patients who can say what has to happen before they go home", 9, 12, 13,
     "Patients with a discharge plan", "One person did not wish to take part", "Questions asked by a peer support worker", 20,
     False),
]  # fmt: skip


def build(rows: Rows, calendar: Calendar, places: Places, people: People, changes: Changes) -> None:
    _findings(rows, calendar, places, people)
    for number, found in enumerate(CONSIDERATE):
        rows.add(
            CodedInterview(
                id=key("interview", number), programme=places.programme, held_in=calendar.first(24 + number % 3), found=found
            )
        )
    _reach(rows, calendar, places, people, changes)
    for number, quote in enumerate(QUOTES):
        on = calendar.day(quote.month, 9)
        rows.add(
            Quote(
                id=key("quote", number),
                team=places.teams[quote.ward],
                words=quote.words,
                attribution=quote.attribution,
                channels=list(quote.channels),
                consented_on=calendar.past(on),
                expires_on=calendar.end(quote.month + quote.lasts),
                withdrawn_on=calendar.past(on + timedelta(days=60)) if quote.withdrawn else None,
            )
        )


def _findings(rows: Rows, calendar: Calendar, places: Places, people: People) -> None:
    for ward, name, statement, k, n, offered, who, could_not, source, days, signed in FINDINGS:
        on = calendar.today - timedelta(days=days)
        sponsor = people.sponsors[ward]
        rows.add(
            Finding(
                id=key("finding", ward, name),
                team=places.teams[ward],
                idea_id=key("idea", ward, NAMED[ward].key),
                key=name,
                statement=statement,
                numerator=k,
                denominator=n,
                offered=offered,
                who_asked=who,
                who_could_not=could_not,
                source=source,
                on=on,
                provider_agreed_on=on + timedelta(days=9),
                signed_off_by=sponsor if signed else None,
                signed_off_on=on + timedelta(days=12) if signed else None,
            )
        )


def _reach(rows: Rows, calendar: Calendar, places: Places, people: People, changes: Changes) -> None:
    """Counts that overlap, estimates and unconfirmed ones among them; the last step brings the sum to the published one."""
    luck = chance("reach")
    provider_of = {team.pk: team.provider_id for team in places.teams.values()}
    touching = (ChangeIdea.Stage.ADOPTED, ChangeIdea.Stage.ROUTINE, ChangeIdea.Stage.ADAPTED)
    adjustable: list[Reach] = []
    for ward, team in places.teams.items():
        worked: list[Change] = [change for change in changes.of(ward) if change.row.stage in touching and change.tested_on]
        sisters = places.of_provider(team.provider)
        for i, change in enumerate(worked[:3]):
            fate = luck.random()
            first = max(change.tested_on or change.row.added_on, places.coached[ward][0])
            last = calendar.past(first + timedelta(days=91))
            count = luck.randrange(9, 26) if i == 0 else luck.randrange(4, 14)
            main = _put(rows, people, change, 0, first, last, count, fate)
            if i == 0 and len(sisters) == 1 and main.confirmed_on and not main.is_estimate:
                adjustable.append(main)
            if i == 0 and luck.random() < 0.35 and last < calendar.today - timedelta(days=40):
                second = _put(
                    rows,
                    people,
                    change,
                    1,
                    last + timedelta(days=1),
                    calendar.past(last + timedelta(days=80)),
                    luck.randrange(5, 15),
                    fate,
                )
                if luck.random() < 0.5 and main in adjustable:
                    main.new_patients_only = second.new_patients_only = True
        if len(worked) > 1 and luck.random() < 0.3:
            rows.add(
                ReachStatement(
                    id=key("no overlap", ward),
                    provider=team.provider,
                    team=team,
                    stated_by=people.manager(ward, calendar.today),
                    stated_on=calendar.today - timedelta(days=luck.randrange(20, 60)),
                )
            )
    for provider in {team.provider_id: team.provider for team in places.teams.values()}.values():
        if len(places.of_provider(provider)) > 1 and luck.random() < 0.6:
            rows.add(
                ReachStatement(
                    id=key("no overlap", provider.name),
                    provider=provider,
                    stated_by=people.provider_leads[provider.pk],
                    stated_on=calendar.today - timedelta(days=30),
                )
            )
    _come_to(rows, adjustable, provider_of)


def _put(rows: Rows, people: People, change: Change, number: int, first: Any, last: Any, count: int, fate: float) -> Reach:
    """Four of six are confirmed counts; the others are estimates, or nobody has confirmed them yet."""
    confirmed = fate < 0.84
    return rows.add(
        Reach(
            id=key("reach", change.ward, change.text.key, number),
            team=change.row.team,
            idea=change.row,
            starts_on=first,
            ends_on=max(first, last),
            patients=count * 2 if fate > 0.7 else count,
            is_estimate=0.70 < fate < 0.92,
            confirmed_by=people.manager(change.ward, last) if confirmed else None,
            confirmed_on=max(first, last) if confirmed else None,
        )
    )


def _come_to(rows: Rows, adjustable: list[Reach], provider_of: dict[Any, Any]) -> None:
    def missing() -> int:
        return PATIENTS_REACHED - reached(rows.of(Reach), rows.of(ReachStatement), provider_of).patients

    turn = 0
    while (gap := missing()) != 0:
        row = adjustable[turn % len(adjustable)]
        row.patients = max(3, row.patients + (1 if gap > 0 else -1))
        turn += 1
