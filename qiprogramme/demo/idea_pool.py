"""Change ideas in words: the pool from which the other wards' ideas are drawn."""

from ideas.models import Theme
from qiprogramme.demo.idea_texts import BALANCING, DOWN, FORTNIGHT, MONTH, PROCESS, UP, Counted, Cycle, IdeaText

POOL: list[IdeaText] = [
    IdeaText(
        "interpreter booking", "An interpreter at every ward round that needs one", "People whose first language is not English",
        "Ward rounds go ahead with a relative or a phone app in place of an interpreter.",
        "Of 20 ward rounds that needed an interpreter last quarter, 9 had one.",
        "An interpreter is there at nine of ten ward rounds that need one.", (Theme.LANGUAGE,),
        (
            Cycle("Book the interpreter when the ward round is booked, by the same person, on one form.", "Three of four will turn up.",
                  "Booked for six ward rounds; five interpreters came.", "The one who did not come had the old address. The form now carries a map."),
            Cycle("Book a quarter of an hour before and after, for the person's own questions.", "People will use the time after.",
                  "Used at eight of nine.", "It costs little and it is when the real questions come."),
        ),
        Counted("Ward rounds with the interpreter that was needed", "All ward rounds in the fortnight for which an interpreter was needed.", 0.45, 0.84, of=8, kind=PROCESS, every=FORTNIGHT),
        "One person books both. Ask the interpreter to stay a little longer.", "Two regular interpreters now know the ward and its words.",
        "The booking system of the provider could not take a regular slot. We passed the problem on to the sponsor and went on with another idea."),
    IdeaText(
        "faith box", "A quiet room with what each faith needs", "People of faith who cannot go to their place of worship",
        "The room for prayer is used as a store. People pray in the corridor or not at all.",
        "Three patients told the community meeting; the chaplain had said so for a year.",
        "The room is open, clean and equipped for the faiths of the ward, every day.", (Theme.RELIGION, Theme.CULTURE),
        (
            Cycle("Clear the room and put in what patients and chaplains list, for two weeks.", "It will be used once a day.",
                  "Used 23 times in two weeks.", "Also by people of no faith who want quiet. We wrote a sign that says so."),
            Cycle("Patients look after the room with the housekeeper.", "It will stay tidy.", "Four weeks.", "It did, apart from one weekend."),
        ),
        Counted("Times the quiet room was used", "A tally sheet inside the door; nobody writes a name.", 4, 13, unit="times a week", spread=0.3),
        "Ask all faiths and none; a clear rule for who may close the door.", "Fewer arguments about noise in the evening.",
        "The room was needed as a bedroom again. We keep a box on a trolley, which few people use: a place matters more than things."),
    IdeaText(
        "sensory walk", "A sensory walk of the ward every month", "Autistic people, and everybody whom noise and light wear out",
        "The alarm test, the lights and the door that slams are the same for all, and hurt some people far more.",
        "An autistic adviser walked the ward with us and counted 41 things in one hour.",
        "Two of the worst three things are put right each month.", (Theme.SENSORY, Theme.AUTISM),
        (
            Cycle("Walk with an autistic adviser; pick three things; do one this week.", "The door closer will be easy.",
                  "Door closers fitted on four doors.", "It took two days and a screwdriver, after years of complaints."),
            Cycle("Dim the corridor lights after eight.", "People will go to their rooms earlier.", "Done for three weeks.",
                  "People stay longer in the lounge instead. Nobody minds."),
        ),
        Counted("Noise at nine in the evening", "Loudest five minutes in the corridor, measured with the same phone in the same place.", 68, 58, unit="decibels", better=DOWN, spread=0.05),
        "Walk with somebody who feels it. Small repairs first.", "Staff sleep better after late shifts, they say.",
        "Estates could not change the alarm tone in time. We give ear defenders and warn people an hour before, and that is not the same."),
    IdeaText(
        "food", "Food from home, and a menu that says what is in it", "People who eat halal, kosher, vegan, Caribbean or South Asian food",
        "The halal meal is the same on three days. People skip meals or live on what visitors bring.",
        "We counted plates that went back: one in three of the special meals, one in nine of the others.",
        "Special meals go back no more often than any other.", (Theme.CULTURE, Theme.RELIGION),
        (
            Cycle("Patients and the catering lead taste four meals and choose two.", "Fewer plates come back.",
                  "Two meals changed for two weeks.", "Returns fell by half for one; the other was too spicy for the older patients."),
            Cycle("A fridge shelf for food from home, with dates and a simple rule.", "It will be used most on Fridays.",
                  "Used by seven people.", "It needs a lid for each box. Bought."),
        ),
        Counted("Special meals that came back uneaten", "Plates counted at lunch.", 0.34, 0.13, of=14, better=DOWN),
        "Taste it together. The shelf matters as much as the menu.", "The kitchen now asks the ward before it changes a recipe.",
        "The contractor could not change the menu before the spring. The fridge shelf stays."),
    IdeaText(
        "hair and skin", "Hair and skin care for Black patients", "Black patients, and others whose hair and skin need other care",
        "The ward's shampoo and cream do not suit Afro hair and darker skin. People feel unkempt and say that nobody sees it.",
        "Said by patients in the improvement workshop, and nobody on the staff had thought of it.",
        "Everybody gets the products that they need within two days of asking.", (Theme.RACE, Theme.CULTURE),
        (
            Cycle("Patients write the list; the ward buys four products from petty cash.", "They will be gone in a week.",
                  "Gone in four days.", "We had the right list and too few."),
            Cycle("A barber and a braider once a month, chosen by patients.", "Six people will book.", "Nine booked.", "It is the best hour of the month. It also opens talks about other things."),
        ),
        Counted("Days until the products asked for were there", "From the day of asking to the day of having, mean of the fortnight.", 9.5, 2.4, unit="days", better=DOWN, every=FORTNIGHT, spread=0.25),
        "Let patients write the list. Put the products on the ordinary order form, or it ends with the person who bought them.",
        "Patients teach staff, which changes who is the expert.",
        "Petty cash ran out, and the order form does not know the products. Asked of the sponsor."),
    IdeaText(
        "one-page profile", "One page about me, on the first day", "Autistic people and people with a learning disability",
        "What calms or upsets a person is learnt anew by each shift.", "Staff guessed right about a person's triggers in 5 of 14 cases when we asked both.",
        "A one-page profile, written by or with the person, is there within three days of admission.", (Theme.AUTISM, Theme.LEARNING_DISABILITY),
        (
            Cycle("Try the page of a patient's former school with two people.", "They will know it already.", "One did and one did not.", "The headings matter: “a good day, a bad day” works."),
            Cycle("Everybody admitted in March, with the person holding the pen.", "Four of five in three days.", "Eleven of fifteen.", "Those who missed it came in on Fridays."),
        ),
        Counted("Profiles ready within three days", "All admissions of the month who wanted one.", 0.30, 0.78, of=11, kind=PROCESS, every=MONTH),
        "The person holds the pen. Keep it where the shift begins.", "Agency staff say that it is the first thing they read.",
        "It became a form that staff filled in alone. We stopped it and began again with patients."),
    IdeaText(
        "first hour", "A calm first hour", "People brought in by the police, Black men more often than others",
        "The first hour sets the tone: three people at the door, a search, a locked room. It happens to some groups far more than to others.",
        "We looked at a year of admissions in large groups: Black men were met by three or more staff twice as often.",
        "Every person is met by one named member of staff, a drink and an explanation.", (Theme.RACE, Theme.RACISM),
        (
            Cycle("One named welcomer on each shift; the others stay out of sight.", "Staff will feel unsafe at first.",
                  "Tried at nine admissions.", "Nobody was hurt. Two staff felt unsafe and said so; we changed where the second person stands."),
            Cycle("A welcome card that says what happens in the first hour, in eight languages.", "It will be read in half of the cases.",
                  "Given to fourteen people.", "Most kept it. Somebody corrected our Somali."),
        ),
        Counted("Admissions met by one named welcomer", "All admissions of the fortnight.", 0.22, 0.79, of=9, kind=PROCESS, every=FORTNIGHT),
        "One face, one drink, one explanation. Tell the police before they arrive.", "The police liaison asked to have the card too.",
        "We could not keep one welcomer free at night. It stays in use by day only."),
    IdeaText(
        "talking about racism", "Ten minutes on racism in every team meeting", "Staff and patients who meet racism on the ward",
        "Racist words are written up as “agitated behaviour” or not at all. Staff who are hurt go on with the shift.",
        "In our survey seven of twelve had heard racist words in a month; one report had been made.",
        "Everybody knows what to do when it happens, and it is reported.", (Theme.RACISM, Theme.RACE),
        (
            Cycle("Ten minutes in each team meeting with a scene from the ward, led in turn.", "It will be quiet the first time.",
                  "Three meetings.", "It was quiet once and then not. A rule helped: talk about what was said, not about who you are."),
            Cycle("A one-line report that takes a minute, and somebody who rings back.", "Reports will go up before they go down.",
                  "Seven reports in a month.", "Up, as predicted. Each got a call within two days."),
        ),
        Counted("Reports of racist incidents that got a call within two days", "Reports of the month; a rise in reports is expected and is not a worsening.", 0.35, 0.80, of=7, kind=PROCESS, every=MONTH),
        "Small and often. Ring back, always.", "More reports at first: we had predicted it and were glad.",
        "Two facilitators left and nobody felt able to lead. We asked the provider for training first."),
    IdeaText(
        "community meeting", "A community meeting that patients chair", "Patients who are rarely heard",
        "Staff set the agenda; three voices fill the hour.", "We counted who spoke: four of seventeen patients in four meetings.",
        "Half of those present say something, and each decision is on the wall within two days.", (Theme.COMMUNICATION, Theme.CULTURE),
        (
            Cycle("A patient chairs, with a card of five steps.", "It will be shorter.", "Chaired by three people in turn.", "Shorter, and more was decided."),
            Cycle("“You said, we did, we could not because” on the wall.", "The last column will be read most.", "Four weeks.", "It was. Honest answers made the meeting fuller."),
        ),
        Counted("Patients who spoke in the community meeting", "Counted by a patient with a tally sheet, of those who were there.", 0.25, 0.58, of=13),
        "Hand over the chair and say plainly what cannot be done.", "Two former chairs now advise the provider.",
        "Attendance fell when the meeting moved to the morning. We moved it back and closed the test."),
    IdeaText(
        "easy read leave", "Leave forms in easy read", "People with a learning disability and those who read little",
        "Leave is written as conditions in legal words. People break a condition that they have not understood.",
        "Four of six late returns last quarter were about a time that the person had not known.",
        "Everybody on leave can say when to be back and whom to ring.", (Theme.LEARNING_DISABILITY, Theme.COMMUNICATION),
        (
            Cycle("A wallet card with a clock, a phone number and a photo of the bus stop.", "It will be lost a lot.", "Eight cards, two lost.", "Kept in the phone case it stays."),
            Cycle("The person explains the card to the nurse before they go.", "It takes two minutes.", "Two weeks.", "Three minutes, and worth it."),
        ),
        Counted("Returns from leave at the agreed time", "All returns from unescorted leave.", 0.78, 0.93, of=15),
        "A clock, a number, a picture, and the person explains it.", "",
        "Unescorted leave was stopped for a while for other reasons, so there was nothing to test.",
        ("secure", "lda", "secure_lda", "adult_acute", "rehabilitation", "picu")),
    IdeaText(
        "carers evening", "Carers' evening with an interpreter and a bus fare", "Families who work shifts, live far away or speak little English",
        "Carers' meetings are at two in the afternoon, in English.", "Those who came last year were nearly all from two postcodes near the hospital.",
        "Families of all patients have been asked and half have come once.", (Theme.LANGUAGE, Theme.CULTURE),
        (
            Cycle("One evening with food, an interpreter and fares paid.", "Eight families.", "Eleven came.", "Fares mattered more than the hour."),
            Cycle("By video for those who cannot come.", "Three more.", "Five more, one from abroad.", "Someone must stay with the screen."),
        ),
        Counted("Families at the monthly carers' meeting", "Families, in the room and by video.", 3, 9, unit="families a month", every=MONTH, spread=0.25),
        "Pay the fare, feed people, ask which evening.", "Carers now help each other with lifts.",
        "Three evenings with two families each. They told us that they want a phone call instead, so we call."),
    IdeaText(
        "community activity", "Activities that patients lead", "Patients whose interests are not on the timetable",
        "The timetable is made for some: crafts and football.", "Half of the women and most of the older patients had joined nothing in a fortnight.",
        "Everybody has taken part in one thing that they chose.", (Theme.CULTURE, Theme.AGE, Theme.SEX),
        (
            Cycle("Ask each patient for one thing they could show others.", "Five will offer.", "Nine offered, from dominoes to Yoruba.", "People like to teach."),
            Cycle("Two sessions a week led by patients, paid in vouchers.", "Ten come.", "Twelve on average.", "Vouchers need a clear rule. Now there is one."),
        ),
        Counted("Patients who joined an activity they chose", "Everybody on the ward that week.", 0.41, 0.69, of=16),
        "Ask what people can give, not what they need.", "",
        "The activity coordinator left and the timetable fell back. We learnt that it had hung on one person."),
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
        "pronouns", "Names and pronouns asked once and used", "Trans and non-binary young people and adults",
        "People are called by the name on the form.", "Told to us by three young people in the workshop.", "Everybody's name and pronouns are asked at the door and used in all handovers.", (Theme.LGBTQ, Theme.SEX),
        (
            Cycle("Ask at the door, write it at the top of the handover sheet.", "It will be missed at night.", "Two weeks.", "Missed twice, at night, as we thought."),
            Cycle("A night lead checks the sheet.", "None missed.", "Three weeks.", "One missed."),
        ),
        Counted("Handovers with name and pronouns as asked", "Ten handovers a fortnight, looked at by two people.", 0.48, 0.90, of=10, kind=PROCESS, every=FORTNIGHT),
        "Ask at the door, write at the top.", "Everybody is asked, so nobody stands out.",
        "The record system shows the old name in red and we cannot change it. Raised with the provider; we work round it on paper."),
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
]  # fmt: skip

#: Done at once, without a test: one line each.
JUST_DONE = [
    "The welcome sign is in the ward's nine languages", "A clock that shows day, date and part of the day in each lounge",
    "Prayer times are on the noticeboard, printed each month", "Ear defenders in the cupboard by the door, no questions asked",
    "Combs and creams for all hair and skin on the order form", "The hearing loop in the meeting room is switched on again",
    "Photos of the staff by the door, with how to say their names", "The complaints leaflet is in easy read, at eye level",
    "A kettle in the family room", "Chairs in a circle for the ward round", "The lights in the corridor have a dimmer",
    "The advocacy phone number is on every bedroom door", "Halal and kosher snacks in the evening trolley",
    "The community meeting moved to after lunch, as patients asked", "Name badges with first names in large print",
]  # fmt: skip

__all__ = ["BALANCING", "JUST_DONE", "POOL", "UP"]
