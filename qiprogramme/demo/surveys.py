"""What people answered, response by response, before and after, in the pilot and in the wider implementation."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from qiprogramme.demo.places import Places
from qiprogramme.demo.rows import Calendar, Rows, chance, key, split
from qiprogramme.demo.words import questions
from qiprogramme.demo.words.questions import Question
from surveys.models import FreeTextAnswer, Item, Questionnaire, Response, Stale, TeamWave, Wave
from surveys.models.responses import DONT_KNOW, LEFT_BLANK, NOT_APPLICABLE, PREFER_NOT
from wards.models import Phase, Team

#: The wards of the wider implementation whose answers the published percentages are of: two in each region.
ANSWERING = (
    "Shelley", "Byron", "Hawthorn", "Coral", "Kestrel", "Swanage", "Itchen", "Beech", "Milford", "Stretton", "Heron", "Maldon",
    "Winsford", "Bowland",
)  # fmt: skip
#: Of these, the ones that also handed in the second questionnaire.
ANSWERING_BOTH = tuple(ward for ward in ANSWERING if ward not in ("Coral", "Stretton"))
#: Wards with a handful of answers: too few to be shown by themselves.
FEW = ("Keats", "Thorne")
#: Wards that were asked and of which nobody answered.
NOBODY_ANSWERED = ("Larch", "Foxglove", "Dart", "Rochester")
PILOT = ("Fellside", "Brocton", "Opal", "The Orchard", "Sycamore", "Turner", "Harbour", "Elgar", "Cheviot", "Marlowe")
PATIENTS = ("Shelley", "Winsford", "Byron", "Kestrel", "Itchen", "Heron", "Coral", "Bowland", "Hawthorn")

#: Published: item → ((agree or Σ, valid) before, (agree or Σ, valid) after).
PUBLISHED = {
    "inclusive-care": ((87, 150), (130, 150)),
    "involved-in-design": ((52, 125), (93, 125)),
    "qi-tools-confidence": ((650, 100), (780, 100)),
    "inequity-talk-confidence": ((620, 100), (750, 100)),
}


@dataclass
class Round:
    """One wave to be filled: how many answered in each ward."""

    wave: Wave
    questions: list[Question]
    counts: dict[str, int]
    is_after: bool
    days: tuple[date, date]
    published: bool = False


def build(rows: Rows, calendar: Calendar, places: Places) -> None:
    staff = _questionnaire(
        rows, calendar, places, "ward-staff", "Ward staff questionnaire", questions.STAFF_INTRODUCTION, questions.STAFF, 3
    )
    end = _questionnaire(
        rows, calendar, places, "end-of-programme", "End of programme questionnaire", questions.END_INTRODUCTION, questions.END, 3
    )
    patients = _questionnaire(
        rows, calendar, places, "my-care", "My care on this ward", questions.PATIENT_INTRODUCTION, questions.PATIENTS, 18
    )
    today = calendar.today
    few = dict.fromkeys(FEW, 3)
    first, first_after = _counts(157, ANSWERING) | few, _counts(161, ANSWERING) | few
    both, both_after = _counts(131, ANSWERING_BOTH), _counts(134, ANSWERING_BOTH)
    tenth = _counts(114, PILOT)
    before, after = Wave.Timing.BEFORE, Wave.Timing.AFTER
    # (questionnaire, its questions, phase, name, timing, audience, opens, closes, answers)
    plan: list[Any] = [
        (staff, questions.STAFF, places.pilot, "Ward staff, pilot, before", before, "staff", calendar.day(4, 4),
         calendar.day(5, 5), tenth),
        (staff, questions.STAFF, places.pilot, "Ward staff, pilot, after", after, "staff", calendar.day(13, 8),
         calendar.day(14, 12), tenth),
        (end, questions.END, places.pilot, "Start of programme, pilot", before, "staff", calendar.day(4, 4), calendar.day(5, 5),
         tenth),
        (end, questions.END, places.pilot, "End of programme, pilot", after, "staff", calendar.day(13, 8), calendar.day(14, 12),
         tenth),
        (staff, questions.STAFF, places.wider, "Ward staff, wider implementation, before", before, "staff", calendar.day(18, 3),
         calendar.day(19, 6), first),
        (end, questions.END, places.wider, "Start of programme, wider implementation", before, "staff", calendar.day(18, 3),
         calendar.day(19, 6), both),
        (patients, questions.PATIENTS, places.wider, "My care, before", before, "patients", calendar.day(18, 10),
         calendar.day(19, 12), _counts(104, PATIENTS)),
        (staff, questions.STAFF, places.wider, "Ward staff, wider implementation, after", after, "staff", calendar.day(26, 10),
         calendar.end(27), first_after),
        (end, questions.END, places.wider, "End of programme, wider implementation", after, "staff", calendar.day(26, 10),
         calendar.end(27), both_after),
        (patients, questions.PATIENTS, places.wider, "My care, now", after, "patients", calendar.day(26, 14), calendar.end(27),
         _counts(112, PATIENTS)),
    ]  # fmt: skip
    for questionnaire, asked, phase, name, timing, audience, opens, closes, counts in plan:
        wave = rows.add(
            Wave(
                id=key("wave", name),
                programme=places.programme,
                phase=phase,
                questionnaire=questionnaire,
                name=name,
                timing=timing,
                audience=audience,
                opens_on=opens,
                closes_on=closes,
            )
        )
        _invite(rows, places, wave, phase, counts)
        found = Round(
            wave, asked, counts, timing == after, (opens, min(closes, today)), phase is places.wider and audience == "staff"
        )
        _answer(rows, places, found)


def _counts(total: int, wards: tuple[str, ...]) -> dict[str, int]:
    """At least ten answers of each ward, the rest by chance."""
    luck = chance(f"answers of {total} from {len(wards)}")
    extra = split(total - 10 * len(wards), [luck.uniform(0.3, 1) for _ in wards])
    return {ward: 10 + more for ward, more in zip(wards, extra, strict=True)}


def _questionnaire(
    rows: Rows, calendar: Calendar, places: Places, family: str, title: str, introduction: str, asked: list[Question], month: int
) -> Questionnaire:
    questionnaire = rows.add(
        Questionnaire(
            id=key("questionnaire", family),
            programme=places.programme,
            family=family,
            title=title,
            introduction=introduction,
            frozen_on=calendar.day(month, 2),
        )
    )
    for position, question in enumerate(asked, 1):
        rows.add(
            Item(
                id=key("item", family, question.key),
                programme=places.programme,
                questionnaire=questionnaire,
                position=position,
                key=question.key,
                kind=question.kind,
                text=question.text,
                easy_text=question.easy_text,
                picture=question.picture,
                options=list(question.options),
                is_reversed=question.is_reversed,
            )
        )
    return questionnaire


def _invite(rows: Rows, places: Places, wave: Wave, phase: Phase, counts: dict[str, int]) -> None:
    """Each ward team of the phase has its link; a number of people asked only where the link was given out."""
    luck = chance(f"invited to {wave.name}")
    for ward, team in places.teams.items():
        if team.phase_id != phase.pk or (team.state == Team.State.LEFT and wave.timing == Wave.Timing.AFTER):
            continue
        usual = luck.randrange(12, 20) if wave.audience == "patients" else luck.randrange(19, 33)
        asked = ward in counts or ward in NOBODY_ANSWERED
        rows.add(
            TeamWave(
                id=key("team wave", wave.name, ward),
                team=team,
                wave=wave,
                token=key("link", wave.name, ward),
                invited=max(usual, counts.get(ward, 0) + 4) if asked else None,
            )
        )


def _answer(rows: Rows, places: Places, found: Round) -> None:
    luck = chance(f"answers to {found.wave.name}")
    columns = {question.key: _column(luck, question, found) for question in found.questions if question.kind != Item.Kind.TEXT}
    texts = [question for question in found.questions if question.kind == Item.Kind.TEXT]
    first, last = found.days
    for ward, count in found.counts.items():
        team = places.teams[ward]
        for number in range(count):
            answers = [
                LEFT_BLANK if question.kind == Item.Kind.TEXT else columns[question.key][ward][number]
                for question in found.questions
            ]
            rows.add(
                Response(
                    id=key("response", found.wave.name, ward, number),
                    team=team,
                    wave=found.wave,
                    answers=answers,
                    received_on=first + timedelta(days=luck.randrange((last - first).days + 1)),
                    is_easy_read=found.wave.audience == "patients" and luck.random() < 0.8,
                    on_paper=luck.random() < (0.5 if found.wave.audience == "patients" else 0.1),
                )
            )
        rows.add(Stale(team=team, wave=found.wave))
        for question in texts:
            if found.is_after and luck.random() < 0.7:
                said = luck.choice(questions.COMMENTS[str(found.wave.audience)])
                rows.add(
                    FreeTextAnswer(
                        id=key("comment", found.wave.name, ward),
                        team=team,
                        wave=found.wave,
                        item_id=key("item", found.wave.questionnaire.family, question.key),
                        text=said,
                        state=luck.choice([FreeTextAnswer.State.WAITING, FreeTextAnswer.State.SHOWN]),
                    )
                )


def _column(luck: Random, question: Question, found: Round) -> dict[str, list[int]]:
    """Ward → its answers to one question, non-answers among them, in no order that means anything."""
    wards, counts = list(found.counts), list(found.counts.values())
    total = sum(counts)
    if found.published and question.key in PUBLISHED:
        wanted, valid = PUBLISHED[question.key][found.is_after]
    else:
        valid = round(total * luck.uniform(0.92, 0.98))
        level = question.levels[found.is_after] + (0 if found.published else luck.uniform(-0.05, 0.03))
        wanted = round(valid * (level * 10 if question.kind == Item.Kind.CONFIDENCE else level))
    # The wards of a handful stay a handful; the missing answers are spread over the rest.
    blanks = split(total - valid, [0.001 if ward in FEW else count for ward, count in found.counts.items()], counts)
    answered = [count - blank for count, blank in zip(counts, blanks, strict=True)]
    leaning = [chance(f"{question.key} on {ward}").uniform(0.8, 1.2) for ward in wards]
    if question.kind == Item.Kind.CONFIDENCE:
        shares = split(wanted, [n * lean for n, lean in zip(answered, leaning, strict=True)], [n * 9 for n in answered])
        good = [_scores(luck, n, total) for n, total in zip(answered, shares, strict=True)]
    else:
        agreeing = split(wanted, [n * lean for n, lean in zip(answered, leaning, strict=True)], answered)
        good = [_grades(luck, question, n, k) for n, k in zip(answered, agreeing, strict=True)]
    column = {}
    for ward, given, blank in zip(wards, good, blanks, strict=True):
        answers = given + [
            luck.choice([DONT_KNOW, PREFER_NOT, LEFT_BLANK, *[NOT_APPLICABLE] * question.does_not_apply]) for _ in range(blank)
        ]
        luck.shuffle(answers)
        column[ward] = answers
    return column


def _scores(luck: Random, n: int, total: int) -> list[int]:
    """n scores from 0 to 10 that sum to `total` and lie around their mean."""
    if not n:
        return []
    scores = [min(10, max(0, round(luck.gauss(total / n, 1.6)))) for _ in range(n)]
    while (missing := total - sum(scores)) != 0:
        i, step = luck.randrange(n), (1 if missing > 0 else -1)
        if 0 <= scores[i] + step <= 10:
            scores[i] += step
    return scores


def _grades(luck: Random, question: Question, n: int, k: int) -> list[int]:
    """n answers of which k are good ones."""
    good, other = {
        Item.Kind.AGREEMENT: ([4, 4, 4, 5], [3, 3, 2, 2, 1]),
        Item.Kind.FACES: ([3], [2, 2, 1]),
        Item.Kind.YES_NO: ([1], [0]),
        Item.Kind.CHOICE: ([1], list(range(2, len(question.options) + 1))),
    }[Item.Kind(question.kind)]
    if question.is_reversed:
        good, other = [2, 2, 1], [3, 4, 4, 5]
    return [luck.choice(good) for _ in range(k)] + [luck.choice(other) for _ in range(n - k)]
