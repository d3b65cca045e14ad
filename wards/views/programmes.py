"""The programme's home; setting up programmes, their phases, and pauses."""

from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from people.models import Mail
from people.requests import PersonRequest
from ui.tables import Cell, Table
from ui.templatetags.formats import day
from wards import pauses, programmes
from wards.access import mails_seen, set_up_or_404
from wards.checklists import checklist, missing_by_thing, to_chase
from wards.forms.places import PauseEndForm, PauseForm, PhaseEditForm, PhaseForm, ProgrammeEditForm, ProgrammeForm
from wards.models import Call, Invitation, Pause, Phase, Programme, Provider, Team
from wards.models.invitations import in_state
from wards.reach import reach_of
from wards.views.set_up import SearchFilter, at, crumbs, fact, form_page, list_page, order_of, programme_of

PROGRAMMES, PAUSES = ("Programmes and phases", "/programme/programmes/"), ("Pauses", "/programme/pauses/")


def _mine(request: PersonRequest) -> Any:
    return Programme.visible.to(request.person).filter(pk__in=reach_of(request.person).set_up)


#: How many of those to chase stand on the programme's home; the checklist has all.
CHASED = 8


def home(request: PersonRequest) -> HttpResponse:
    """What is missing, whom do I chase, what waits? And from here to everything about places and people."""
    programme = programme_of(request)
    person, today = request.person, timezone.localdate()
    mine = list(Team.visible.to(person).filter(programme=programme).select_related("provider"))
    lines = checklist(person, mine, today)
    states = Counter(team.state for team in mine)
    missing = Table(["What", "Ward teams"], numeric=frozenset({1}))
    for what, count in missing_by_thing(lines):
        missing.rows.append([Cell(what, f"{at('set_up_teams')}?{urlencode({'missing': what})}"), count])
    chase = Table(["Whom", "What"])
    whom = to_chase(lines)
    for who, how, things in whom[:CHASED]:
        words = [f"{what} ({team})" for what, team in things[:4]]
        more = [f"and {len(things) - 4} more"] if len(things) > 4 else []
        chase.rows.append([Cell(who, note=how), "; ".join([*words, *more])])
    return render(
        request,
        "wards/programme.html",
        {
            "heading": "Programme",
            "caption": programme.name,
            "lead": f"{day(programme.starts_on)} to {day(programme.ends_on)}. {len(mine) - states[Team.State.MOVED]} ward teams, "
            f"{states[Team.State.ACTIVE]} of them active.",
            "waits": _waits(person, programme, today),
            "missing": missing,
            "chase": chase,
            "more_to_chase": max(0, len(whom) - CHASED),
            "whole": sum(not line.missing and not line.team.has_ended for line in lines),
            "running": sum(not line.team.has_ended for line in lines),
            "set_up": [
                ("Wards", at("set_up_wards")),
                ("Providers and sites", at("set_up_providers")),
                ("Ward teams, step by step", at("set_up_teams")),
                ("Flow of wards", at("set_up_flow")),
                ("Programmes and phases", at("set_up_programmes")),
                ("Pauses", at("set_up_pauses")),
            ],
            "people": [
                ("People and roles", at("people")),
                ("Invitations", at("invitation_list")),
                ("Lived experience practitioners", at("practitioner_list")),
                ("Monday's reminders and the outbox", at("reminders")),
                ("Everything that was changed", at("programme_changes")),
                ("Who can see what", at("who_can_see_what")),
            ],
        },
    )


def _waits(person: Any, programme: Programme, today: date) -> list[tuple[str, str]]:
    """(sentence, where it leads) of what waits for somebody of the national team; nothing that does not."""
    found = []
    now = timezone.now()
    invited = Invitation.visible.to(person).filter(programme=programme)
    for state, words in (
        (Invitation.State.EXPIRED, ("1 invitation was not taken up in time", "{} invitations were not taken up in time")),
        (Invitation.State.WAITING, ("1 invitation waits for an answer", "{} invitations wait for an answer")),
    ):
        if count := invited.filter(in_state(state, now)).count():
            found.append((words[count > 1].format(count), f"{at('invitation_list')}?state={state}"))
    if calls := Call.visible.to(person).filter(done_at=None).count():
        found.append((f"{calls} {'person' if calls == 1 else 'people'} to call or write to", at("call_list")))
    troubled = mails_seen(person).filter(state__in=[Mail.State.UNCERTAIN, Mail.State.FAILED]).count()
    if troubled:
        found.append((f"{troubled} email{'' if troubled == 1 else 's'} may not have arrived", at("reminders")))
    rests = Pause.visible.to(person).filter(pauses.on_day(today), programme=programme).select_related("provider", "programme")
    for pause in rests:
        until = f" until {day(pause.ends_on)}" if pause.ends_on else ", with no last day yet"
        found.append((f"Paused: {pause.of_what}{until}", at("set_up_pauses")))
    return found


def programme_list(request: PersonRequest) -> HttpResponse:
    programme_of(request)
    form = SearchFilter(request.GET)
    rows = _mine(request)
    if words := form.chosen.get("q"):
        rows = rows.filter(Q(name__icontains=words) | Q(phases__name__icontains=words)).distinct()
    order, by = order_of(request, {"name": "name", "from": "starts_on", "until": "ends_on"}, "-from")
    return list_page(
        request,
        heading="Programmes and phases",
        nouns=("programme", "programmes"),
        form=form,
        found=rows.order_by(*by),
        order=order,
        columns=[("Programme", "name"), ("From", "from"), ("Until", "until")],
        row=lambda one: [Cell(one.name, at("set_up_programme", one.pk), one.commissioner), day(one.starts_on), day(one.ends_on)],
        file_head=["Programme", "Commissioned by", "From", "Until"],
        file_row=lambda one: [one.name, one.commissioner, one.starts_on, one.ends_on],
        new=("Start a programme", at("set_up_programme_new")),
    )


def programme_new(request: PersonRequest) -> HttpResponse:
    programme_of(request)
    return form_page(
        request,
        ProgrammeForm(request.POST or None),
        lambda words: programmes.start(by=request.person, **words),
        heading="Start a programme",
        back=PROGRAMMES[1],
        trail=[PROGRAMMES],
        done="Programme started. Next, add its phases.",
        to=lambda made: at("set_up_programme", made.pk),
        button="Start it",
    )


def programme(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Programme, key)
    table = Table(["Phase", "From", "Until", "Minutes a session"], numeric=frozenset({3}))
    for one in Phase.visible.to(request.person).filter(programme=found):
        table.rows.append([Cell(one.name, at("set_up_phase", one.pk)), day(one.starts_on), day(one.ends_on), one.usual_minutes])
    return render(
        request,
        "wards/set_up_detail.html",
        {
            "heading": found.name,
            "caption": "Programme",
            "breadcrumbs": crumbs(PROGRAMMES),
            "facts": [
                fact("Commissioned by", found.commissioner),
                fact("Runs", f"{day(found.starts_on)} to {day(found.ends_on)}"),
            ],
            "actions": [("Change name or dates", at("set_up_programme_edit", key)), ("Add a phase", at("set_up_phase_new", key))],
            "tables": [("Phases", table)],
        },
    )


def programme_edit(request: PersonRequest, key: UUID) -> HttpResponse:
    found, back = set_up_or_404(request, Programme, key), at("set_up_programme", key)
    first = {name: getattr(found, name) for name in ("name", "commissioner", "starts_on", "ends_on", "version")}
    return form_page(
        request,
        ProgrammeEditForm(request.POST or None, initial=first),
        lambda words: programmes.change(by=request.person, programme=found, **words),
        heading="Change the programme",
        back=back,
        done="Saved.",
        trail=[PROGRAMMES],
    )


def phase_new(request: PersonRequest, key: UUID) -> HttpResponse:
    found, back = set_up_or_404(request, Programme, key), at("set_up_programme", key)
    return form_page(
        request,
        PhaseForm(request.POST or None),
        lambda words: programmes.add_phase(by=request.person, programme=found, **words),
        heading="Add a phase",
        caption=found.name,
        back=back,
        done="Phase added.",
        trail=[PROGRAMMES, (found.name, back)],
    )


def phase(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Phase, key, "programme")
    back = at("set_up_programme", found.programme_id)
    first = {name: getattr(found, name) for name in ("name", "starts_on", "ends_on", "usual_minutes", "version")}
    return form_page(
        request,
        PhaseEditForm(request.POST or None, initial=first),
        lambda words: programmes.change_phase(by=request.person, phase=found, **words),
        heading="Change the phase",
        back=back,
        done="Saved.",
        trail=[PROGRAMMES],
    )


def pause_list(request: PersonRequest) -> HttpResponse:
    programme_of(request)
    form = SearchFilter(request.GET)
    rows = Pause.visible.to(request.person).filter(programme__in=_mine(request)).select_related("provider", "programme")
    if words := form.chosen.get("q"):
        rows = rows.filter(Q(reason__icontains=words) | Q(provider__name__icontains=words))
    order, by = order_of(request, {"from": "starts_on", "until": "ends_on"}, "-from")
    return list_page(
        request,
        heading="Pauses",
        nouns=("pause", "pauses"),
        form=form,
        found=rows.order_by(*by),
        order=order,
        columns=[("What rests", ""), ("From", "from"), ("Until", "until"), ("Reason", ""), ("End it", "")],
        row=lambda one: [
            one.of_what,
            day(one.starts_on),
            day(one.ends_on) or "Until it is ended",
            one.reason,
            Cell("End this pause", at("set_up_pause_end", one.pk)),
        ],
        file_head=["What rests", "From", "Until", "Reason"],
        file_row=lambda one: [one.of_what, one.starts_on, one.ends_on or "", one.reason],
        new=("Begin a pause", at("set_up_pause_new")),
        lead="In a pause nobody is reminded, and no ward team is shown as needing a hand.",
    )


def pause_new(request: PersonRequest) -> HttpResponse:
    usual = programme_of(request)
    providers = Provider.visible.to(request.person).filter(pk__in=reach_of(request.person).set_up)
    form = PauseForm(
        request.POST or None, rows={"programme": _mine(request), "provider": providers}, initial={"programme": str(usual.pk)}
    )
    return form_page(
        request,
        form,
        lambda words: pauses.begin(by=request.person, **words),
        heading="Begin a pause",
        back=PAUSES[1],
        done="Pause kept.",
        button="Begin the pause",
        trail=[PAUSES],
    )


def pause_end(request: PersonRequest, key: UUID) -> HttpResponse:
    found = set_up_or_404(request, Pause, key, "provider", "programme")
    return form_page(
        request,
        PauseEndForm(request.POST or None),
        lambda words: pauses.end(by=request.person, pause=found, **words),
        heading="End the pause",
        caption=found.of_what,
        back=PAUSES[1],
        done="The pause ends.",
        button="End the pause",
        trail=[PAUSES],
    )
