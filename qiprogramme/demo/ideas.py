"""What the wards change: ideas with stages, test cycles, ratings of co-production, progress scores, the library."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ideas.models import ChangeIdea, CoproductionRating, LibraryEntry, ProgressScore, StageMove, TestingCycle
from qiprogramme.demo import measures
from qiprogramme.demo.people import People
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Calendar, Rows, chance, key
from qiprogramme.demo.words.ideas import NAMED, IdeaText
from qiprogramme.demo.words.ideas_anywhere import EVERYWHERE, JUST_DONE
from qiprogramme.demo.words.ideas_by_service import BY_SERVICE
from wards.models import Team

S = ChangeIdea.Stage
POOL = [*EVERYWHERE, *BY_SERVICE]
PATHS: dict[str, list[str]] = {
    S.PROPOSED: [S.PROPOSED], S.TESTING: [S.PROPOSED, S.TESTING], S.ADAPTED: [S.PROPOSED, S.TESTING, S.ADAPTED],
    S.ADOPTED: [S.PROPOSED, S.TESTING, S.ADOPTED], S.ROUTINE: [S.PROPOSED, S.TESTING, S.ADOPTED, S.ROUTINE],
    S.ABANDONED: [S.PROPOSED, S.TESTING, S.ABANDONED],
}  # fmt: skip
REASONS = {
    S.TESTING: ["First test planned with the coach", "A small test on one corridor", "Agreed in the weekly session",
        "Two patients offered to try it"],
    S.ADAPTED: ["Works, and needs a simpler form", "Patients changed the wording", "Good by day, not yet at night",
        "Fits better in the handover"],
    S.ADOPTED: ["Three tests as predicted; the ward does it now", "The chart shows it and patients say so",
        "The team meeting decided to keep it"],
    S.ROUTINE: ["In the induction and in the weekly check", "Three months without a reminder",
        "Checked by the ward manager: still in use at night"],
    S.ABANDONED: ["It did not do what we had predicted", "It took more time than it gave back", "Patients did not want it",
        "Out of our hands for now"],
}  # fmt: skip
#: Sister wards that took an idea up from the library of the pilot, and what it was.
ADOPTED = {
    "Itchen": "food", "Heron": "one-page profile", "Coral": "interpreter booking", "Dart": "life story", "Thorne": "pronouns",
    "Keats": "first hour", "Beech": "community meeting", "Milford": "hearing and sight", "Foxglove": "easy read leave",
    "Byron": "hair and skin",
}  # fmt: skip


@dataclass
class Change:
    """An idea with the words that it was made from and the days that matter."""

    row: ChangeIdea
    text: IdeaText
    ward: str
    tested_on: date | None


@dataclass
class Changes:
    ideas: list[Change]

    def of(self, ward: str) -> list[Change]:
        return [change for change in self.ideas if change.ward == ward]


def build(rows: Rows, calendar: Calendar, places: Places, people: People) -> Changes:
    changes: list[Change] = []
    chosen = _chosen(places)
    for ward, texts in chosen.items():
        luck = chance(f"ideas of {ward}")
        changes += [_idea(rows, calendar, places, people, luck, ward, text) for text in texts]
        _just_done(rows, calendar, places, people, luck, ward)
        _progress(rows, calendar, places, people, luck, ward)
    _library(rows, calendar, places, changes)
    for change in changes:
        measures.build(rows, calendar, places, people, change)
    measures.of_the_ward(rows, calendar, places, people)
    return Changes(changes)


def _chosen(places: Places) -> dict[str, list[IdeaText]]:
    """Each ward's ideas: the named ones where they belong, the rest so that each text is used about as often."""
    luck, used = chance("which ideas"), dict.fromkeys((text.key for text in POOL), 0)
    by_key = {text.key: text for text in POOL}
    chosen = {}
    for ward, place in places.wards.items():
        texts = [NAMED[ward]] if ward in NAMED else []
        if ward in ADOPTED:
            texts.append(by_key[ADOPTED[ward]])
        fitting = [text for text in POOL if not text.services or place.service_type in text.services]
        luck.shuffle(fitting)
        # The rarest first; what was written for this kind of service before what fits everywhere.
        fitting.sort(key=lambda text: used[text.key] - (3 if text.services else 0))
        for text in fitting:
            if len(texts) < luck.choice([4, 4, 4, 5, 3]) and text not in texts:
                texts.append(text)
        for text in texts:
            if text.key in used:
                used[text.key] += 1
        chosen[ward] = texts
    return chosen


def _stage(luck: Random, places: Places, ward: str, text: IdeaText) -> str:
    if ward in NAMED and text is NAMED[ward]:
        return S.ROUTINE if ward in ("Opal", "Doveridge") else S.ADOPTED
    if ADOPTED.get(ward) == text.key:
        return luck.choice([S.TESTING, S.ADAPTED, S.ADOPTED])
    pilot, active = places.teams[ward].phase_id == places.pilot.pk, places.teams[ward].state == Team.State.ACTIVE
    weights = [4, 6, 10, 20, 42, 18] if pilot else [18, 30, 17, 16, 7, 12] if active else [8, 12, 16, 28, 20, 16]
    stage = luck.choices([S.PROPOSED, S.TESTING, S.ADAPTED, S.ADOPTED, S.ROUTINE, S.ABANDONED], weights)[0]
    return S.ADAPTED if stage == S.ABANDONED and not text.dropped else stage


def _idea(rows: Rows, calendar: Calendar, places: Places, people: People, luck: Random, ward: str, text: IdeaText) -> Change:
    team, today = places.teams[ward], calendar.today
    starts, ends = places.coached[ward]
    named = ward in NAMED and text is NAMED[ward]
    stage = _stage(luck, places, ward, text)
    added = starts + timedelta(days=3 if named else luck.choice([2, 5, 9, 16, 30, 47, 75, 110]))
    added = min(added, ends - timedelta(days=40))
    path = PATHS[stage]
    # An idea rests a while in each stage; a team that is coached still moved some of them lately.
    latest = max(added, min(ends, today) - timedelta(days=luck.choice([2, 4, 8, 12, 20, 28, 45, 70])))
    span = (latest - added).days
    days = [added]
    for i in range(1, len(path)):
        share = i / (len(path) - 1) if len(path) > 2 else luck.uniform(0.15, 0.4)
        days.append(
            added + timedelta(days=max(i, round(span * (share if i == len(path) - 1 else share * luck.uniform(0.4, 0.8)))))
        )
    days = [calendar.workday(min(day, today)) for day in days]
    added = days[0]
    staff = [
        member.person
        for member in people.in_role(ward, "team_member", "ward_manager")
        if member.is_in(days[-1]) and not member.never_comes
    ]
    owner = (
        people.accounts["team.member"] if named and ward == "Shelley" else luck.choice(staff or [people.manager(ward, days[-1])])
    )
    ended = stage in (S.ADOPTED, S.ROUTINE, S.ABANDONED)
    row = rows.add(
        ChangeIdea(
            id=key("idea", ward, text.key),
            team=team,
            title=text.title,
            who_for=text.who_for,
            inequity=text.inequity,
            how_known=text.how_known,
            aim=text.aim,
            themes=[str(theme) for theme in text.themes],
            stage=stage,
            moved_on=days[-1],
            checked_on=max(days[-1], today - timedelta(days=luck.choice([6, 19, 33, 52, 88, 140])))
            if stage == S.ROUTINE
            else None,
            owner=owner,
            patients_involved=luck.choice([0, 1, 2, 2, 3, 4, 6, 8]),
            carers_involved=luck.choice([0, 0, 0, 1, 2, 3]),
            unexpected=text.unexpected if ended else "",
            added_on=added,
            what_was_learnt=text.dropped if stage == S.ABANDONED else text.learnt if ended else "",
        )
    )
    before = ""
    for step, day in zip(path, days, strict=True):
        mover = people.manager(ward, day) if luck.random() < 0.5 else owner
        first = "From the improvement workshop" if (day - starts).days < 12 else ""
        reason = luck.choice(REASONS[S(step)]) if before else first
        rows.add(
            StageMove(
                id=key("move", ward, text.key, step),
                team=team,
                idea=row,
                stage_before=before,
                stage=step,
                on=day,
                reason=reason,
                moved_by=mover,
            )
        )
        before = step
    _cycles(rows, luck, row, text, ward, path, days, ended)
    if len(days) > 1:
        _ratings(rows, luck, row, ward, text.key, days, named)
    return Change(row, text, ward, days[1] if len(days) > 1 else None)


def _cycles(
    rows: Rows, luck: Random, row: ChangeIdea, text: IdeaText, ward: str, path: list[str], days: list[date], ended: bool
) -> None:
    if len(path) < 2:
        return
    wanted = len(text.cycles) if ended or path[-1] == S.ADAPTED else luck.choice([1, 1, 2])
    first, last = days[1], days[-1] if len(days) > 2 else row.moved_on + timedelta(days=35)
    length = max(5, (last - first).days // wanted)
    for number, cycle in enumerate(text.cycles[:wanted], 1):
        begins = first + timedelta(days=length * (number - 1))
        is_last = number == wanted
        going_on = is_last and path[-1] == S.TESTING
        act = "" if going_on else TestingCycle.Act.ADAPT
        if is_last and path[-1] in (S.ADOPTED, S.ROUTINE):
            act = TestingCycle.Act.ADOPT
        if is_last and path[-1] == S.ABANDONED:
            act = TestingCycle.Act.ABANDON
        rows.add(
            TestingCycle(
                id=key("cycle", ward, text.key, number),
                team=row.team,
                idea=row,
                number=number,
                plan=cycle.plan,
                prediction=cycle.prediction,
                did="" if going_on else cycle.did,
                studied="" if going_on else text.dropped if act == TestingCycle.Act.ABANDON else cycle.studied,
                act=act,
                started_on=min(begins, row.moved_on),
                ended_on=None if going_on else min(begins + timedelta(days=length - 1), last),
            )
        )


def _ratings(rows: Rows, luck: Random, row: ChangeIdea, ward: str, name: str, days: list[date], named: bool) -> None:
    """Staff rate themselves a step or two higher than those they work with, as a rule; in the end they come closer."""
    staff = 6 if named else luck.choice([3, 4, 4, 5, 5, 6])
    theirs = max(1, staff - luck.choice([0, 1, 1, 2]))
    rated = [days[1]] if len(days) == 2 else [days[1], days[-1]]
    for number, on in enumerate(rated):
        for rater, step in (("staff", staff), ("practitioners", theirs)):
            if rater == "staff" or luck.random() < 0.75:
                rows.add(
                    CoproductionRating(
                        id=key("rating", ward, name, rater, number),
                        team=row.team,
                        idea=row,
                        rater=rater,
                        step=min(7, step),
                        on=on,
                    )
                )
        staff, theirs = staff + luck.choice([0, 0, 1]), theirs + luck.choice([0, 1, 1, 2])


def _just_done(rows: Rows, calendar: Calendar, places: Places, people: People, luck: Random, ward: str) -> None:
    if luck.random() > 0.45:
        return
    starts, ends = places.coached[ward]
    on = starts + timedelta(days=luck.randrange(10, max(11, (min(ends, calendar.today) - starts).days)))
    title = luck.choice(JUST_DONE)
    person = people.manager(ward, on)
    row = rows.add(
        ChangeIdea(
            id=key("idea", ward, "just done"),
            team=places.teams[ward],
            title=title,
            who_for="Everybody on the ward",
            stage=S.ADOPTED,
            moved_on=on,
            just_done_on=on,
            owner=person,
            added_on=on,
            patients_involved=luck.choice([0, 1, 2]),
        )
    )
    rows.add(
        StageMove(
            id=key("move", ward, "just done"),
            team=row.team,
            idea=row,
            stage=S.ADOPTED,
            on=on,
            reason="Just done",
            moved_by=person,
        )
    )


def _progress(rows: Rows, calendar: Calendar, places: Places, people: People, luck: Random, ward: str) -> None:
    """The coach's score every five or six weeks, rising by halves; a few have not been looked at for a while."""
    starts, ends = places.coached[ward]
    coach, team = people.coaches[ward][0], places.teams[ward]
    stale = ward == "Byron" or luck.random() < 0.2
    last = min(ends, calendar.today) - timedelta(days=70 if stale else luck.randrange(3, 30))
    score, on, number = Decimal("0.5"), starts + timedelta(days=1), 0
    top = Decimal(
        luck.choice(
            ["3.0", "3.5", "4.0", "4.0", "4.5"]
            if team.phase_id == places.pilot.pk
            else ["2.0", "2.5", "3.0", "3.0", "3.5", "4.0"]
        )
    )
    while on <= last:
        rows.add(ProgressScore(id=key("progress", ward, number), team=team, score=score, on=on, set_by=coach))
        score = min(top, score + luck.choice([Decimal("0.0"), Decimal("0.5"), Decimal("0.5"), Decimal("0.5")]))
        number, on = number + 1, on + timedelta(days=luck.randrange(33, 44))


def _library(rows: Rows, calendar: Calendar, places: Places, changes: list[Change]) -> None:
    """Copies of what worked, owned by the programme; and ideas that sister wards took up from them."""
    shared: dict[str, LibraryEntry] = {}
    wanted = set(ADOPTED.values())
    finished = [change for change in changes if change.row.stage in (S.ADOPTED, S.ROUTINE)]
    finished.sort(key=lambda change: (places.teams[change.ward].phase_id != places.pilot.pk, str(change.row.pk)))
    for change in finished:
        name = change.text.key
        is_named = change.ward in NAMED and change.text is NAMED[change.ward]
        if name in shared or not (is_named or name in wanted or len(shared) < 22) or ADOPTED.get(change.ward) == name:
            continue
        place = places.wards[change.ward]
        shared[name] = rows.add(
            LibraryEntry(
                id=key("library", name),
                programme=places.programme,
                idea=change.row,
                title=change.text.title,
                ward_name=change.ward,
                service_type=place.service_type,
                who_for=change.text.who_for,
                summary=f"{change.text.inequity} {change.text.aim}",
                what_was_learnt=change.text.learnt,
                themes=change.row.themes,
                shared_on=calendar.past(change.row.moved_on + timedelta(days=14)),
            )
        )
    for change in changes:
        entry = shared.get(change.text.key)
        if entry and ADOPTED.get(change.ward) == change.text.key and entry.shared_on <= change.row.moved_on:
            change.row.adopted_from = entry
            if change.row.added_on < entry.shared_on:
                change.row.adopted_from = None
