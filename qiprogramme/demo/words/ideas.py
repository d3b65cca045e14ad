"""Change ideas in words: the six that the programme names, with the measure of each."""

from dataclasses import dataclass

from ideas.models import Measure, Theme

OUTCOME, PROCESS, BALANCING = Measure.Kind.OUTCOME, Measure.Kind.PROCESS, Measure.Kind.BALANCING
UP, DOWN = Measure.Better.INCREASE, Measure.Better.DECREASE
WEEK, FORTNIGHT, MONTH = Measure.Every.WEEK, Measure.Every.FORTNIGHT, Measure.Every.MONTH


@dataclass(frozen=True)
class Cycle:
    plan: str
    prediction: str
    did: str
    studied: str


@dataclass(frozen=True)
class Counted:
    """A measure: its level before and where a change that works would take it. of: so many of about how many
    (0: a plain value)."""

    name: str
    definition: str
    before: float
    after: float
    of: int = 0
    unit: str = "per cent"
    kind: str = OUTCOME
    better: str = UP
    every: str = WEEK
    spread: float = 0.15


@dataclass(frozen=True)
class IdeaText:
    """An idea in words. services: service types that it fits, empty for all. learnt: what an end of it taught."""

    key: str
    title: str
    who_for: str
    inequity: str
    how_known: str
    aim: str
    themes: tuple[str, ...]
    cycles: tuple[Cycle, ...]
    measure: Counted | None = None
    learnt: str = ""
    unexpected: str = ""
    dropped: str = ""
    services: tuple[str, ...] = ()


NAMED: dict[str, IdeaText] = {
    "Shelley": IdeaText(
        "care plan", "A care plan people can read, with a monthly goals page",
        "Patients with a learning disability, autistic patients and those who read little English",
        "The care plan runs to eleven pages of professional language. Those who read it easily use it in meetings; the others hear about it afterwards.",
        "We asked 25 patients in the first week: 9 could name one goal in their plan. Nobody with an easy read need could.",
        "By the end of coaching, nine of ten patients know what is in their care plan and can name a goal of their own.",
        (Theme.COMMUNICATION, Theme.LEARNING_DISABILITY, Theme.AUTISM),
        (
            Cycle("Two patients and an occupational therapist rewrite the plan on two pages with headings in their own words. Three patients try it for a week.",
                  "All three will want the pictures; none will read the second page.",
                  "Three patients used it. Two asked for it in the ward round; one took it to a phone call with her sister.",
                  "We were wrong about the second page: it was the goals on it that they read. We moved the goals to the front."),
            Cycle("Add a monthly goals page that the patient fills in with their named nurse, in words, drawings or stickers. One corridor, four weeks.",
                  "Half the pages will be filled in by the end of the month.",
                  "11 of 14 were filled in. Night staff helped with four of them.",
                  "Evenings are the best time: people have time and are less watched. Named nurses on leave need a second person."),
            Cycle("Use both for everybody on the ward. Look at ten plans a week: does the care given match what is written?",
                  "Eight of ten will match; the missing ones will be about leave.",
                  "Used with all 25 patients for six weeks.",
                  "21 of 25 matched at the end. Where they did not, the plan had been changed in the ward round and nobody had told the page."),
        ),
        Counted("Patients who can name a goal in their care plan", "Each Friday, everybody on the ward who agrees to be asked: can you tell me one goal in your care plan?",
                0.42, 0.86, of=12, kind=OUTCOME),
        learnt="Two pages are enough. The goals belong on the front, in the person's own words, and somebody must own the page after each ward round.",
        unexpected="Good: families ask for a copy. Less good: printing in colour costs more than the ward's budget line.",
    ),
    "Winsford": IdeaText(
        "ward round", "“Before my ward round”: a page to fill in the day before",
        "Autistic patients and patients with a learning disability",
        "In the ward round everybody talks at once about a person who needs time and quiet to answer. Decisions are made before the answer comes.",
        "A lived experience colleague timed three ward rounds: patients spoke for four minutes of twenty-five.",
        "Every patient who wants to can say before and in the ward round what matters to them, and sees what was decided.",
        (Theme.AUTISM, Theme.LEARNING_DISABILITY, Theme.COMMUNICATION),
        (
            Cycle("Write one page with three questions and symbols: what went well, what I want to ask, who I want there. Two patients fill it in with the speech and language therapist.",
                  "It will take ten minutes and the doctor will look at it once.",
                  "It took twenty-five minutes each. The consultant read both aloud at the start.",
                  "Reading aloud changed the meeting: the patient's page set the order. Ten minutes are not enough, and that is fine."),
            Cycle("The page goes to everybody the day before. The ward round begins with it. What was decided is written at the bottom in the meeting.",
                  "Three of four pages will be ready in time.",
                  "9 of 12 were ready; the others were done in the morning.",
                  "The day before works when the activity coordinator asks. One patient prefers to record a message, so we do that."),
        ),
        Counted("Ward rounds that begin with the patient's own page", "All ward rounds of the week in which the page was on the table and read first.", 0.18, 0.88, of=10, kind=PROCESS),
        learnt="It is less about the page than about reading it first.",
        unexpected="Good: ward rounds are shorter. Visitors from elsewhere ask for the template.",
    ),
    "Cubley Court": IdeaText(
        "rights", "Rights under the Mental Health Act that people can follow",
        "People with dementia who are detained, and their families",
        "Rights are read out once from a form that lawyers wrote. Many people on the ward can follow a short, calm version and are not given one.",
        "We listened to six rights conversations: in four the person had stopped listening by the second sentence.",
        "Everybody who is able to engage gets their rights in a form that they find easier, and again when it suits them.",
        (Theme.COMMUNICATION, Theme.AGE, Theme.SENSORY),
        (
            Cycle("A folded card with large print, photos of our own ward and one right a page. Try it with four people, with a family member where they wish.",
                  "People will look at the photos and talk about them.",
                  "Four people tried it. Three talked about the photo of the garden; two then asked about leave.",
                  "The photo of our own door is what made it real. One right a visit is enough."),
            Cycle("Repeat over two weeks with everybody newly detained; the advocate joins for the second visit.",
                  "Half will be able to say one right in their own words.",
                  "18 people were offered it; 7 were too unwell to take part and will be offered it again.",
                  "All 11 who could take part found it more accessible than the form. For the others we look again each week."),
        ),
        Counted("Rights conversations held with the card", "All conversations about rights in the fortnight, whichever form was used.", 0.10, 0.82, of=9, kind=PROCESS, every=FORTNIGHT),
        learnt="Photos of the person's own surroundings, one right at a time, and again next week.",
        unexpected="Good: two families asked for an advocate for the first time.",
    ),
    "Opal": IdeaText(
        "admission", "Admission paperwork that asks about culture, senses and communication",
        "People who come in at night, in distress, with needs that nobody asks about",
        "The admission pack asks 94 questions and none about food, faith, touch, noise or how a person says no.",
        "We read 30 admission packs: cultural, sensory and communication needs were noted in 8.",
        "Within 24 hours of admission, needs of culture, senses and communication are known for nine of ten people.",
        (Theme.CULTURE, Theme.SENSORY, Theme.COMMUNICATION),
        (
            Cycle("One page, “What helps me here”, with pictures, filled in with the person within a day. Weekday admissions only.",
                  "It will be done for half of them; noise will come up most.",
                  "Done for 7 of 10. Food came up more than noise.",
                  "It works when it is offered with a cup of tea, and not in the admission room."),
            Cycle("Nights and weekends too. The page stays on the door of the staff room, with consent.",
                  "Weekends will lag behind.",
                  "13 of 17 within a day; four at the weekend were late.",
                  "Bank staff need it in their first ten minutes. It is now on their welcome card."),
        ),
        Counted("Admissions with cultural, sensory and communication needs known within a day", "All admissions of the fortnight.", 0.27, 0.84, of=10, every=FORTNIGHT),
        learnt="Ask with a cup of tea. Fewer questions, sooner, and written where the shift looks.",
        unexpected="Good: fewer restraints in the first two days, though the numbers are too small to be sure.",
    ),
    "Juniper": IdeaText(
        "discharge", "An accessible care plan with a visual discharge plan",
        "Patients with a learning disability and those with little English",
        "People wait for discharge without knowing what has to happen first. Those who can read the notes know more than those who cannot.",
        "Of 12 people asked, 3 could say what had to happen before they could leave.",
        "Everybody has a discharge plan that they can see on one page and can say what comes next.",
        (Theme.LEARNING_DISABILITY, Theme.COMMUNICATION, Theme.LANGUAGE),
        (
            Cycle("Draw the way home as a path with steps; move a magnet when a step is done. Two patients.",
                  "They will show it to visitors.",
                  "Both showed it to visitors, and one corrected the order of the steps.",
                  "The person keeps the magnet. Staff must not move it without them."),
            Cycle("A printed path for each patient, discussed on Thursdays with the social worker.",
                  "Fewer questions at the office door.",
                  "Used with nine people over five weeks.",
                  "Questions at the door halved on our tally. Housing is the step on which everyone waits."),
        ),
        Counted("Patients who can say what comes next before they go home", "Asked each fortnight of everybody with a discharge plan.", 0.28, 0.76, of=9, every=FORTNIGHT),
        learnt="A path that people move along themselves. And it shows where the system makes them wait.",
    ),
    "Doveridge": IdeaText(
        "pressure wounds", "Training on pressure wounds in darker skin",
        "Patients from ethnically diverse backgrounds who are at risk of pressure wounds",
        "Our teaching pictures show redness on white skin. On brown and black skin the first signs look different and are found later.",
        "We went through two years of wound records in groups large enough to compare: wounds of patients from ethnically diverse backgrounds were a grade worse when found.",
        "Every member of staff can recognise early pressure damage in every skin tone.",
        (Theme.RACE, Theme.PHYSICAL),
        (
            Cycle("A forty-minute session with photographs of many skin tones, warmth and firmness by touch; eight staff; a short test before and after.",
                  "The test score will rise by a third.",
                  "Eight came. Scores went from 5 to 8 of 10 on average.",
                  "Healthcare assistants knew more than we had assumed. They now teach it."),
            Cycle("Every shift, taught by healthcare assistants in the handover, ten minutes on four days.",
                  "Eight of ten staff within a month.",
                  "31 of 38 staff in five weeks.",
                  "Ten minutes in the handover reach night staff; a training room does not."),
        ),
        Counted("Staff trained to recognise pressure damage in all skin tones", "Staff on the rota that month who have had the session.", 0.12, 0.90, of=36, kind=PROCESS, every=MONTH, spread=0.06),
        learnt="Teach it in the handover, by those who wash and turn people. Order the pictures in all skin tones from the start.",
        unexpected="Good: the tissue viability nurse changed the trust's own leaflet.",
    ),
}  # fmt: skip
