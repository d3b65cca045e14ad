from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from coaching.models.sessions import Session
from people.keys import new_key
from wards.models import Programme
from wards.visible import Visible

#: Kinds as they stand in a sentence about many.
_MANY = {
    Session.Kind.TEAM: "team coaching",
    Session.Kind.WORKSHOP: "improvement workshops",
    Session.Kind.SPONSOR: "sponsor meetings",
}


def _first_kinds() -> list[str]:
    return [str(kind) for kind in Session.HEADLINE_KINDS]


class PublishedTotal(models.Model):
    """Which kinds of session a programme's published total of hours counts: stored, not assumed.

    A trigger makes the row with the programme. Executive coaching is never in it: that is a figure of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="published_total")
    kinds = ArrayField(models.CharField(max_length=16, choices=Session.Kind), default=_first_kinds)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = models.Manager()
    visible = Visible(belongs="programme_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kinds__contained_by=[str(kind) for kind in Session.TEAM_KINDS]) & Q(kinds__len__gt=0),
                name="published_total_of_teams",
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """“team coaching and improvement workshops”"""
        *first, last = [_MANY[Session.Kind(kind)] for kind in Session.Kind.values if kind in self.kinds][::-1]
        return f"{', '.join(first)} and {last}" if first else last
