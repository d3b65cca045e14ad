from django.db import models

from ideas.models.change_ideas import ChangeIdea
from people.keys import new_key
from people.nhs_numbers import FreeText
from wards.models import Team
from wards.visible import Visible


class TestingCycle(models.Model):
    """A PDSA cycle: plan with a prediction, do, study, act. Numbered in a chain within the idea."""

    __test__ = False

    class Act(models.TextChoices):
        ADAPT = "adapt", "Adapt it and test again"
        ADOPT = "adopt", "Adopt it"
        ABANDON = "abandon", "Abandon it"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    idea = models.ForeignKey(ChangeIdea, on_delete=models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    plan = FreeText(blank=False, max_length=2000)
    prediction = FreeText(max_length=1000)
    did = FreeText("what was done", max_length=2000)
    studied = FreeText("what was learnt", max_length=2000)
    act = models.CharField(max_length=8, choices=Act, blank=True, default="")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["team", "idea", "number"], name="cycle_number")]

    def __str__(self) -> str:
        return f"Cycle {self.number}"
