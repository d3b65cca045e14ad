"""What narrows the list of sessions. All of it stands in the address, so that a total can lead to its rows."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from coaching.access import coaches_seen
from coaching.models import Session, SessionCoach, SessionTeam
from ui.forms import Filter
from wards.models import Phase, Provider, Team

#: Kinds that are counted together, under one name in the address.
TOGETHER = {
    "headline": ("Team coaching and improvement workshops", Session.HEADLINE_KINDS),
    "executives": ("Executive coaching, all", Session.EXECUTIVE_KINDS),
}
KINDS = [("", "All"), *((key, words) for key, (words, _) in TOGETHER.items()), *Session.Kind.choices]


class SessionFilter(Filter):
    """Choices are those within the reader's reach."""

    ward = forms.ChoiceField(label="Ward", required=False)
    coach = forms.ChoiceField(label="Coach", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=KINDS)
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "All up to today"), *Session.Status.choices])
    month = forms.CharField(label="Month", help_text="Like 2026-03", required=False, max_length=7)
    phase = forms.ChoiceField(label="Phase", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)

    def __init__(self, person: Any, data: Any) -> None:
        super().__init__(data)
        self.person = person
        self.offer("ward", Team.visible.to(person).values_list("pk", "name"))
        self.offer("phase", Phase.visible.to(person).values_list("pk", "name"))
        self.offer("provider", Provider.visible.to(person).order_by("name", "id").values_list("pk", "name"))
        self.offer("coach", coaches_seen(person).values_list("pk", "name"))
        self.fields["month"].width = 10  # type: ignore[attr-defined]

    def clean_month(self) -> date | None:
        typed = self.cleaned_data["month"].strip()
        if not typed:
            return None
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", typed)
        if not found:
            raise forms.ValidationError("Enter the month as year and month, like 2026-03")
        return date(int(found[1]), int(found[2]), 1)

    def narrow(self, rows: QuerySet[Session]) -> QuerySet[Session]:
        """The sessions that fit; none where the address asks for what does not exist."""
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        fits = Q()
        if asked["ward"]:
            fits &= Q(keys__contains=[asked["ward"]])
        if asked["coach"]:
            fits &= Q(pk__in=SessionCoach.visible.to(self.person).filter(person=asked["coach"]).values("session_id"))
        if asked["kind"]:
            fits &= Q(kind__in=TOGETHER[asked["kind"]][1] if asked["kind"] in TOGETHER else [asked["kind"]])
        fits &= Q(status=asked["status"]) if asked["status"] else Q(held_on__lte=timezone.localdate())
        if asked["month"]:
            fits &= Q(held_on__year=asked["month"].year, held_on__month=asked["month"].month)
        for name in ("phase", "provider"):
            if asked[name]:
                shares = SessionTeam.visible.to(self.person).filter(**{f"team__{name}": asked[name]})
                fits &= Q(pk__in=shares.values("session_id"))
        return rows.filter(fits)
