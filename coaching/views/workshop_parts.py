"""One line of a workshop's record: written down, changed, taken out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coaching import workshops
from coaching.access import workshop_or_404
from coaching.forms.workshops import FORMS, PartForm
from coaching.models import Inequity, Session
from coaching.models.workshops import PARTS
from coaching.session_rows import said_date
from people.requests import PersonRequest
from people.saving import attempt
from wards.models import Team

#: Name in the address → (heading of the page that adds, of the page that changes).
HEADINGS = {
    "looked-at": ("What did you look at?", "Change what you looked at"),
    "inequities": ("An area of inequity", "Change the area of inequity"),
    "ideas": ("An idea", "Change the idea"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def workshop_add(request: PersonRequest, key: UUID, part: str) -> HttpResponse:
    """Also the page of a form that stands on the workshop's page, where something in it is wrong."""
    session, teams = workshop_or_404(request, key, to_write=True)
    model = _model(part)
    form = FORMS[model](request.POST if request.method == "POST" else None, teams=teams)

    def keep(words: dict[str, Any]) -> Any:
        words.pop("team", None)
        return workshops.keep(by=request.person, session=session, team=form.team, part=model, **words)

    if kept := attempt(form, keep):
        # A browser that goes to a place in the page does not put the cursor anywhere, so ideas do without the place.
        return redirect(f"{reverse('workshop', args=[key])}{f'?added={kept.pk}' if part == 'ideas' else f'#{part}'}")
    return _show(request, session, teams, form, part, HEADINGS[part][0], "Write it down")


@require_http_methods(["GET", "HEAD", "POST"])
def workshop_change(request: PersonRequest, key: UUID, part: str, item: UUID) -> HttpResponse:
    session, teams = workshop_or_404(request, key, to_write=True)
    row = _row(request, session, teams, part, item)
    if row is None:
        raise Http404("There is no such page, or it is not yours to see.")
    areas = Inequity.visible.to(request.person).filter(session=session, team=row.team_id)
    form = FORMS[type(row)](request.POST if request.method == "POST" else None, teams=teams, changing=row, inequities=list(areas))

    def change(words: dict[str, Any]) -> Any:
        return workshops.change(by=request.person, row=row, version=words.pop("version"), **words)

    if attempt(form, change):
        return redirect(f"{reverse('workshop', args=[key])}#{part}")
    return _show(request, session, teams, form, part, HEADINGS[part][1], "Save", item=row)


@require_http_methods(["GET", "HEAD", "POST"])
def workshop_remove(request: PersonRequest, key: UUID, part: str, item: UUID) -> HttpResponse:
    session, teams = workshop_or_404(request, key, to_write=True)
    row = _row(request, session, teams, part, item)
    back = f"{reverse('workshop', args=[key])}#{part}"
    if request.method == "POST":
        if row is not None:
            try:
                workshops.take_out(by=request.person, row=row)
                messages.success(request, f"Taken out: “{row}”.")
            except ValidationError as error:
                messages.info(request, " ".join(error.messages))
        return redirect(back)
    if row is None:
        raise Http404("There is no such page, or it is not yours to see.")
    return render(
        request,
        "coaching/workshop_remove.html",
        {"heading": "Take it out of the record?", "caption": caption(session, teams), "row": row, "back": back,
         "breadcrumbs": crumbs(session, teams), "is_area": isinstance(row, Inequity)},
    )  # fmt: skip


def _model(part: str) -> Any:
    if part not in PARTS:
        raise Http404("There is no such page, or it is not yours to see.")
    return PARTS[part]


def _row(request: PersonRequest, session: Session, teams: list[Team], part: str, item: UUID) -> Any:
    """The line of this workshop, of a ward team for which the person may write; None where there is none."""
    rows = _model(part).visible.to(request.person).filter(session=session, team__in=teams, pk=item)
    return rows.select_related("team", "session").first()


def caption(session: Session, teams: list[Team]) -> str:
    return f"Improvement workshop · {', '.join(team.name for team in teams)}"


def crumbs(session: Session, teams: list[Team]) -> list[dict[str, str]]:
    ward = [{"text": teams[0].name, "href": reverse("ward", args=[teams[0].pk])}] if len(teams) == 1 else []
    here = {"text": f"Workshop of {said_date(session.held_on)}", "href": reverse("workshop", args=[session.pk])}
    return [{"text": "Ward teams", "href": reverse("ward_list")}, *ward, here]


def _show(
    request: PersonRequest, session: Session, teams: list[Team], form: PartForm, part: str, heading: str, button: str, **more: Any
) -> HttpResponse:
    return render(
        request,
        "coaching/workshop_form.html",
        {
            "form": form, "heading": heading, "caption": caption(session, teams), "button": button, "part": part,
            "session": session, "back": f"{reverse('workshop', args=[session.pk])}#{part}",
            "breadcrumbs": crumbs(session, teams), **more,
        },
    )  # fmt: skip
