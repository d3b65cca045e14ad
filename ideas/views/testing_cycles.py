from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ideas import testing_cycles
from ideas.access import cycle_or_404, idea_or_404, may_change
from ideas.forms import CycleForm
from ideas.models import ChangeIdea, TestingCycle
from ideas.views.change_ideas import idea_crumbs
from people.requests import PersonRequest
from people.saving import attempt

WRITTEN = ("plan", "prediction", "started_on", "did", "studied", "act", "version")


def cycle_new(request: PersonRequest, key: UUID) -> HttpResponse:
    idea = idea_or_404(request, key, to="change_ideas")
    form = CycleForm(request.POST if request.method == "POST" else None)

    def save(words: dict[str, Any]) -> TestingCycle:
        words.pop("version")
        return testing_cycles.start(by=request.person, idea=idea, **words)

    if made := attempt(form, save):
        messages.success(request, f"Cycle {made.number} was planned. {_after(made, idea)}")
        return redirect("idea", idea.pk)
    return _page(request, form, idea, "Plan a PDSA cycle", "Save the cycle", folded=not (form.errors and form.data.get("did")))


def cycle(request: PersonRequest, key: UUID, cycle: UUID) -> HttpResponse:
    """What did we try, and what did we learn? Read by all who see the idea, written by its ward team."""
    idea = idea_or_404(request, key)
    found = cycle_or_404(request, idea, cycle)
    if not may_change(request, idea):
        if request.method == "POST":
            idea_or_404(request, key, to="change_ideas")
        context = {
            "idea": idea,
            "cycle": found,
            "caption": idea.title,
            "heading": f"PDSA cycle {found.number}",
            "breadcrumbs": idea_crumbs(idea),
        }
        return render(request, "ideas/cycle.html", context)
    initial = {name: getattr(found, name) for name in WRITTEN}
    form = CycleForm(request.POST if request.method == "POST" else None, initial=initial)

    def save(words: dict[str, Any]) -> TestingCycle:
        words.pop("form_key")
        return testing_cycles.write(by=request.person, cycle=found, version=words.pop("version"), **words)

    if written := attempt(form, save):
        messages.success(request, f"Cycle {written.number} was saved. {_after(written, idea)}")
        return redirect("idea", idea.pk)
    return _page(request, form, idea, f"PDSA cycle {found.number}", "Save the cycle", folded=False)


def _page(request: PersonRequest, form: CycleForm, idea: ChangeIdea, heading: str, button: str, *, folded: bool) -> HttpResponse:
    return render(
        request,
        "ideas/cycle_form.html",
        {
            "form": form,
            "idea": idea,
            "folded": folded,
            "caption": idea.title,
            "heading": heading,
            "button": button,
            "back": reverse("idea", args=[idea.pk]),
            "breadcrumbs": idea_crumbs(idea),
        },
    )


def _after(cycle: TestingCycle, idea: ChangeIdea) -> str:
    if cycle.act == TestingCycle.Act.ADAPT:
        return "Next: plan the next cycle with what you have changed."
    if cycle.act:
        return "Next: move the stage of the idea."
    if idea.stage == ChangeIdea.Stage.PROPOSED:
        return "Next: move the idea to “Testing” once you have started."
    return "Next: write down what happened as you go."
