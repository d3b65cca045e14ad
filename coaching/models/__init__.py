from coaching.models.agreements import Action, Ask, NextStep
from coaching.models.executive_sessions import ExecutiveRecord
from coaching.models.hours import PublishedTotal
from coaching.models.notes import NoteCopy
from coaching.models.reminders import DigestRun, ReminderChoice
from coaching.models.series import Series, SkippedWeek
from coaching.models.sessions import Attendance, CoachNote, Session, SessionCoach, SessionTeam, SessionTool, Tool
from coaching.models.workshops import CapturedIdea, HeadCount, Inequity, LookedAt, TakenUp

__all__ = [
    "Action",
    "Ask",
    "Attendance",
    "CapturedIdea",
    "CoachNote",
    "DigestRun",
    "ExecutiveRecord",
    "HeadCount",
    "Inequity",
    "LookedAt",
    "NextStep",
    "NoteCopy",
    "PublishedTotal",
    "ReminderChoice",
    "Series",
    "Session",
    "SessionCoach",
    "SessionTeam",
    "SessionTool",
    "SkippedWeek",
    "TakenUp",
    "Tool",
]
