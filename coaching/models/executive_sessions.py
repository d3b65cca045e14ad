from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from coaching.models.sessions import Session, Tool
from people.keys import new_key
from people.nhs_numbers import FreeText, ShortText
from wards.models import Programme
from wards.visible import Visible


class VisibleToSides(Visible):
    """sides: the array of people's keys and the programme's column; those named read it, as long as they take part."""

    def _condition(self, kind: str, field: Any, reach: Any) -> Q:
        if kind == "sides":
            people, programme = field
            return Q(**{f"{people}__contains": [reach.person_id], f"{programme}__in": reach.programmes})
        return super()._condition(kind, field, reach)


class ExecutiveRecord(models.Model):
    """What a session of executive coaching was about. A table of its own, for only the two sides read it: row-level
    security hides rows, not columns, and the session's own row tells its minutes to the national team.

    `keys` holds the people of both sides, and nobody's place.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="record")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    keys = ArrayField(models.UUIDField(), default=list)
    note = FreeText(help_text="Read by the two sides alone")
    tools = ArrayField(models.CharField(max_length=24, choices=Tool), default=list, blank=True)
    decision = ShortText(blank=True, default="", help_text="Which decision the tools were used for")

    objects = models.Manager()
    visible = VisibleToSides(sides=("keys", "programme"))

    class Meta:
        verbose_name = "record of executive coaching"

    @property
    def tool_names(self) -> list[str]:
        return [str(Tool(key).label) for key in self.tools]
