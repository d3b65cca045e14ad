from django.db import models
from django.db.models import F, Q

from people.keys import new_key
from people.models import Person
from people.nhs_numbers import ShortText
from wards.models.places import Provider, Region
from wards.models.programmes import Programme
from wards.visible import Visible


class Pause(models.Model):
    """A time in which a programme, or its wards of one region or provider, are left in peace (both days counted)."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="pauses")
    region = models.CharField(max_length=3, choices=Region, blank=True, default="")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="pauses")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = ShortText()
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = models.Manager()
    visible = Visible(pause=True)

    class Meta:
        ordering = ("-starts_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(region="") | Q(provider=None), name="pause_one_scope"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="pause_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.of_what}: {self.reason}"

    @property
    def of_what(self) -> str:
        if self.provider_id:
            return str(self.provider)
        return f"{self.get_region_display()} (region)" if self.region else f"The whole programme {self.programme}"
