from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from figures import wording
from figures.values import Missing
from people.requests import PersonRequest
from surveys import drawings, results
from surveys.access import sees_all, wave_or_404
from surveys.models import Item, Wave


def wave_results(request: PersonRequest, key: object) -> HttpResponse:
    """What changed in a round's phase: every question that is compared, hidden ones too."""
    person = request.person
    wave = wave_or_404(request, key)
    pair = _pair(person, wave)
    context: dict[str, Any] = {
        "wave": wave,
        "pair": pair,
        "breadcrumbs": [{"text": "Surveys", "href": "/surveys/"}, {"text": wave.name, "href": f"/surveys/{wave.pk}/"}],
        "heading": "What changed",
        "caption": f"{wave.phase} · {wave.questionnaire.title}",
    }
    if pair is not None:
        found = results.published(person, pair)
        items = Item.visible.to(person).filter(questionnaire=pair.after.questionnaire_id)
        times = [result.as_of for result in found if result.as_of]
        context |= {
            "charts": drawings.drawn(found),
            "found": found,
            "hidden": [result for result in found if not result.is_shown],
            "as_of": max(times, default=None),
            "not_compared": [item for item in items if item.kind not in results.COMPARED],
            "not_cause": wording.NOT_CAUSE,
            "ranges": _ranges(found) if sees_all(person, wave) else [],
            "has_clusters": any(result.is_shown and result.change.clustered for result in found),
        }
    return render(request, "surveys/wave_results.html", context)


def _pair(person: Any, wave: Wave) -> results.Round | None:
    pairs = results.rounds(results.waves_of_phase(person, wave.phase))
    return next((pair for pair in pairs if wave in (pair.before, pair.after)), None)


def _ranges(found: list[results.ItemResult]) -> list[tuple[str, str]]:
    """(question, how far the change would move if any one ward were left out), for those who see every ward anyway."""
    rows = []
    for result in found:
        cluster = result.cluster
        if cluster is None or isinstance(cluster.lowest_without_one, Missing):
            continue
        unit = 1 if result.is_mean else 100
        low, high = wording.points(cluster.lowest_without_one * unit), wording.points(cluster.highest_without_one * unit)
        words = f"{low} points whichever it is" if low == high else f"between {low} and {high} points"
        rows.append((result.label, f"{words} ({cluster.clusters} wards)"))
    return rows
