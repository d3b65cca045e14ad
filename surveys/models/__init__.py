from surveys.models.questionnaires import Item, Questionnaire
from surveys.models.responses import FreeTextAnswer, Response
from surveys.models.rollups import ProviderRollup, RegionRollup, Stale, TeamRollup
from surveys.models.waves import TeamWave, Wave

__all__ = [
    "FreeTextAnswer",
    "Item",
    "ProviderRollup",
    "Questionnaire",
    "RegionRollup",
    "Response",
    "Stale",
    "TeamRollup",
    "TeamWave",
    "Wave",
]
