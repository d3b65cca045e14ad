from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from people.keys import new_key
from people.nhs_numbers import ShortText
from wards.models.programmes import Programme
from wards.visible import Visible


class Region(models.TextChoices):
    """The seven NHS England regions with their ODS codes."""

    LONDON = "Y56", "London"
    SOUTH_WEST = "Y58", "South West"
    SOUTH_EAST = "Y59", "South East"
    MIDLANDS = "Y60", "Midlands"
    EAST = "Y61", "East of England"
    NORTH_WEST = "Y62", "North West"
    NORTH_EAST = "Y63", "North East and Yorkshire"


class ServiceType(models.TextChoices):
    ADULT_ACUTE = "adult_acute", "Adult acute"
    PICU = "picu", "Psychiatric intensive care"
    OLDER_ADULT = "older_adult", "Older adult"
    DEMENTIA = "dementia", "Dementia"
    SECURE = "secure", "Secure"
    SECURE_LDA = "secure_lda", "Secure learning disability and autism"
    LDA = "lda", "Learning disability and autism"
    CHILDREN = "children", "Children and young people"
    REHABILITATION = "rehabilitation", "Rehabilitation"
    PERINATAL = "perinatal", "Mother and baby"
    EATING_DISORDER = "eating_disorder", "Eating disorders"


class Provider(models.Model):
    """A tenant: an NHS trust or an independent provider."""

    class Kind(models.TextChoices):
        TRUST = "trust", "NHS trust"
        INDEPENDENT = "independent", "Independent provider"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = ShortText(unique=True)
    ods_code = models.CharField(
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]{3}$|^[A-Z0-9]{5}$", "Enter 3 or 5 capital letters or digits, like RW1")],
    )
    kind = models.CharField(max_length=12, choices=Kind)
    region = models.CharField(max_length=3, choices=Region)
    kept_by = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        help_text="The programme whose national team keeps this record, from before its first ward team on",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(own_row="providers")

    class Meta:
        ordering = ("name", "id")
        indexes = [models.Index(fields=["name", "id"]), models.Index(fields=["region", "name"])]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="sites")
    name = ShortText()
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(provider="provider_id")

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["provider", "id"], name="site_owner"),
            models.UniqueConstraint(fields=["provider", "name"], name="site_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Ward(models.Model):
    """A ward as long as it is one provider's. Moved to another, this row ends and a new one begins there."""

    class Ending(models.TextChoices):
        CLOSED = "closed", "Closed"
        MERGED = "merged", "Merged into another ward"
        MOVED = "moved", "Moved to another provider"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="wards")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="wards", null=True, blank=True)
    name = ShortText()
    service_type = models.CharField(max_length=20, choices=ServiceType)
    opened_on = models.DateField(null=True, blank=True, help_text="First day with this provider, where that is known")
    closed_on = models.DateField(null=True, blank=True, help_text="The day of the closing, merger or move")
    ended_as = models.CharField(max_length=6, choices=Ending, blank=True, default="")
    why = ShortText(blank=True, default="", help_text="Why it closed, merged or moved")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    first = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later",
        help_text="The first row of a ward that moved, by which it counts once",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(own_row="wards")

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["provider", "id"], name="ward_owner"),
            models.UniqueConstraint(fields=["provider", "name"], condition=Q(closed_on=None), name="ward_name_now"),
            models.CheckConstraint(condition=Q(ended_as="") | Q(closed_on__isnull=False), name="ward_ending_dated"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counted_as(self) -> Any:
        """The key under which figures count this ward once, however often it moved."""
        return self.first_id or self.pk
