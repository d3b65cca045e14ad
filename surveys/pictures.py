"""Easy read pictures: which drawing stands beside a question or an answer (`static/pictures/`)."""

from surveys.responding import Question

#: The drawings there are for questions. A questionnaire that names another gets the plain question mark.
QUESTIONS = frozenset(
    {
        "talking",
        "listening",
        "care-plan",
        "rights",
        "culture",
        "change",
        "writing",
        "people",
        "safe",
        "meeting",
        "tools",
        "question",
    }
)

_ANSWERS = {
    "agreement": ("face-yes", "face-middle", "face-no"),
    "confidence": ("face-yes", "face-middle", "face-no"),
    "faces": ("face-yes", "face-middle", "face-no"),
    "yes_no": ("tick", "cross"),
}


def of_question(question: Question) -> str:
    """The name of the drawing beside a question."""
    if question.picture in QUESTIONS:
        return question.picture
    return "writing" if question.is_text else "question"


def of_answers(question: Question) -> tuple[str, ...]:
    """The names of the drawings of its answers, in their order; none for a list of its own words."""
    return _ANSWERS.get(question.kind, ())
