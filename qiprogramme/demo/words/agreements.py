"""Actions and requests in words."""

from dataclasses import dataclass

ACTIONS = [
    "Ask three patients what they would change on the form", "Print ten copies in large type", "Invite the night lead to the next session",
    "Count again on Friday and bring the sheet", "Book the interpreter for Thursday's ward round", "Show the chart at the team meeting",
    "Ask the chaplain what is missing in the quiet room", "Write the prediction before the test begins", "Find out who orders the hair products",
    "Bring last quarter's admissions in groups of ten or more", "Ask the pharmacist for leaflets in other languages",
    "Put the test on the handover sheet", "Send the notes to those who could not come", "Take a photo of the wall from the workshop",
    "Ask the involvement lead about payment for the next meeting", "Agree a date with the sponsor", "Read the library's three ideas on interpreters",
    "Try the page with one person before Tuesday", "Mark the start of the test on the chart", "Ask estates about the door closers",
    "Thank the kitchen for the new menu", "Check whether the form can be filled in by phone", "Ask the psychologist to join for twenty minutes",
    "Draft the easy read version and have it tested", "Tell the day team what the night team found", "Move the meeting so that our lived experience colleague can come",
    "Ask the advocate how people hear about their rights", "Look at the three longest waits", "Plan who does the count in the holidays",
    "Write up what did not work, in five lines", "Ask the ward round doctor to read the page first", "Update the poster by the door",
]  # fmt: skip


@dataclass(frozen=True)
class AskText:
    title: str
    why: str
    cost: str
    outcome: str


ASKS = [
    AskText("Colour printing for the care plan and goals page",
            "21 of 25 care plans now match the care given. In black and white the pictures lose their meaning, and the ward's budget line is used up.",
            "About £40 a month", "The ward has its own print code"),
    AskText("Half an hour a week for named nurses to do the goals page",
            "11 of 14 goals pages were filled in when there was time for it, and 4 of 12 in the weeks when there was not.", "Half an hour a nurse and week, in the rota",
            "It is in the rota from next month"),
    AskText("Payment for lived experience members within two weeks",
            "3 of 4 claims last quarter took longer than six weeks, and one person stopped coming.", "None: a change to how claims are handled",
            "Claims are paid weekly now"),
    AskText("A second interpreter slot on Thursdays",
            "5 of 9 ward rounds that needed an interpreter had one; all that did not were on Thursday afternoon.", "About £180 a week", "Agreed with the language service"),
    AskText("A family room that is not used as a store",
            "In the last month 7 of 16 visits took place in the corridor.", "Moving two cupboards", "The room is free again"),
    AskText("Release two staff for the national workshop", "Both lead a change idea and would bring it to other wards.", "Two shifts of cover", "Both went and brought two ideas home"),
    AskText("Speak to estates about the alarm tone", "38 of 50 alarms in a week were tests or faults; autistic patients name them as the worst part of the day.",
            "Not known", "Tests are once a week and announced"),
    AskText("A standing item on equity in the governance meeting", "Three of our four charts have never been seen outside the ward.", "Ten minutes a month", "It is on the agenda, after safety"),
    AskText("A tablet for video visits with families abroad", "5 of 8 families abroad have not seen the ward or met the named nurse.", "About £350 once", "Two tablets arrived"),
    AskText("Hair and skin products on the ordinary order form", "The products were used up within four days, and staff have paid for the rest themselves.",
            "About £60 a month", "The supplies team added six products"),
    AskText("Training on autism by autistic trainers for all shifts", "14 of 38 staff have had it; nobody on nights.", "About £1,200", "Two dates a month until everybody has been"),
    AskText("A speech and language therapist for half a day a week", "9 of 15 patients would be helped by a communication passport and there is nobody to write it.",
            "Half a day a week", "A therapist comes on Wednesdays"),
    AskText("Rewrite the letter that families get on admission", "Reading age 16. We tested it with six families, and four rang to ask what it meant.", "None", "The new letter is used by all wards"),
    AskText("Let the pilot go on through the winter", "The chart has shown a shift since the eighth week and the project manager's post ends.", "One day a week until spring", "The post was extended"),
    AskText("Halal and kosher choices from the evening kitchen", "The evening choice came back uneaten at 11 of 30 meals.", "To be agreed with catering", "Three new dishes"),
    AskText("Support to share the idea with our sister wards", "Two wards have asked for it; nobody has time to show it.", "Four half days", "Both wards have begun"),
    AskText("A quiet exit for people whom the main door frightens", "Four of nine leaves were cut short at the door.", "A lock and a sign", "The garden door is used now"),
    AskText("Bank staff who know the ward", "In 6 of 10 shifts with new bank staff the communication page was not read.", "None: a list for the bank office", "The bank office keeps the list"),
]  # fmt: skip

YES = [
    "Yes. Please go ahead; I have told the finance lead.", "Agreed. I should like to see the chart again in two months.",
    "Yes, and thank you for putting the number beside it.", "Agreed for six months, then we look together.", "Yes. Tell me if it has not happened by the end of the month.",
]  # fmt: skip
NOT_NOW = [
    "Not this quarter: the budget is closed. Please ask again in April and I will put it first.", "Not now. The contract ends in the summer and we can change it then.",
    "I cannot agree to this alone; I have taken it to the executive meeting and will tell you what they say.",
]  # fmt: skip

NEXT_STEPS = [
    "Try the new sheet with two patients before the next session", "Count for a week how often an interpreter was offered",
    "Show the chart at the morning handover and ask what people see", "Ask the community meeting what they would change first",
    "Write down after each ward round who was not heard", "Test the picture cards on the night shift",
    "Bring the last ten admissions and look at them together", "Agree with the kitchen who takes the food wishes along",
]  # fmt: skip
