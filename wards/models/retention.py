from django.db import models

from people.keys import new_key
from wards.models.programmes import Programme
from wards.visible import Visible


class RetentionRun(models.Model):
    """What one night let go of because its time was over. gone: kind of thing → how many rows."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    gone = models.JSONField(default=dict)

    objects = models.Manager()
    visible = Visible(programme="programme_id")

    class Meta:
        ordering = ("-on", "id")
        constraints = [models.UniqueConstraint(fields=["programme", "on"], name="retention_once_a_day")]

    def __str__(self) -> str:
        return str(self.on)
