"""What the wards count over time: charts that show a change, charts that show none, and a few that got worse."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from ideas.models import Annotation, ChangeIdea, Measure, MeasurePoint, Rebase
from qiprogramme.demo.people import People
from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Calendar, Rows, chance, key
from qiprogramme.demo.words.ideas import BALANCING, DOWN, MONTH, NAMED, UP, WEEK, Counted
from wards.models import Team

STEP = {"week": 7, "fortnight": 14, "month": 30}

#: Measures of a ward as a whole, of which the team keeps an eye.
WARD_MEASURES = [
    Counted("Restraints on the ward", "All uses of restraint in the month, as reported.", 7, 6.2, unit="a month",
        kind=BALANCING, better=DOWN, every=MONTH, spread=0.3),
    Counted("Community meetings held", "Meetings held of meetings planned.", 0.72, 0.90, of=8, kind=BALANCING, better=UP,
        every=MONTH),
    Counted("Complaints about dignity and respect", "All complaints of the month under this heading.", 5, 4.6, unit="a month",
        better=DOWN, every=MONTH, spread=0.35),
    Counted("Staff hours spent on forms", "Estimate of the nurse in charge, same question each Friday.", 21, 22,
        unit="hours a week", kind=BALANCING, better=DOWN, every=WEEK, spread=0.15),
    Counted("Bank and agency shifts", "Shifts of the week not filled by ward staff.", 14, 13, unit="shifts a week",
        kind=BALANCING, better=DOWN, every=WEEK, spread=0.2),
]  # fmt: skip

NOTES = [
    "Half-term week",
    "Ward full",
    "Two staff away",
    "New patients asked to help count",
    "Counted by the night nurse in charge",
    "Infection on the ward",
]


def build(rows: Rows, calendar: Calendar, places: Places, people: People, change: Any) -> None:
    """The measure of one change idea, where it has one yet."""
    if change.text.measure is None or change.tested_on is None:
        return
    luck = chance(f"measure of {change.text.key} on {change.ward}")
    named = change.ward in NAMED and change.text is NAMED[change.ward]
    stage = change.row.stage
    if not named and luck.random() > 0.62:
        return
    if named or stage in (ChangeIdea.Stage.ADOPTED, ChangeIdea.Stage.ROUTINE):
        effect = 1.0 if named else luck.choice([1.0, 1.0, 0.9, 0.8, 0.15])
    elif stage == ChangeIdea.Stage.ABANDONED:
        effect = luck.choice([0.0, 0.0, -0.3])
    else:
        effect = luck.choice([0.9, 0.6, 0.3, 0.0, 0.0, -0.4])
    _measure(
        rows,
        calendar,
        places,
        people,
        luck,
        change.ward,
        change.row,
        change.text.measure,
        change.tested_on,
        effect,
        change.text.key,
    )


def of_the_ward(rows: Rows, calendar: Calendar, places: Places, people: People) -> None:
    for ward in places.teams:
        luck = chance(f"ward measure of {ward}")
        if luck.random() < 0.45:
            counted = luck.choice(WARD_MEASURES)
            begins = places.coached[ward][0] + timedelta(days=60)
            _measure(
                rows, calendar, places, people, luck, ward, None, counted, begins, luck.choice([0.6, 0.0, 0.0, -0.5]), "ward"
            )


def _measure(
    rows: Rows,
    calendar: Calendar,
    places: Places,
    people: People,
    luck: Random,
    ward: str,
    idea: ChangeIdea | None,
    counted: Counted,
    changed_on: date,
    effect: float,
    name: str,
) -> None:
    team = places.teams[ward]
    starts, ends = places.coached[ward]
    scale = 100 if counted.of else 1
    measure = rows.add(
        Measure(
            id=key("measure", ward, name),
            team=team,
            idea=idea,
            name=counted.name,
            kind=counted.kind,
            unit=counted.unit,
            is_ratio=bool(counted.of),
            better=counted.better,
            every=counted.every,
            definition=counted.definition,
            target=Decimal(str(round(counted.after * scale))) if luck.random() < 0.5 else None,
            preset=Measure.Preset.SIX if luck.random() < 0.1 else Measure.Preset.SEVEN,
        )
    )
    step = STEP[str(counted.every)]
    # Some weeks before the change as a baseline; a completed team goes on counting for a while.
    first = max(starts - timedelta(days=step * 8 if step < 30 else 150), calendar.first(1))
    last = (
        calendar.today - timedelta(days=luck.randrange(1, 6))
        if team.state == Team.State.ACTIVE
        else calendar.past(ends + timedelta(days=50))
    )
    days = []
    day = first
    while day <= last:
        days.append(day)
        day += timedelta(days=step)
    recorder = people.manager(ward, last)
    two = bool(counted.of) and luck.random() < 0.3
    for series in (1, 2) if two else (1,):
        for day in days:
            if luck.random() < 0.04:
                continue
            # A change takes a few weeks to be felt; the people it was not made for had it better from the start.
            felt = min(1.0, max(0.0, (day - changed_on).days / 28)) * effect
            level = counted.before + (counted.after - counted.before) * (felt if series == 1 else 0.75 + 0.15 * felt)
            value, k, n = _value(luck, counted, level)
            note = luck.choice(NOTES) if series == 1 and luck.random() < 0.05 else ""
            rows.add(
                MeasurePoint(
                    id=key("point", ward, name, series, (day - first).days),
                    team_id=team.pk,
                    measure_id=measure.pk,
                    series=series,
                    at=day,
                    value=value,
                    numerator=k,
                    denominator=n,
                    note=note,
                    entered_by_id=recorder.pk,
                )
            )
    if idea is not None and days[0] < changed_on < days[-1]:
        rows.add(
            Annotation(
                id=key("annotation", ward, name),
                team=team,
                measure=measure,
                at=changed_on,
                text=f"First test: {idea.title[0].lower()}{idea.title[1:]}",
            )
        )
        if luck.random() < 0.3:
            rows.add(
                Annotation(
                    id=key("annotation", ward, name, 2),
                    team=team,
                    measure=measure,
                    at=changed_on + timedelta(days=40),
                    text=luck.choice(
                        [
                            "Night staff joined",
                            "New form, shorter",
                            "Taught in the handover",
                            "The whole ward instead of one corridor",
                        ]
                    ),
                )
            )
    after = [day for day in days if day >= changed_on + timedelta(days=28)]
    if effect >= 0.8 and len(after) >= 12 and luck.random() < 0.35:
        rows.add(
            Rebase(
                id=key("rebase", ward, name),
                team=team,
                measure=measure,
                at=after[0],
                reason="The new way is the usual way now: eight weeks above the old mean, and we know why",
                decided_by=recorder,
                decided_on=calendar.past(after[8]),
            )
        )


def _value(luck: Random, counted: Counted, level: float) -> tuple[Decimal, int | None, int | None]:
    if not counted.of:
        value = max(0.0, luck.gauss(level, counted.before * counted.spread * 0.6))
        return (
            Decimal(str(round(value, 0 if counted.unit.startswith(("a month", "times", "families", "shifts")) else 1))),
            None,
            None,
        )
    n = max(4, round(luck.gauss(counted.of, counted.of * 0.12)))
    k = min(n, max(0, round(luck.gauss(n * level, max(0.4, n * counted.spread * 0.5)))))
    return round(Decimal(100 * k) / n, 3), k, n
