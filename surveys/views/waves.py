from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people.requests import PersonRequest
from people.saving import attempt
from surveys import response_counts, results, waves
from surveys.access import may_run, run_wave_or_404, sees_all, wave_or_404, waves_within_reach
from surveys.forms import OpenForm
from surveys.models import TeamWave, Wave
from surveys.response_counts import Answered
from ui.downloads import csv_file
from ui.lists import address, page_of, sorting
from ui.tables import Cell, Table
from ui.templatetags.formats import day
from wards.reach import reach_of

STATES = {"open": "Open", "waiting": "Not open yet", "closed": "Closed"}


def when(wave: Wave) -> str:
    """Whether a round takes answers, and until when, in words."""
    if wave.state == "open":
        return f"Open until {day(wave.closes_on)}"
    return f"Opens on {day(wave.opens_on)}" if wave.state == "waiting" else f"Closed on {day(wave.ended_on)}"


def survey_list(request: PersonRequest) -> HttpResponse:
    person = request.person
    rounds = list(waves_within_reach(person).select_related("questionnaire", "phase").order_by("-opens_on", "pk"))
    state, found = request.GET.get("state", ""), rounds
    if state in STATES:
        found = [wave for wave in rounds if wave.state == state]
    links = list(TeamWave.visible.to(person).filter(wave__in=[wave.pk for wave in rounds]))
    counts = response_counts.answered(person, links)
    pairs = results.rounds(rounds)
    compared = {wave.pk for pair in pairs for wave in (pair.before, pair.after)}
    table = Table(["Survey round", "State", "Answers", "Results"])
    for wave in found:
        mine = response_counts.total(counts[link.pk] for link in links if link.wave_id == wave.pk)
        asked = any(link.wave_id == wave.pk for link in links)
        table.rows.append(
            [
                Cell(wave.name, reverse("wave", args=[wave.pk]), f"{wave.phase} · {wave.get_audience_display()}"),
                when(wave),
                mine.words if asked else "–",
                Cell("What changed", reverse("wave_results", args=[wave.pk])) if wave.pk in compared else "–",
            ]
        )
    everybody = any(wave.programme_id in reach_of(person).owned_programmes for wave in rounds)
    filters = [("All", address(request, state=""), not state)]
    filters += [(words, address(request, state=key), state == key) for key, words in STATES.items()]
    teams = {} if everybody else {link.team_id: link.team for link in _own_links(person, links)}
    whose = "your ward team takes" if len(teams) == 1 else "your ward teams take"
    context = {
        "heading": "Surveys",
        "table": table,
        "count": len(found),
        "filters": filters,
        "teams": list(teams.values()),
        "lead": "Which rounds are running, and what changed." if everybody else f"The rounds in which {whose} part.",
    }
    return render(request, "surveys/survey_list.html", context)


def _own_links(person: Any, links: list[TeamWave]) -> Any:
    return TeamWave.visible.to(person).filter(pk__in=[link.pk for link in links]).select_related("team").order_by("team__name")


ORDERS = {"name": lambda row: row[0].team.name.casefold(), "answers": lambda row: row[1].answers}


def wave(request: PersonRequest, key: object) -> HttpResponse:
    """Is it running? Answers of each ward team within reach, of those invited."""
    person = request.person
    the_wave = wave_or_404(request, key)
    links = list(TeamWave.visible.to(person).filter(wave=the_wave).select_related("team__provider").order_by("team__name", "pk"))
    counts = response_counts.answered(person, links)
    everything = response_counts.total(counts.values())
    rows = _chosen(request, [(link, counts[link.pk]) for link in links])
    if request.GET.get("file") == "csv":
        return csv_file(
            f"{the_wave.name} answers",
            ["Ward team", "Provider", "Answers", "Invited"],
            [
                [link.team.name, link.team.provider.name, done.answers, "" if done.invited is None else done.invited]
                for link, done in rows
            ],
        )
    order = request.GET.get("sort", "name")
    listed = page_of(request, rows)
    table = Table(["Ward team", "Provider", "Answers"], sort=sorting(request, {0: "name", 2: "answers"}, order))
    table.rows = [
        [Cell(link.team.name, reverse("ward_surveys", args=[link.team_id])), link.team.provider.name, _done(done)]
        for link, done in listed.rows
    ]
    context = {
        "wave": the_wave,
        "heading": the_wave.name,
        "caption": f"{the_wave.phase} · {the_wave.get_audience_display()}",
        "lead": f"{when(the_wave)}.",
        "breadcrumbs": [{"text": "Surveys", "href": reverse("survey_list")}],
        "everything": everything,
        "silent": sum(not done.answers for done in counts.values()),
        "teams": len(links),
        "listed": listed,
        "table": table,
        "query": request.GET.get("q", ""),
        "filters": [
            ("All ward teams", address(request, only=""), request.GET.get("only") != "none"),
            ("No answers yet", address(request, only="none"), request.GET.get("only") == "none"),
        ],
        "file": address(request, file="csv"),
        "may_run": may_run(person, the_wave),
        "sees_all": sees_all(person, the_wave),
        "is_compared": any(
            the_wave in (p.before, p.after) for p in results.rounds(results.waves_of_phase(person, the_wave.phase))
        ),
    }
    return render(request, "surveys/wave.html", context)


def _chosen(request: PersonRequest, rows: list[tuple[TeamWave, Answered]]) -> list[tuple[TeamWave, Answered]]:
    words = request.GET.get("q", "").strip().casefold()
    found = [row for row in rows if words in f"{row[0].team.name} {row[0].team.provider.name}".casefold()]
    if request.GET.get("only") == "none":
        found = [row for row in found if not row[1].answers]
    order = request.GET.get("sort", "name")
    return sorted(found, key=ORDERS.get(order.removeprefix("-"), ORDERS["name"]), reverse=order.startswith("-"))


def _done(done: Answered) -> Cell:
    return Cell(done.words, note="More than were invited: the link may have gone further." if done.is_more_than_invited else "")


def wave_open(request: PersonRequest, key: object) -> HttpResponse:
    the_wave = run_wave_or_404(request, key)
    last = max(the_wave.closes_on, timezone.localdate())
    initial = {"closes_on": last, "version": the_wave.version}
    form = OpenForm(request.POST if request.method == "POST" else None, initial=initial)
    if opened := attempt(form, lambda typed: waves.open_round(by=request.person, wave=the_wave, **typed)):
        messages.success(request, f"{opened.name} takes answers until {day(opened.closes_on)}.")
        return redirect("wave", the_wave.pk)
    return render(request, "surveys/wave_open.html", {**_confirm(the_wave), "form": form, "heading": "Open this round"})


def wave_close(request: PersonRequest, key: object) -> HttpResponse:
    the_wave = run_wave_or_404(request, key)
    problem = ""
    if request.method == "POST":
        try:
            closed = waves.close_round(by=request.person, wave=the_wave)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, f"{closed.name} is closed. Its last answers are counted within a minute.")
            return redirect("wave", the_wave.pk)
    return render(
        request, "surveys/wave_close.html", {**_confirm(the_wave), "problem": problem, "heading": "Close this round now?"}
    )


def _confirm(wave: Wave) -> dict[str, Any]:
    crumbs = [{"text": "Surveys", "href": reverse("survey_list")}, {"text": wave.name, "href": reverse("wave", args=[wave.pk])}]
    return {"wave": wave, "breadcrumbs": crumbs, "caption": wave.name, "when": when(wave)}
