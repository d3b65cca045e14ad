from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ideas import change_ideas
from ideas.access import idea_or_404, may_change, names
from ideas.forms import EditIdeaForm, IdeaFilters, IdeaForm, ProgressForm, StageForm, theme_words
from ideas.models import ChangeIdea, ProgressScore
from ideas.standing import standing
from people.requests import PersonRequest
from people.saving import attempt
from ui.lists import address, page_of
from wards.access import team_or_404
from wards.crumbs import team_crumbs
from wards.models import Team
from wards.reach import reach_of

ORDERS = {"moved": ("-moved_on", "id"), "title": ("title", "id"), "ward": ("team__name", "-moved_on", "id")}
LABELS = {"moved": "last moved", "title": "title", "ward": "ward team"}


def ideas_crumbs(team: Team) -> list[dict[str, str]]:
    return team_crumbs(team, ("Change ideas", f"{reverse('idea_list')}?ward={team.pk}"))


def idea_crumbs(idea: ChangeIdea) -> list[dict[str, str]]:
    return [*ideas_crumbs(idea.team), {"text": idea.title, "href": reverse("idea", args=[idea.pk])}]


def idea_list(request: PersonRequest) -> HttpResponse:
    """What is being changed, in all the wards that I may see?"""
    person = request.person
    teams = list(Team.visible.to(person).order_by("name", "id"))
    form = IdeaFilters(request.GET, teams=teams)
    form.is_valid()
    asked = form.cleaned_data
    rows = ChangeIdea.visible.to(person).select_related("team", "owner")
    rows = rows.filter(stage=asked["stage"]) if asked.get("stage") else rows
    rows = rows.filter(team=asked["ward"]) if asked.get("ward") else rows
    rows = rows.filter(themes__contains=[asked["theme"]]) if asked.get("theme") else rows
    for word in asked.get("q", "").split()[:10]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(who_for__icontains=word) | Q(inequity__icontains=word) | Q(aim__icontains=word)
        )
    order = request.GET.get("sort", "moved")
    rows = rows.order_by(*ORDERS.get(order, ORDERS["moved"]))
    reach = reach_of(person)
    mine = [team for team in teams if reach.may("change_ideas", team.pk)] if reach.may("change_ideas") else []
    chosen = [team for team in mine if str(team.pk) == asked.get("ward")] or mine
    return render(
        request,
        "ideas/idea_list.html",
        {
            "heading": "Change ideas",
            "lead": "What ward teams change to make care fairer, and how far each idea has come.",
            "page": page_of(request, rows),
            "filters": form,
            "errors": form if form.errors else None,
            "filtered": bool(form.errors) or any(asked.get(name) for name in ("stage", "ward", "theme")),
            "narrowed": any(asked.get(name) for name in ("q", "stage", "ward", "theme")),
            "order": order if order in ORDERS else "moved",
            "orders": [(key, label, address(request, sort=key)) for key, label in LABELS.items()],
            "add_to": chosen[0] if len(chosen) == 1 else None,
            "choose_first": len(chosen) > 1,
        },
    )


def idea(request: PersonRequest, key: UUID, *, came_from: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    """Is it working? came_from: (words, address) of where the idea comes from, as far as a room above knows it."""
    found = idea_or_404(request, key)
    stands = standing(found, request.person)
    main = stands.main
    return render(
        request,
        "ideas/idea.html",
        {
            "idea": found,
            "stands": stands,
            "main": main,
            "themes": theme_words(found),
            "may_change": may_change(request, found),
            "caption": f"{found.team.name} · Change idea",
            "heading": found.title,
            "breadcrumbs": ideas_crumbs(found.team),
            "staff": stands.ratings.get("staff"),
            "practitioners": stands.ratings.get("practitioners"),
            "came_from": came_from,
        },
    )


def _form_page(request: PersonRequest, form: Any, team: Team, heading: str, button: str, back: str, **more: Any) -> HttpResponse:
    return render(
        request,
        more.pop("template", "ui/form.html"),
        {
            "form": form, "caption": team.name, "heading": heading, "button": button, "back": back,
            "breadcrumbs": more.pop("breadcrumbs", None) or ideas_crumbs(team), **more,
        },
    )  # fmt: skip


def idea_new(request: PersonRequest, key: UUID) -> HttpResponse:
    team = team_or_404(request, key, to="change_ideas")
    form = IdeaForm(request.POST if request.method == "POST" else None)
    if made := attempt(form, lambda words: change_ideas.propose(by=request.person, team=team, **words)):
        messages.success(request, f"The change idea “{made.title}” was added. Next: say how you will know whether it helps.")
        return redirect("idea", made.pk)
    return _form_page(
        request, form, team, "Add a change idea", "Add the change idea", reverse("ward", args=[team.pk]),
        template="ideas/idea_form.html", lead="Write about groups of people, never about one person.",
    )  # fmt: skip


EDITED = (
    "title", "who_for", "inequity", "how_known", "aim", "themes", "owner", "patients_involved", "carers_involved", "unexpected",
    "what_was_learnt", "version",
)  # fmt: skip


def idea_edit(request: PersonRequest, key: UUID) -> HttpResponse:
    found = idea_or_404(request, key, to="change_ideas")
    initial = {name: getattr(found, name) for name in EDITED}
    form = EditIdeaForm(request.POST if request.method == "POST" else None, initial=initial, team=found.team)

    def save(words: dict[str, Any]) -> ChangeIdea:
        return change_ideas.edit(by=request.person, idea=found, version=words.pop("version"), **words)

    if attempt(form, save):
        messages.success(request, "Your changes to the idea were saved.")
        return redirect("idea", found.pk)
    back = reverse("idea", args=[found.pk])
    return _form_page(request, form, found.team, "Change what is written", "Save", back, breadcrumbs=idea_crumbs(found))


def idea_stage(request: PersonRequest, key: UUID) -> HttpResponse:
    found = idea_or_404(request, key, to="change_ideas")
    form = StageForm(request.POST if request.method == "POST" else None, initial={"stage": found.stage, "version": found.version})

    def save(words: dict[str, Any]) -> ChangeIdea:
        return change_ideas.move(
            by=request.person, idea=found, stage=words["stage"], reason=words["reason"], version=words["version"]
        )  # fmt: skip

    if moved := attempt(form, save):
        after = {
            "testing": "Next: plan a PDSA cycle.", "abandoned": "Thank you for saying why: others learn from it.",
            "routine": "It counts as checked today.", "adopted": "Next: say whom it reached.",
        }.get(moved.stage, "")  # fmt: skip
        messages.success(request, f"The idea is now at “{moved.get_stage_display()}”. {after}".strip())
        return redirect("idea", found.pk)
    back = reverse("idea", args=[found.pk])
    return _form_page(
        request, form, found.team, "Move the stage", "Move the stage", back, breadcrumbs=idea_crumbs(found),
        lead=f"“{found.title}” is at “{found.get_stage_display()}”.",
    )  # fmt: skip


def progress(request: PersonRequest, key: UUID) -> HttpResponse:
    """How far has the team come? Its coach says so; the machine never does."""
    team = team_or_404(request, key, to="set_progress")
    person = request.person
    scores = list(ProgressScore.visible.to(person).filter(team=team).order_by("-on", "-id")[:12])
    known = names(person, {score.set_by_id for score in scores})
    form = ProgressForm(request.POST if request.method == "POST" else None)
    if made := attempt(form, lambda words: change_ideas.set_progress(by=person, team=team, **words)):
        messages.success(request, f"The progress score of {team.name} is {made.score} of 5.")
        return redirect("ward", team.pk)
    return _form_page(
        request, form, team, "Set the progress score", "Set the score", reverse("ward", args=[team.pk]),
        template="ideas/progress_form.html", breadcrumbs=team_crumbs(team),
        scores=[(score, known.get(score.set_by_id, "")) for score in scores],
        question=change_ideas.stale_words(scores[0]) if scores else "",
    )  # fmt: skip
