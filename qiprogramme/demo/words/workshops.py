"""What improvement workshops looked at, and ideas that were called out and not chosen, in invented words."""

#: (kind, what was looked at, what it showed)
LOOKED_AT = [
    ("data", "Length of stay by ethnic group, last twelve months", "One group stays about a third longer; the groups are small, so we look again in spring"),
    ("data", "Restraint and seclusion by ethnic group, last two years", "The rate is not the same for all; the reasons written down differ as well"),
    ("data", "Interpreters booked against first languages recorded", "Booked for fewer than half of the meetings in which one was needed"),
    ("data", "Who has a communication passport", "Four of eighteen, and two of them could not be found on the ward"),
    ("data", "Complaints and compliments by theme", "Food and faith come up most; nobody had read them side by side before"),
    ("data", "Reasonable adjustments recorded at admission", "A tick in most files, and a sentence in few"),
    ("data", "Leave taken against leave granted", "Those without visitors take less of what was granted"),
    ("data", "Who came to the community meeting", "The same six people; nobody who needs an interpreter"),
    ("process", "How somebody is admitted at night", "Rights are explained at two in the morning and not again"),
    ("process", "What happens before a ward round", "Staff prepare a page; the person hears of it in the room"),
    ("process", "How an interpreter is booked", "Five steps, three people, and no line for who cancels"),
    ("process", "The way a care plan is written", "The person signs at the end, and is in it from the start for some"),
    ("process", "A day on the ward, walked as a patient", "The quiet room is locked at the hour in which it is needed"),
    ("process", "How a meal is ordered", "The halal and vegan menus lie in the office"),
    ("process", "Handover between shifts", "Communication needs are told by word of mouth, or not"),
    ("process", "How leave is agreed", "Nobody could say what a person has to do to get more of it"),
]  # fmt: skip

#: Called out, and not taken further.
CALLED_OUT = [
    "Ask everybody how they want to be called", "A map of the ward in pictures", "Prayer mats where people can find them",
    "A word list for the languages on the ward", "Quiet hour after lunch", "Sit down for the explanation of rights",
    "A second explanation of rights on day three", "Photographs of staff with what they do", "Longer visits on Fridays",
    "Menus in pictures", "Hair and skin products in the ward's stock", "A box for questions before the ward round",
    "Clocks that show the day", "Name the interpreter in the diary", "Sunglasses and ear defenders at the door",
    "Ask families what a good day looks like", "A welcome by somebody who has been a patient", "Cook together once a month",
    "Radio stations that people know", "Rewrite the letter about detention", "Drop the form that nobody reads",
    "Tell people how long it will take", "A drawing of the care plan", "Somebody to sit with at night",
    "Ask about pain in another way", "A calendar of faiths in the office", "Walk to the shop in pairs",
    "Say sorry when we forget the interpreter", "Let people choose the picture on their door", "Tea before the ward round",
    "One page about me, written by me", "A list of what I do not need to be asked again",
]  # fmt: skip
