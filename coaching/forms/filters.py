"""What narrows the list of sessions. All of it stands in the address, so that a total can lead to its rows."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from coaching import hours
from coaching.access import coaches_seen
from coaching.models import Session, SessionCoach, SessionTeam
from ui.forms import Filter
from wards.models import Phase, Programme, Provider, Team

#: Kinds that are counted together, under one name in the address.
TOGETHER = [
    ("headline", "What the published total counts"),
    ("coaching", "The same without workshops"),
    ("executives", "Executive coaching, all"),
]
KINDS = [("", "All"), *TOGETHER, *Session.Kind.choices]


def read_month(typed: str) -> date | None:
    """The first day of a month written like 2026-03; None of nothing. Raises ValidationError."""
    if not typed.strip():
        return None
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", typed.strip(), re.ASCII)
    if not found:
        raise forms.ValidationError("Enter the month as year and month, like 2026-03")
    return date(int(found[1]), int(found[2]), 1)


class SessionFilter(Filter):
    """Choices are those within the reader's reach."""

    ward = forms.ChoiceField(label="Ward", required=False)
    coach = forms.ChoiceField(label="Coach", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=KINDS)
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "All up to today"), *Session.Status.choices])
    month = forms.CharField(label="Month", help_text="For example, 2026-03", required=False, max_length=7)
    phase = forms.ChoiceField(label="Phase", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)
    programme = forms.ChoiceField(label="Programme", required=False)
    coached_with = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, person: Any, data: Any) -> None:
        super().__init__(data)
        self.person = person
        self.offer("ward", Team.visible.to(person).values_list("pk", "name"))
        self.offer("phase", Phase.visible.to(person).values_list("pk", "name"))
        self.offer("provider", Provider.visible.to(person).order_by("name", "id").values_list("pk", "name"))
        coaches = list(coaches_seen(person).order_by("name", "id").values_list("pk", "name"))
        self.offer("coach", coaches)
        self.offer("coached_with", coaches)
        programmes = list(Programme.visible.to(person).values_list("pk", "name"))
        self.offer("programme", programmes)
        if len(programmes) < 2:
            self.fields["programme"].widget = forms.HiddenInput()
        self.fields["month"].width = 10  # type: ignore[attr-defined]

    def clean_month(self) -> date | None:
        return read_month(self.cleaned_data["month"])

    def narrow(self, rows: QuerySet[Session]) -> QuerySet[Session]:
        """The sessions that fit; none where the address asks for what does not exist."""
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        fits = Q()
        if asked["ward"]:
            fits &= Q(keys__contains=[asked["ward"]])
        for name in ("coach", "coached_with"):
            if asked[name]:
                fits &= Q(pk__in=SessionCoach.visible.to(self.person).filter(person=asked[name]).values("session_id"))
        if asked["programme"]:
            fits &= Q(programme=asked["programme"])
        if asked["kind"]:
            fits &= self._of_kind(asked["kind"])
        fits &= Q(status=asked["status"]) if asked["status"] else Q(held_on__lte=timezone.localdate())
        if asked["month"]:
            fits &= Q(held_on__year=asked["month"].year, held_on__month=asked["month"].month)
        for name in ("phase", "provider"):
            if asked[name]:
                shares = SessionTeam.visible.to(self.person).filter(**{f"team__{name}": asked[name]})
                fits &= Q(pk__in=shares.values("session_id"))
        return rows.filter(fits)

    def _of_kind(self, kind: str) -> Q:
        if kind in ("headline", "coaching"):
            counted = hours.published(self.person)
            return counted & ~Q(kind=Session.Kind.WORKSHOP) if kind == "coaching" else counted
        return Q(kind__in=Session.EXECUTIVE_KINDS if kind == "executives" else [kind])

    @property
    def teams(self) -> set[Any] | None:
        """The ward teams whose share is asked for, by ward, phase or provider; None where all are."""
        if not self.is_valid() or not any(self.cleaned_data[name] for name in ("ward", "phase", "provider")):
            return None
        asked = {"pk": "ward", "phase": "phase", "provider": "provider"}
        wanted = {column: self.cleaned_data[name] for column, name in asked.items() if self.cleaned_data[name]}
        return set(Team.visible.to(self.person).filter(**wanted).values_list("pk", flat=True))
