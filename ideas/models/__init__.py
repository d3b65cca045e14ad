from ideas.models.change_ideas import ChangeIdea, CoproductionRating, ProgressScore, StageMove, Theme
from ideas.models.evidence import CodedInterview, Finding, Quote, Reach, ReachStatement
from ideas.models.library import LibraryEntry
from ideas.models.measures import Annotation, Measure, MeasurePoint, Rebase
from ideas.models.testing_cycles import TestingCycle

__all__ = [
    "Annotation",
    "ChangeIdea",
    "CodedInterview",
    "CoproductionRating",
    "Finding",
    "LibraryEntry",
    "Measure",
    "MeasurePoint",
    "ProgressScore",
    "Quote",
    "Reach",
    "ReachStatement",
    "Rebase",
    "StageMove",
    "TestingCycle",
    "Theme",
]
