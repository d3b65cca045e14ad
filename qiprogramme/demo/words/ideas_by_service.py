"""Change ideas in words: those that fit one kind of ward."""

from ideas.models import Theme
from qiprogramme.demo.words.ideas import DOWN, FORTNIGHT, MONTH, PROCESS, Counted, Cycle, IdeaText

BY_SERVICE: list[IdeaText] = [
    IdeaText(
        "hearing and sight", "Glasses, hearing aids and dentures that do not get lost", "Older people, who are taken for confused when they cannot hear",
        "Hearing aids are in a drawer at home. The person is spoken to louder and slower.",
        "A check of one morning: 4 of 11 who need a hearing aid were wearing one.", "Nine of ten have what they need to see, hear and eat at breakfast.",
        (Theme.AGE, Theme.SENSORY, Theme.PHYSICAL),
        (
            Cycle("A box with a name at each bedside, checked at breakfast.", "Six of ten.", "Two weeks.", "Seven of ten, and two sets of batteries found to be dead."),
            Cycle("Ask the family on the first day to bring them.", "Half will.", "Six of nine did.", "A text message works better than a leaflet."),
        ),
        Counted("People with their hearing aid, glasses and dentures at breakfast", "Spot check of everybody who needs one of the three.", 0.42, 0.85, of=12, kind=PROCESS),
        "A box with a name and one check a day.", "Fewer notes of “confused”.",
        "", ("dementia", "older_adult")),
    IdeaText(
        "life story", "This is me: life stories by the bed", "People with dementia whose language or faith is not the ward's",
        "Care follows the ward's habits. A man was given ham for a month because nobody knew.", "Life story notes were there for 5 of 19 people, and for none whose first language is not English.",
        "A life story within two weeks for everybody, with faith, food, language and music.", (Theme.CULTURE, Theme.LANGUAGE, Theme.AGE),
        (
            Cycle("A family member records ten minutes on a phone; the ward types half a page.", "Families will love it.", "Five families.", "They do, and it takes an hour to type."),
            Cycle("Volunteers who speak the language help.", "Three volunteers.", "Four came.", "One song in the mother tongue did more than the page."),
        ),
        Counted("People with a life story by the bed", "Everybody who has been here for two weeks.", 0.26, 0.74, of=15, kind=PROCESS, every=FORTNIGHT),
        "Ten minutes on the phone, half a page, one song.", "Staff told us about their own grandparents.", "", ("dementia", "older_adult")),
    IdeaText(
        "school", "School comes first in the week's plan", "Young people from families who move, or who have been out of school",
        "Young people who were in school before keep it; the others wait weeks for a place.", "Time to the first lesson was 6 days for some and 24 for others.",
        "Everybody has a first lesson within a week.", (Theme.RACE, Theme.OTHER),
        (
            Cycle("The teacher meets each new young person on the second day.", "Half will talk.", "Seven met.", "All talked, two about music."),
            Cycle("A lesson on the ward when there is no school to ring.", "Two lessons a week.", "Done for four weeks.", "It keeps the morning in shape."),
        ),
        Counted("Days until the first lesson", "Mean of the month's admissions.", 16, 6.5, unit="days", better=DOWN, every=MONTH, spread=0.2),
        "Do not wait for papers: start with a lesson.", "", "", ("children",)),
    IdeaText(
        "mums", "Family food and visits for mothers from abroad", "Mothers whose own mothers are far away",
        "In many families forty days of rest and certain foods follow a birth. The ward plans as if nobody needed it.",
        "Told by mothers in the group, and by the midwife.", "Each mother's own customs after birth are asked about and planned for.", (Theme.CULTURE, Theme.RELIGION, Theme.SEX),
        (
            Cycle("Ask each mother what the first weeks look like in her family.", "Half will name something.", "Six of seven did.", "Food first, then visits."),
            Cycle("A video call each day at a time that suits the family abroad.", "Three will use it.", "Five use it.", "Early morning is best. Night staff help."),
        ),
        Counted("Mothers with their family's customs in the plan", "All mothers on the unit that fortnight.", 0.20, 0.80, of=6, kind=PROCESS, every=FORTNIGHT),
        "Ask about the first weeks in her family.", "", "", ("perinatal",)),
    IdeaText(
        "meal support", "Meal plans that know other kitchens", "People with an eating disorder from South Asian, African and Caribbean families",
        "Meal plans list sandwiches and pasta. Recovery then means giving up the family's table.", "Dietitian's review of 16 plans: 2 named a dish from the person's own kitchen.",
        "Each plan names five dishes of the person's own.", (Theme.CULTURE, Theme.RACE),
        (
            Cycle("The person brings three recipes; the dietitian works out portions.", "It will take long.", "Three people.", "An hour each, and the joy was real."),
            Cycle("A shared folder of worked-out dishes.", "Twenty dishes.", "Thirty-four.", "Patients add to it."),
        ),
        Counted("Meal plans that name the person's own dishes", "All plans of the month.", 0.15, 0.80, of=8, kind=PROCESS, every=MONTH),
        "Recovery at one's own table.", "Fasting came up and was planned for with the imam and the dietitian.", "", ("eating_disorder",)),
    IdeaText(
        "parents by phone", "Parents who cannot come are in the meeting too", "Young people whose parents work nights, live far away or need an interpreter",
        "Decisions are made with parents who can sit in a room at eleven in the morning.", "In one month 6 of 15 families had taken part in the weekly meeting.",
        "Nine of ten families take part in the weekly meeting in some way.", (Theme.LANGUAGE, Theme.CULTURE),
        (
            Cycle("Offer video or a call, with an interpreter, at two times.", "Four more families.", "Two weeks.", "Five more families. Eight in the morning is what most wanted."),
            Cycle("The young person says beforehand what their parents should hear.", "It will calm the meeting.", "Six meetings.", "It did in five."),
        ),
        Counted("Families in the weekly meeting", "In the room, by video or by phone.", 0.42, 0.85, of=14), "Two times, and the young person goes first.", "", "", ("children",)),
    IdeaText(
        "young advisers", "Former young patients help to choose staff", "Young people, who are looked after by staff whom they did not choose",
        "Interview panels are made of managers. Young people from minority backgrounds say that staff do not look or talk like them.",
        "None of the last twelve appointments had a young person on the panel.", "A young adviser is on every panel.", (Theme.RACE, Theme.AGE),
        (
            Cycle("Two former patients write one question each.", "Their questions will be the best.", "One panel.", "They were. One candidate withdrew, one shone."),
            Cycle("They sit on the panel, paid and prepared.", "It needs half a day of preparation.", "Three panels.", "A day. Worth it, they say, and so do we."),
        ),
        None, "Prepare them well and pay them at once.", "One of them has applied for a job here.", "", ("children", "eating_disorder")),
    IdeaText(
        "talking mats", "Symbols on the table in every decision", "People who use few or no words",
        "Choices are offered in words. Those who do not use words are chosen for.", "A speech and language therapist looked at twenty decisions: symbols were used in two.",
        "Symbols are on the table whenever something is decided with a person who uses few words.", (Theme.LEARNING_DISABILITY, Theme.COMMUNICATION, Theme.AUTISM),
        (
            Cycle("One mat for food, one for going out, with three people.", "Food is easy, going out is hard.", "Nine talks.", "The other way round. One man showed that he hates the minibus."),
            Cycle("All staff on one shift learn it in twenty minutes.", "Half will use it.", "Two weeks.", "Seven of eleven did, the night shift first."),
        ),
        Counted("Decisions in which symbols were used", "Decisions noted in the daily record for people who use few words.", 0.12, 0.72, of=11, kind=PROCESS),
        "Begin with what people cannot say today.", "A family bought the same mat for home.", "", ("lda", "secure_lda")),
    IdeaText(
        "health checks", "Health checks that people can prepare for", "People with a learning disability, who die too early of things that can be treated",
        "The yearly health check is offered and declined. Nobody has shown what happens in it.", "4 of 13 people had had one in the last year.",
        "Nine of ten have had a health check that they were prepared for.", (Theme.LEARNING_DISABILITY, Theme.PHYSICAL),
        (
            Cycle("A box with a blood pressure cuff and photos of the room, to touch and look at before.", "Two more will come.", "Five people.", "Four came. The cuff on a teddy did it for one of them."),
            Cycle("The practice nurse visits the ward first.", "They will know her face.", "Two visits.", "Three more came to her room."),
        ),
        Counted("People with a health check in the last year", "Everybody who has been here for three months.", 0.31, 0.86, of=13, every=MONTH, spread=0.06),
        "Touch first, then ask.", "Two treatable things were found.", "", ("lda", "secure_lda", "rehabilitation")),
    IdeaText(
        "seclusion review", "Who is secluded, for how long, and what would have helped", "Black men, who are secluded more often and for longer",
        "Seclusion is reviewed case by case. Nobody looks at all cases together.", "A year of cases, in groups large enough: Black men's seclusions lasted a third longer.",
        "The difference in length is gone, and there are fewer altogether.", (Theme.RACE, Theme.RACISM),
        (
            Cycle("A monthly look at all cases, with a patient and an advocate in the room.", "It will be hard.", "Two meetings.", "It was. Three of nine could have ended hours earlier, for want of a second doctor."),
            Cycle("Ask the person each hour: what would help you come out?", "Food, phone and a cigarette.", "Six cases.", "Water, a phone call, and knowing what comes next."),
        ),
        Counted("Hours in seclusion, mean of the month", "All seclusions that ended in the month.", 19, 11.5, unit="hours", better=DOWN, every=MONTH, spread=0.2),
        "Look at all cases together, with a patient in the room.", "Staff asked for a second quiet room.",
        "With two cases in four months there was nothing to learn from a chart. We look at each case with the advocate instead.", ("picu", "secure")),
    IdeaText(
        "gym and garden", "Garden and gym for those who are never taken", "Women and older patients on mixed units",
        "Escorts go to those who ask loudest.", "In a fortnight eight people went out daily and seven not once.", "Nobody goes a week without having been out, unless they want it so.", (Theme.SEX, Theme.AGE),
        (
            Cycle("A board with magnets: who has been out today?", "The seven will be five.", "Two weeks.", "Four. It is visible now and that alone helps."),
            Cycle("One escort each afternoon for those with an empty row.", "It needs no more staff.", "Three weeks.", "True, apart from Sundays."),
        ),
        Counted("People who were outside on at least four days of the week", "Everybody with leave or garden access.", 0.45, 0.80, of=14), "A board on the wall does half of the work.", "",
        "Escorts were needed elsewhere for two months. The board went up again last week.", ("secure", "picu", "rehabilitation")),
    IdeaText(
        "cook", "Cooking what one will cook at home", "People who go home to a kitchen of another tradition",
        "Cooking groups make pasta bake. It is nobody's home cooking.", "Asked: of 11 people, one had ever cooked a dish of their own on the ward.", "Everybody has cooked a dish of their own before going home.", (Theme.CULTURE,),
        (
            Cycle("Each chooses a dish; the ward buys the spices.", "Too expensive.", "Four dishes.", "Cheaper than the ready meals."),
            Cycle("They teach it to two others.", "Fun.", "Five weeks.", "It is the best attended hour of the week."),
        ),
        Counted("People who have cooked a dish of their own", "Everybody due to go home within three months.", 0.11, 0.78, of=10, every=MONTH, spread=0.1), "Buy the spices.", "", "", ("rehabilitation", "eating_disorder")),
    IdeaText(
        "home language", "Staff who share a language wear it on their badge", "People with dementia who have lost their second language",
        "English goes first. People fall silent and are taken to be more ill than they are.", "Three of nineteen had not had a talk in their own language for a month; four staff speak it.",
        "Everybody has ten minutes a day in their own language.", (Theme.LANGUAGE, Theme.AGE),
        (
            Cycle("Badges with the languages one speaks.", "Six languages.", "One week.", "Eleven languages. Nobody had known."),
            Cycle("Ten minutes on the rota in the afternoon.", "Two people will eat better.", "Three weeks.", "One did. All three smiled more; we did not count that."),
        ),
        Counted("People with a talk in their own language that day", "Of those whose first language is not English, each Wednesday.", 0.2, 0.85, of=5), "Eleven languages were on the ward already.", "A cleaner is the best interpreter we have, and is paid for it now.", "", ("dementia", "older_adult")),
    IdeaText(
        "pain", "Pain seen without words", "People with dementia who cannot say that they hurt",
        "Restless people get a sedative where others get a painkiller.", "We looked at twelve restless evenings: pain had been looked for in four.", "Pain is looked for first, each time.", (Theme.AGE, Theme.COMMUNICATION, Theme.RACE),
        (
            Cycle("A pain card with faces and signs, for all skin tones, at the handover.", "Used in half.", "Two weeks.", "Six of ten. Night staff more than day staff."),
            Cycle("Two hours after a painkiller somebody looks again.", "It will be forgotten.", "Three weeks.", "It was, until it stood on the chart."),
        ),
        Counted("Restless evenings on which pain was looked for first", "All evenings on which a sedative was thought of.", 0.35, 0.84, of=9, kind=PROCESS), "Look again after two hours.", "", "", ("dementia", "older_adult")),
    IdeaText(
        "dads", "Fathers and partners are part of it", "Partners of all kinds, who are sent home at eight",
        "The unit is built for mother and baby. Partners from some families stay away because nobody has asked them in.", "Two of nine partners had met the named nurse.", "Every partner has been asked in and knows a name.", (Theme.CULTURE, Theme.LGBTQ, Theme.SEX),
        (
            Cycle("A call on the second day, with an interpreter if need be.", "They will be glad.", "Five calls.", "Four were, one was afraid of bad news; we now say at once that it is none."),
            Cycle("A late hour on Thursdays.", "Three come.", "Four Thursdays.", "Five come."),
        ),
        Counted("Partners who have met the named nurse", "All partners whom the mother wants involved.", 0.25, 0.85, of=7, kind=PROCESS, every=MONTH), "Say at once that it is no bad news.", "", "", ("perinatal",)),
    IdeaText(
        "faith and fasting", "Fasts, feasts and recovery", "People of faith with an eating disorder",
        "Fasting is forbidden or ignored. People are left alone with guilt.", "Three patients raised it in one year; there was no plan for any of them.", "Each person for whom a fast matters has a plan made with somebody of their faith.", (Theme.RELIGION,),
        (
            Cycle("A talk with the dietitian and the chaplain or imam four weeks before.", "It will need two talks.", "Two people.", "Three talks each. Both kept to the plan."),
            Cycle("A page on fasts and feasts for the year, checked by people of each faith.", "Seven faiths.", "One month.", "Nine. It hangs in the kitchen."),
        ),
        None, "Four weeks before, not on the day.", "", "", ("eating_disorder", "adult_acute")),
]  # fmt: skip
