from coaching.models.agreements import Action, Ask
from coaching.models.executive_sessions import ExecutiveRecord
from coaching.models.reminders import DigestRun, ReminderChoice
from coaching.models.sessions import Attendance, CoachNote, Session, SessionCoach, SessionTeam, SessionTool, Tool

__all__ = [
    "Action",
    "Ask",
    "Attendance",
    "CoachNote",
    "DigestRun",
    "ExecutiveRecord",
    "ReminderChoice",
    "Session",
    "SessionCoach",
    "SessionTeam",
    "SessionTool",
    "Tool",
]
