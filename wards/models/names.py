from django.db import models
from django.db.models import Q

from people.keys import new_key
from people.nhs_numbers import ShortText
from wards.models.places import Provider, Site, Ward
from wards.models.teams import Team
from wards.visible import Visible


class FormerName(models.Model):
    """What a provider, site, ward or team was called up to a day (counted). Exactly one of the four is set."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, null=True, blank=True, related_name="former_names")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, blank=True, related_name="former_names")
    ward = models.ForeignKey(Ward, on_delete=models.CASCADE, null=True, blank=True, related_name="former_names")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="former_names")
    name = ShortText()
    until = models.DateField(help_text="The last day on which it was called so")

    objects = models.Manager()
    visible = Visible(former_name=True)

    class Meta:
        ordering = ("until", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(provider__isnull=False, site=None, ward=None, team=None)
                | Q(provider=None, site__isnull=False, ward=None, team=None)
                | Q(provider=None, site=None, ward__isnull=False, team=None)
                | Q(provider=None, site=None, ward=None, team__isnull=False),
                name="former_name_of_one",
            ),
            *(
                models.UniqueConstraint(fields=[kind, "until"], name=f"former_name_{kind}")
                for kind in ("provider", "site", "ward", "team")
            ),
        ]

    def __str__(self) -> str:
        return self.name
