"""What was said in coaching: reasons, notes, tools and decisions, in invented words."""

from random import Random

from coaching.models import Session, Tool

CANCELLED = [
    "Infection on the ward: visitors were asked to stay away", "Three of the team were needed to cover a short-staffed shift",
    "The coach was ill", "A regulator's visit fell on the same day", "The video link failed and nobody could join",
    "Bank holiday week", "The ward was full and two new patients were arriving", "Clash with mandatory training",
    "A serious incident the night before; the team needed the hour for each other", "Heavy snow closed the site road",
    "The team asked for a week's break to finish the data collection", "The room was needed for a tribunal",
]  # fmt: skip

MISSED = [
    "Nobody could leave the ward in time", "The invitation went to an old list of addresses", "An alarm call at the start of the session",
    "The team had the wrong week in the diary", "Staff were sent to another ward at short notice",
]  # fmt: skip

_OPENED = [
    "We began with what changed since last time.", "We opened with a check-in: one thing that went well, one that did not.",
    "Two people were new, so we went round with names and what each of us hopes for.", "We started from the actions of last time.",
    "The ward manager opened with the week's numbers.", "We began with a patient's comment from the community meeting.",
    "We first looked back at the aim, so that we would not drift from it.",
]  # fmt: skip

_EARLY = [
    "The team listed who gets less from the ward today, and how we know.", "We drew the admission as it really happens, step by step.",
    "We asked why five times and ended at the handover sheet, which has no line for communication needs.",
    "We agreed on one aim and crossed out three.", "We sorted the ideas from the workshop into now, later and not ours.",
    "We wrote the first prediction before the test, so that we can be surprised.",
    "We agreed what to count each week and who writes it down.", "We talked about what co-production asks of us beyond a signature.",
    "We looked at ward data by first language, in groups large enough not to point at anybody.",
]  # fmt: skip

_MIDDLE = [
    "We compared the prediction with what happened: fewer people used the sheet than we thought, and we know why.",
    "The run chart has six points now; it is too early to call it a change.", "The test worked on weekdays and not at weekends.",
    "We changed the form again: shorter, with pictures chosen by patients.",
    "Our lived experience colleague asked who had decided the wording. It was us. We took it back to the community meeting.",
    "Night staff had not heard of the test; two of them will join next week.", "We decided to try the same with one more bay before we go wider.",
    "We found that the interpreter had been booked for the wrong day twice, and mapped how a booking is made.",
    "We read the comments aloud and sorted them under three headings.", "We agreed to stop one idea and wrote down what it taught us.",
]  # fmt: skip

_LATE = [
    "The chart shows a shift; we marked the day on which the new sheet began.", "We planned how the change goes on without us: it is in the induction now.",
    "We wrote the idea up for the library, with what did not work.", "We checked whether the change is still in use at night: yes, by four of five.",
    "We talked about how to tell the board in one page.", "Another ward wants to take the idea up; we agreed what they must not leave out.",
    "We looked at both lines of the chart: the gap is narrower, and it has not closed.",
    "We agreed when to look again: in a month, by the ward manager.",
]  # fmt: skip

_CLOSED = [
    "Next time: the first results.", "Next time we bring three filled-in examples.", "Everybody leaves with one thing to do.",
    "Next time: the sponsor joins for the last ten minutes.", "Next time: what patients say about it.", "",
    "Thank you to those who stayed after a night shift.",
]  # fmt: skip

_WORKSHOP = [
    "A full day together in the family room. In the morning we looked at the ward's data and walked through an admission with open eyes; "
    "after lunch the whole team, lived experience colleagues among them, wrote {n} change ideas and chose three to begin with.",
    "The day began with a story told by a lived experience colleague, and everything after it was clearer. We mapped where care is unfair today, "
    "asked what lies behind it, and left with {n} ideas on the wall and a first test planned.",
    "We spent the day on one question: who gets less from this ward, and why? {n} ideas came out of it. The quietest people in the room had "
    "the most practical ones.",
]  # fmt: skip

_SPONSOR = [
    "The sponsor looked at the chart with us and asked what stands in the way. We agreed what goes to the executive meeting.",
    "We went through the open requests one by one. Two were answered at once, one needs the finance director.",
    "The sponsor visited the ward first and then met the team. We talked about how to share the idea with sister wards.",
    "Progress is good and staffing is thin. The sponsor will protect the weekly hour.",
]  # fmt: skip

EXECUTIVE = [
    "What gets in the way of sponsoring well; one habit to try before we meet again.", "How to ask about equity in a board meeting without closing the talk.",
    "Looking at the sponsor's own diary: where does the ward appear in it?", "Preparing a walk round the ward: listening first.",
    "Sharing power with people with lived experience: what is in the sponsor's gift to change.",
]  # fmt: skip

COACH_NOTES = [
    "The team is tired after two hard weeks. Keep the next session short and practical.",
    "The manager carries most of the work. Help the team share it.", "Good energy. They are ready to plan the next cycle by themselves.",
    "The lived experience colleague was spoken over twice; talk with the manager before next time.",
    "Data collection depends on one person. Ask who could do it when they are away.",
    "They move to solutions fast. Go back to the cause next time.", "A good moment to set the progress score together.",
    "The consultant has not been for a month. Find a time that fits.", "Ask whether the sponsor has seen the chart.",
]  # fmt: skip

_DECISIONS: list[tuple[str, str]] = [
    (Tool.ROOT_CAUSE, "Which cause to work on first"), (Tool.ROOT_CAUSE, "Whether it is the form or the handover"),
    (Tool.FISHBONE, "Which causes are in the ward's hands"), (Tool.PROCESS_MAP, "At which step of the admission to ask about needs"),
    (Tool.PDSA, "Whether to adapt the sheet or go on as it is"), (Tool.PDSA, "What to test next week, and on whom"),
    (Tool.PDSA, "Whether one more cycle is needed"), (Tool.DRIVER_DIAGRAM, "Which idea serves the aim and which does not"),
    (Tool.RUN_CHART, "Whether the change is more than chance"), (Tool.XMR, "Whether to start a new phase of the chart"),
    (Tool.STAKEHOLDERS, "Who must be asked before we change the ward round"), (Tool.EQUITY_PAUSE, "Whether the change helps those it is for"),
    (Tool.EQUITY_PAUSE, "Whose voice was missing"), (Tool.EQUITY_HUDDLE, "What to raise at the morning huddle"),
    (Tool.WASTE_WHEEL, "Where time is lost for patients who need an interpreter"), (Tool.WASTE_WHEEL, "Which waits fall on the same people"),
    (Tool.OTHER, "How to sort many ideas fairly"),
]  # fmt: skip


def note(luck: Random, kind: str, wards: list[str], days: int) -> str:
    """The shared note of a session, so many days after coaching began."""
    if kind == Session.Kind.WORKSHOP:
        return luck.choice(_WORKSHOP).format(n=luck.randrange(9, 27))
    if kind == Session.Kind.SPONSOR:
        return luck.choice(_SPONSOR)
    middle = _EARLY if days < 60 else _MIDDLE if days < 170 else _LATE
    said = [luck.choice(_OPENED), *luck.sample(middle, 2), luck.choice(_CLOSED)]
    if len(wards) > 1:
        said.insert(1, f"{wards[0]} and {wards[1]} met together and showed each other their charts.")
    return " ".join(part for part in said if part)


def tools(luck: Random, kind: str) -> list[tuple[str, str]]:
    """(tool, decision) of one session, each tool once."""
    if kind == Session.Kind.WORKSHOP:
        wanted = [Tool.ROOT_CAUSE, Tool.PROCESS_MAP, Tool.WASTE_WHEEL]
        return [(tool, next(decision for found, decision in _DECISIONS if found == tool)) for tool in wanted]
    found = dict(luck.choices(_DECISIONS, k=luck.choices([0, 1, 2], [30, 50, 20])[0]))
    return list(found.items())
