"""Who promised what: one's own actions, those of one's ward teams, and what is overdue."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching import agreements
from coaching.access import name_of
from coaching.forms.agreements import ActionForm
from coaching.models import Action
from people.requests import PersonRequest
from people.saving import attempt
from ui.forms import Form
from ui.lists import address, page_of
from wards.access import fetch_or_404, team_or_404
from wards.models import Team
from wards.reach import reach_of

CRUMBS = [{"text": "Today", "href": "/"}, {"text": "Actions", "href": "/coaching/actions/"}]


@dataclass(frozen=True)
class Show:
    """One way to look at the list: its word in the address, how it is called, what is said where it is empty."""

    key: str
    words: str
    empty: str


SHOWS = (
    Show("", "All open", "No action is open. They are noted when a session is logged."),
    Show("mine", "Mine", "You have no open action."),
    Show("teams", "My ward teams’", "No action of your ward teams is open."),
    Show("overdue", "Overdue", "Nothing is overdue."),
    Show("done", "Done", "No action is done yet."),
)


def _conditions(person: Any) -> dict[str, Q]:
    still = Q(done_on=None)
    own_teams = {m.team_id for m in reach_of(person).memberships if m.team_id}
    return {
        "": still,
        "mine": still & Q(owner=person.pk),
        "teams": still & Q(team__in=own_teams),
        "overdue": still & Q(due_on__lt=timezone.localdate()),
        "done": Q(done_on__isnull=False),
    }


@require_safe
def actions(request: PersonRequest) -> HttpResponse:
    person = request.person
    rows: QuerySet[Action] = Action.visible.to(person)
    team = _asked_team(request)
    rows = rows.filter(team=team) if team else rows
    shows = _conditions(person)
    show = next((each for each in SHOWS if each.key == request.GET.get("show")), SHOWS[0])
    found = rows.order_by().aggregate(**{f"n_{key}": Count("pk", filter=condition) for key, condition in shows.items()})
    counts = [(each.key, each.words, address(request, show=each.key), found[f"n_{each.key}"]) for each in SHOWS]
    order: list[Any] = [F("done_on").desc()] if show.key == "done" else [F("due_on").asc(nulls_last=True)]
    listed = rows.filter(shows[show.key]).select_related("team").annotate(owner_name=name_of("owner")).order_by(*order, "id")
    page = page_of(request, listed)
    return render(
        request,
        "coaching/action_list.html",
        {
            "heading": "Actions",
            "caption": team.name if team else "Coaching",
            "breadcrumbs": CRUMBS[:1],
            "counts": counts,
            "show": show.key,
            "empty": show.empty,
            "team": team,
            "everybody": address(request, ward=None),
            "may_add": bool(team) and reach_of(person).may("manage_actions", team),
            "page": page,
            "today": timezone.localdate(),
            "actions": [(action, agreements.may_change(person, action)) for action in page.rows],
        },
    )


def _asked_team(request: PersonRequest) -> Team | None:
    """The ward team in the address (`?ward=`), where it is one that may be seen."""
    try:
        key = UUID(request.GET.get("ward", ""))
    except ValueError:
        return None
    return Team.visible.to(request.person).filter(pk=key).first()


@require_POST
def action_done(request: PersonRequest, key: UUID) -> HttpResponse:
    """Done in one tap; the page that follows can take it back in one."""
    found: Action = fetch_or_404(request, Action, key, "team")
    agreements.finish(by=request.person, action=found)
    messages.success(request, f"Done: {found.what}", extra_tags=f"undo:{reverse('action_open', args=[key])}")
    return _back(request)


@require_POST
def action_open(request: PersonRequest, key: UUID) -> HttpResponse:
    """Not done after all."""
    found: Action = fetch_or_404(request, Action, key, "team")
    agreements.open_again(by=request.person, action=found)
    messages.success(request, f"Open again: {found.what}")
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
def action(request: PersonRequest, key: UUID) -> HttpResponse:
    """Change the words of an action, hand it over, or give it another day."""
    person = request.person
    found: Action = fetch_or_404(request, Action, key, "team")
    agreements.ensure_may_change(person, found)
    first = {
        "what": found.what, "owner": str(found.owner_id or ""), "due_on": found.due_on, "version": found.version,
    }  # fmt: skip
    form = ActionForm(
        request.POST if request.method == "POST" else None, people=agreements.takers(person, found), initial=first
    )  # fmt: skip
    del form.fields["form_key"]
    if attempt(form, lambda typed: agreements.change(by=person, action=found, **typed)):
        messages.success(request, "The action was changed.")
        return redirect("actions")
    return _show(request, form, "Change the action", found.team, found)


@require_http_methods(["GET", "HEAD", "POST"])
def action_new(request: PersonRequest, key: UUID) -> HttpResponse:
    person = request.person
    team = team_or_404(request, key, to="manage_actions")
    form = ActionForm(
        request.POST if request.method == "POST" else None, people=agreements.takers(person, Action(team=team))
    )  # fmt: skip
    del form.fields["version"]
    if attempt(form, lambda typed: agreements.agree(by=person, team=team, **typed)):
        messages.success(request, f"The action was added. It stands on the page of {team.name} and on Today.")
        return redirect("ward", team.pk)
    return _show(request, form, "Add an action", team)


def _show(request: PersonRequest, form: Form, heading: str, team: Team | None, found: Action | None = None) -> HttpResponse:
    return render(
        request,
        "coaching/action_form.html",
        {
            "heading": heading,
            "caption": team.name if team else "Executive coaching",
            "breadcrumbs": CRUMBS,
            "form": form,
            "action": found,
        },
    )


def _back(request: PersonRequest) -> HttpResponse:
    back = request.POST.get("next", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(back)
    return redirect("actions")
