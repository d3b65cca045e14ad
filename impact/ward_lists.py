"""Ward teams in a list: who they are, what they received, how far they are. Gathered for all rows at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from coaching.hours import published
from coaching.models import Session, SessionTeam
from figures import wording
from ideas.models import ChangeIdea
from ui.forms import Filter
from ui.tables import Cell, Table
from ui.templatetags.formats import day
from wards.models import Phase, Provider, Region, ServiceType, Team, TeamWard

#: Stages of an idea that the team keeps.
KEPT = (ChangeIdea.Stage.ADOPTED, ChangeIdea.Stage.ROUTINE)

ORDERS = {
    "name": ("name", "id"),
    "provider": ("provider__name", "name", "id"),
    "phase": ("phase__position", "name", "id"),
    "state": ("state", "name", "id"),
    "coaching": ("share", "name", "id"),
    "ideas": ("ideas_count", "name", "id"),
    "last": ("last_session", "name", "id"),
}


@dataclass
class WardRow:
    """share: each ward's share in minutes; sessions: of how many; kept: ideas adopted or in routine use, of `ideas`."""

    team: Team
    service_types: str
    share: int
    sessions: int
    ideas: int
    kept: int
    last_session: date | None

    @property
    def hours(self) -> str:
        return wording.hours(self.share)


class WardFilter(Filter):
    """What narrows the list; every part stands in the address. Choices are those within the reader's reach."""

    q = forms.CharField(label="Search", help_text="Name of a ward or provider", required=False, max_length=100)
    region = forms.ChoiceField(label="Region", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)
    phase = forms.ChoiceField(label="Phase", required=False)
    service_type = forms.ChoiceField(label="Service type", required=False)
    state = forms.ChoiceField(label="Where it stands", required=False)

    def __init__(self, person: Any, data: Any) -> None:
        super().__init__(data)
        teams = Team.visible.to(person)
        providers = Provider.visible.to(person).filter(pk__in=teams.values("provider"))
        held = {
            "region": Region.choices,
            "provider": list(providers.values_list("pk", "name")),
            "phase": list(Phase.visible.to(person).values_list("pk", "name")),
            "service_type": ServiceType.choices,
            "state": Team.State.choices,
        }
        for name, choices in held.items():
            self.offer(name, choices)
        if len(held["provider"]) < 2:
            del self.fields["provider"], self.fields["region"]
        if len(held["phase"]) < 2:
            del self.fields["phase"]


def teams(person: Any, chosen: dict[str, str], order: str = "name") -> QuerySet[Team]:
    """The ward teams within the person's reach, narrowed and in order."""
    rows = Team.visible.to(person).select_related("provider", "phase")
    if words := chosen.get("q"):
        rows = rows.filter(Q(name__icontains=words) | Q(provider__name__icontains=words))
    exact = {"region": "provider__region", "provider": "provider", "phase": "phase", "state": "state"}
    rows = rows.filter(**{exact[name]: value for name, value in chosen.items() if name in exact})
    if kind := chosen.get("service_type"):
        rows = rows.filter(pk__in=TeamWard.visible.to(person).filter(ward__service_type=kind).values("team"))
    down, key = order.startswith("-"), order.lstrip("-")
    columns = ORDERS.get(key, ORDERS["name"])
    if columns[0] in WORKED_OUT:
        rows = rows.annotate(**{columns[0]: WORKED_OUT[columns[0]](person)})
    return rows.order_by(*(f"-{columns[0]}" if down else columns[0], *columns[1:]))


def _delivered(person: Any) -> QuerySet[SessionTeam]:
    return SessionTeam.visible.to(person).filter(published(person, "session__"), session__status=Session.Status.DELIVERED)


def _of_each(rows: Any, number: Any) -> Any:
    """The number of each team's own rows, as a column of the list of teams."""
    return Subquery(rows.filter(team=OuterRef("pk")).order_by().values("team").annotate(n=number).values("n"))


#: What the list can be put in order by and no table holds.
WORKED_OUT = {
    "share": lambda person: Coalesce(_of_each(_delivered(person), Sum("minutes")), Value(0)),
    "ideas_count": lambda person: Coalesce(_of_each(ChangeIdea.visible.to(person), Count("pk")), Value(0)),
    "last_session": lambda person: _of_each(_delivered(person), Max("session__held_on")),
}


def ward_rows(person: Any, found: list[Team]) -> list[WardRow]:
    """The rows of these teams, in three queries however many they are."""
    kinds = service_types(person, found)
    received = {
        row["team"]: row
        for row in _delivered(person)
        .filter(team__in=found)
        .order_by()
        .values("team")
        .annotate(share=Sum("minutes"), sessions=Count("pk"), last_session=Max("session__held_on"))
    }
    tried = {
        row["team"]: row
        for row in ChangeIdea.visible.to(person)
        .filter(team__in=found)
        .order_by()
        .values("team")
        .annotate(ideas=Count("pk"), kept=Count("pk", filter=Q(stage__in=KEPT)))
    }
    nothing: dict[str, Any] = {"share": 0, "sessions": 0, "last_session": None, "ideas": 0, "kept": 0}
    return [
        WardRow(
            team,
            kinds.get(team.pk, ""),
            **{
                name: value
                for name, value in (nothing | received.get(team.pk, {}) | tried.get(team.pk, {})).items()
                if name != "team"
            },
        )
        for team in found
    ]


def service_types(person: Any, found: list[Any]) -> dict[Any, str]:
    """Team → the service types of the wards that it covers, in words; nothing for a provider-wide team."""
    words: dict[Any, list[str]] = {}
    for cover in TeamWard.visible.to(person).filter(team__in=found).select_related("ward").order_by("ward__name"):
        kinds = words.setdefault(cover.team_id, [])
        if cover.ward.get_service_type_display() not in kinds:
            kinds.append(cover.ward.get_service_type_display())
    return {key: ", ".join(kinds) for key, kinds in words.items()}


def ward_table(rows: list[WardRow], *, of_one_provider: bool = False) -> Table:
    """The ward teams of a list page: name with provider and service type, then what they received and did.

    of_one_provider: its name stands over the page already and is left out.
    """
    head = ["Ward team", "Phase", "Where it stands", "Coaching received (hours)", "Ideas kept, of all", "Last session"]
    table = Table(head, numeric=frozenset({3, 4}))
    for row in rows:
        table.rows.append(
            [
                Cell(
                    row.team.name,
                    reverse("ward", args=[row.team.pk]),
                    " · ".join(filter(None, ("" if of_one_provider else row.team.provider.name, row.service_types))),
                ),
                row.team.phase.name,
                row.team.get_state_display(),
                Cell(row.hours, note=f"{row.sessions} session{'' if row.sessions == 1 else 's'}"),
                f"{row.kept} of {row.ideas}" if row.ideas else "No ideas yet",
                day(row.last_session).replace(" ", "\u00a0") or "None yet",
            ]
        )
    return table
