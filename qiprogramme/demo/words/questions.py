"""The three questionnaires: ward staff, end of programme, and patients in easy read."""

from dataclasses import dataclass

AGREEMENT, CONFIDENCE, CHOICE, YES_NO, FACES, TEXT = "agreement", "confidence", "choice", "yes_no", "faces", "text"


@dataclass(frozen=True)
class Question:
    """levels: the share of good answers (or the mean ÷ 10) before and after, where nothing is published of it.
    does_not_apply: how often a missing answer is “does not apply”."""

    key: str
    kind: str
    text: str
    levels: tuple[float, float] = (0.5, 0.5)
    easy_text: str = ""
    picture: str = ""
    options: tuple[str, ...] = ()
    is_reversed: bool = False
    does_not_apply: int = 1


STAFF_INTRODUCTION = (
    "Thank you for taking five minutes. These questions are for everybody who works on the ward. There are no right answers, "
    "and nobody on your ward sees what you chose."
)
STAFF = [
    Question("inclusive-care", AGREEMENT, "Care on our ward is inclusive of people from all backgrounds.", (0.53, 0.71), easy_text="Our care is for everyone."),
    Question("knows-needs", AGREEMENT, "On admission we find out what each person needs to take part in their care.", (0.55, 0.74)),
    Question("reasonable-adjustments", AGREEMENT, "I know how to make reasonable adjustments for autistic people.", (0.49, 0.66)),
    Question("interpreters", AGREEMENT, "We can get an interpreter when we need one.", (0.46, 0.48)),
    Question("raises-concerns", AGREEMENT, "I feel able to speak up when care is not fair.", (0.58, 0.69)),
    Question("too-little-time", AGREEMENT, "I have too little time for improvement work.", (0.41, 0.33), is_reversed=True, does_not_apply=2),
    Question("uses-data", AGREEMENT, "We look at our own data to see who gets less from our care.", (0.31, 0.57)),
    Question("role", CHOICE, "What best describes your job?", (0.6, 0.58),
             options=("Nursing", "Medical", "Therapies and psychology", "Support and administration")),
    Question("one-change", TEXT, "What one thing would make care on this ward fairer?"),
]  # fmt: skip

END_INTRODUCTION = (
    "These questions ask how improvement work is done on your ward. We ask them at the start and at the end. The two questions about "
    "confidence are for those who join in the project team's work; for others “does not apply to me” is the right answer."
)
END = [
    Question("involved-in-design", AGREEMENT, "Patients and carers are involved in designing how care is given.", (0.44, 0.61)),
    Question("qi-tools-confidence", CONFIDENCE, "How confident are you in using quality improvement tools?", (0.6, 0.7), does_not_apply=6),
    Question("inequity-talk-confidence", CONFIDENCE, "How confident are you in talking about inequity with colleagues and patients?", (0.59, 0.68), does_not_apply=6),
    Question("voices-change-decisions", AGREEMENT, "What people with lived experience say changes what we decide.", (0.44, 0.63)),
    Question("leaders-support", AGREEMENT, "Senior leaders support our improvement work.", (0.62, 0.59)),
    Question("goes-on", AGREEMENT, "What we have changed will go on without outside help.", (0.40, 0.58), does_not_apply=2),
    Question("would-recommend", YES_NO, "Would you recommend taking part to another ward?", (0.61, 0.84)),
    Question("learnt", TEXT, "What did you learn that others should know?"),
]  # fmt: skip

PATIENT_INTRODUCTION = "Tell us about your care. You choose if you want to answer. We do not ask your name."
PATIENTS = [
    Question("explained", FACES, "Do staff explain things in a way you understand?", (0.52, 0.68), "Do staff explain things clearly?", "talking"),
    Question("listened", FACES, "Do staff listen to you?", (0.55, 0.70), "Do staff listen to you?", "listening"),
    Question("care-plan", FACES, "Do you know what is in your care plan?", (0.43, 0.64), "Do you know your care plan?", "care-plan"),
    Question("rights", FACES, "Do you know your rights under the Mental Health Act?", (0.44, 0.59), "Do you know your rights?", "rights"),
    Question("culture", FACES, "Can you get the food, prayer and things that matter to you?", (0.50, 0.57),
             "Can you get the food and things that matter to you?", "culture"),
    Question("had-a-say", YES_NO, "Did you have a say in something that changed on the ward?", (0.28, 0.44), "Did you help change something here?", "change"),
    Question("more", TEXT, "Is there anything you want to tell us?", easy_text="Do you want to tell us more?", picture="writing"),
]  # fmt: skip

COMMENTS = {
    "staff": [
        "Ask people once and write it where everybody looks. We used to ask the same person five times.",
        "Start small. Our first idea was far too big.", "Time on the rota for it, or it will not last.",
        "The lived experience members asked the questions we had stopped asking.", "Night staff must be in from the beginning.",
        "I would like training that is about our own patients and not about a textbook.", "Book interpreters for the ward round, not after it.",
        "It helped that the chief nurse came to see the chart on the ward.", "We need the budget for printing in colour. It sounds small and it is not.",
        "Talking about racism got easier once we had agreed how to talk about it.",
    ],
    "patients": [
        "The pictures help.", "I like that they ask me now before the meeting.", "More quiet time please.", "The food is better on Fridays.",
        "I got my rights in my own language.", "Staff are kind but very busy.",
    ],
}  # fmt: skip
