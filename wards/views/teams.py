"""Setting up ward teams: the checklist, one team with its steps, its agreement, whom to ask; the flow of wards."""

from collections import Counter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from people.requests import PersonRequest
from ui.tables import Cell, Table
from ui.templatetags.formats import day
from wards import agreements, teams
from wards.access import fetch_or_404, set_up_or_404
from wards.checklists import COLUMNS, THINGS, Line, checklist
from wards.forms.places import AgreementDocumentForm, AgreementForm, ContactForm, StepForm, TeamForm
from wards.models import Agreement, AgreementDocument, Phase, Provider, Team, TeamContact, TeamStep, Ward
from wards.models.teams import WAY
from wards.reach import reach_of
from wards.views.set_up import SearchFilter, at, crumbs, fact, form_page, list_page, programme_of

TEAMS = ("Set-up checklist", "/programme/teams/")


def _mine(request: PersonRequest) -> Any:
    rows = Team.visible.to(request.person).filter(pk__in=reach_of(request.person).set_up)
    return rows.select_related("provider", "phase")


class TeamFilter(SearchFilter):
    phase = forms.ChoiceField(label="Phase", required=False)
    state = forms.ChoiceField(label="Where it stands", required=False)
    missing = forms.ChoiceField(
        label="Missing",
        required=False,
        choices=[("", "All"), ("yes", "Something is missing"), ("no", "Nothing"), *((what, what) for what in THINGS)],
    )

    def __init__(self, person: Any, data: Any) -> None:
        super().__init__(data)
        self.offer("phase", Phase.visible.to(person).values_list("pk", "name"))
        self.offer("state", Team.State.choices)


def _narrowed(request: PersonRequest, form: TeamFilter) -> Any:
    rows, chosen = _mine(request), form.chosen
    if words := chosen.get("q"):
        rows = rows.filter(Q(name__icontains=words) | Q(provider__name__icontains=words))
    if phase := chosen.get("phase"):
        rows = rows.filter(phase=phase)
    if state := chosen.get("state"):
        rows = rows.filter(state=state)
    return rows


SORTS: dict[str, Any] = {
    "name": lambda line: (line.team.name.lower(), str(line.team.pk)),
    "state": lambda line: (line.team.get_state_display(), line.team.name),
    "missing": lambda line: (-len(line.missing), line.team.name),
}


@require_safe
def team_list(request: PersonRequest) -> HttpResponse:
    """Ward × step: what is done, what is missing, whom to chase."""
    programme_of(request)
    form = TeamFilter(request.person, request.GET)
    lines = checklist(request.person, list(_narrowed(request, form)), timezone.localdate())
    if wanted := form.chosen.get("missing"):
        if wanted in THINGS:
            lines = [line for line in lines if wanted in (what for what, _, _ in line.missing)]
        else:
            lines = [line for line in lines if bool(line.missing) == (wanted == "yes")]
    order = request.GET.get("sort", "missing")
    order = order if order.lstrip("-") in SORTS else "missing"
    lines.sort(key=SORTS[order.lstrip("-")], reverse=order.startswith("-"))

    def row(line: Line) -> list[Any]:
        days = [day(line.done(state)) or "–" for state in COLUMNS]
        chase = "; ".join(f"{what}: ask {whom}" for what, whom, _ in line.missing)
        return [
            Cell(line.team.name, at("set_up_team", line.team.pk), line.team.provider.name),
            line.team.get_state_display(),
            *days,
            chase or ("–" if line.team.has_ended else "Nothing is missing"),
        ]

    return list_page(
        request,
        heading="Set-up checklist",
        nouns=("ward team", "ward teams"),
        form=form,
        found=lines,
        order=order,
        row=row,
        columns=[
            ("Ward team", "name"),
            ("Stands", "state"),
            *((str(s.label), "") for s in COLUMNS),
            ("Missing, and whom to chase", "missing"),
        ],
        file_head=["Ward team", "Provider", "Phase", "Stands", *(str(s.label) for s in COLUMNS), "Missing"],
        file_row=lambda line: [
            line.team.name,
            line.team.provider.name,
            line.team.phase.name,
            line.team.get_state_display(),
            *(line.done(s) or "" for s in COLUMNS),
            "; ".join(what for what, _, _ in line.missing),
        ],
        lead="Every ward team with the days of its steps. To begin a team, open its provider.",
    )


@require_safe
def flow(request: PersonRequest) -> HttpResponse:
    """How wards came in, went on and left, and why."""
    programme_of(request)
    form = TeamFilter(request.person, request.GET)
    found = list(_narrowed(request, form))
    steps: dict[Any, dict[str, TeamStep]] = {}
    for step in TeamStep.visible.to(request.person).filter(team__in=found):
        steps.setdefault(step.team_id, {})[step.state] = step
    phases = list(dict.fromkeys(team.phase.name for team in found))
    states = [*WAY, Team.State.PAUSED, Team.State.LEFT, Team.State.MERGED, Team.State.MOVED]
    counts = Counter((team.phase.name, state) for team in found for state in steps.get(team.pk, {}))
    now = Counter(team.state for team in found)
    table = Table(
        ["Step", *phases, "Ever", "Now"],
        [
            [str(state.label), *(counts[name, state] for name in phases), sum(counts[name, state] for name in phases), now[state]]
            for state in states
        ],
        numeric=frozenset(range(1, len(phases) + 3)),
    )
    gone = [
        (team, steps[team.pk][team.state])
        for team in found
        if team.state in (Team.State.LEFT, Team.State.MERGED, Team.State.MOVED, Team.State.PAUSED)
        and team.state in steps.get(team.pk, {})
    ]
    order = request.GET.get("sort", "-on")
    keys: dict[str, Any] = {"name": lambda p: p[0].name, "state": lambda p: p[0].state, "on": lambda p: p[1].on}
    order = order if order.lstrip("-") in keys else "-on"
    gone.sort(key=keys[order.lstrip("-")], reverse=order.startswith("-"))
    return list_page(
        request,
        heading="Flow of wards",
        nouns=("ward team that paused, left, merged or moved", "ward teams that paused, left, merged or moved"),
        form=form,
        found=gone,
        order=order,
        intro=(table, "How many ward teams came to each step"),
        columns=[("Ward team", "name"), ("Stands", "state"), ("Since", "on"), ("Why", "")],
        row=lambda pair: [
            Cell(pair[0].name, at("set_up_team", pair[0].pk), pair[0].provider.name),
            pair[0].get_state_display(),
            day(pair[1].on),
            pair[1].reason,
        ],
        file_head=["Ward team", "Provider", "Phase", "Stands", "Since", "Why"],
        file_row=lambda pair: [
            pair[0].name,
            pair[0].provider.name,
            pair[0].phase.name,
            pair[0].get_state_display(),
            pair[1].on,
            pair[1].reason,
        ],
    )


def team_new(request: PersonRequest, key: UUID) -> HttpResponse:
    provider = set_up_or_404(request, Provider, key)
    person, back = request.person, at("set_up_provider", key)
    phases = Phase.visible.to(person).filter(programme__in=reach_of(person).set_up)
    wards = Ward.visible.to(person).filter(provider=provider, closed_on=None)
    return form_page(
        request,
        TeamForm(request.POST or None, rows={"phase": phases, "wards": wards}),
        lambda words: teams.begin(by=person, provider=provider, **words),
        heading="Begin a ward team",
        caption=provider.name,
        back=back,
        done="Ward team begun. Next, say whom to ask about it.",
        button="Begin the team",
        to=lambda made: at("set_up_team", made.pk),
        trail=[(provider.name, back)],
    )


@require_safe
def team(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Team, key, "provider", "phase", "continues")
    person = request.person
    line = checklist(person, [found], timezone.localdate())[0]
    steps = Table(["Step", "On", "Reason"])
    rows = list(TeamStep.visible.to(person).filter(team=found))
    steps.rows = [[step.get_state_display(), day(step.on), step.reason] for step in rows]
    papers = {
        row.agreement_id: row for row in AgreementDocument.visible.to(person).filter(agreement__team=found).defer("content")
    }
    signed = Table(["Signed by", "On", "Until", "Document"])
    for row in Agreement.visible.to(person).filter(team=found):
        paper = papers.get(row.pk)
        link = (
            Cell(paper.name, at("agreement_document", paper.pk))
            if paper
            else Cell("Add the document", at("agreement_attach", row.pk))
        )
        signed.rows.append([row.signed_by, day(row.signed_on), day(row.expires_on), link])
    contact = TeamContact.visible.to(person).filter(team=found).first()
    whom = ", ".join(filter(None, (contact.name, contact.work, contact.email, contact.phone))) if contact else ""
    facts = [
        fact("Where it stands", found.get_state_display()),
        fact("Provider", found.provider),
        fact("Phase", found.phase),
        fact("Whom to ask", whom or "Nobody yet"),
        fact(
            "Missing", "; ".join(f"{what}: ask {who}{f', {how}' if how else ''}" for what, who, how in line.missing) or "Nothing"
        ),
    ]
    if found.continues:
        facts.append(fact("Continues", f"{found.continues}, until {day(rows[0].on) if rows else ''} with another provider"))
    actions = [("Whom to ask", at("set_up_contact", key)), ("Rename it", at("set_up_rename", "team", key))]
    if not found.has_ended:
        actions = [("Take a step", at("set_up_step", key)), ("Keep a signed agreement", at("set_up_agreement", key)), *actions]
    return render(
        request,
        "wards/set_up_detail.html",
        {
            "heading": found.name,
            "caption": "Ward team",
            "breadcrumbs": crumbs(TEAMS),
            "facts": facts,
            "actions": actions,
            "tables": [("Steps", steps), ("Agreements", signed)],
            "undo": at("set_up_step_back", key) if len(rows) > 1 and found.state not in ("signed", "merged", "moved") else "",
        },
    )


def step(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Team, key)
    states = teams.possible_steps(found)
    # What was possible when the form was opened may be done by now: the verb says so, and shows both.
    typed = request.POST.get("state")
    states += [state for state in Team.State if state == typed and state not in states]
    form = StepForm(request.POST or None, states=states, initial={"version": found.version})
    return _form(
        request,
        found,
        form,
        lambda words: teams.take_step(by=request.person, team=found, **words),
        "Take a step",
        "Step kept.",
    )


@require_POST
def step_back(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Team, key)
    try:
        teams.take_back(by=request.person, team=found)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, "The last step is taken back.")
    return redirect("set_up_team", key)


def _document(request: PersonRequest) -> tuple[str, bytes] | None:
    sent = request.FILES.get("document")
    if sent is None:
        return None
    return (sent.name or "agreement", sent.read(agreements.MOST_BYTES + 1))


def agreement(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Team, key)

    def sign(words: dict[str, Any]) -> Any:
        return agreements.sign(by=request.person, team=found, **{**words, "document": _document(request)})

    form = AgreementForm(request.POST or None, request.FILES or None)
    return _form(request, found, form, sign, "Keep a signed agreement", "Agreement kept.")


def attach(request: PersonRequest, key: UUID) -> HttpResponse:
    row = fetch_or_404(request, Agreement, key, "team")
    found = set_up_or_404(request, Team, row.team_id)

    def keep(words: dict[str, Any]) -> Any:
        sent = _document(request)
        if sent is None:
            raise ValidationError({"document": "Choose the document"})
        return agreements.attach(by=request.person, agreement=row, name=sent[0], content=sent[1])

    form = AgreementDocumentForm(request.POST or None, request.FILES or None)
    return _form(request, found, form, keep, "Add the agreement's document", "Document kept.")


@require_safe
def document(request: PersonRequest, key: UUID) -> HttpResponse:
    """The paper itself, always as a file to keep, never shown or run by the browser."""
    row = fetch_or_404(request, AgreementDocument, key)
    if row.provider_id not in reach_of(request.person).owned_providers:
        raise Http404("There is no such page, or it is not yours to see.")
    answer = HttpResponse(bytes(row.content), content_type=row.kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.name.encode("ascii", "ignore").decode()}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def contact(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Team, key)
    row = TeamContact.visible.to(request.person).filter(team=found).first()
    first = {name: getattr(row, name) for name in ("name", "work", "email", "phone", "version")} if row else {}
    form = ContactForm(request.POST or None, initial=first)
    return _form(
        request, found, form, lambda words: teams.set_contact(by=request.person, team=found, **words), "Whom to ask", "Kept."
    )


def _form(request: PersonRequest, found: Team, form: Any, verb: Any, heading: str, done: str) -> HttpResponse:
    back = at("set_up_team", found.pk)
    return form_page(
        request, form, verb, heading=heading, caption=found.name, back=back, done=done, trail=[TEAMS, (found.name, back)]
    )
