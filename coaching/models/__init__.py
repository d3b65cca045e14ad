from coaching.models.agreements import Action, Ask
from coaching.models.reminders import DigestRun, ReminderChoice
from coaching.models.sessions import Attendance, CoachNote, Session, SessionCoach, SessionTeam, SessionTool, Tool

__all__ = [
    "Action",
    "Ask",
    "Attendance",
    "CoachNote",
    "DigestRun",
    "ReminderChoice",
    "Session",
    "SessionCoach",
    "SessionTeam",
    "SessionTool",
    "Tool",
]
