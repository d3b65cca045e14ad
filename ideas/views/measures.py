from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from ideas import measures
from ideas.access import idea_or_404, may_change, measure_or_404, names
from ideas.forms import MeasureForm, PointForm
from ideas.measure_charts import Shown, amount, shown
from ideas.models import Annotation, ChangeIdea, Measure, MeasurePoint, Rebase
from ideas.views.change_ideas import idea_crumbs
from people.requests import PersonRequest
from people.saving import attempt
from ui.charts import series
from ui.tables import Cell, Table
from ui.templatetags.formats import day
from wards import pauses
from wards.pauses import Band


def measure_new(request: PersonRequest, key: UUID) -> HttpResponse:
    idea = idea_or_404(request, key, to="change_ideas")
    form = MeasureForm(request.POST if request.method == "POST" else None)

    def save(words: dict[str, Any]) -> Measure:
        is_ratio = words.pop("takes") == "ratio"
        return measures.define(by=request.person, team=idea.team, idea=idea, is_ratio=is_ratio, **words)

    if made := attempt(form, save):
        messages.success(request, f"The measure “{made.name}” was added. Next: enter its first value.")
        return redirect("measure", idea.pk, made.pk)
    return render(
        request,
        "ui/form.html",
        {
            "form": form,
            "caption": idea.title,
            "heading": "Add a measure",
            "button": "Add the measure",
            "lead": "How will you know whether it helps? Count something that you can count again and again.",
            "back": reverse("idea", args=[idea.pk]),
            "breadcrumbs": idea_crumbs(idea),
        },
    )


def measure(request: PersonRequest, key: UUID, measure: UUID) -> HttpResponse:
    """Is it working? The finding first, then variation and target, then the chart."""
    person = request.person
    idea = idea_or_404(request, key)
    found = measure_or_404(request, idea, measure)
    points = list(MeasurePoint.visible.to(person).filter(measure=found, series=MeasurePoint.Series.FOR_WHOM))
    rebases = list(Rebase.visible.to(person).filter(measure=found))
    notes = lettered(list(Annotation.visible.to(person).filter(measure=found)))
    stands = shown(found, points, rebases, pauses.bands(person, [idea.team])[idea.team_id])
    known = names(person, {rebase.decided_by_id for rebase in rebases})
    chart = "run" if stands.xmr is None or request.GET.get("chart") == "run" else "xmr"
    return render(
        request,
        "ideas/measure.html",
        {
            "idea": idea,
            "measure": found,
            "stands": stands,
            "chart": chart,
            "drawings": drawings(stands, chart, notes),
            "finding": stands.run_finding if chart == "run" and points else stands.finding,
            "notes": notes,
            "rebases": [(rebase, known.get(rebase.decided_by_id, "")) for rebase in rebases],
            "table": values_table(stands, idea, may_change(request, idea)),
            "may_change": may_change(request, idea),
            "others": Measure.visible.to(person).filter(idea=idea).exclude(pk=found.pk),
            "caption": f"{idea.team.name} · {found.get_kind_display()} measure",
            "heading": found.name,
            "breadcrumbs": idea_crumbs(idea),
            "now": timezone.now(),
        },
    )


def lettered(notes: list[Annotation]) -> list[tuple[str, Annotation]]:
    """A to Z, then AA to AZ and so on."""
    return [(("" if i < 26 else chr(64 + i // 26)) + chr(65 + i % 26), note) for i, note in enumerate(notes)]


def drawings(stands: Shown, chart: str, notes: list[tuple[str, Annotation]]) -> dict[str, Any]:
    """The wide and the narrow drawing of a measure's chart; none without values."""
    if not stands.points:
        return {}
    target = stands.measure.target
    # Two events of one day share one letter's place on the drawing.
    marks = {note.at: letter for letter, note in reversed(notes)}
    return {
        name: series.run(
            f"{stands.measure.name}: {'run chart' if chart == 'run' else 'XmR chart'}",
            stands.dates,
            stands.run,
            unit=stands.unit,
            better=stands.measure.better,
            target=None if target is None else float(target),
            marks=marks,
            xmr=stands.xmr if chart == "xmr" else None,
            rests=stands.rests,
            width=width,
        )
        for name, width in (("wide", series.WIDE), ("narrow", series.NARROW))
    }


def values_table(stands: Shown, idea: ChangeIdea, may: bool) -> Table:
    """The numbers behind the chart and the times of rest among them, latest first."""
    head = ["Date", "Value"]
    if stands.measure.is_ratio:
        head.append("So many of so many")
    if stands.xmr:
        head += ["Mean", "What it shows"]
    head.append("Note")
    if may:
        head.append("Change")
    address = reverse("point_new", args=[idea.pk, stands.measure.pk])
    rows: list[list[Any]] = []
    rests = list(stands.shown_rests)
    for i in range(len(stands.points) - 1, -1, -1):
        point = stands.points[i]
        while rests and rests[-1].starts_on > point.at:
            rows.append(_rest_row(rests.pop(), head))
        row: list[Any] = [day(point.at), amount(point.value, stands.unit)]
        if stands.measure.is_ratio:
            row.append(f"{point.numerator} of {point.denominator}")
        if stands.xmr:
            phase = stands.phase_of(i)
            row += [amount(phase.mean, stands.unit) if phase else "", stands.label(i)]
        row.append(_entered(point))
        if may:
            row.append(Cell("Correct", f"{address}?at={point.at.isoformat()}"))
        rows.append(row)
    rows += [_rest_row(rest, head) for rest in reversed(rests)]
    return Table(head, rows, frozenset({1}))


def _rest_row(rest: Band, head: list[str]) -> list[Any]:
    told = {"Date": rest.span[:1].upper() + rest.span[1:], "Value": "Paused", "Note": rest.reason}
    return [told.get(name, "–") for name in head]


def point_new(request: PersonRequest, key: UUID, measure: UUID) -> HttpResponse:
    """The value of a day; where the day has one, the form shows it and corrects it."""
    idea = idea_or_404(request, key, to="change_ideas")
    found = measure_or_404(request, idea, measure)
    at = asked_day(request)
    there = measures.point_on(found, at) if at else None
    initial: dict[str, Any] = {"at": at or timezone.localdate(), "version": there.version if there else 0, "version_of": str(at)}
    if there:
        initial |= {
            "value": amount_typed(there),
            "numerator": there.numerator,
            "denominator": there.denominator,
            "note": there.note,
        }
    form = PointForm(request.POST if request.method == "POST" else None, initial=initial, measure=found)
    if request.method == "POST":
        before: list[MeasurePoint | None] = []

        def save(words: dict[str, Any]) -> MeasurePoint:
            before.append(measures.point_on(found, words["at"]))
            return measures.add_point(by=request.person, measure=found, **words)

        saved = attempt(form, save)
        if saved:
            messages.success(request, _said(found, before[0], saved))
            return redirect("measure", idea.pk, found.pk)
        there = before[0] if before else None
    context = {
        "form": form,
        "caption": found.name,
        "heading": "Correct a value" if there and at and not form.errors else "Add a value",
        "button": "Save the value",
        "back": reverse("measure", args=[idea.pk, found.pk]),
        "there": there,
        "there_words": _words(found, there),
        "breadcrumbs": [*idea_crumbs(idea), {"text": found.name, "href": reverse("measure", args=[idea.pk, found.pk])}],
        "lead": found.definition,
    }
    return render(request, "ideas/point_form.html", context)


def _entered(point: MeasurePoint) -> Any:
    """The note of a value, and the session in which it was entered."""
    if not point.entered_in:
        return point.note
    return Cell("Entered in a coaching session", reverse("session", args=[point.entered_in]), note=point.note)


def asked_day(request: PersonRequest) -> date | None:
    """The day in the address (`?at=2026-03-27`); today without one or with one that is no date."""
    try:
        return date.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return timezone.localdate()


def amount_typed(point: MeasurePoint) -> str:
    """A stored value as somebody would type it: 24.5, not 24.500."""
    words = f"{point.value:f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def _words(measure: Measure, point: MeasurePoint | None) -> str:
    if point is None:
        return ""
    if measure.is_ratio:
        return f"{point.numerator} of {point.denominator}"
    return f"{amount_typed(point)} {measure.unit}".strip()


def _said(measure: Measure, before: MeasurePoint | None, saved: MeasurePoint) -> str:
    on, now = day(saved.at), _words(measure, saved)
    if before is None:
        return f"The value for {on} was added: {now}."
    if _words(measure, before) == now:
        return f"The value for {on} is {now}."
    return f"The value for {on} was corrected from {_words(measure, before)} to {now}."
