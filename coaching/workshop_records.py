"""The record of an improvement workshop as one reader may see it, gathered in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from coaching import session_rows
from coaching.access import people_of
from coaching.forms.sessions import person_name
from coaching.models import Attendance, CapturedIdea, HeadCount, Inequity, LookedAt, Session, TakenUp
from coaching.session_rows import SessionRow
from ideas.models import ChangeIdea
from wards.models import Membership, Team
from wards.reach import reach_of


def _of(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


@dataclass
class Present:
    """Who was there. named: those whom the reader may know, each with what they are; came: all with a record here;
    others: people without one. inner: whether the reader may know who is there out of lived experience."""

    came: int
    others: int
    named: list[str] = field(default_factory=list)
    practitioners: int = 0
    associates: int = 0
    heads: list[HeadCount] = field(default_factory=list)
    is_inner: bool = False

    @property
    def total(self) -> int:
        return self.came + self.others

    @property
    def lived(self) -> int:
        """Lived experience practitioners of the ward team and those without an account; associates are counted apart."""
        return self.practitioners + sum(head.practitioners for head in self.known_heads)

    @property
    def known_heads(self) -> list[HeadCount]:
        """The counts, as long as they fit the number of all others: it may have been put right elsewhere since."""
        return self.heads if sum(head.total for head in self.heads) <= self.others else []

    @property
    def words(self) -> str:
        """“14 people: 11 with a record here and 3 others. Among them …”"""
        said = f"{_of(self.total, 'person', 'people')}"
        if self.others:
            said += f": {self.came} of the ward team by name, {self.others} counted"
        said += "."
        if not self.is_inner:
            return said
        patients, carers = (sum(getattr(head, name) for head in self.known_heads) for name in ("patients", "carers"))
        among = [
            _of(self.lived, "lived experience practitioner") if self.lived else "",
            _of(patients, "current patient") if patients else "",
            _of(carers, "carer") if carers else "",
        ]
        parts = [part for part in among if part]
        if not parts:
            return f"{said} No lived experience practitioner, patient or carer is recorded."
        listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
        return f"{said} Among them {listed}."


@dataclass
class Captured:
    """An idea with the change ideas that came of it, as far as the reader may see them."""

    row: CapturedIdea
    became: list[ChangeIdea]
    is_taken_up: bool


@dataclass
class Record:
    session: Session
    row: SessionRow
    teams: list[Team]
    looked_at: list[LookedAt]
    inequities: list[Inequity]
    ideas: list[Captured]
    present: Present

    @property
    def chosen(self) -> list[tuple[Captured, ChangeIdea]]:
        return [(captured, idea) for captured in self.ideas for idea in captured.became]

    @property
    def dots(self) -> int:
        return sum(captured.row.dots for captured in self.ideas)


def record(session: Session, teams: Sequence[Team], person: Any) -> Record:
    """What `person` may see of a workshop of these ward teams."""
    here = {"session": session, "team__in": teams}
    captured = list(CapturedIdea.visible.to(person).filter(**here).select_related("inequity", "team"))
    taken = list(TakenUp.visible.to(person).filter(captured__in=captured).values_list("captured_id", "idea_id"))
    keys = [idea for _, idea in taken]
    # Of a ward that moved, the change idea goes on as the new team's.
    known = ChangeIdea.visible.to(person).filter(Q(pk__in=keys) | Q(continues__in=keys))
    ideas = {**{idea.continues_id: idea for idea in known if idea.continues_id}, **{idea.pk: idea for idea in known}}
    row = session_rows.gather([session], person)[0]
    return Record(
        session,
        row,
        list(teams),
        list(LookedAt.visible.to(person).filter(**here).select_related("team")),
        list(Inequity.visible.to(person).filter(**here).select_related("team")),
        [
            Captured(
                row, [ideas[idea] for key, idea in taken if key == row.pk and idea in ideas], any(k == row.pk for k, _ in taken)
            )
            for row in captured
        ],
        _present(row, teams, person),
    )


def _present(row: SessionRow, teams: Sequence[Team], person: Any) -> Present:
    session = row.session
    there = list(Attendance.visible.to(person).filter(session=session).values_list("person_id", flat=True))
    known: dict[Any, Membership] = {m.person_id: m for m in people_of(teams, session.held_on, seen_by=person)}
    members = [known[key] for key in there if key in known]
    named = [person_name(member, with_team=len(teams) > 1) for member in members]
    return Present(
        came=row.came,
        others=row.others,
        named=sorted(named),
        practitioners=sum(member.role == "practitioner" for member in members),
        heads=list(HeadCount.visible.to(person).filter(session=session, team__in=teams)),
        is_inner=all(team.pk in reach_of(person).inner for team in teams),
    )
