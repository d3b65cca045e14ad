"""An improvement workshop: the page to run the day from, who was there, dots, and the ideas that were chosen."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coaching import workshops
from coaching.access import may_log, people_of, workshop_or_404
from coaching.forms.workshops import FORMS, DotsForm, PeopleForm, TakeUpForm
from coaching.models import Attendance, CapturedIdea, HeadCount, Inequity, Session, SessionTeam, TakenUp
from coaching.models.workshops import PARTS
from coaching.views.workshop_parts import caption, crumbs
from coaching.workshop_records import record
from ideas.models import ChangeIdea
from ideas.views import change_ideas
from people.requests import PersonRequest
from people.saving import attempt
from ui.templatetags.formats import day
from wards.access import fetch_or_404, require
from wards.models import Team
from wards.reach import reach_of


@require_safe
def workshop(request: PersonRequest, key: UUID) -> HttpResponse:
    session, teams = workshop_or_404(request, key)
    person = request.person
    reach = reach_of(person)
    is_held = session.status not in (Session.Status.CANCELLED, Session.Status.MISSED)
    mine = [team for team in teams if reach.may("run_workshop", team)] if is_held else []
    adding = (
        {name.replace("-", "_"): FORMS[model](teams=mine, auto_id=f"{name}-%s") for name, model in PARTS.items()} if mine else {}
    )
    found = record(session, teams, person)
    added = next((captured.row for captured in found.ideas if str(captured.row.pk) == request.GET.get("added")), None)
    if adding and added:
        adding["ideas"].fields["words"].attributes = {"autofocus": True}  # type: ignore[attr-defined]
        adding["ideas"].initial["team"] = str(added.team_id)  # the next one mostly comes from the same ward
    return render(
        request,
        "coaching/workshop.html",
        {
            "heading": ", ".join(team.name for team in teams),
            "caption": f"Improvement workshop, {day(session.held_on)}",
            "breadcrumbs": crumbs(session, teams)[:-1],
            "session": session,
            "record": found,
            "of_several": len(teams) > 1,
            "writes": {team.pk for team in mine},
            "adding": adding,
            "added": added if adding else None,
            "takes_up": {team.pk for team in mine if reach.may("change_ideas", team)},
            "may_log": session.is_planned and session.held_on <= timezone.localdate() and may_log(person, session),
            "is_ahead": session.held_on > timezone.localdate(),
            "is_held": is_held,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def workshop_people(request: PersonRequest, key: UUID) -> HttpResponse:
    """Who was there, for one ward team: by name, or as numbers."""
    session, teams = workshop_or_404(request, key, to_write=True)
    person = request.person
    team = _asked(request, teams)
    form = PeopleForm(
        request.POST if request.method == "POST" else None,
        people=people_of([team], session.held_on, seen_by=person), person=person, initial=_there(session, team, person),
    )  # fmt: skip

    def count(typed: dict[str, Any]) -> Any:
        return workshops.count_people(by=person, session=session, team=team, **typed)

    if attempt(form, count):
        messages.success(request, "Kept: who was there.")
        return redirect(f"{reverse('workshop', args=[key])}#people")
    others = [(each.name, f"?team={each.pk}") for each in teams if each.pk != team.pk]
    return _form_page(request, session, [team], form, "Who was there?", "Save who was there", others=others)


def _asked(request: PersonRequest, teams: list[Team]) -> Team:
    """The ward team that the address names, else the first."""
    return next((team for team in teams if str(team.pk) == request.GET.get("team")), teams[0])


def _there(session: Session, team: Team, person: Any) -> dict[str, Any]:
    here = {"session": session, "team": team}
    came = Attendance.visible.to(person).filter(**here).values_list("person_id", flat=True)
    others = sum(SessionTeam.visible.to(person).filter(**here).values_list("others", flat=True))
    head = HeadCount.visible.to(person).filter(**here).first() or HeadCount(version=0)
    return {
        "attended": [str(key) for key in came], "practitioners": head.practitioners, "patients": head.patients,
        "carers": head.carers, "others": max(others - head.total, 0), "version": head.version,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def workshop_dots(request: PersonRequest, key: UUID) -> HttpResponse:
    """How many dots each idea has on the wall."""
    session, teams = workshop_or_404(request, key, to_write=True)
    person = request.person
    rows = list(CapturedIdea.visible.to(person).filter(session=session, team__in=teams).order_by("id"))
    form = DotsForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            workshops.count_dots(by=person, session=session, dots=form.dots, seen=form.seen)
            messages.success(request, "Kept: the dots. The ideas with most dots stand first.")
            return redirect(f"{reverse('workshop', args=[key])}#ideas")
        except ValidationError as error:
            form.add_errors(error)
            form.show_stored()
    lead = "Count the dots on the wall and enter the number beside each idea. Nobody's choice is kept by name."
    return _form_page(request, session, teams, form, "Count the dots", "Save the dots", lead=lead, is_empty=not rows)


@require_http_methods(["GET", "HEAD", "POST"])
def workshop_take_up(request: PersonRequest, key: UUID, item: UUID) -> HttpResponse:
    """A chosen idea becomes a change idea: its form, filled in from what the workshop found."""
    session, _ = workshop_or_404(request, key)
    captured = fetch_or_404(request, CapturedIdea, item, "team__programme", "session", "inequity")
    if captured.session_id != session.pk:
        raise Http404("There is no such page, or it is not yours to see.")
    for action in ("run_workshop", "change_ideas"):
        require(request, action, captured.team)
    person = request.person
    areas = list(Inequity.visible.to(person).filter(session=session, team=captured.team_id)[:2])
    area = captured.inequity or (areas[0] if len(areas) == 1 else None)
    taken = TakenUp.visible.to(person).filter(captured=captured).count()
    initial: dict[str, Any] = {"title": captured.words, "seen": taken}
    if area:
        initial |= {"who_for": area.who, "inequity": area.what, "how_known": area.how_known}
    form = TakeUpForm(request.POST if request.method == "POST" else None, initial=initial)
    if made := attempt(form, lambda words: workshops.take_up(by=person, captured=captured, **words)):
        messages.success(request, f"“{made.title}” is a change idea now. Next: say how you will know whether it helps.")
        return redirect("idea", made.pk)
    form.show_stored(taken)
    lead = "What the workshop found is filled in. Say the aim, and change what you see more clearly now."
    if taken:
        lead = "This idea has become a change idea already. Save only if another should come of it."
    return _form_page(request, session, [captured.team], form, "Make it a change idea", "Make it a change idea", lead=lead)


def idea(request: PersonRequest, key: UUID) -> HttpResponse:
    """The page of a change idea, with the workshop that it comes from."""
    person = request.person
    # Of a ward that moved, the idea is another row, which continues the one that was taken up.
    earlier = ChangeIdea.visible.to(person).filter(pk=key).values("continues")
    taken = TakenUp.visible.to(person).filter(Q(idea=key) | Q(idea__in=earlier))
    found = taken.select_related("captured__session").first()
    came_from = []
    if found:
        session, captured = found.captured.session, found.captured
        dots = f", {captured.dots} dot{'' if captured.dots == 1 else 's'}" if captured.dots else ""
        words = f"The improvement workshop of {day(session.held_on)}: “{captured.words}”{dots}"
        came_from = [(words, reverse("workshop", args=[session.pk]))]
    return change_ideas.idea(request, key, came_from=came_from)


def _form_page(
    request: PersonRequest, session: Session, teams: list[Team], form: Any, heading: str, button: str, **more: Any
) -> HttpResponse:
    return render(
        request,
        "coaching/workshop_form.html",
        {
            "form": form, "heading": heading, "caption": caption(session, teams), "button": button, "session": session,
            "back": reverse("workshop", args=[session.pk]), "breadcrumbs": crumbs(session, teams), **more,
        },
    )  # fmt: skip
