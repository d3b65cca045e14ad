"""A staff survey of the small house: before (closed) and after (open), five questions, a link for each team."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from surveys import responding
from surveys.models import Item, Questionnaire, TeamWave, Wave
from tests.conftest import owner
from tests.factories import House, days_ago
from wards.models import Team

AGREES, CONFIDENT, HAD_A_SAY, JOB, WORDS = 1, 2, 3, 4, 5


@dataclass
class Survey:
    house: House
    questionnaire: Questionnaire
    before: Wave
    after: Wave

    def link(self, wave: Wave, team: Team) -> uuid.UUID:
        with owner():
            return TeamWave.objects.get(wave=wave, team=team).token

    def answer(self, wave: Wave, team: Team, *answers: int, text: str = "", times: int = 1) -> None:
        """As respondents do: over the link, as nobody. A closed wave is open for that moment."""
        token = self.link(wave, team)
        ended, stopped = wave.closes_on, wave.stopped_on
        self.move(wave, closes_on=days_ago(-10), stopped_on=None)
        for _ in range(times):
            responding.submit(
                token=token,
                response=uuid.uuid4(),
                answers=dict(enumerate(answers, 1)),
                texts={WORDS: text} if text else {},
            )
        self.move(wave, closes_on=ended, stopped_on=stopped)

    def move(self, wave: Wave, **fields: date | None) -> None:
        with owner():
            Wave.objects.filter(pk=wave.pk).update(**fields)
        for name, value in fields.items():
            setattr(wave, name, value)


def questionnaire(programme: Any, **fields: Any) -> Questionnaire:
    made = Questionnaire.objects.create(
        programme=programme, family="ward-staff", title="Ward staff questionnaire", introduction="Five minutes.", **fields
    )
    for position, (key, kind, text, more) in enumerate(
        [
            (
                "inclusive-care",
                Item.Kind.AGREEMENT,
                "Care on our ward is inclusive.",
                {"picture": "culture", "easy_text": "Is our care for everyone?"},
            ),
            ("qi-tools", Item.Kind.CONFIDENCE, "How confident are you in using QI tools?", {}),
            ("had-a-say", Item.Kind.YES_NO, "Did you have a say?", {}),
            ("job", Item.Kind.CHOICE, "What is your job?", {"options": ["Nursing", "Medical", "Other"]}),
            ("one-change", Item.Kind.TEXT, "What would make care fairer?", {}),
        ],
        1,
    ):
        Item.objects.create(programme=programme, questionnaire=made, position=position, key=key, kind=kind, text=text, **more)
    return made


@pytest.fixture
def survey(house: House) -> Survey:
    with owner():
        asked = questionnaire(house.programme)
        waves = [
            Wave.objects.create(
                programme=house.programme, phase=house.wider, questionnaire=asked, name=f"Ward staff, {timing}", timing=timing,
                audience=Wave.Audience.STAFF, opens_on=opens, closes_on=closes,
            )
            for timing, opens, closes in (("before", days_ago(200), days_ago(170)), ("after", days_ago(10), days_ago(-10)))
        ]  # fmt: skip
        for wave in waves:
            for team in (house.larch, house.willow, house.heath):
                TeamWave.objects.create(team=team, wave=wave, invited=20)
    return Survey(house, asked, *waves)
