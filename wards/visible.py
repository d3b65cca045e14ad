"""The managers of the gate: `Model.visible.to(person)` gives the rows that the person may read.

Each model says which of its columns carries the owner's key. Nothing means “all”: a person without
memberships, or nobody, gets the empty set. The same rule stands in the database as row-level
security (`wards/walls.py`); neither leans on the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from wards.reach import Reach


class Visible(models.Manager[Any]):
    """team, provider, programme, person, belongs: the column that holds that owner's key.

    belongs: rows of a programme that everybody who takes part may read (events, questionnaires).
    inner: the team's column, where only the team's own circle may read.
    coached: the team's column, where only the team's coaches may read.
    arranged, paid: the owner's column, where only those who arrange involvement there, or pay for it, may read.
    moderated: the team's column, where only those who run surveys may read; released: (the team's column,
    {column: value}), which the team may read in that state.
    keys: an array column of owners' keys. own_row: the table of owners itself.
    through: a lookup to a parent that has a gate of its own, as (field, "app.Model").
    """

    use_in_migrations = False

    def __init__(self, **rule: Any) -> None:
        super().__init__()
        self.rule = rule

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().none()

    def to(self, person: Any) -> QuerySet[Any]:
        """The rows that this Person (or None: nobody) may read today."""
        from wards.reach import reach_of

        rows: QuerySet[Any] = super().get_queryset()
        if person is None or getattr(person, "pk", None) is None:
            return rows.none()
        reach = reach_of(person)
        if reach.is_boundless:
            return rows
        condition = Q(pk__in=[])
        for kind, field in self.rule.items():
            condition |= self._condition(kind, field, reach)
        return rows.filter(condition)

    def _condition(self, kind: str, field: Any, reach: Reach) -> Q:
        if kind == "own_row":
            return Q(pk__in=getattr(reach, field))
        if kind == "membership":
            return reach.membership_condition()
        if kind == "invitation":
            return reach.invitation_condition()
        if kind == "former_name":
            return reach.former_name_condition()
        if kind == "pause":
            return reach.pause_condition()
        if kind == "person":
            return Q(**{field: reach.person_id})
        if kind == "keys":
            return Q(**{f"{field}__overlap": list(reach.keys)})
        if kind == "released":
            column, state = field
            return Q(**{f"{column}__in": reach.teams, **state})
        if kind == "through":
            name, label = field
            from django.apps import apps

            parent: Any = apps.get_model(label)
            return Q(**{f"{name}__in": parent.visible.to(reach.person)})
        allowed = {
            "team": reach.teams,
            "provider": reach.owned_providers,
            "programme": reach.owned_programmes,
            "belongs": reach.programmes,
            "inner": reach.inner,
            "coached": reach.coached,
            "arranged": reach.arranged,
            "paid": reach.paid,
            "moderated": reach.keys_where("run_surveys"),
        }[kind]
        return Q(**{f"{field}__in": allowed})
