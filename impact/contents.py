"""What stands in the impact summary beside the figures: context, ideas, what did not work, every question asked.

Plain values only, for an edition keeps them as they stood on the day it was published.
"""

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, Q

from coaching import hours
from coaching.models import Session
from figures import wording
from figures.values import Mean, MeanChange, Missing, PointChange, Suppressed
from ideas import measure_charts
from ideas.models import ChangeIdea, LibraryEntry, Measure, MeasurePoint, Quote
from ideas.moved_teams import counted_once
from impact.facts import Facts
from impact.models import Citation, SummaryDraft
from surveys.results import ItemResult
from wards.models import Team, TeamStep

#: How many of the shared ideas the summary tells of.
NAMED_IDEAS = 6
#: Ideas that were at least tried: their measures can be asked for a signal.
TRIED = (ChangeIdea.Stage.TESTING, ChangeIdea.Stage.ADAPTED, ChangeIdea.Stage.ADOPTED, ChangeIdea.Stage.ROUTINE)


def contents_of(facts: Facts) -> dict[str, Any]:
    """Everything but the figures, read as the facts' reader (inside its `acting_as`)."""
    questions = _questions(facts)
    return {
        "citations": _citations(facts),
        "strands": _strands(facts),
        "stages": [{"stage": stage, "label": str(ChangeIdea.Stage(stage).label), "count": count} for stage, count in facts.ideas],
        "named": _named(facts),
        "abandoned": _abandoned(facts),
        "signals": _signals(facts),
        "fell": [question for question in questions if question["state"] == "shown" and question["change"] < 0],
        "left": _left(facts),
        "questions": questions,
        "quotes": [str(key) for key in _quotes(facts)],
        "as_of": facts.on.isoformat(),
    }


def by_questionnaire(content: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """(questionnaire, audience and phase; its questions): the annex."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in content.get("questions", []):
        found[f"{row['questionnaire']}: {row['audience'].lower()}, {row['phase'].lower()}"].append(row)
    return list(found.items())


def without_signal(content: dict[str, Any]) -> list[dict[str, str]]:
    """The measures without a signal, each name once: {name, where}, where = service types with how many."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in (content.get("signals") or {}).get("without", []):
        found[row["name"]][row["service_type"].lower()] += 1
    return [
        {
            "name": name,
            "where": ", ".join(place if count == 1 else f"{place}, {count} ward teams" for place, count in places.items()),
        }
        for name, places in found.items()
    ]


def _citations(facts: Facts) -> list[dict[str, Any]]:
    rows = Citation.visible.to(facts.reader).filter(programme=facts.programme)
    return [{"statement": row.statement, "source": row.source, "year": row.year, "address": row.address} for row in rows]


def _strands(facts: Facts) -> dict[str, Any]:
    """Executive coaching and sponsor meetings: figures of their own, in no headline."""
    rows = Session.visible.to(facts.reader).filter(programme=facts.programme, held_on__lte=facts.on)
    kinds = hours.by_kind(rows)
    executive = hours.together(kinds[kind] for kind in (Session.Kind.EXECUTIVE, Session.Kind.EXECUTIVE_GROUP) if kind in kinds)
    meetings = kinds.get(Session.Kind.SPONSOR, hours.Hours(0, 0, 0))
    return {
        "executive_minutes": executive.delivered,
        "executive_hours": wording.hours(executive.delivered),
        "executive_sessions": executive.sessions,
        "sponsor_meetings": meetings.sessions,
    }


def _named(facts: Facts) -> list[dict[str, Any]]:
    """The shared ideas that the draft names, in its order; else those with a finding, then the most taken up."""
    chosen = SummaryDraft.visible.to(facts.reader).filter(programme=facts.programme).values_list("ideas", flat=True).first() or []
    rows = LibraryEntry.visible.to(facts.reader).filter(programme=facts.programme).select_related("idea")
    if chosen:
        entries = sorted(rows.filter(pk__in=chosen), key=lambda entry: chosen.index(entry.pk))
    else:
        others = Count("taken_up", filter=Q(taken_up__continues=None), distinct=True)
        counted = rows.annotate(findings=Count("idea__findings", distinct=True), others=others)
        entries = list(counted.order_by("-findings", "-others", "shared_on", "pk"))
    return [
        {
            "title": entry.title,
            "ward": entry.ward_name,
            "service_type": entry.get_service_type_display(),
            "who_for": entry.who_for,
            "summary": entry.summary,
            "learnt": entry.what_was_learnt,
            "stage": entry.idea.stage,
            "stage_label": entry.idea.get_stage_display(),
        }
        for entry in entries[:NAMED_IDEAS]
    ]


def _abandoned(facts: Facts) -> list[dict[str, Any]]:
    rows = ChangeIdea.visible.to(facts.reader).filter(team__in=facts.teams, stage=ChangeIdea.Stage.ABANDONED)
    return [
        {
            "title": idea.title,
            "service_type": facts.service_types.get(idea.team_id, ""),
            "on": idea.moved_on.isoformat(),
            "learnt": idea.what_was_learnt,
            "unexpected": idea.unexpected,
        }
        for idea in rows.order_by("moved_on", "id")
    ]


def _signals(facts: Facts) -> dict[str, Any]:
    """Of the measures of ideas that were tried: how many show a change, none, or have too few values to say."""
    rows = list(
        counted_once(Measure.visible.to(facts.reader).filter(team__in=facts.teams, idea__stage__in=TRIED), facts.teams)
        .select_related("idea")
        .prefetch_related("rebases")
    )
    points: dict[Any, list[MeasurePoint]] = defaultdict(list)
    asked = MeasurePoint.visible.to(facts.reader).filter(measure__in=rows, series=MeasurePoint.Series.FOR_WHOM).order_by("at")
    for point in asked.only("measure_id", "at", "value"):
        points[point.measure_id].append(point)
    without, early, signals, worse = [], 0, 0, 0
    for measure in rows:
        shown = measure_charts.shown(measure, points[measure.pk], list(measure.rebases.all()))
        if len(shown.points) < measure_charts.FEWEST_FOR_LIMITS:
            early += 1
        elif shown.run.signal:
            signals += 1
            worse += shown.run.finding(measure.better).startswith("Worse")
        else:
            without.append(
                {
                    "name": measure.name,
                    "idea": measure.idea.title,
                    "values": len(shown.points),
                    "service_type": facts.service_types.get(measure.team_id, ""),
                }
            )
    return {"of": len(rows), "signal": signals, "worse": worse, "early": early, "without": without}


def _left(facts: Facts) -> list[dict[str, Any]]:
    """Wards whose team left or merged, with the last reason given; not named."""
    gone = {key: team for key, team in facts.teams.items() if team.state in (Team.State.LEFT, Team.State.MERGED)}
    steps: dict[Any, TeamStep] = {}
    for step in TeamStep.visible.to(facts.reader).filter(team__in=gone, state__in=[Team.State.LEFT, Team.State.MERGED]):
        steps[step.team_id] = step
    return [
        {
            "state": team.get_state_display(),
            "phase": team.phase.name,
            "service_type": facts.service_types.get(key, ""),
            "on": steps[key].on.isoformat() if key in steps else "",
            "reason": steps[key].reason if key in steps else "",
        }
        for key, team in sorted(gone.items(), key=lambda pair: str(pair[0]))
    ]


def _questions(facts: Facts) -> list[dict[str, Any]]:
    """All questions of all questionnaires that were asked before and after, not only those that rose."""
    return [
        {
            "questionnaire": pair.after.questionnaire.title,
            "audience": pair.after.get_audience_display(),
            "phase": pair.after.phase.name,
            **_question(result),
        }
        for pair, items, _ in facts.questionnaires
        for result in items
    ]


def _question(result: ItemResult) -> dict[str, Any]:
    row: dict[str, Any] = {"question": result.label, "scale": "mean, 0–10" if result.is_mean else "per cent"}
    figure = result.change
    if isinstance(figure, Suppressed):
        return {**row, "state": "suppressed", "why": figure.reason}
    if isinstance(figure, Missing) or not isinstance(figure, (PointChange, MeanChange)):
        return {**row, "state": "none", "why": "no answers"}
    part = (
        (lambda one: [one.value * one.n, one.n])
        if isinstance(figure.before, Mean)
        else (lambda one: [one.numerator, one.denominator])
    )
    low, high = (None if isinstance(end, Missing) else end for end in (figure.low, figure.high))
    before, after = part(figure.before), part(figure.after)
    if result.is_mean:
        before[0], after[0] = result.before.total, result.after.total
    return {
        **row,
        "state": "shown",
        "before": before,
        "after": after,
        "change": figure.points,
        "low": low,
        "high": high,
        "clustered": figure.clustered,
        "words": [wording.figure(figure.before), wording.figure(figure.after), f"{wording.points(figure.points)} points"],
        "interval": "" if low is None or high is None else f"{wording.points(low)} to {wording.points(high)}",
    }


def _quotes(facts: Facts) -> Any:
    rows = Quote.visible.to(facts.reader).filter(team__programme=facts.programme, channels__contains=[Quote.Channel.REPORT])
    return rows.order_by("id").values_list("pk", flat=True)
