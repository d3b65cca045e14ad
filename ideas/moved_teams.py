"""What ideas do when a ward moves: those that go on have a row of the new team, which continues the old one.

The old team's rows stay as they were on that day. Values counted from the day on are the new team's; earlier ones are
copied where the old provider agreed, so that a chart keeps its start.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from ideas.models import Annotation, ChangeIdea, Measure, MeasurePoint, Rebase, StageMove, TestingCycle
from people.keys import new_key
from wards.models import Membership, Team
from wards.moves import TeamMove, carries


@carries
def carry_ideas(move: TeamMove) -> None:
    """Ideas that are not abandoned or just done, each with its open cycle and its measures; measures of the team itself too."""
    came = f"The ward came from {move.old.provider}"[:200]
    ideas = list(ChangeIdea.objects.filter(team=move.old, just_done_on=None).exclude(stage=ChangeIdea.Stage.ABANDONED))
    here = set(Membership.objects.filter(team=move.new).values_list("person_id", flat=True))
    later: dict[Any, ChangeIdea] = {}
    for idea in ideas:
        owner = idea.owner_id if idea.owner_id in here else None
        later[idea.pk] = _again(idea, move.new, continues_id=idea.pk, added_on=move.on, owner_id=owner)
    ChangeIdea.objects.bulk_create(later.values())
    StageMove.objects.bulk_create(
        StageMove(team=move.new, idea=idea, stage=idea.stage, on=move.on, reason=came, moved_by=move.by)
        for idea in later.values()
    )
    open_cycles = TestingCycle.objects.filter(idea__in=ideas, act="")
    TestingCycle.objects.bulk_create(_again(cycle, move.new, idea=later[cycle.idea_id]) for cycle in open_cycles)
    _carry_measures(move, later, came)


def _carry_measures(move: TeamMove, later: dict[Any, ChangeIdea], came: str) -> None:
    measures = [row for row in Measure.objects.filter(team=move.old) if row.idea_id is None or row.idea_id in later]
    new = {row.pk: _again(row, move.new, idea=later.get(row.idea_id), continues_id=row.pk) for row in measures}
    Measure.objects.bulk_create(new.values())
    parts: tuple[Any, ...] = (MeasurePoint, Annotation, Rebase)
    for model in parts:
        rows = model.objects.filter(measure__in=measures)
        kept = rows.filter(at__lt=move.on) if move.takes_values else ()
        model.objects.bulk_create([_again(row, move.new, measure=new[row.measure_id]) for row in kept], batch_size=1000)
        for row in rows.filter(at__gte=move.on):
            row.team, row.measure = move.new, new[row.measure_id]
            row.save(update_fields=["team", "measure"])
    Annotation.objects.bulk_create(Annotation(team=move.new, measure=row, at=move.on, text=came) for row in new.values())


def _again(row: Any, team: Team, **changes: Any) -> Any:
    """A new row with the words of this one, of another team."""
    names = [field.attname for field in row._meta.concrete_fields if field.name not in ("id", "team", "version")]
    copy = type(row)(id=new_key(), team=team, **{name: getattr(row, name) for name in names})
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def counted_once(rows: QuerySet[Any], teams: Iterable[Any]) -> QuerySet[Any]:
    """Ideas or measures, without those that go on in another of these teams (keys or rows): a moved one counts once."""
    model: Any = rows.model
    return rows.exclude(pk__in=model.objects.filter(team__in=teams).exclude(continues=None).values("continues"))
